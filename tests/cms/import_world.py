"""A small county with pages and people, for the tests of the importer."""

from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from accounts.models import User
from cms.models import HomePage, UnitPage
from organisations.enums import UnitKind
from organisations.models import Level, Unit


@dataclass
class World:
    centre: UnitPage
    town: UnitPage
    village: UnitPage
    other_village: UnitPage
    editor: User
    outsider: User
    admin: User


def editor_of(page: Page, username: str) -> User:
    """Someone who may write below a page, and nowhere else, and may not publish."""
    group = Group.objects.create(name=username)
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=group, page=page, permission=permission)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    user = User.objects.create_user(username, password="nobody-guesses-this", kind=User.Kind.STAFF)
    user.groups.add(group)
    return user


def make_world() -> World:
    level = Level.objects.create(label="级")
    centre = Unit.add_root(name="张家港市新时代文明实践中心", short_name="市中心", kind=UnitKind.CENTRE, level=level)
    town = centre.add_child(name="杨舍镇新时代文明实践所", kind=UnitKind.INSTITUTE, level=level)
    village = town.add_child(name="百家桥村新时代文明实践站", kind=UnitKind.STATION, level=level)
    other = town.add_child(name="田垛里村新时代文明实践站", kind=UnitKind.STATION, level=level)
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="首页", slug="home-of-import", unit=centre))
    centre_page = home.add_child(instance=UnitPage(title=centre.name, slug="centre", unit=centre))
    town_page = centre_page.add_child(instance=UnitPage(title=town.name, slug="yangshe", unit=town))
    village_page = town_page.add_child(instance=UnitPage(title=village.name, slug="baijiaqiao", unit=village))
    other_page = town_page.add_child(instance=UnitPage(title=other.name, slug="tianduoli", unit=other))
    return World(
        centre=centre_page,
        town=town_page,
        village=village_page,
        other_village=other_page,
        editor=editor_of(town_page, "editor-of-yangshe"),
        outsider=User.objects.create_user("resident"),
        admin=User.objects.create_superuser("admin-of-import", kind=User.Kind.STAFF),
    )
