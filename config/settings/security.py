"""Keys, hosts, headers. Nothing on a page may come from another host."""

from csp.constants import NONCE, NONE, SELF

from config.env import read

SECRET_KEY = read("SECRET_KEY")
ALLOWED_HOSTS = read("ALLOWED_HOSTS")
PERSONAL_DATA_KEYS = read("PERSONAL_DATA_KEYS")
PERSONAL_DATA_HASH_KEY = read("PERSONAL_DATA_HASH_KEY")
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "portal.views.csrf.refused"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
TRUSTED_PROXIES = read("TRUSTED_PROXIES")

CONTENT_SECURITY_POLICY = {
    # Wagtail's admin writes inline scripts and styles of its own; it gets no nonce from us.
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}
