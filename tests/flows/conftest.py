"""The county that the stories are told in."""

from tests.factories.workflows import ReviewCounty
from tests.worlds import world

county = world(ReviewCounty)
