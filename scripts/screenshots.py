"""Takes the pictures of the documentation from the demo: `make screenshots`, after `make demo SERVE=0`."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "screenshots"
PORT = 8377
BASE = f"http://127.0.0.1:{PORT}"
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-dev-shm-usage"]
# Name, address, width, who is signed in.
SHOTS = [
    ("home-1280", "/", 1280, ""),
    ("home-390", "/", 390, ""),
    ("search-1280", "/search/?q=点单", 1280, ""),
    ("desk-1280", "/admin/desk/queue/claimable/", 1280, "wang"),
]


def wait() -> None:
    for _second in range(60):
        try:
            urllib.request.urlopen(BASE, timeout=5)
            return
        except OSError:
            time.sleep(1)
    raise SystemExit("网站没有起来")


def take() -> None:
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium") or shutil.which("google-chrome")
    flags = FLAGS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for name, address, width, person in SHOTS:
            view = {"width": width, "height": 900}
            page = browser.new_context(viewport=view, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
            if person:
                page.goto(f"{BASE}/account/login/")
                page.fill("input[name=login]", person)
                page.fill("input[name=password]", "linli-demo")
                page.click("main form button[type=submit]")
                page.wait_for_load_state()
            page.goto(BASE + address)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=TARGET / f"{name}.png")
            print(f"docs/screenshots/{name}.png")
        browser.close()


def main() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "LOG_LEVEL": "ERROR"}
    web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{PORT}", "--no-control-socket"]
    server = subprocess.Popen(web, env=environment, cwd=ROOT)
    try:
        wait()
        take()
    finally:
        server.terminate()
        server.wait(timeout=10)


if __name__ == "__main__":
    main()
