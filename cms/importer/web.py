"""Reading a saved web page: its article, without the page round it and without anything that runs."""

import datetime as dt
import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from cms.importer.lines import CELL, Line
from cms.importer.papers import find_date
from cms.importer.pictures import Pictures

DROPPED = [
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "form", "button", "select",
    "textarea", "input", "nav", "header", "footer", "aside", "link", "meta", "base", "audio", "video", "canvas",
]  # fmt: skip
BLOCKS = {
    "p", "div", "section", "article", "main", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr",
    "blockquote", "pre", "dl", "dt", "dd", "figure", "figcaption", "center", "body",
}  # fmt: skip
# Names that content systems of government and news sites give to the article.
CONTAINER = re.compile(
    r"trs_editor|ucap-?content|article-?(content|body|con|text)?$|^content$|con(tent)?_?(txt|text|main|box)|zoom|main-?content|"
    r"news-?(content|text)|rm_txt_con|box_con|detail-?con|post-?content|entry-?content|xxgk",
    re.IGNORECASE,
)
_suffix = re.compile(r"\s*[-_|–—]+\s*[^-_|–—]{2,30}$")


@dataclass
class WebPage:
    lines: list[Line]
    title: str = ""
    date: dt.date | None = None
    source: str = ""
    pictures: Pictures = field(default_factory=Pictures)


def read_web_page(markup: str) -> WebPage:
    soup = BeautifulSoup(markup, "lxml")
    title, date, source = _named(soup)
    for tag in soup(DROPPED):
        tag.decompose()
    for hidden in soup.find_all(style=re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)):
        hidden.decompose()
    container = _article(soup)
    pictures = Pictures()
    lines = [line for line in _lines(container, pictures) if line.text.strip()]
    return WebPage(lines, title, date, source, pictures)


def _meta(soup: BeautifulSoup, *names: str) -> str:
    for name in names:
        for key in ("name", "property"):
            tag = soup.find("meta", attrs={key: re.compile(f"^{name}$", re.IGNORECASE)})
            if isinstance(tag, Tag) and str(tag.get("content") or "").strip():
                return str(tag["content"]).strip()
    return ""


def _named(soup: BeautifulSoup) -> tuple[str, dt.date | None, str]:
    """Title, day and source by the tags that government sites must carry, else by what is seen."""
    heading = soup.find("h1")
    title = _meta(soup, "ArticleTitle", "og:title")
    if not title and isinstance(heading, Tag):
        title = heading.get_text(" ", strip=True)
    if not title and soup.title is not None:
        title = _suffix.sub("", soup.title.get_text(strip=True))
    date = find_date(_meta(soup, "PubDate", "article:published_time", "publishdate"))
    return title, date, _meta(soup, "ContentSource", "source")[:80]


def _article(soup: BeautifulSoup) -> Tag:
    """The smallest element that holds nearly all the running text."""
    whole = soup.body or soup
    weights = _weights(whole)
    named = [
        tag
        for tag in whole.find_all(["div", "article", "main", "td", "section"])
        if tag.name in ("article", "main")
        or CONTAINER.search(str(tag.get("id") or ""))
        or any(CONTAINER.search(name) for name in tag.get("class") or [])
    ]
    best = max(named, key=lambda tag: weights[id(tag)], default=None)
    if best is not None and weights[id(best)] >= 0.5 * weights[id(whole)]:
        return best
    current: Tag = whole
    while True:
        inner = max(current.find_all(True, recursive=False), key=lambda tag: weights[id(tag)], default=None)
        if inner is None or inner.name in ("p", "li") or weights[id(inner)] < 0.9 * weights[id(whole)]:
            return current
        current = inner


def _weights(whole: Tag) -> dict[int, int]:
    """By the id of each element: its running text. The words of links (menus, other articles) do not count.

    From the last element to the first, so that each is looked at once however deep they lie.
    """
    weights: dict[int, int] = {}
    for tag in reversed([whole, *whole.find_all(True)]):
        own = sum(len(str(child).strip()) for child in tag.children if _is_text(child))
        below = sum(weights[id(child)] for child in tag.children if isinstance(child, Tag))
        weights[id(tag)] = 0 if tag.name == "a" else own + below
    return weights


def _is_text(node: object) -> bool:
    """Neither a comment nor a declaration."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)


def _lines(container: Tag, pictures: Pictures) -> list[Line]:
    walker = _Walker(pictures)
    walker.walk(container, 0, False)
    for line in walker.lines:
        line.text = line.text.replace("****", "")
    return walker.lines


class _Walker:
    """Each block is a line, `<br>` ends one, bold stays, a picture stands above the next line."""

    def __init__(self, pictures: Pictures) -> None:
        self.lines = [Line("")]
        self.pictures = pictures

    def show(self, image: Tag) -> None:
        address = str(image.get("src") or image.get("data-src") or image.get("data-original") or "")
        number = self.pictures.take_address(address, str(image.get("alt") or image.get("title") or ""))
        if number is not None:
            level, item = self.lines[-1].level, self.lines[-1].item
            self.begin(level, item)
            self.lines[-1].pictures.append(number)

    def begin(self, level: int, item: bool) -> None:
        if self.lines[-1].text.strip():
            self.lines.append(Line(""))
        self.lines[-1].level, self.lines[-1].item = level, item

    def walk(self, node: Tag, level: int, item: bool) -> None:
        for child in node.children:
            if _is_text(child):
                self.lines[-1].text += re.sub(r"\s*\n\s*", " " if child.strip() else "", str(child))
            elif isinstance(child, Tag):
                self.enter(child, level, item)

    def enter(self, tag: Tag, level: int, item: bool) -> None:
        if tag.name == "br":
            self.begin(level, item)
        elif tag.name == "img":
            self.show(tag)
        elif tag.name in BLOCKS:
            inner_level = int(tag.name[1]) if re.fullmatch("h[1-6]", tag.name) else level
            inner_item = tag.name == "li" or item
            self.begin(inner_level, inner_item)
            self.walk(tag, inner_level, inner_item)
            self.begin(level, item)
        elif tag.name in ("b", "strong") and not level and not tag.find(list(BLOCKS)) and tag.get_text(strip=True):
            self.lines[-1].text += f"**{tag.get_text().strip()}**"
        else:
            if tag.name in ("td", "th") and self.lines[-1].text.strip():
                self.lines[-1].text += CELL
            self.walk(tag, level, item)
