"""Is what was published really public? Asked of the running site, as a visitor would."""

from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from cms.models import ContentPage, SectionPage
from common.access import ANONYMOUS
from demo.main_job import Document
from demo.narrator import Narrator
from search.query import Query
from search.services import find


def check_public(pages: list[tuple[Document, ContentPage]], narrator: Narrator) -> None:
    client = Client(SERVER_NAME="localhost")
    sitemap = client.get("/sitemap.xml").content.decode()
    for document, page in pages:
        address = urlsplit(page.full_url).path
        places = {
            "页面": page.title in client.get(address).content.decode(),
            "栏目": page.title in _section_of(page, client),
            "订阅": page.title in _feed_of(page, client),
            "站点地图": address in sitemap,
            "接口": client.get(f"/api/pages/{page.pk}/").status_code == 200,
            f"搜“{document.words}”": page.pk in _found(document.words),
        }
        missing = [name for name, good in places.items() if not good]
        text = "、".join(places) + "都有" if not missing else "缺：" + "、".join(missing)
        narrator.check(not missing, f"《{page.title[:24]}》 {text}")
    _check_words(narrator)


def _section(page: ContentPage) -> SectionPage | None:
    return SectionPage.objects.live().filter(shows=page.specific_class._meta.model_name).first()


def _section_of(page: ContentPage, client: Any) -> str:
    section = _section(page)
    return client.get(urlsplit(section.full_url).path).content.decode() if section else ""


def _feed_of(page: ContentPage, client: Any) -> str:
    section = _section(page)
    return client.get(f"/feed/section/{section.pk}/").content.decode() if section else ""


def _found(text: str) -> list[int]:
    return [int(hit.object_id) for hit in find(Query(text=text, size=50), ANONYMOUS).hits if hit.kind != "unit"]


def _check_words(narrator: Narrator) -> None:
    answers = {text: _found(text) for text in ("点单", "點單", "diandan", "dd")}
    same = len({tuple(found) for found in answers.values()}) == 1 and bool(answers["点单"])
    narrator.check(same, f"搜“点单”“點單”“diandan”“dd”，找到同样的 {len(answers['点单'])} 篇，顺序一样")
    first = find(Query(text="家书"), ANONYMOUS).hits
    narrator.check(bool(first) and "家书" in first[0].title, "搜“家书”，写家书的那篇排在“农家书屋”前面")
