import pytest
from django.test import Client

from portal.preferences import Preferences


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        ({}, Preferences()),
        ({"language": "en", "text_size": "2", "elder": "1", "my_unit": "abc234"}, Preferences("en", 2, True, "abc234")),
        ({"language": "fr", "text_size": "9", "elder": "yes", "my_unit": "a/../b"}, Preferences()),
        ({"text_size": "-1"}, Preferences()),
        ({"my_unit": "x" * 17}, Preferences()),
    ],
)
def test_strange_cookies_count_as_no_choice(cookies: dict[str, str], expected: Preferences) -> None:
    assert Preferences.of(cookies) == expected


def test_every_choice_has_a_key_of_its_own() -> None:
    choices = [
        Preferences(),
        Preferences(language="en"),
        Preferences(language="zh-hant"),
        Preferences(size=1),
        Preferences(elder=True),
        Preferences(unit="abc"),
    ]
    assert len({choice.key for choice in choices}) == len(choices)


@pytest.mark.parametrize(("elder", "steps"), [(False, [1, 2, 3, 0]), (True, [1, 2, 0])])
def test_text_size_goes_up_and_back_to_the_first(elder: bool, steps: list[int]) -> None:
    size, seen = 0, []
    for _ in steps:
        size = Preferences(size=size, elder=elder).next_size
        seen.append(size)
    assert seen == steps


@pytest.mark.parametrize(
    ("wanted", "landed"),
    [
        ("/news/?page=2", "/news/?page=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_a_choice_leads_back_and_never_to_another_host(client: Client, wanted: str, landed: str) -> None:
    response = client.get("/preferences/", {"elder": "1", "next": wanted})
    assert (response.status_code, response["Location"]) == (302, landed)
    assert response.cookies["elder"].value == "1"


def test_a_choice_keeps_the_others_and_an_empty_one_is_forgotten(client: Client) -> None:
    client.get("/preferences/", {"size": "2"})
    response = client.get("/preferences/", {"elder": "1"})
    assert set(response.cookies) == {"elder"}
    gone = client.get("/preferences/", {"elder": ""})
    assert gone.cookies["elder"].value == ""
    assert client.cookies["text_size"].value == "2"


def test_a_wrong_choice_is_written_as_the_plain_one(client: Client) -> None:
    response = client.get("/preferences/", {"language": "xx"})
    assert response.cookies["language"].value == "zh-hans"


def test_choosing_needs_no_form_token_and_refuses_to_be_posted(client: Client) -> None:
    assert client.post("/preferences/", {"elder": "1"}).status_code == 405
