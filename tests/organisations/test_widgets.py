"""Long lists of units: grouped by town, searchable, and the plain list for those without JavaScript."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from organisations.enums import Role
from organisations.forms import UnitField
from organisations.models import Unit
from organisations.widgets import GROUPED_FROM, unit_choices
from tests.factories.organisations import County, UnitFactory

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def grown(county: County) -> County:
    """A county with so many stations that its list is grouped."""
    for number in range(GROUPED_FROM):
        UnitFactory(parent=county.yangshe, name=f"第{number}站")
    return county


def client_of(user: Any) -> Client:
    """Signed in, with the right to enter that the sync of rights would give."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def select(client: Client, address: str, field: str) -> Tag:
    found = BeautifulSoup(client.get(address).content, "html.parser").find("select", id=f"id_{field}")
    assert isinstance(found, Tag)
    return found


def test_a_short_list_is_indented_and_has_no_groups(county: County) -> None:
    assert [label for _, label in unit_choices(Unit.objects.all())] == [
        "张家港中心", "　杨舍所", "　　百家桥站", "　　善港站", "　塘桥所", "　　金桥站",
    ]  # fmt: skip


def test_in_a_long_list_each_town_is_a_group_that_begins_with_itself(grown: County) -> None:
    centre, yangshe, tangqiao = unit_choices(Unit.objects.all())
    assert centre == (grown.centre.pk, "张家港中心")
    assert yangshe[0] == "杨舍所"
    assert yangshe[1][:3] == [
        (grown.yangshe.pk, "杨舍所"),
        (grown.baijiaqiao.pk, "　百家桥站"),
        (grown.shangang.pk, "　善港站"),
    ]
    assert tangqiao == ("塘桥所", [(grown.tangqiao.pk, "塘桥所"), (grown.jinqiao.pk, "　金桥站")])


def test_a_town_s_own_list_is_no_heap_of_groups_of_one(grown: County) -> None:
    choices = unit_choices(Unit.objects.filter(path__startswith=grown.yangshe.path))
    assert not [label for value, label in choices if isinstance(label, list)]
    assert choices[0] == (grown.yangshe.pk, "杨舍所")


def test_every_unit_can_be_chosen_once(grown: County) -> None:
    flat: list[Any] = []
    for value, label in unit_choices(Unit.objects.all()):
        flat += [pk for pk, _ in label] if isinstance(label, list) else [value]
    assert sorted(flat) == sorted(Unit.objects.values_list("pk", flat=True))


def test_points_below_stations_stay_in_the_group_of_their_town(grown: County) -> None:
    point = UnitFactory(parent=grown.shangang, name="葡萄园点")
    group = dict(unit_choices(Unit.objects.all()))["杨舍所"]
    assert (point.pk, "　　葡萄园点") in group


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_one_query(county: County, number: int, django_assert_num_queries: Any) -> None:
    for _ in range(number * GROUPED_FROM):
        UnitFactory(parent=county.tangqiao)
    with django_assert_num_queries(1):
        unit_choices(Unit.objects.order_by("path"))


def test_who_has_one_unit_need_not_choose(county: County) -> None:
    only = UnitField(units=Unit.objects.filter(pk=county.shangang.pk))
    assert list(only.choices) == [(county.shangang.pk, "善港站")]
    optional = UnitField(units=Unit.objects.filter(pk=county.shangang.pk), required=False)
    assert next(iter(optional.choices)) == ("", "---------")


@pytest.mark.parametrize(("where", "fits"), [("shangang", True), ("jinqiao", False)])
def test_a_unit_that_is_not_offered_is_not_taken(grown: County, where: str, fits: bool) -> None:
    field = UnitField(units=Unit.objects.filter(path__startswith=grown.yangshe.path))
    unit = getattr(grown, where)
    if fits:
        assert field.clean(str(unit.pk)) == unit
    else:
        with pytest.raises(ValidationError):
            field.clean(str(unit.pk))


@pytest.mark.parametrize(
    ("name", "field"),
    [("units:add", "parent"), ("units:move", "parent"), ("units:merge", "into"), ("units:merge", "posts_to"),
     ("units:end", "posts_to"), ("posts:add", "unit"), ("pairings:add", "unit"), ("pairings:add", "partner"),
     ("venues:add", "owner")],
)  # fmt: skip
def test_every_list_of_units_can_be_searched(grown: County, name: str, field: str) -> None:
    args = [grown.jinqiao.pk] if name.split(":")[1] in ("move", "merge", "end") else []
    client = client_of(grown.administrator)
    found = select(client, reverse(name, args=args), field)
    assert found.has_attr("data-unit-picker")
    assert found["data-search"] == "输入名称的一部分，缩小范围"
    assert [group["label"] for group in found.find_all("optgroup")][:1] == ["杨舍所"]
    assert "desk/js/unit_picker" in client.get(reverse(name, args=args)).content.decode()


def test_what_was_chosen_stays_chosen_when_the_form_is_refused(grown: County) -> None:
    answer = client_of(grown.administrator).post(
        reverse("posts:add"), {"unit": grown.jinqiao.pk, "role": "editor", "valid_from": "昨天", "person": ""}
    )
    found = BeautifulSoup(answer.content, "html.parser").select_one("#id_unit option[selected]")
    assert found is not None
    assert found["value"] == str(grown.jinqiao.pk)
    assert 'value="昨天"' in answer.content.decode()


def test_names_of_units_are_escaped(county: County) -> None:
    UnitFactory(parent=county.centre, name="<b>站</b>")
    content = client_of(county.administrator).get(reverse("units:add")).content.decode()
    assert "<b>站</b>" not in content
    assert "&lt;b&gt;站&lt;/b&gt;" in content


def test_the_list_of_units_says_kind_and_level_in_words(county: County) -> None:
    Unit.objects.filter(pk=county.shangang.pk).update(division_code="320582100201")
    content = client_of(county.administrator).get(reverse("units:index")).content
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all("td")]
        for row in BeautifulSoup(content, "html.parser").select(".listing tbody tr")
    ]
    row = next(row for row in rows if "善港站" in row[0])
    assert row[1:] == ["站", "站", "在用", "320582100201"]
    assert county.shangang.code not in content.decode()


def test_a_town_is_offered_its_own_units_alone(grown: County) -> None:
    clerk = grown.person(Role.ADMINISTRATOR, grown.tangqiao)
    offered = select(client_of(clerk), reverse("posts:add"), "unit").get_text()
    assert "金桥站" in offered
    assert "善港站" not in offered
    assert "第0站" not in offered
