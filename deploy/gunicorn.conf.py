"""The web server, one and the same everywhere: `gunicorn config.wsgi --config deploy/gunicorn.conf.py`."""

import tempfile
from pathlib import Path

from config.env import read

bind = read("WEB_BIND")
workers = read("WEB_WORKERS")
threads = read("WEB_THREADS")
# Longer than the longest sheet takes to be read; a worker that hangs is replaced.
timeout = 60
graceful_timeout = 30
keepalive = 5
# Workers are renewed now and then, not all at once.
max_requests = 5000
max_requests_jitter = 500
# Wagtail is read once and shared.
preload_app = True
# Heartbeats are written there: on a disk that stalls, healthy workers would be killed.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()  # noqa: S108
control_socket_disable = True
# The proxy in front has the access log, with addresses.
accesslog = None
loglevel = "warning"
