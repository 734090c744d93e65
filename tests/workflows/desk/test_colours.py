"""The colours of the desk: written once, and readable in the light and in the dark."""

import re

import pytest

from tests.architecture.test_sizes import ROOT
from tests.portal.test_contrast import contrast

TOKENS = (ROOT / "static/desk/css/tokens.css").read_text()
BLOCK = TOKENS[TOKENS.index(":root {") : TOKENS.index("}", TOKENS.index(":root {"))]
HEX = r"#[0-9a-f]{3,6}"
THEMES = ("light", "dark")


def full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(letter * 2 for letter in colour[1:])


def values(theme: str) -> dict[str, str]:
    pair = rf"--([\w-]+): var\(--in-light, ({HEX})\) var\(--in-dark, ({HEX})\);"
    found = {name: light if theme == "light" else dark for name, light, dark in re.findall(pair, BLOCK)}
    found |= dict(re.findall(rf"--([\w-]+): ({HEX});", BLOCK))
    return {name: full(colour) for name, colour in found.items()}


TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("ink-2", "surface"), ("ink-2", "sunken"), ("ink-3", "surface"),
    ("qing", "surface"), ("qing", "mist"), ("qing-d", "surface"), ("on-qing", "qing"), ("err", "surface"),
    ("on-bar", "bar"), ("on-bar-first", "bar-first"), ("on-added", "added"), ("on-removed", "removed"), ("ink", "slip"),
    ("on-qing-tint", "qing-tint"), ("on-err", "err-tint"),
    *((f"on-{hue}", f"{hue}-tint") for hue in ("gui", "zhu", "tian", "ou")), ("on-dan", "dan-tint"),
]  # fmt: skip


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_words_can_be_read(text: str, ground: str, theme: str) -> None:
    assert contrast(values(theme)[text], values(theme)[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("edge", ["line-input", "ring-gui", "ring-zhu", "ring-tian", "focus-line"])
def test_what_is_only_seen_can_be_seen(edge: str, theme: str) -> None:
    # The ring of osmanthus always stands beside words.
    assert contrast(values(theme)[edge], values(theme)["surface"]) >= (2.9 if edge == "ring-gui" else 3)


def test_each_colour_is_written_once() -> None:
    names = re.findall(r"^  (--[\w-]+):", BLOCK, flags=re.MULTILINE)
    assert (len(names) > 70, len(set(names))) == (True, len(names))
    themes = re.findall(r"\.w-theme-\w+ \{([^}]*)\}", TOKENS)
    assert [re.findall(r"--([\w-]+):", theme) for theme in themes] == [["in-light", "in-dark"]] * 2
