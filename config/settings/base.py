"""What every environment shares: one concern a file, joined here."""

from config.env import read
from config.settings.api import *
from config.settings.apps import *
from config.settings.languages import *
from config.settings.messages import *
from config.settings.security import *
from config.settings.sign_in import *
from config.settings.storage import *
from config.settings.wagtail_ import *

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
BASE_URL = read("BASE_URL")

_mail = read("EMAIL_URL")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST", "")
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _mail.get("EMAIL_FILE_PATH") or "var/mail"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": read("LOG_LEVEL")},
    # One line for each question to the cluster would bury all others.
    "loggers": {"elastic_transport": {"level": "WARNING"}},
}
