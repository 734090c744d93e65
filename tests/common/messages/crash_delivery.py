"""`python -m tests.common.messages.crash_delivery URL`: says its number, then sends what is due by that gateway."""

import os
import sys

import django


def main(url: str) -> None:
    django.setup()
    from django.conf import settings

    from common.messages.sending import send_due

    settings.MESSAGE_ADAPTERS = {"sms": "http", "mail": "off", "group": "off"}
    settings.SMS_GATEWAY_URL = url
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    send_due()


if __name__ == "__main__":
    main(sys.argv[1])
