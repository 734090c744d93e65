"""The admin's screens: who enters, what is there, and that every write goes through a verb."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from common.models import AuditEntry
from organisations.enums import DayType, Role
from organisations.models import Closure, Delegation, Level, OpeningRule, Pairing, Post, Unit, Venue
from organisations.selectors import today
from tests.factories.accounts import UserFactory
from tests.factories.organisations import County, DelegationFactory, PairingFactory, PostFactory, VenueFactory

SENT_AWAY = 302
LISTS = ["units", "posts", "delegations", "pairings", "venues", "levels", "wagtailusers_users"]


def client_of(user: User) -> Client:
    """Signed in, with the right to enter that the sync of rights would give."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def town(county: County) -> Client:
    return client_of(county.town_administrator)


@pytest.fixture
def centre(county: County) -> Client:
    return client_of(county.administrator)


def words(response: Any) -> str:
    return str(response.content.decode())


# Who opens which list.
@pytest.mark.parametrize(
    ("role", "where", "opens"),
    [
        (Role.ADMINISTRATOR, "centre", LISTS),
        (Role.ADMINISTRATOR, "yangshe", [name for name in LISTS if name != "levels"]),
        (Role.EDITOR, "shangang", ["delegations", "venues"]),
        (Role.FIRST_REVIEWER, "shangang", ["delegations"]),
        (None, None, []),
    ],
)
def test_who_opens_which_list(county: County, role: Role | None, where: str | None, opens: list[str]) -> None:
    person = county.person(role, getattr(county, where)) if role and where else UserFactory()
    client = client_of(person)
    found = {name: client.get(reverse(f"{name}:index")).status_code for name in LISTS}
    assert found == {name: 200 if name in opens else SENT_AWAY for name in LISTS}


def test_the_menu_shows_what_opens(county: County) -> None:
    editor = words(client_of(county.person(Role.EDITOR, county.shangang)).get(reverse("wagtailadmin_home")))
    assert reverse("delegations:index") in editor
    assert reverse("units:index") not in editor
    assert reverse("units:index") in words(client_of(county.administrator).get(reverse("wagtailadmin_home")))


def test_a_town_sees_its_own_units_only(county: County, town: Client, centre: Client) -> None:
    listed = words(town.get(reverse("units:index")))
    assert "善港站" in listed
    assert "金桥站" not in listed
    assert "张家港中心" not in listed
    assert "金桥站" in words(centre.get(reverse("units:index")))
    assert "金桥站" not in words(town.get(reverse("units:index"), {"q": "金桥"}))


# Every screen of a single row, for a row of another town and for one that does not exist.
@pytest.mark.parametrize("whose", ["jinqiao", "nobody"])
@pytest.mark.parametrize(
    "name",
    ["units:edit", "units:move", "units:merge", "units:end", "posts:end", "posts:substitute",
     "delegations:add_for", "delegations:end", "pairings:end", "venues:edit", "venues:hours", "venues:close",
     "venues:reopen", "venues:end", "wagtailusers_users:edit", "wagtailusers_users:password",
     "wagtailusers_users:deactivate", "wagtailusers_users:reactivate"],
)  # fmt: skip
def test_guessed_ids_are_not_there(county: County, town: Client, name: str, whose: str) -> None:
    unit = county.jinqiao
    post = PostFactory(unit=unit)
    venue = VenueFactory(owner=unit)
    rows: dict[str, Any] = {
        "units": unit,
        "posts": post,
        "delegations": post if name.endswith("add_for") else DelegationFactory(post=post),
        "pairings": PairingFactory(unit=unit, partner=county.centre),
        "venues": Closure.objects.create(venue=venue, valid_from=today(), reason="x")
        if name.endswith("reopen")
        else venue,
        "wagtailusers_users": post.person,
    }
    pk = 999999 if whose == "nobody" else rows[name.split(":")[0]].pk
    for response in (town.get(reverse(name, args=[pk])), town.post(reverse(name, args=[pk]), {})):
        assert response.status_code == 404
    assert not AuditEntry.objects.exclude(action__startswith="accounts.signed").exists()


