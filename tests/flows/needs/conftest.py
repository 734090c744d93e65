"""The county whose needs are carried by flows."""

from tests.factories.needs import NeedCounty
from tests.worlds import world

county = world(NeedCounty)
