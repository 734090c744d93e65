"""Ends with 0 while the web server of this container answers and its database does; Docker's HEALTHCHECK."""

import http.client
import os
import sys

port = int(os.environ.get("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2])
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=8)
try:
    connection.request("GET", "/healthz")
    sys.exit(0 if connection.getresponse().status == 200 else 1)
except OSError as problem:
    sys.exit(f"no answer: {problem}")
