"""One POST of JSON to an address of the settings. No redirect is followed and nothing but the answer is read."""

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from common.messages.adapters import Refused, Unreachable

LONGEST_ANSWER = 65_536
# What would be answered the same tomorrow. A wrong key (401, 403) is put right by the operator.
NEVER = (400, 422)


def encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The answer as JSON, empty where it is none. Raises Unreachable or Refused by its status."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable("The address of the gateway is no http address.")
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.hostname, parts.port, timeout=settings.MESSAGES_TIMEOUT)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, body, {"Content-Type": "application/json; charset=utf-8", **headers})
        answer = connection.getresponse()
        status, content = answer.status, answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(f"{type(problem).__name__}: {problem}") from problem
    finally:
        connection.close()
    if status in NEVER:
        raise Refused(f"HTTP {status}: {_words(content)}")
    if not 200 <= status < 300:
        raise Unreachable(f"HTTP {status}: {_words(content)}")
    return _json(content)


def _words(content: bytes) -> str:
    return content.decode(errors="replace")[:200]


def _json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
