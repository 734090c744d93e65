"""Every setting that a deployment can change, read from the environment and nowhere else.

The table is the single source: settings read through `read`, and `docs/settings.md` is
generated from it (`python -m config.settings_reference`), so neither can forget a variable.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import environ

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"

Kind = Literal["str", "bool", "int", "list", "db_url", "cache_url", "email_url"]


@dataclass(frozen=True)
class Variable:
    """One environment variable: its type, its default and what it is for."""

    kind: Kind
    default: Any
    help: str


VARIABLES: dict[str, Variable] = {
    "SECRET_KEY": Variable("str", "", "Signs sessions and tokens. Required in production."),
    "PERSONAL_DATA_KEYS": Variable(
        "list", [], "Encrypt personal data: the first encrypts, all decrypt. Required in production."
    ),
    "PERSONAL_DATA_HASH_KEY": Variable(
        "str", "", "Finds personal data by a keyed hash; changing it loses the way to rows. Required in production."
    ),
    "ALLOWED_HOSTS": Variable("list", [], "Host names the site answers to."),
    "BASE_URL": Variable("str", "http://localhost:8000", "Public address, used in mails and QR codes."),
    "DATABASE_URL": Variable("db_url", "sqlite:///var/linli.sqlite3", "Database; SQLite in var/ by default."),
    "CACHE_URL": Variable(
        "cache_url", "locmemcache://", "Cache shared by the web processes; rediscache://host:6379/0 for several."
    ),
    "EMAIL_URL": Variable("email_url", "filemail:///var/mail", "Where mail goes."),
    "MESSAGES_SMS": Variable("str", "file", "How SMS leave: file, console, http (a gateway), or off."),
    "MESSAGES_MAIL": Variable("str", "file", "How mails to residents and teams leave: file, console, smtp, or off."),
    "MESSAGES_GROUP": Variable("str", "file", "How messages to group chats leave: file, console, robot, or off."),
    "MAIL_FROM": Variable("str", "noreply@localhost", "Sender of mails."),
    "MESSAGES_ROOT": Variable("str", "", "Folder that the file way writes to; empty means var/messages."),
    "MESSAGES_KEEP_DAYS": Variable("int", 90, "After so many days text and address of a message are erased."),
    "MESSAGES_TIMEOUT": Variable("int", 5, "Seconds that a gateway has to answer."),
    "SMS_GATEWAY_URL": Variable("str", "", "Address of the SMS gateway; see docs/messages.md."),
    "SMS_GATEWAY_SECRET": Variable("str", "", "Signs what is sent to the SMS gateway."),
    "SMS_SIGNATURE": Variable("str", "", "Name that the provider puts before each SMS, such as 【邻里】."),
    "ROBOT_WEBHOOKS": Variable(
        "list", [], "Group robots as name=address; a signing secret follows the address after #."
    ),
    "MEDIA_ROOT": Variable("str", "", "Folder of uploads; empty means var/media."),
    "STATIC_ROOT": Variable("str", "", "Folder of collected static files; empty means var/static."),
    "SEARCH_ROOT": Variable("str", "", "Folder of the embedded index; empty means var/search."),
    "ELASTICSEARCH_URL": Variable(
        "str", "", "Addresses of an Elasticsearch 8 cluster, separated by commas; empty means the embedded index."
    ),
    "ELASTICSEARCH_CA": Variable("str", "", "File with the certificate that signed the cluster's, for https."),
    "ELASTICSEARCH_INDEX": Variable("str", "linli", "What the names of the site's indices begin with."),
    "ELASTICSEARCH_SHARDS": Variable("int", 1, "Shards of an index; one is enough up to some million documents."),
    "ELASTICSEARCH_REPLICAS": Variable("int", 0, "Copies of each shard on other nodes: 1 in a cluster of several."),
    "SEARCH_MULTI_HOST": Variable("bool", False, "Several hosts serve the site: the embedded index is refused."),
    "OUTBOX_INLINE": Variable("bool", True, "Deliver outbox messages right after a request, beside the worker."),
    "REQUIRE_SECOND_FACTOR": Variable("bool", False, "Staff must have a second factor to enter the admin."),
    "TRUSTED_PROXIES": Variable("int", 0, "How many proxies in front may set X-Forwarded-For."),
    "API_RATE_TOKEN": Variable("int", 600, "Requests a minute with one API token; 0 for no limit."),
    "API_RATE_ANONYMOUS": Variable("int", 300, "Requests a minute to the API from one address without a token."),
    "API_DOCS_PUBLIC": Variable("bool", False, "Everybody may open /api/docs, not only staff."),
    "WEB_BIND": Variable("str", "127.0.0.1:8000", "Where the web server listens."),
    "WEB_WORKERS": Variable("int", 2, "Processes of the web server: about one a core."),
    "WEB_THREADS": Variable("int", 4, "Threads of each of them; each may hold a connection to the database."),
    "LOG_LEVEL": Variable("str", "INFO", "Lowest level that is logged."),
}

_env = environ.Env()
_nothing = environ.Env()
_nothing.ENVIRON = {}


def read(name: str) -> Any:
    """The value of a declared variable; KeyError for one that is not in the table."""
    variable = VARIABLES[name]
    given = os.environ.get(name, "")
    if not given.strip():
        # What nobody has set, a compose file passes on as an empty text.
        return getattr(_nothing, variable.kind)(name, default=variable.default)
    if variable.kind == "str":
        # environ takes a leading $ for the name of another variable; one key in fifty begins so.
        return given
    return getattr(_env, variable.kind)(name, default=variable.default)
