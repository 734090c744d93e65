"""`python -m config.settings_reference`: writes docs/settings.md from the table of variables."""

import sys

from config.env import ROOT, VARIABLES, Variable

PAGE = ROOT / "docs" / "settings.md"
HEAD = """# Settings

Every setting comes from the environment and from nowhere else. This page is made from `config/env.py` by
`python -m config.settings_reference`; a test fails when it is out of date.

| variable | type | default | what it is for |
|---|---|---|---|
"""


def _default(variable: Variable) -> str:
    if variable.default in ("", []):
        return "empty"
    return f"`{'1' if variable.default is True else '0' if variable.default is False else variable.default}`"


def reference() -> str:
    """The page as text."""
    return HEAD + "".join(
        f"| `{name}` | {variable.kind} | {_default(variable)} | {variable.help} |\n"
        for name, variable in sorted(VARIABLES.items())
    )


if __name__ == "__main__":
    PAGE.write_text(reference())
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {len(VARIABLES)} variables\n")
