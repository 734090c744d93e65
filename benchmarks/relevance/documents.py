"""What the judged questions are asked of: the demo's pages, documents, needs and places, as plain texts."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "demo" / "data"
LEVELS = {"town": "新时代文明实践所", "village": "新时代文明实践站"}

Row = dict[str, str]


def documents() -> list[Row]:
    """Rows of id, title and body. An id begins with its kind; that of a page goes on with its title."""
    return [*_pages(), *_documents(), *_needs(), *_places()]


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _pages() -> Iterator[Row]:
    for kind, pages in _read("pages.json").items():
        for page in pages:
            body = "\n".join(_texts({name: value for name, value in page.items() if name not in ("title", "editor")}))
            yield {"id": f"{kind}:{page['title']}", "title": page["title"], "body": body}


def _texts(value: Any) -> Iterator[str]:
    """Every text in nested values that is Chinese: names of fields and addresses are none."""
    if isinstance(value, str):
        if any("\u4e00" <= char <= "\u9fff" for char in value):
            yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _documents() -> Iterator[Row]:
    for path in sorted((DATA / "documents").glob("*.txt")):
        title, _newline, body = path.read_text(encoding="utf-8").partition("\n")
        yield {"id": f"document:{path.name}", "title": title, "body": body}


def _needs() -> Iterator[Row]:
    for need in _read("service.json")["needs"]:
        yield {"id": f"need:{need['key']}", "title": need["words"], "body": need["category"]}


def _places() -> Iterator[Row]:
    with open(DATA / "divisions.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = row["name"].replace("村委会", "村").replace("居委会", "")
            yield {"id": f"place:{row['code']}", "title": f"{name}{LEVELS.get(row['level'], '')}", "body": ""}
