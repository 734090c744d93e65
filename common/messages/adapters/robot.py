"""Group chats by a robot: the text message that WeCom and DingTalk both take.

DingTalk asks for a signature where a secret is set: it stands after `#` in the address.
"""

import base64
import hashlib
import hmac
import time
from urllib.parse import quote

from django.conf import settings

from common.messages.adapters import Parcel, Refused, Unreachable
from common.messages.adapters.http import encoded, post


def signed(url: str, at: float) -> str:
    """The address with time and signature, if it has a secret."""
    address, _mark, secret = url.partition("#")
    if not secret:
        return address
    timestamp = str(round(at * 1000))
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}timestamp={timestamp}&sign={quote(base64.b64encode(digest), safe='')}"


def by_robot(parcel: Parcel) -> None:
    """Both answer 200 to everything and say in `errcode` whether they have taken it."""
    url = settings.MESSAGES_ROBOTS.get(parcel.address)
    if url is None:
        raise Refused("No robot of this name is set.")
    content = f"{parcel.text}\n{parcel.link}".strip()
    answer = post(signed(url, time.time()), encoded({"msgtype": "text", "text": {"content": content}}), {})
    if answer.get("errcode") != 0:
        raise Unreachable(f"{answer.get('errcode')}: {answer.get('errmsg', '')}"[:200])
