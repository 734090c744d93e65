"""Everything that people see exists in Chinese; message ids are English and so complete by themselves."""

import re

import polib
from django.utils.translation import trans_real

from tests.architecture.messages import messages
from tests.architecture.test_sizes import ROOT

CHINESE = re.compile(r"[㐀-鿿]")
ENGLISH = re.compile(r"[A-Za-z]{2}")


def test_every_message_has_a_chinese_translation() -> None:
    catalogue = trans_real.translation("zh-hans")._catalog  # type: ignore[attr-defined]
    missing = set()
    for context, message, where in messages():
        key = f"{context}\x04{message}" if context else message
        if ENGLISH.search(message) and key not in catalogue and (key, 0) not in catalogue:
            missing.add(f"{where}: {message}")
    assert sorted(missing) == []


def test_message_ids_are_english() -> None:
    assert (
        sorted(
            f"{where}: {message}"
            for _, message, where in messages()
            if CHINESE.search(message) and not ENGLISH.search(message)
        )
        == []
    )


def test_catalogues_hold_no_fuzzy_and_no_empty_translation() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {entry.msgid}"
        for path in ROOT.glob("**/zh_Hans/LC_MESSAGES/*.po")
        if ".venv" not in path.parts
        for entry in polib.pofile(str(path))
        if entry.fuzzy or not (entry.msgstr or (all(entry.msgstr_plural.values()) and entry.msgstr_plural))
    ]
    assert wrong == []


def test_placeholders_survive_translation() -> None:
    placeholder = re.compile(r"%\(\w+\)[sd]")
    wrong = [
        f"{path.relative_to(ROOT)}: {entry.msgid}"
        for path in ROOT.glob("**/zh_Hans/LC_MESSAGES/*.po")
        if ".venv" not in path.parts
        for entry in polib.pofile(str(path))
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if not set(placeholder.findall(text)) <= set(placeholder.findall(entry.msgid + entry.msgid_plural))
    ]
    assert wrong == []
