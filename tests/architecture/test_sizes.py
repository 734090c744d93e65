"""No module over 400 lines, no function over 60, no template over 150."""

import ast
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in listed if (ROOT / name).exists() and "/migrations/" not in name]


def test_no_module_over_400_lines() -> None:
    assert [str(p) for p in tracked("*.py") if len(p.read_text().splitlines()) > 400] == []


def test_no_function_over_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= 60
    ]
    assert long == []


def test_no_template_over_150_lines() -> None:
    assert [str(p) for p in tracked("templates/*.html") if len(p.read_text().splitlines()) > 150] == []
