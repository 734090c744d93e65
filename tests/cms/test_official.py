"""What is the county's own and passes the gate, and what only looks like it: phones and addresses."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from cms.checks.official import Official
from cms.checks.personal import find_in
from cms.checks.texts import Text
from cms.models import SiteSettings
from tests.cms.conftest import County
from tests.factories import cms as make


def official(*, phones: tuple[str, ...] = (), addresses: tuple[str, ...] = ()) -> Official:
    known = Official()
    known.phones, known.addresses = set(phones), set(addresses)
    return known


def kinds(text: str, known: Official | None = None) -> list[str]:
    return [str(hit.kind) for hit in find_in([Text(("body",), "正文", text)], known)]


def listed(county: County, **values: Any) -> None:
    for name, value in values.items():
        setattr(county.village, name, value)
    county.village.save()


# --- phones -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("0512-58123456", {"051258123456"}),
        ("58123456", {"58123456"}),
        ("（0512）58123456", {"051258123456"}),
        ("（0512） 58123456", {"051258123456", "58123456"}),
        ("０５１２－５８１２３４５６", {"051258123456"}),
        ("0512-58123456 58129999", {"051258123456", "58129999", "05125812345658129999"}),
        ("58123456、58129999", {"58123456", "58129999"}),
        ("58123456/58129999", {"58123456", "58129999"}),
        ("5812 3456", {"58123456"}),
        ("13812345678（王）", {"13812345678"}),
        ("办公室 58123456", {"58123456"}),
        ("58123456转801", {"58123456"}),
        ("12345", set()),
        ("110", set()),
        ("待定", set()),
        ("", set()),
    ],
)
def test_phones_of_a_unit_as_people_write_them(county: County, written: str, known: set[str]) -> None:
    listed(county, phone=written)
    assert Official().phones == known


def test_units_venues_and_the_site_all_have_phones_that_pass(county: County) -> None:
    listed(county, phone="58111111")
    venue = make.venue(county.town)
    venue.phone = "0512-58222222"
    venue.save()
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.phone = "58333333"
    settings.save()
    assert kinds("电话58111111、电话58222222、电话58333333、电话58444444") == ["landline"]


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("电话：58123456", True),
        ("0512-58123456", True),
        ("0512 5812 3456", True),
        ("0513-58123456", False),
        ("010-58123456", False),
        ("电话：58123457", False),
        # Somebody's mobile that happens to end as the office phone does.
        ("打13858123456", False),
        ("138 5812 3456", False),
        ("+86 13958123456", False),
    ],
)
def test_an_office_phone_opens_no_door_for_others(text: str, passes: bool) -> None:
    assert (kinds(text, official(phones=("051258123456",))) == []) is passes


@pytest.mark.parametrize("stored", ["58123456", "5812345"])
def test_an_office_phone_without_area_code_opens_none_for_mobiles(stored: str) -> None:
    assert kinds(f"打138{stored.rjust(8, '5')}", official(phones=(stored,))) == ["mobile"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("值班手机13858123456", []),
        ("+86 13858123456", []),
        ("138-5812-3456", []),
        ("电话：58123456", ["landline"]),
        ("0512-58123456", ["landline"]),
        ("13958123456", ["mobile"]),
    ],
)
@pytest.mark.parametrize("stored", ["13858123456", "8613858123456"])
def test_the_mobile_of_an_office_passes_alone(text: str, found: list[str], stored: str) -> None:
    assert kinds(text, official(phones=(stored,))) == found


# --- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "text", "passes"),
    [
        ("大新镇百家桥村5组12号", "站点设在大新镇百家桥村5组12号。", True),
        ("大新镇百家桥村5组12号", "百家桥村5组12号", True),
        ("大新镇百家桥村5组12号", "大新镇百家桥村5组13号", False),
        ("大新镇百家桥村5组12号", "大新镇百家桥村5组", True),
        ("大新镇百家桥村 5组12号", "大新镇百家桥村5组12号", True),
        ("大新镇百家桥村５组１２号", "大新镇百家桥村5组12号", True),
        ("杨舍镇人民中路88号3幢402室", "请到杨舍镇人民中路88号3幢402室", True),
        # A station that names its village alone does not open every door in it.
        ("大新镇百家桥村", "大新镇百家桥村5组12号", False),
        ("张家港市大新镇百家桥村", "张家港市大新镇百家桥村12号", False),
        ("百家桥村", "百家桥村5组12号", False),
        # Nor does the number of a house every flat in it.
        ("杨舍镇人民中路88号", "杨舍镇人民中路88号3幢402室", False),
        ("杨舍镇人民中路88号3幢", "杨舍镇人民中路88号3幢402室", False),
        ("梁丰花园12幢", "梁丰花园12幢302室", False),
        ("", "大新镇百家桥村5组12号", False),
    ],
)
def test_which_addresses_pass(county: County, address: str, text: str, passes: bool) -> None:
    listed(county, address=address)
    assert (kinds(text) == []) is passes


def test_the_mask_says_the_township_where_only_the_village_is_listed(county: County) -> None:
    listed(county, address="大新镇百家桥村")
    (hit,) = find_in([Text(("body",), "正文", "大新镇百家桥村5组12号")])
    assert (hit.value, hit.masked) == ("大新镇百家桥村5组12号", "大新镇")


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_official_is_read_once_however_much_is_asked(
    county: County, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make.unit(f"站{number}", below=county.town, phone=f"5812345{number}", address=f"大新镇百家桥村5组1{number}号")
    texts = [Text(("body",), "正文", "电话58123450、电话58123459，大新镇百家桥村5组10号、百家桥村6组1号")] * count
    with django_assert_num_queries(5):
        found = find_in(texts, Official())
    assert [str(hit.kind) for hit in found] == ["landline", "address"] * count


def test_nothing_is_asked_where_nothing_is_found(
    county: County, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert find_in([Text(("body",), "正文", "百家桥村的银杏黄了，来看的人有120多。")], Official()) == []


# --- numbers of rows that no link can have ------------------------------------------------------


@pytest.mark.parametrize("number", ["²", "٣", "9" * 30, "-1", "0", "", "1e3", "１"])
def test_a_link_to_no_number_is_dead_and_breaks_nothing(county: County, number: str) -> None:
    from cms.checks.machine import machine_check

    body = [("paragraph", f'<p><a linktype="page" id="{number}">甲</a></p>')]
    page = make.news(county.village_page, summary="一句", body=body)
    assert [(f.code, f.where) for f in machine_check(page) if f.severity == "look"] == [("link", "body/0/value")]


@pytest.mark.parametrize("number", ["²", "9" * 30, "-1", "x"])
def test_an_import_for_no_unit_is_an_import(county: County, number: str) -> None:
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.create_superuser("root", password="x"))
    answer = client.post(f"{reverse('import_document')}?unit={number}", {"text": "百家桥村的银杏黄了\n来看的人很多。"})
    assert answer.status_code == 200
    assert "百家桥村的银杏黄了" in answer.content.decode()
