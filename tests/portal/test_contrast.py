"""The contrast table of the design, checked over the very tokens that the site uses."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parents[2] / "static/css/tokens.css").read_text()
LIGHT, DARK = TOKENS.split("@media screen and (prefers-color-scheme: dark)")

TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink-2", "paper"), ("ink-2", "sunken"), ("ink-2", "mist"),
    ("ink-3", "surface"), ("qing", "paper"), ("qing", "surface"), ("qing-d", "surface"), ("on-qing", "qing"),
    ("zhu", "paper"), ("zhu", "letter"), ("err", "surface"), ("on-dai", "dai"), ("on-dai-2", "dai"),
    ("gui-f", "dai"), ("gui-ink", "gui-f"),
    *((f"{hue}-w", f"{hue}-t") for hue in ("qing", "dan", "gui", "zhu", "tian", "ou", "err")),
]  # fmt: skip


def values(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_words_can_be_read(text: str, ground: str, theme: str) -> None:
    tokens = values(LIGHT) | (values(DARK) if theme == "dark" else {})
    assert contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(theme: str) -> None:
    tokens = values(LIGHT) | (values(DARK) if theme == "dark" else {})
    assert contrast(tokens["line-input"], tokens["surface"]) >= 3
