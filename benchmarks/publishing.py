"""What publishing costs, side by side in one run: ratios, not absolute times.

Run after `make demo SERVE=0`: `make bench`. Works on a copy of the demo's database.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = int(os.environ.get("ROUNDS", "100"))

Call = Callable[[], Any]


def set_up() -> None:
    """Django on a copy of the demo's database, so that nothing is left behind."""
    source = ROOT / "var" / "linli.sqlite3"
    if not source.exists():
        sys.exit("先运行 make demo SERVE=0")
    copy = Path(tempfile.mkdtemp(prefix="linli-bench")) / "linli.sqlite3"
    shutil.copyfile(source, copy)
    os.environ.update(DATABASE_URL=f"sqlite:///{copy}", OUTBOX_INLINE="false", LOG_LEVEL="ERROR")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    import django

    django.setup()
    from django.conf import settings

    from portal.middleware import pages as kept

    settings.ROOT_URLCONF = "benchmarks.urls"
    # What the site is compared with must not come from the site's cache.
    kept.NOT_PAGES = (*kept.NOT_PAGES, "/bench/")


def medians(calls: dict[str, Call], rounds: int = ROUNDS) -> dict[str, float]:
    """Milliseconds of processor time of each call, asked in turn so that noise meets all alike."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _round in range(rounds):
        for name, call in calls.items():
            start = time.process_time()
            call()
            times[name].append((time.process_time() - start) * 1000)
    return {name: statistics.median(found) for name, found in times.items()}


def show(title: str, found: dict[str, float], base: str) -> None:
    print(f"\n{title}")
    for name, milliseconds in found.items():
        print(f"  {name:<34}{milliseconds:8.2f} ms  ×{milliseconds / found[base]:.2f}")


def pages() -> None:
    from django.test import Client

    from cms.models import NewsPage

    client = Client(SERVER_NAME="localhost")
    page = NewsPage.objects.live().first()
    assert page is not None, "the demo has news"
    address = page.get_url()

    def get(path: str) -> Call:
        def call() -> None:
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)

        return call

    found = medians({"bare Django view": get("/bench/bare/"), "news page, from the cache": get(address)})
    show("An anonymous page", found, "bare Django view")
    found = medians(
        {
            "plain view, one query": get(f"/bench/plain/{page.pk}/"),
            "our API, kept": get(f"/api/pages/{page.pk}/"),
            "Wagtail's own v3": get(f"/bench/v3/pages/{page.pk}/"),
        }
    )
    show("A page as JSON", found, "plain view, one query")


def reviews() -> None:
    from benchmarks.reviews import stock_approval, three_reviews

    found = medians({"Wagtail's own single approval": stock_approval, "three reviews": three_reviews}, rounds=10)
    show("From submission to publication", found, "Wagtail's own single approval")


if __name__ == "__main__":
    set_up()
    pages()
    reviews()
