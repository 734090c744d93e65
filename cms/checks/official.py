"""Phones and addresses that are the county's own and may always be published."""

import re
from functools import cached_property

from cms.models.settings import SiteSettings
from common.readable import normalise
from organisations.models import Unit, Venue

_ONE_PHONE = re.compile(r"[\d\-() \u2010-\u2015]{7,}")
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_NUMBER = re.compile(r"[0-9一二三四五六七八九十百零〇甲乙丙丁]")
_SHORTEST_PHONE = 7


class Official:
    """Read from units, venues and site settings, at the first question and once."""

    def knows_phone(self, text: str) -> bool:
        """The same number; a fixed one with or without its area code."""
        asked = _digits(text)
        if _MOBILE.fullmatch(asked):
            return any(phone.endswith(asked) for phone in self.phones)
        fixed = (phone for phone in self.phones if not _MOBILE.fullmatch(phone))
        return any(phone.endswith(asked) or asked.endswith(phone) for phone in fixed)

    def knows_address(self, text: str) -> bool:
        """The address of a listed venue or unit, or a part of it; never a house within a village that is listed."""
        asked = _bare(text)
        return any(asked in address or _is_the_same_house(address, asked) for address in self.addresses)

    @cached_property
    def phones(self) -> set[str]:
        written = [
            *Unit.objects.exclude(phone="").values_list("phone", flat=True),
            *Venue.objects.exclude(phone="").values_list("phone", flat=True),
            *SiteSettings.objects.exclude(phone="").values_list("phone", flat=True),
        ]
        runs = [run for text in written for run in _ONE_PHONE.findall(normalise(text))]
        # A space stands within a number, or between two of them.
        found = {_digits(part) for run in runs for part in (run, *run.split())}
        return {phone for phone in found if len(phone) >= _SHORTEST_PHONE}

    @cached_property
    def addresses(self) -> set[str]:
        written = [
            *Unit.objects.exclude(address="").values_list("address", flat=True),
            *Venue.objects.exclude(address="").values_list("address", flat=True),
        ]
        return {_bare(normalise(text)) for text in written}


def _is_the_same_house(address: str, asked: str) -> bool:
    """What is asked goes on for a word or two around the address, and names no other number after it."""
    if address not in asked or not _NUMBER.search(address):
        return False
    return not _NUMBER.search(asked.partition(address)[2])


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
