"""Where English was chosen the site speaks English: Chinese left over in its own words is found on the pages."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.models import SectionPage
from portal.kinds import DOORS, column_name
from tests.factories import cms as make
from tests.permissions.test_chinese_everywhere import SHOWN_ATTRIBUTES, SKIPPED_TAGS
from tests.portal.conftest import Site, build_site

CHINESE = re.compile(r"[\u3400-\u9fff\uff08\uff09\u3001\u3002\uff0c\uff1a]")
# What people wrote (titles, names, texts, addresses) stays as they wrote it. `data` holds every
# text of the rows that the small county is made of, the longest first.
SITE = Path(__file__).resolve().parents[1]
LITERAL = re.compile(r'"([^"\n]*[\u3400-\u9fff][^"\n]*)"')
# The switch of languages names each language in itself.
OWN_NAMES = {"简", "繁", "简体中文", "繁體中文"}
# The almanac and its festivals are Chinese by nature.
ALMANAC = ".today"
# What was found, cut and marked: pieces of data.
SNIPPETS = ".result h2, .result p:not(.meta)"


def data_of_the_county() -> list[str]:
    """Every Chinese text that the fixtures put into rows: what is not among them is the site's own word."""
    sources = [SITE / "portal/conftest.py", SITE / "factories/cms.py", SITE / "permissions/test_english_everywhere.py"]
    found = {text for path in sources for text in LITERAL.findall(path.read_text())}
    pieces = {piece for text in found for piece in re.split(r"<[^>]+>|\\n", text) if CHINESE.search(piece)}
    # Defaults that staff may change are data too, though a migration wrote them.
    defaults = {"家门口的事，说一声就有人应。", "家门口的事，邻里一起办", "家门口的事，", "说一声就有人应。"}
    # The factories call a level by its kind; the hint of the search writes one word in three ways.
    made = {"层级", "家书", "家書"}
    return sorted(found | pieces | defaults | made, key=len, reverse=True)


def chinese_on(html: str, data: list[str]) -> set[str]:
    """The Chinese texts that are nobody's data."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all([*SKIPPED_TAGS, "head"]):
        if tag.name != "time":
            tag.decompose()
    for tag in soup.select(f"[lang^=zh], {ALMANAC}, {SNIPPETS}"):
        tag.decompose()
    texts = [str(text) for text in soup.stripped_strings]
    for tag in soup.find_all(True):
        texts += [str(tag[name]) for name in SHOWN_ATTRIBUTES if tag.has_attr(name)]
    return {text for text in texts if CHINESE.search(_without(text, data)) and text not in OWN_NAMES}


def _without(text: str, data: list[str]) -> str:
    for known in data:
        text = text.replace(known, "")
    return text


@pytest.fixture
def english() -> Client:
    client = Client()
    client.cookies["language"] = "en"
    return client


@pytest.fixture
def site(db: None) -> Site:
    built = build_site()
    for kind, title in DEFAULTS.items():
        make.section(built.home, kind, title=title, slug=kind)
    return built


DEFAULTS = {
    "newspage": "文明动态",
    "routepage": "去走走",
    "lecturepage": "去听听",
    "venuepage": "找阵地",
    "casepage": "典型案例",
    "projectpage": "服务项目",
    "briefingpage": "简报",
    "policypage": "政策文件",
}
OWN = ["/search/", "/search/?q=xyzzyqq", "/search/?q=家书", "/units/", "/sitemap/", "/none/", "/account/login/"]


def test_no_chinese_is_left_on_any_public_screen(english: Client, site: Site) -> None:
    data = [text for text in data_of_the_county() if text not in DEFAULTS.values()]
    found = {}
    addresses = [*OWN, *site.pages.values(), *(f"/{kind}/" for kind in DEFAULTS)]
    addresses += [f"{site.pages['briefing']}print/", f"/leaflet/{site.route.pk}/"]
    for address in addresses:
        answer = english.get(address)
        assert answer.status_code in (200, 404), address
        if left := chinese_on(answer.content.decode(), data):
            found[address] = sorted(left)[:8]
    assert found == {}


def test_elder_mode_is_english_too(english: Client, site: Site) -> None:
    english.cookies["elder"] = "1"
    data = [text for text in data_of_the_county() if text not in DEFAULTS.values()]
    for kind in ("home", "section", "news", "route", "lecture"):
        assert chinese_on(english.get(site.pages[kind]).content.decode(), data) == set(), kind


def test_the_finder_itself_finds_what_it_should() -> None:
    html = '<main><p>Hello 家书</p><button aria-label="打印">x</button><p>返回首页</p><script>汉字</script></main>'
    assert chinese_on(html, ["家书"]) == {"打印", "返回首页"}


@pytest.mark.parametrize(("kind", "title"), DEFAULTS.items())
def test_a_column_with_its_default_name_is_called_in_english(kind: str, title: str) -> None:
    from django.utils.translation import override

    with override("en"):
        name = column_name(kind, title)
        assert not CHINESE.search(name)
        assert column_name(kind, f"大新镇{title}") == f"大新镇{title}"
    with override("zh-hans"):
        assert column_name(kind, title) == title


def test_no_two_columns_share_an_english_name() -> None:
    from django.utils.translation import override

    with override("en"):
        names = [column_name(kind, title) for kind, title in DEFAULTS.items()]
    assert len(set(names)) == len(DEFAULTS) == len(DOORS)


def test_every_kind_that_a_column_may_show_has_a_default_name() -> None:
    assert set(DEFAULTS) == set(SectionPage.Shows.values)


def test_a_name_of_another_kind_is_data(site: Site, english: Client) -> None:
    """「简报」 as the name of a column of news is what its staff call it."""
    column: Any = make.section(site.village, "newspage", title="简报", slug="own")
    page = english.get(column.get_url()).content.decode()
    assert "<h1>简报</h1>" in page
