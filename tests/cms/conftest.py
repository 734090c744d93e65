"""A centre, an institute, a station, each with its page."""

from dataclasses import dataclass

from cms.models import HomePage, UnitPage
from organisations.enums import UnitKind
from organisations.models import Unit
from tests.cms.rights_site import RightsSite
from tests.factories import cms as make
from tests.worlds import world


@dataclass
class County:
    centre: Unit
    town: Unit
    village: Unit
    home: HomePage
    centre_page: UnitPage
    town_page: UnitPage
    village_page: UnitPage


def build_county() -> County:
    centre = make.unit()
    town = make.unit("大新镇新时代文明实践所", below=centre, short_name="大新镇")
    village = make.unit("百家桥村新时代文明实践站", below=town, short_name="百家桥村", kind=UnitKind.STATION)
    home = make.home(centre)
    centre_page = make.unit_page(home, centre)
    town_page = make.unit_page(centre_page, town)
    return County(centre, town, village, home, centre_page, town_page, make.unit_page(town_page, village))


county = world(build_county)
# A small site with the rights of everybody in it.
site = world(RightsSite)
