"""SMS by a gateway: a small program that the county's provider of SMS is reached by. See docs/messages.md.

The signature proves who sent a request and when; the key lets the gateway send once what it gets twice.
"""

import hashlib
import hmac
import time

from django.conf import settings

from common.messages.adapters import Parcel, Refused, Unreachable
from common.messages.adapters.http import encoded, post


def signature(secret: str, timestamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def full_text(parcel: Parcel) -> str:
    return f"{parcel.text} {parcel.link}".strip()


def by_gateway(parcel: Parcel) -> None:
    """Any 2xx means taken over, unless the answer says `"ok": false`; with `"retry": false` it is not tried again."""
    body = encoded(
        {
            "key": parcel.key,
            "phone": parcel.address,
            "signature": settings.SMS_SIGNATURE,
            "text": full_text(parcel),
            "kind": parcel.kind,
        }
    )
    timestamp = str(int(time.time()))
    answer = post(
        settings.SMS_GATEWAY_URL,
        body,
        {
            "Idempotency-Key": parcel.key,
            "X-Linli-Timestamp": timestamp,
            "X-Linli-Signature": signature(settings.SMS_GATEWAY_SECRET, timestamp, body),
        },
    )
    if answer.get("ok") is False:
        problem = Refused if answer.get("retry") is False else Unreachable
        raise problem(str(answer.get("error", ""))[:200])
