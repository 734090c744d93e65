from tests.factories.organisations import County
from tests.worlds import world

county = world(County)
