"""Mail by the server of the settings (`EMAIL_URL`)."""

from django.conf import settings
from django.core.mail import EmailMessage

from common.messages.adapters import Parcel, Refused

HOST = "linli.invalid"


def by_mail(parcel: Parcel) -> None:
    """The message id is made of the key: a server or reader that sees it twice shows it once."""
    if "\n" in parcel.address or "\r" in parcel.address:
        raise Refused("No mail address.")
    text = f"{parcel.text}\n\n{parcel.link}".strip()
    host = settings.BASE_URL.partition("://")[2].partition("/")[0].partition(":")[0] or HOST
    headers = {"Message-ID": f"<{parcel.key}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(parcel.subject, text, None, [parcel.address], headers=headers).send()
