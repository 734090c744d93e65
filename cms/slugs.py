"""Addresses that can be read aloud: pinyin instead of percent signs."""

import re
import unicodedata

from pypinyin import lazy_pinyin

LONGEST = 48


def pinyin_slug(text: str) -> str:
    """`百家桥村的家书` → `bai-jia-qiao-cun-de-jia-shu`; cut between syllables. Empty for text without letters."""
    latin = " ".join(lazy_pinyin(unicodedata.normalize("NFKC", text), errors=lambda rest: f" {rest} "))
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug or "".join(words)[:LONGEST]


def is_ascii_slug(slug: str) -> bool:
    return re.fullmatch(r"[a-z0-9-]+", slug) is not None
