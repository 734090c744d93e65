"""By which way messages leave.

Addresses of gateways come from here, never from a row: nobody who edits rows can point them inwards.
"""

from config.env import VAR, read

MESSAGE_ADAPTERS = {"sms": read("MESSAGES_SMS"), "mail": read("MESSAGES_MAIL"), "group": read("MESSAGES_GROUP")}
MESSAGES_ROOT = read("MESSAGES_ROOT") or str(VAR / "messages")
MESSAGES_KEEP_DAYS = read("MESSAGES_KEEP_DAYS")
MESSAGES_TIMEOUT = read("MESSAGES_TIMEOUT")
SMS_GATEWAY_URL = read("SMS_GATEWAY_URL")
SMS_GATEWAY_SECRET = read("SMS_GATEWAY_SECRET")
SMS_SIGNATURE = read("SMS_SIGNATURE")
# Name to address.
MESSAGES_ROBOTS = {name: url for name, mark, url in (each.partition("=") for each in read("ROBOT_WEBHOOKS")) if mark}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("MAIL_FROM")
# A mail server that does not answer must not hold a worker for ever.
EMAIL_TIMEOUT = MESSAGES_TIMEOUT
