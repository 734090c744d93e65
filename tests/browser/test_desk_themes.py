"""The desk's colours follow the account and, where it leaves that open, the system."""

import re
from typing import Any

import pytest

from tests.workflows.desk.test_colours import TOKENS, full, values


@pytest.mark.browser
@pytest.mark.parametrize(
    ("chosen", "system", "seen"),
    [
        ("light", "light", "light"),
        ("light", "dark", "light"),
        ("dark", "light", "dark"),
        ("dark", "dark", "dark"),
        ("system", "light", "light"),
        ("system", "dark", "dark"),
    ],
)
def test_the_account_and_the_system_choose(page: Any, chosen: str, system: str, seen: str) -> None:
    page.emulate_media(color_scheme=system)
    page.set_content(f"<html class='w-theme-{chosen}'><style>{TOKENS}</style><p>字</p></html>")
    expected = values(seen)
    read = "names => names.map(name => getComputedStyle(document.body).getPropertyValue('--' + name).trim())"
    found = dict(zip(expected, page.evaluate(read, [*expected]), strict=True))
    assert {name: full(colour) for name, colour in found.items()} == expected
    background = page.evaluate(
        "() => { document.body.style.background = 'var(--w-color-surface-field)';"
        "return getComputedStyle(document.body).backgroundColor }"
    )
    red, green, blue = (int(part) for part in re.findall(r"\d+", background))
    assert f"#{red:02x}{green:02x}{blue:02x}" == expected["surface"]
