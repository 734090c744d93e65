"""Phones and addresses that are the county's own and may always be published."""

import re
from functools import cached_property

from cms.models.settings import SiteSettings
from organisations.models import Unit, Venue

_ONE_PHONE = re.compile(r"[\d\-() （）\u2010-\u2015]{7,}")


class Official:
    """Read from units, venues and site settings, at the first question and once."""

    def knows_phone(self, text: str) -> bool:
        """The same number, with or without its area code."""
        asked = re.sub(r"\D", "", text)
        return any(phone.endswith(asked) or asked.endswith(phone) for phone in self.phones)

    def knows_address(self, text: str) -> bool:
        """The address of a listed venue or unit, or a part of it."""
        asked = _bare(text)
        return any(asked in address or (len(address) >= 6 and address in asked) for address in self.addresses)

    @cached_property
    def phones(self) -> set[str]:
        written = [
            *Unit.objects.exclude(phone="").values_list("phone", flat=True),
            *Venue.objects.exclude(phone="").values_list("phone", flat=True),
            *SiteSettings.objects.exclude(phone="").values_list("phone", flat=True),
        ]
        found = {re.sub(r"\D", "", part) for text in written for part in _ONE_PHONE.findall(text)}
        return {phone for phone in found if len(phone) >= 7}

    @cached_property
    def addresses(self) -> set[str]:
        written = [
            *Unit.objects.exclude(address="").values_list("address", flat=True),
            *Venue.objects.exclude(address="").values_list("address", flat=True),
        ]
        return {_bare(text) for text in written}


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
