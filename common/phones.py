"""Phone numbers of the mainland, however they are typed."""

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


def bare_mobile(text: str) -> str:
    """The digits of a mobile number, which an SMS can reach; empty for anything else."""
    digits = bare_phone(text)
    return digits if _MOBILE.fullmatch(digits) else ""
