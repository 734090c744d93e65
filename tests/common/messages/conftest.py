"""A kind of message for these tests, a fixed county clock, and a gateway that really listens."""

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django import Settings

from common.messages import kinds
from common.messages.enums import Channel
from common.messages.kinds import MessageKind, Variable, register_kind
from common.messages.models import QuietHours
from common.messages.services import Recipient

TOLD = MessageKind(
    code="tests.told",
    title="told",
    text="您的需求{code}已由{team}接单。",
    variables=(Variable("code", "code", "k7m2"), Variable("team", "team", "水电维修队", longest=10)),
    channels=(Channel.SMS, Channel.MAIL, Channel.GROUP),
)
ALARM = MessageKind("tests.alarm", "alarm", "请马上查看{code}。", TOLD.variables[:1], (Channel.SMS,), urgent=True)
VALUES = {"code": "k7m2", "team": "水电维修队"}
ZHOU = Recipient("zhou", phone="13812341234", mail="zhou@example.org")


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    kept = kinds.kinds()
    register_kind(TOLD, ALARM)
    yield
    kinds._kinds.clear()
    kinds._kinds.update(kept)


@pytest.fixture
def loud(db: None) -> None:
    """No quiet hours: what is due is sent whenever the test runs."""
    QuietHours.objects.all().delete()


@dataclass
class Gateway:
    """What was posted, and what is answered to the next ones: status and body; the last answer stays."""

    url: str = ""
    posts: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, Any]] = field(default_factory=lambda: [(200, {"ok": True})])
    before: Callable[[], None] = lambda: None

    def answer(self) -> tuple[int, Any]:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Gateway]:
    made = Gateway()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.posts.append({"path": self.path, "headers": dict(self.headers), "raw": body, **json.loads(body)})
            made.before()
            status, content = made.answer()
            raw = json.dumps(content).encode() if not isinstance(content, bytes) else content
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{made.url}elsewhere")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/sms"
    settings.MESSAGE_ADAPTERS = {"sms": "http", "mail": "off", "group": "off"}
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET, settings.SMS_SIGNATURE = made.url, "secret", "【邻里】"
    settings.MESSAGES_TIMEOUT = 1
    yield made
    server.shutdown()
    server.server_close()
    thread.join(5)


def local(day: int, time: str) -> dt.datetime:
    """A moment of March 2026 on the county's clock."""
    hour, minute = map(int, time.split(":"))
    return dt.datetime(2026, 3, day, hour, minute, tzinfo=dt.timezone(dt.timedelta(hours=8)))
