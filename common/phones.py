"""Phone numbers of the mainland: how they are written down, and how they are shown."""

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}[2-8]\d{6,7}|[2-8]\d{6,7}")


def bare_phone(text: str) -> str:
    """The digits of a phone number, without +86, spaces and hyphens; empty where it is none."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return digits if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else ""


def masked_phone(phone: str) -> str:
    """`138****1234`; of a landline the last four stay."""
    if len(phone) == 11 and phone.startswith("1"):
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 4, 0) + phone[-4:]
