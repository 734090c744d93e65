"""Finds every message id in our Python and templates, without gettext's tools."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

from tests.architecture.test_sizes import ROOT, tracked

PACKAGES = (
    "common", "accounts", "media", "organisations", "volunteers", "exchange",
    "cms", "workflows", "search", "portal", "api",
)  # fmt: skip
CALLS = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "N_": 1,
    "ngettext": 1, "ngettext_lazy": 1, "_n": 1,
    "pgettext": 2, "pgettext_lazy": 2, "npgettext": 2, "npgettext_lazy": 2,
}  # fmt: skip
LITERAL = r"""(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(
    rf"(?<![\w.])(?P<call>_|gettext|ngettext|pgettext|npgettext)\(\s*u?(?P<first>{LITERAL})(?:\s*,\s*u?(?P<second>{LITERAL}))?"
)

Message = tuple[str, str, str]  # context, id, where


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def in_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in CALLS:
            continue
        texts = [_text(argument) for argument in node.args]
        if CALLS[node.func.id] == 2 and len(texts) > 1 and texts[0] and texts[1]:
            yield texts[0], texts[1], f"{path.relative_to(ROOT)}:{node.lineno}"
        elif CALLS[node.func.id] == 1 and texts and texts[0]:
            yield "", texts[0], f"{path.relative_to(ROOT)}:{node.lineno}"


def in_template(path: Path) -> Iterator[Message]:
    for found in TEMPLATE_CALL.finditer(templatize(path.read_text(), origin=str(path))):
        first = ast.literal_eval(found["first"])
        second = ast.literal_eval(found["second"]) if found["second"] else ""
        where = str(path.relative_to(ROOT))
        yield (first, second, where) if found["call"].startswith(("p", "np")) else ("", first, where)


def messages() -> Iterator[Message]:
    for path in tracked(*(f"{package}/*.py" for package in PACKAGES)):
        yield from in_python(path)
    for path in tracked("templates/*"):
        if path.suffix in {".html", ".txt", ".svg", ".xml"}:
            yield from in_template(path)