# Twelve of the list and its frame, and what the menus of other packages ask.
LIST_QUERIES = 12 + 3


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_lists_take_few_queries(
    county: County, centre: Client, name: str, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        post = PostFactory(unit=county.jinqiao)
        DelegationFactory(post=post)
        PairingFactory(unit=county.jinqiao, partner=county.shangang)
        OpeningRule.objects.create(
            venue=VenueFactory(owner=county.jinqiao), day_type=DayType.EVERY_DAY, opens="09:00", closes="17:00"
        )
    centre.get(reverse(f"{name}:index"))
    with django_assert_max_num_queries(LIST_QUERIES):
        assert centre.get(reverse(f"{name}:index")).status_code == 200


def test_a_unit_is_made_changed_and_moved(county: County, centre: Client) -> None:
    values = {"parent": county.yangshe.pk, "name": "新站", "kind": "station", "level": county.shangang.level_id}
    assert centre.post(reverse("units:add"), values).status_code == 302
    unit = Unit.objects.get(name="新站")
    edit = reverse("units:edit", args=[unit.pk])
    assert "新站" in words(centre.get(edit))
    centre.post(edit, {**values, "name": "新村站", "phone": "0512"})
    centre.post(reverse("units:move", args=[unit.pk]), {"parent": county.tangqiao.pk})
    unit.refresh_from_db()
    assert (unit.name, unit.phone, unit.get_parent()) == ("新村站", "0512", county.tangqiao)
    assert set(AuditEntry.objects.filter(object_type="organisations.unit").values_list("actor_id", flat=True)) == {
        county.administrator.pk
    }


def test_a_town_places_nothing_in_another_town(county: County, town: Client) -> None:
    values = {"parent": county.tangqiao.pk, "name": "越界", "kind": "station", "level": county.shangang.level_id}
    assert town.post(reverse("units:add"), values).status_code == 200
    answer = town.post(reverse("units:move", args=[county.shangang.pk]), {"parent": county.tangqiao.pk})
    assert answer.status_code == 200
    assert not Unit.objects.filter(name="越界").exists()
    assert Unit.objects.get(pk=county.shangang.pk).get_parent() == county.yangshe


def test_the_own_unit_is_changed_but_not_ended(county: County, town: Client) -> None:
    assert town.get(reverse("units:edit", args=[county.yangshe.pk])).status_code == 200
    Unit.objects.filter(path__startswith=county.yangshe.path, depth=3).update(valid_to=dt.date(2020, 5, 1))
    answer = town.post(
        reverse("units:end", args=[county.yangshe.pk]), {"last_day": today().isoformat(), "posts": "end"}
    )
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert Unit.objects.get(pk=county.yangshe.pk).valid_to is None


def test_ending_asks_what_becomes_of_the_posts(county: County, town: Client) -> None:
    post = PostFactory(unit=county.shangang)
    url = reverse("units:end", args=[county.shangang.pk])
    day = today().isoformat()
    for values in ({"last_day": day}, {"last_day": day, "posts": "move"}, {"posts": "end"}):
        assert town.post(url, values).status_code == 200
    town.post(url, {"last_day": day, "posts": "move", "posts_to": county.baijiaqiao.pk})
    assert Unit.objects.get(pk=county.shangang.pk).valid_to == today()
    assert Post.objects.filter(person=post.person, unit=county.baijiaqiao).exists()


def test_a_merge_keeps_what_is_typed_when_refused(county: County, centre: Client) -> None:
    url = reverse("units:merge", args=[county.yangshe.pk])
    values = {"into": county.tangqiao.pk, "last_day": "2019-01-01", "posts": "end"}
    answer = centre.post(url, values)
    assert answer.status_code == 200
    assert "last_day" in answer.context["form"].errors
    assert 'value="2019-01-01"' in words(answer)
    assert centre.post(url, {**values, "last_day": today().isoformat()}).status_code == 302
    assert Unit.objects.get(pk=county.yangshe.pk).merged_into == county.tangqiao


def test_posts_are_given_and_ended(county: County, town: Client) -> None:
    newcomer = UserFactory()
    values = {
        "person": newcomer.pk,
        "role": "editor",
        "unit": county.shangang.pk,
        "valid_from": today().isoformat(),
    }
    assert town.post(reverse("posts:add"), values).status_code == 302
    post = Post.objects.get(person=newcomer)
    assert town.post(reverse("posts:add"), values).context["form"].errors.keys() == {"person"}
    assert town.post(reverse("posts:end", args=[post.pk]), {}).status_code == 302
    post.refresh_from_db()
    assert post.valid_to == today() - dt.timedelta(days=1)


def test_people_of_other_towns_cannot_be_chosen(county: County, town: Client) -> None:
    stranger = county.person(Role.EDITOR, county.jinqiao)
    values = {
        "person": stranger.pk,
        "role": "editor",
        "unit": county.shangang.pk,
        "valid_from": today().isoformat(),
    }
    assert town.post(reverse("posts:add"), values).status_code == 200
    assert stranger.posts.count() == 1


def test_somebody_names_the_own_substitute(county: County) -> None:
    holder = county.person(Role.FIRST_REVIEWER, county.shangang)
    colleague = county.person(Role.EDITOR, county.baijiaqiao)
    client = client_of(holder)
    post = holder.posts.get()
    url = reverse("delegations:add_for", args=[post.pk])
    assert url in words(client.get(reverse("delegations:index")))
    days = {"valid_from": today().isoformat(), "valid_to": today().isoformat()}
    assert client.post(url, {**days, "substitute": holder.pk}).status_code == 200
    assert client.post(url, {**days, "substitute": colleague.pk, "reason": "年休假"}).status_code == 302
    delegation = Delegation.objects.get()
    assert (delegation.substitute, delegation.reason) == (colleague, "年休假")
    assert client.post(reverse("delegations:end", args=[delegation.pk]), {}).status_code == 302
    foreign = county.administrator.posts.get()
    assert client.get(reverse("delegations:add_for", args=[foreign.pk])).status_code == 404


def test_an_administrator_names_a_substitute_for_others(county: County, town: Client) -> None:
    post = PostFactory(unit=county.shangang)
    colleague = county.person(Role.EDITOR, county.baijiaqiao)
    values = {"substitute": colleague.pk, "valid_from": today().isoformat()}
    assert town.post(reverse("posts:substitute", args=[post.pk]), values).status_code == 302
    assert Delegation.objects.get().post == post


def test_pairings_and_levels(county: County, centre: Client) -> None:
    values = {
        "unit": county.shangang.pk,
        "partner": county.jinqiao.pk,
        "kind": "paired",
        "valid_from": today().isoformat(),
    }
    assert centre.post(reverse("pairings:add"), values).status_code == 302
    assert centre.post(reverse("pairings:add"), values).status_code == 200
    pairing = Pairing.objects.get()
    assert centre.post(reverse("pairings:end", args=[pairing.pk]), {}).status_code == 302
    assert centre.post(reverse("levels:add"), {"label": "点", "order": 4}).status_code == 302
    level = Level.objects.get(label="点")
    assert centre.post(reverse("levels:edit", args=[level.pk]), {"label": "站", "order": 4}).status_code == 200
    assert centre.post(reverse("levels:edit", args=[level.pk]), {"label": "村级点", "order": 4}).status_code == 302
    assert centre.get(reverse("levels:edit", args=[999999])).status_code == 404


def rules_form(*rules: tuple[str, str, str], initial: int = 0, **extra: str) -> dict[str, str]:
    values = {"rules-TOTAL_FORMS": str(len(rules)), "rules-INITIAL_FORMS": str(initial)}
    for number, (day, opens, closes) in enumerate(rules):
        values |= {
            f"rules-{number}-day_type": day,
            f"rules-{number}-opens": opens,
            f"rules-{number}-closes": closes,
        }
    return values | extra


def test_a_venue_and_its_opening_hours(county: County) -> None:
    client = client_of(county.person(Role.EDITOR, county.shangang))
    answer = client.post(reverse("venues:add"), {"name": "学校操场", "owner": county.shangang.pk})
    venue = Venue.objects.get()
    hours = reverse("venues:hours", args=[venue.pk])
    assert answer.headers["Location"] == hours
    assert client.get(hours).status_code == 200
    morning, evening = ("working_day", "05:30", "07:00"), ("working_day", "18:00", "21:00")
    assert client.post(hours, rules_form(morning, evening, ("mon", "", ""))).status_code == 302
    assert [str(rule.opens) for rule in venue.opening_rules.all()] == ["05:30:00", "18:00:00", "None"]
    wrong = client.post(hours, rules_form(("every_day", "17:00", "09:00")))
    assert wrong.status_code == 200
    assert "17:00" in words(wrong)
    assert venue.opening_rules.count() == 3
    client.post(hours, rules_form(morning, evening, initial=2, **{"rules-1-DELETE": "on"}))
    assert venue.opening_rules.count() == 1


def test_a_venue_is_closed_reopened_and_ended(county: County, centre: Client) -> None:
    venue = VenueFactory(owner=county.shangang)
    values = {"valid_from": today().isoformat(), "valid_to": today().isoformat(), "reason": "布展"}
    assert centre.post(reverse("venues:close", args=[venue.pk]), values).status_code == 302
    closure = Closure.objects.get()
    page = words(centre.get(reverse("venues:close", args=[venue.pk])))
    assert "布展" in page
    assert reverse("venues:reopen", args=[closure.pk]) in page
    assert centre.post(reverse("venues:reopen", args=[closure.pk])).status_code == 302
    assert not Closure.objects.exists()
    edit = {"name": "礼堂", "owner": county.jinqiao.pk}
    assert centre.post(reverse("venues:edit", args=[venue.pk]), edit).status_code == 302
    end = {"last_day": today().isoformat()}
    assert centre.post(reverse("venues:end", args=[venue.pk]), end).status_code == 302
    venue.refresh_from_db()
    assert (venue.name, venue.owner, venue.valid_to) == ("礼堂", county.jinqiao, today())


def test_people_are_made_and_given_a_password(county: County, town: Client) -> None:
    values = {"username": "zhangsan", "last_name": "张", "first_name": "三"}
    answer = town.post(reverse("wagtailusers_users:add"), values)
    user = User.objects.get(username="zhangsan")
    assert (user.kind, user.is_superuser, user.has_usable_password()) == ("staff", False, False)
    shown = words(town.post(answer.headers["Location"], follow=True))
    user.refresh_from_db()
    assert user.must_change_password
    assert any(user.check_password(word.strip("。. <>")) for word in shown.replace("：", " ").replace(":", " ").split())
    assert "has_usable_password" not in shown
    again = town.post(reverse("wagtailusers_users:add"), values)
    assert again.context["form"].errors.keys() == {"username"}


def test_people_are_deactivated_not_deleted(county: County, town: Client) -> None:
    editor = county.person(Role.EDITOR, county.shangang)
    listed = words(town.get(reverse("wagtailusers_users:index")))
    assert editor.username in listed
    assert county.administrator.username not in listed
    assert town.post(reverse("wagtailusers_users:deactivate", args=[editor.pk])).status_code == 302
    editor.refresh_from_db()
    assert not editor.is_active
    assert town.post(reverse("wagtailusers_users:reactivate", args=[editor.pk])).status_code == 302
    assert town.get(f"/admin/users/{editor.pk}/delete/").status_code == 404
    assert town.get(f"/admin/users/delete/{editor.pk}/").status_code == 404
    form = words(town.get(reverse("wagtailusers_users:edit", args=[editor.pk])))
    assert "groups" not in form
    assert "is_superuser" not in form


def test_residents_are_the_centre_s(county: County, town: Client, centre: Client) -> None:
    resident = UserFactory(resident=True)
    url = reverse("wagtailusers_users:deactivate", args=[resident.pk])
    assert town.get(url).status_code == 404
    assert centre.get(url).status_code == 200


def test_the_own_account_page_leads_to_password_and_second_factor(county: County, town: Client) -> None:
    page = words(town.get(reverse("wagtailadmin_account")))
    assert reverse("account_change_password") in page
    assert reverse("mfa_index") in page
