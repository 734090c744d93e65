"""Ways that stay in the house: lines of JSON in a file, or on the console. Addresses are masked in both."""

import json
import os
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from common.messages.adapters import Parcel


def line(parcel: Parcel) -> str:
    said = {
        "time": timezone.localtime().isoformat(timespec="seconds"),
        "key": parcel.key,
        "channel": parcel.channel,
        "kind": parcel.kind,
        "to": parcel.masked,
        "subject": parcel.subject,
        "text": parcel.text,
        "link": parcel.link,
    }
    return json.dumps(said, ensure_ascii=False) + "\n"


def to_file(parcel: Parcel) -> None:
    """One file a day, readable by its owner alone; a line is written in one piece, so processes do not mix theirs."""
    folder = Path(settings.MESSAGES_ROOT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{timezone.localdate().isoformat()}.jsonl"
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line(parcel).encode())
    finally:
        os.close(file)


def to_console(parcel: Parcel) -> None:
    sys.stdout.write(line(parcel))
    sys.stdout.flush()
