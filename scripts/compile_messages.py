"""Compiles every .po file to .mo, without gettext's tools."""

from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    for po in sorted(po for po in ROOT.glob("**/LC_MESSAGES/*.po") if ".venv" not in po.parts):
        polib.pofile(str(po)).save_as_mofile(str(po.with_suffix(".mo")))


if __name__ == "__main__":
    main()
