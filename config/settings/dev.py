"""On one machine, without preparation: also what the demo runs on."""

from config.settings.base import *

DEBUG = False
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]", "testserver"]
# Sessions of a machine of one's own; production refuses to start without a key.
SECRET_KEY = SECRET_KEY or "only-for-this-machine"
PERSONAL_DATA_KEYS = PERSONAL_DATA_KEYS or ["only-for-this-machine"]
PERSONAL_DATA_HASH_KEY = PERSONAL_DATA_HASH_KEY or "only-for-this-machine"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
