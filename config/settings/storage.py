"""Where rows, files and cached values live."""

from pathlib import Path

from config.env import ROOT, VAR, read

# SQLite upgrades a read lock to a write lock without waiting unless the transaction was
# begun for writing: without IMMEDIATE two writers at once fail instead of queueing.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
}

# Statements here are many and short, or few and over a year: for either, compiling them takes longer than it
# saves, and groups of a year that spill to disk take twice as long as groups in memory.
_POSTGRESQL_OPTIONS = {"options": "-c jit=off -c work_mem=32MB"}

_database = read("DATABASE_URL")
if _database["ENGINE"].endswith("sqlite3"):
    _database["NAME"] = str(ROOT / _database["NAME"])
    _database["OPTIONS"] = {**_SQLITE_OPTIONS, **_database.get("OPTIONS", {})}
else:
    _database["OPTIONS"] = {**_POSTGRESQL_OPTIONS, **_database.get("OPTIONS", {})}
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    # A server that is not there is told from one that is slow within seconds.
    _database["OPTIONS"] = {"connect_timeout": 5, **_database.get("OPTIONS", {})}

DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_cache = read("CACHE_URL")
if _cache["BACKEND"].endswith("RedisCache"):
    # The site goes on while Redis is away.
    _cache["BACKEND"] = "common.cache.SharedCache"
CACHES = {"default": _cache}

# Tells the processes of one machine that pages have changed, where they share no cache.
PAGE_VERSION_FILE = str(VAR / "page-version")

MEDIA_ROOT = read("MEDIA_ROOT") or str(VAR / "media")
MEDIA_URL = "/media/"
STATIC_ROOT = read("STATIC_ROOT") or str(VAR / "static")
STATIC_URL = "/static/"
STATICFILES_DIRS = [str(ROOT / "static")]
# WhiteNoise warns at every start while the folder is missing.
Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)

SEARCH_ROOT = read("SEARCH_ROOT") or str(VAR / "search")
SEARCH_MULTI_HOST = read("SEARCH_MULTI_HOST")
ELASTICSEARCH_URL = read("ELASTICSEARCH_URL")
ELASTICSEARCH_CA = read("ELASTICSEARCH_CA")
ELASTICSEARCH_INDEX = read("ELASTICSEARCH_INDEX")
ELASTICSEARCH_SHARDS = read("ELASTICSEARCH_SHARDS")
ELASTICSEARCH_REPLICAS = read("ELASTICSEARCH_REPLICAS")
OUTBOX_INLINE = read("OUTBOX_INLINE")
