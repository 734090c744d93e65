"""Texts: variables are filled in and nothing else is; what is wrong is said at its field."""

import pytest
from django.core.exceptions import ValidationError

from common.messages.addresses import Recipient, masked
from common.messages.kinds import MessageKind, joinable_choices, register_kind, title_of
from common.messages.models import MessageTemplate
from common.messages.rendering import cut, fill, sms_parts
from tests.common.messages.conftest import TOLD, VALUES


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{code}由{team}接单", "k7m2由水电维修队接单"),
        ("{ code }", "k7m2"),
        ("{code}{code}", "k7m2k7m2"),
        ("{code.__class__}", "{code.__class__}"),
        ("{0}{other}%(code)s", "{0}{other}%(code)s"),
        ("  没有变量  ", "没有变量"),
    ],
)
def test_only_names_are_filled_in(text: str, shown: str) -> None:
    assert fill(text, TOLD, VALUES) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("一" * 10, "一" * 10), ("一" * 11, "一" * 9 + "…"), ("a\n\tb\u2028c", "a b c"), (" ", ""), ("{code}", "{code}")],
)
def test_a_value_is_one_short_line_and_never_a_text_itself(value: str, shown: str) -> None:
    assert fill("{team}", TOLD, {"code": "k7m2", "team": value}) == shown
    assert cut(value, 10) == shown


@pytest.mark.parametrize(
    ("length", "parts"), [(0, 1), (1, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)]
)
def test_parts_of_an_sms(length: int, parts: int) -> None:
    assert sms_parts("一" * length) == parts


def test_an_emoji_takes_two_places() -> None:
    assert (sms_parts("😀" * 35), sms_parts("😀" * 36)) == (1, 2)


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("{code}", None, ""),
        ("{phone}", "text", "{phone}"),
        ("{code", "text", "{name}"),
        ("code}", "text", "{name}"),
        ("｛code｝", "text", "{name}"),
        ("{}", "text", "{}"),
        ("{code!r}", "text", "{code!r}"),
        ("{code:>99}", "text", "{code:>99}"),
    ],
)
def test_a_template_with_an_error_is_refused_at_its_field(text: str, field: str | None, words: str) -> None:
    row = MessageTemplate(kind=TOLD.code, channel="sms", text=text)
    if field is None:
        row.clean()
        return
    with pytest.raises(ValidationError) as refused:
        row.clean()
    assert list(refused.value.message_dict) == [field]
    assert words in refused.value.message_dict[field][0]


def test_a_kind_is_worded_for_its_own_channels_only() -> None:
    with pytest.raises(ValidationError) as refused:
        MessageTemplate(kind=TOLD.code, channel="site", text="好").clean()
    assert list(refused.value.message_dict) == ["channel"]


def test_a_kind_whose_default_text_is_wrong_is_found_at_the_start() -> None:
    with pytest.raises(ValueError, match="nothing"):
        register_kind(MessageKind("tests.wrong", "wrong", "{nothing}", (), ()))


def test_urgent_kinds_and_digests_are_not_offered_for_a_digest() -> None:
    codes = dict(joinable_choices())
    assert "tests.told" in codes
    assert {"tests.alarm", "outgoing.digest"} & set(codes) == set()
    assert title_of("gone.kind") == "gone.kind"


@pytest.mark.parametrize(
    ("channel", "address", "shown"),
    [
        ("sms", "13812341234", "138****1234"),
        ("sms", "110", "****"),
        ("mail", "zhou@example.org", "z***@example.org"),
        ("group", "pool", "pool"),
        ("site", "12", "12"),
    ],
)
def test_addresses_are_masked(channel: str, address: str, shown: str) -> None:
    assert masked(channel, address) == shown


@pytest.mark.parametrize(
    ("known", "channel", "address"),
    [
        ({"phone": "+86 138-1234-1234"}, "sms", "13812341234"),
        ({"phone": "0512-58223344"}, "sms", ""),
        ({"mail": "zhou@example.org "}, "mail", "zhou@example.org"),
        ({"mail": "zhou"}, "mail", ""),
        ({"user": 12}, "site", "12"),
        ({}, "site", ""),
        ({"group": "pool"}, "group", "pool"),
        ({"group": "http://inner"}, "group", ""),
    ],
)
def test_whom_a_channel_reaches(settings: object, known: dict[str, object], channel: str, address: str) -> None:
    settings.MESSAGES_ROBOTS = {"pool": "https://robot.example/send"}  # type: ignore[attr-defined]
    assert Recipient("x", **known).address(channel) == address  # type: ignore[arg-type]
