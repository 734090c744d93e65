from tests.factories.exchange import ServiceCounty
from tests.worlds import world

county = world(ServiceCounty)
