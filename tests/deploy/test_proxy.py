"""The proxy's file, read; and where nginx is installed, run before a small application."""

import http.server
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.servers import DEPLOY, ask, free_port, running

TEMPLATE = (DEPLOY / "nginx" / "linli.conf.template").read_text()
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def test_visitors_cannot_write_their_own_address() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in TEMPLATE
    assert "proxy_add_x_forwarded_for" not in TEMPLATE
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in TEMPLATE


def test_uploads_of_the_size_that_pictures_may_have_pass() -> None:
    from django.conf import settings

    megabytes = int(re.findall(r"client_max_body_size (\d+)m;", TEMPLATE)[0])
    assert megabytes * 1024 * 1024 > max(settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)


def test_the_page_for_a_restart_asks_nothing_of_anybody() -> None:
    page = (DEPLOY / "nginx" / "away.html").read_text()
    assert re.findall(r"(?:src|href)=|url\(|https?:", page) == []
    assert "不会丢" in page


class Application(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        names = ("Host", "X-Forwarded-For", "X-Forwarded-Proto")
        body = f"{self.path} {' '.join(str(self.headers[name]) for name in names)}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def application() -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def configured(folder: Path, upstream: int, port: int) -> Path:
    """The template as envsubst fills it in; TLS is left out, and the ports are free ones."""
    values = {
        "LINLI_WEB": f"127.0.0.1:{upstream}", "LINLI_STATIC": folder / "static", "LINLI_MEDIA": folder / "media",
        "LINLI_CERTS": folder, "LINLI_PAGES": DEPLOY / "nginx",
    }  # fmt: skip
    text = re.sub(r"\$\{(LINLI_\w+)\}", lambda found: str(values[found[1]]), TEMPLATE)
    text = re.sub(r"^    listen \[::\].*\n|^    ssl_.*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};").replace(
        "listen 80;", f"listen 127.0.0.1:{free_port()};"
    )
    spools = "".join(
        f"{name}_temp_path {folder}/spool;" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    events = "daemon off; master_process off; pid nginx.pid; error_log stderr warn; events { worker_connections 64; }"
    kinds = "types { image/jpeg jpg; text/css css; text/html html; }"
    file = folder / "nginx.conf"
    file.write_text(f"{events}\nhttp {{ access_log off; {kinds} {spools}\n{text}\n}}\n")
    return file


REFUSED = [
    "/media/private/needs/abc.jpg",
    "/media/images/../private/needs/abc.jpg",
    "/media/images/%2e%2e/private/needs/abc.jpg",
    "/media//private/needs/abc.jpg",
    "/media/documents/plan.pdf",
    "/media/",
    "/static/../media/private/needs/abc.jpg",
    "/static../media/private/needs/abc.jpg",
]

if NGINX:
    PICTURE = b"\xff\xd8\xff picture"

    def test_nginx_serves_what_it_may(application: http.server.ThreadingHTTPServer, tmp_path: Path) -> None:
        for name in ("media/images/town.jpg", "media/private/needs/abc.jpg", "media/documents/plan.pdf",
                     "static/css/tokens.0123456789ab.css", "static/css/tokens.css"):  # fmt: skip
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(PICTURE)
        upstream, port = application.server_address[1], free_port()
        file = configured(tmp_path, int(upstream), port)
        command = [str(NGINX), "-p", str(tmp_path), "-c", str(file)]
        assert subprocess.run([*command, "-t"], capture_output=True, check=False).returncode == 0
        with running(command, {}, port):
            status, headers, _body = ask(port, "/media/images/town.jpg")
            assert (status, headers["content-type"]) == (200, "image/jpeg")
            assert headers["content-security-policy"] == "default-src 'none'"
            answers = {path: ask(port, path) for path in REFUSED}
            assert [path for path, answer in answers.items() if "picture" in answer[2]] == []
            assert {path for path, answer in answers.items() if answer[0] != 404} <= {
                "/static../media/private/needs/abc.jpg"
            }
            kept = [
                ask(port, f"/static/css/{name}")[1]["cache-control"]
                for name in ("tokens.0123456789ab.css", "tokens.css")
            ]
            assert kept == ["public, max-age=31536000, immutable", "public, max-age=3600"]
            # What a visitor claims of himself is not passed on.
            assert ask(port, "/units/?q=1")[2] == "/units/?q=1 www.example.cn 127.0.0.1 http"
            application.shutdown()
            application.server_close()
            status, headers, body = ask(port, "/units/")
            assert (status, headers["cache-control"], "网站正在更新" in body) == (502, "no-store", True)
