"""How fast the library answers: p50 and p95 of `find` and `suggest` over generated documents.

    python benchmarks/search.py [documents=20000]

Pages are assembled from sentences of the real texts in demo/data/documents, in a temporary database.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BATCH = 500
ROUNDS = 300
ENDS = "。！？"


def sentences() -> list[str]:
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "demo/data/documents").glob("*.txt"))
    for end in ENDS:
        texts = texts.replace(end, end + "\n")
    return [line.strip() for line in texts.splitlines() if len(line.strip()) > 8]


def set_up(folder: str) -> None:
    sys.path.insert(0, str(ROOT))
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        "LOG_LEVEL": "ERROR",
    }
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.SEARCH_ROOT = f"{folder}/search"
    call_command("migrate", verbosity=0)


def build(count: int, lines: list[str]) -> None:
    """`count` pages below four units, then a real rebuild."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import transaction
    from django.utils import timezone
    from wagtail.models import Page

    from cms.models import ContentPage, NewsPage
    from search import lifecycle
    from tests.factories.search import County, body

    county = County()
    parents = [county.pages[unit.pk] for unit in (county.yangshe, county.tangqiao, county.baijiaqiao, county.jinqiao)]
    kind = ContentType.objects.get_for_model(NewsPage)
    common = {"depth": parents[0].depth + 1, "content_type": kind, "locale_id": parents[0].locale_id}
    now = timezone.now()
    # Straight into the three tables of a page: adding them one by one to the tree takes an hour.
    with transaction.atomic():
        for start in range(0, count, BATCH):
            pages = []
            for number in range(start, min(start + BATCH, count)):
                parent, title = parents[number % 4], random.choice(lines)[:40]
                place = Page._get_path(parent.path, common["depth"], number // 4 + 1)
                fields = {"title": title, "draft_title": title, "slug": f"page-{number}", "path": place, **common}
                live = {"live": number % 10 != 9, "first_published_at": now, "latest_revision_created_at": now}
                pages.append(Page(url_path=f"{parent.url_path}page-{number}/", **fields, **live))
            Page._base_manager.bulk_create(pages)
            texts = ["\n".join(random.sample(lines, 8)) for _page in pages]
            units = [parents[number % 4].unit_id for number in range(start, start + len(pages))]
            insert(
                ContentPage,
                [
                    ContentPage(page_ptr_id=page.pk, unit_id=unit, body=body(text))
                    for page, unit, text in zip(pages, units, texts, strict=True)
                ],
            )
            insert(NewsPage, [NewsPage(contentpage_ptr_id=page.pk) for page in pages])
    started = time.perf_counter()
    built = lifecycle.rebuild()
    took = time.perf_counter() - started
    size = sum(file.stat().st_size for file in Path(lifecycle.root() / built.generation).iterdir()) / 1e6
    print(f"rebuild: {built.documents} documents in {took:.1f} s, {built.documents / took:.0f} a second, {size:.0f} MB")


def insert(model: Any, rows: list[Any]) -> None:
    """One table of a model with parents: neither `bulk_create` nor a signal."""
    model._base_manager._insert(rows, fields=model._meta.local_concrete_fields, using="default")


def measure(name: str, ask: Callable[[str], object], texts: list[str]) -> None:
    for text in texts[:20]:
        ask(text)
    times = []
    for text in texts:
        started = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(times, n=20)
    print(f"{name:<28} p50 {cuts[9]:6.1f} ms   p95 {cuts[18]:6.1f} ms")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    random.seed(20261125)
    lines = sentences()
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        build(count, lines)
        from common.access import ANONYMOUS
        from search.services import Query, find, suggest

        short = ["点单", "志愿者", "家书", "张家港 宣讲", "文明实践", "桥", "吴江", "理论 队伍"]
        questions = [random.choice(lines)[:16] for _question in range(ROUNDS)]
        measure("find, words", lambda text: find(Query(text), ANONYMOUS), [random.choice(short) for _ in range(ROUNDS)])
        measure("find, questions", lambda text: find(Query(text), ANONYMOUS), questions)
        measure("find, pinyin", lambda text: find(Query(text), ANONYMOUS), ["diandan", "dd", "zhiyuanzhe"] * 40)
        measure("find, a kind chosen", lambda t: find(Query(t, kinds=("newspage",)), ANONYMOUS), short * 20)
        measure("find, nothing typed", lambda text: find(Query(text), ANONYMOUS), [""] * 60)
        measure("suggest", lambda text: suggest(text, ANONYMOUS), ["点", "志", "dian", "zh", "张家"] * 30)


if __name__ == "__main__":
    main()
