"""The ways out, against a server that really listens, or none at all."""

import base64
import hashlib
import hmac
import json
import socket
import stat
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from common.messages.adapters import OFF, Parcel, Refused, Unreachable, adapter_for, chosen, in_use
from common.messages.adapters.local import to_console, to_file
from common.messages.adapters.mail import by_mail
from common.messages.adapters.robot import by_robot, signed
from common.messages.adapters.sms import by_gateway
from common.messages.checks import check_deployed, check_ways
from tests.common.messages.conftest import Gateway

PARCEL = Parcel("abc123", "tests.told", "sms", "13812341234", "138****1234", "题目", "您的需求已接单。", "http://x/n/")


def test_the_gateway_can_prove_who_asked_and_what(gateway: Gateway) -> None:
    by_gateway(PARCEL)
    (post,) = gateway.posts
    assert {name: post[name] for name in ("key", "phone", "signature", "text", "kind")} == {
        "key": "abc123",
        "phone": "13812341234",
        "signature": "【邻里】",
        "text": "您的需求已接单。 http://x/n/",
        "kind": "tests.told",
    }
    headers = post["headers"]
    assert headers["Idempotency-Key"] == "abc123"
    assert abs(int(headers["X-Linli-Timestamp"]) - time.time()) < 60
    signed_part = headers["X-Linli-Timestamp"].encode() + b"." + post["raw"]
    assert headers["X-Linli-Signature"] == hmac.new(b"secret", signed_part, hashlib.sha256).hexdigest()


def test_a_gateway_that_says_nothing_is_left_after_the_timeout(settings: Any) -> None:
    settings.MESSAGES_TIMEOUT = 0.2
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        began = time.monotonic()
        with pytest.raises(Unreachable, match="imed out"):
            by_gateway(PARCEL)
        assert time.monotonic() - began < 2


def test_a_gateway_that_is_not_there(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{port}/"
    with pytest.raises(Unreachable, match="Refused"):
        by_gateway(PARCEL)


@pytest.mark.parametrize("url", ["", "ftp://x/", "file:///etc/passwd", "http://", "gopher://127.0.0.1/"])
def test_only_web_addresses_are_called(settings: Any, url: str) -> None:
    settings.SMS_GATEWAY_URL = url
    with pytest.raises(Unreachable):
        by_gateway(PARCEL)


def test_an_endless_answer_is_not_read(gateway: Gateway) -> None:
    gateway.answers = [(200, b"x" * 300_000)]
    by_gateway(PARCEL)
    assert len(gateway.posts) == 1


# --- group robots -------------------------------------------------------------------------------


def robot(gateway: Gateway, settings: Any, suffix: str = "") -> Parcel:
    settings.MESSAGES_ROBOTS = {"pool": f"{gateway.url}?access_token=t{suffix}"}
    return Parcel("abc123", "k", "group", "pool", "pool", "题目", "有一张新单可抢。")


def test_a_robot_gets_the_text_message_of_both_makers(gateway: Gateway, settings: Any) -> None:
    gateway.answers = [(200, {"errcode": 0, "errmsg": "ok"})]
    by_robot(robot(gateway, settings))
    (post,) = gateway.posts
    assert json.loads(post["raw"]) == {"msgtype": "text", "text": {"content": "有一张新单可抢。"}}
    assert post["path"] == "/sms?access_token=t"


def test_a_secret_is_signed_with_and_does_not_leave(gateway: Gateway, settings: Any) -> None:
    gateway.answers = [(200, {"errcode": 0})]
    by_robot(robot(gateway, settings, "#SEC1"))
    query = parse_qs(urlsplit(gateway.posts[0]["path"]).query)
    said = f"{query['timestamp'][0]}\nSEC1".encode()
    assert query["sign"] == [base64.b64encode(hmac.new(b"SEC1", said, hashlib.sha256).digest()).decode()]
    assert "SEC1" not in gateway.posts[0]["path"]
    assert signed("http://x/send#S", 1.0).startswith("http://x/send?timestamp=1000&sign=")


@pytest.mark.parametrize("answer", [{"errcode": 45009, "errmsg": "too many"}, {}, b"", []])
def test_a_robot_that_does_not_say_zero_has_not_taken_it(gateway: Gateway, settings: Any, answer: Any) -> None:
    gateway.answers = [(200, answer)]
    with pytest.raises(Unreachable):
        by_robot(robot(gateway, settings))


def test_a_group_is_named_and_never_an_address(settings: Any, gateway: Gateway) -> None:
    settings.MESSAGES_ROBOTS = {}
    with pytest.raises(Refused):
        by_robot(Parcel("k", "k", "group", gateway.url, "", "", ""))
    assert gateway.posts == []


# --- mail and what stays in the house -----------------------------------------------------------


def test_a_mail_carries_the_key_as_its_id(settings: Any) -> None:
    settings.BASE_URL = "https://linli.example.cn:8443/x"
    by_mail(Parcel("abc123", "k", "mail", "zhou@example.org", "z***@example.org", "题目", "正文", "http://x/n/"))
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["zhou@example.org"], "题目", "正文\n\nhttp://x/n/")
    assert sent.message()["Message-ID"] == "<abc123@linli.example.cn>"


