"""The counties that the stories are told in."""

from tests.factories.workflows import ReviewCounty
from tests.workflows.town import Town
from tests.worlds import world

county = world(ReviewCounty)
town = world(Town)
