"""`make demo`: builds the county, runs the main job on real documents, and serves."""

import argparse
import os
import subprocess
import sys


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-serve", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("BASE_URL", f"http://localhost:{options.port}")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    # What the build publishes is delivered once, at its end, not after each of a thousand commits.
    os.environ["OUTBOX_INLINE"] = "false"
    import django

    django.setup()
    from demo.run import run

    code = run(options.port)
    if code or options.no_serve:
        return code
    return serve(options.port)


def serve(port: int) -> int:
    """The web server and the worker, until interrupted."""
    os.environ["OUTBOX_INLINE"] = "true"
    worker = subprocess.Popen([sys.executable, "manage.py", "work"])
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    try:
        return subprocess.call([*web, "--threads", "4", "--no-control-socket", "--log-level", "warning"])  # noqa: S603
    except KeyboardInterrupt:
        return 0
    finally:
        worker.terminate()
        worker.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main())