def test_a_mail_address_brings_no_header_with_it() -> None:
    with pytest.raises(Refused):
        by_mail(Parcel("k", "k", "mail", "a@x.org\nBcc: b@x.org", "", "题目", "正文"))
    assert mail.outbox == []


def test_the_file_holds_a_line_a_message_and_no_number(settings: Any, tmp_path: Path) -> None:
    settings.MESSAGES_ROOT = str(tmp_path / "messages")
    to_file(PARCEL)
    to_file(PARCEL)
    (path,) = (tmp_path / "messages").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["to"] for line in lines] == ["138****1234"] * 2
    assert (lines[0]["key"], lines[0]["text"], lines[0]["channel"]) == ("abc123", "您的需求已接单。", "sms")
    assert "13812341234" not in text


def test_the_console_shows_the_same(capsys: Any) -> None:
    to_console(PARCEL)
    said = capsys.readouterr().out
    assert json.loads(said)["to"] == "138****1234"


# --- what is set --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "used"), [("file", "file"), ("http", "http"), ("off", OFF), ("", OFF), ("ftp", OFF)])
def test_a_channel_is_what_the_settings_say(settings: Any, name: str, used: str) -> None:
    settings.MESSAGE_ADAPTERS = {"sms": name}
    assert (chosen("sms"), in_use("sms")) == (used, used != OFF)
    assert chosen("mail") == OFF
    if used == OFF:
        with pytest.raises(Unreachable):
            adapter_for("sms")


@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, []),
        ({"sms": "telegraph"}, ["outgoing.E001"]),
        ({"sms": "http"}, ["outgoing.E002"]),
        ({"group": "robot"}, ["outgoing.E003"]),
        ({"sms": "off", "mail": "smtp", "group": "off"}, []),
    ],
)
def test_what_is_set_wrong_is_said_at_the_start(settings: Any, changes: dict[str, str], ids: list[str]) -> None:
    settings.MESSAGE_ADAPTERS = {"sms": "file", "mail": "file", "group": "file"} | changes
    assert [problem.id for problem in check_ways()] == ids


def test_a_deployment_that_sends_nothing_is_told_so(settings: Any) -> None:
    settings.MESSAGE_ADAPTERS = {"sms": "file", "mail": "smtp", "group": "off"}
    assert [problem.msg for problem in check_deployed()] == ["Nothing is sent by sms: it is only written down."]
    settings.MESSAGE_ADAPTERS = {"sms": "http", "mail": "smtp", "group": "off"}
    assert check_deployed() == []
