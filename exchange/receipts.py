"""Receipt codes: eight digits that can be read out on the phone, as good as a password with the phone's tail."""

from common.cipher import keyed_hash

DIGITS = 8


def receipt_hash(code: str) -> str:
    return keyed_hash("".join(filter(str.isdigit, code)), "exchange.receipt")


def tail_hash(phone: str) -> str:
    """Of the last four digits; empty without a phone."""
    return keyed_hash(phone[-4:], "exchange.phone_tail") if phone else ""


def phone_hash(phone: str) -> str:
    return keyed_hash(phone, "exchange.phone") if phone else ""
