"""For the tests: fast hashing, mail in memory, folders of their own."""

import os
import tempfile
from pathlib import Path

from config.settings.dev import *

_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
_folder = Path(tempfile.gettempdir()) / f"linli-test-{os.getuid()}-{_worker}"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = str(_folder / "media")
SEARCH_ROOT = str(_folder / "search")
MESSAGES_ROOT = str(_folder / "messages")
PAGE_VERSION_FILE = str(_folder / "page-version")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The variable names the server of those tests that ask for one; all others use the embedded index.
ELASTICSEARCH_URL = ""
# Tests ask faster than people do; those of the limit set their own.
API_RATE_TOKEN = API_RATE_ANONYMOUS = 0
# Tests deliver the outbox themselves, so that what is written is seen before it leaves.
OUTBOX_INLINE = False
# Wagtail's own search and its index of references are not what the tests are about.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
