"""What the browser sends from the page editor, whole, so that a test can break one thing of it."""

import json
from typing import Any

from django.urls import reverse


def rich(*paragraphs: str, entities: dict[str, Any] | None = None, **extra: Any) -> str:
    """The JSON of the rich text editor: one unstyled block for each paragraph."""
    blocks = [
        {
            "key": f"k{index}",
            "text": text,
            "type": "unstyled",
            "depth": 0,
            "inlineStyleRanges": [],
            "entityRanges": [{"offset": 0, "length": 1, "key": 0}] if entities else [],
        }
        for index, text in enumerate(paragraphs)
    ]
    return json.dumps({"blocks": blocks, "entityMap": entities or {}, **extra})


def body(*blocks: tuple[str, dict[str, Any] | str], name: str = "body") -> dict[str, Any]:
    """A stream: each block is its type and its value, or the fields of its value."""
    sent: dict[str, Any] = {f"{name}-count": str(len(blocks))}
    for index, (kind, value) in enumerate(blocks):
        at = f"{name}-{index}"
        sent |= {f"{at}-deleted": "", f"{at}-order": str(index), f"{at}-type": kind, f"{at}-id": ""}
        fields = value if isinstance(value, dict) else {"": value}
        sent |= {f"{at}-value{'-' + key if key else ''}": each for key, each in fields.items()}
    return sent


def rows(name: str, *values: dict[str, Any], stored: int = 0) -> dict[str, Any]:
    """An inline panel: its management form and its rows."""
    sent: dict[str, Any] = {
        f"{name}-TOTAL_FORMS": str(len(values)),
        f"{name}-INITIAL_FORMS": str(stored),
        f"{name}-MIN_NUM_FORMS": "0",
        f"{name}-MAX_NUM_FORMS": "1000",
    }
    for index, fields in enumerate(values):
        row = {"id": "", "ORDER": str(index + 1), "DELETE": "", **fields}
        sent |= {f"{name}-{index}-{key}": value for key, value in row.items()}
    return sent


def news_post(**changed: Any) -> dict[str, Any]:
    """A whole post of a news page with a voice and a paragraph. `None` takes a field out."""
    sent = {
        "title": "家书",
        "slug": "letter",
        **body(("voice", {"words": "好", "speaker": ""}), ("paragraph", rich("新鲜事"))),
        **rows("comments"),
        **changed,
    }
    return {key: value for key, value in sent.items() if value is not None}


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add_url(model: str, parent: Any) -> str:
    return reverse("wagtailadmin_pages:add", args=["cms", model, parent.pk])
