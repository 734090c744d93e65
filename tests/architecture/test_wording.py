"""One way to address people and one word for one thing, in our own catalogues and in those we take over."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils.translation import trans_real

from tests.architecture.test_sizes import ROOT

FORBIDDEN = {
    "你": "您",
    "帐号": "账号",
    "帐户": "账号",
    "账户": "账号",
    "工作流": "审批流程",
    "登陆": "登录",
}
ANY = re.compile("|".join(FORBIDDEN))
CATALOGUES = sorted(po for po in ROOT.glob("**/zh_Hans/LC_MESSAGES/*.po") if ".venv" not in po.parts)


def translations(po: Path) -> Iterator[tuple[str, str]]:
    for entry in polib.pofile(str(po)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            yield entry.msgid, text


@pytest.mark.parametrize("po", CATALOGUES, ids=lambda po: str(po.relative_to(ROOT)).replace("/zh_Hans/LC_MESSAGES", ""))
def test_our_catalogues_keep_to_the_words(po: Path) -> None:
    assert [(message, text) for message, text in translations(po) if ANY.search(text)] == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_nothing_that_is_shown_says_it_otherwise(domain: str) -> None:
    """Wagtail, Django and allauth bring Chinese of their own: ours must stand before every message that differs."""
    catalogue = trans_real.DjangoTranslation("zh-hans", domain=domain)._catalog  # type: ignore[attr-defined]
    shown = {key: text for catalogues in reversed(catalogue._catalogs) for key, text in catalogues.items()}
    assert len(shown) > 50
    assert {key: text for key, text in shown.items() if key and ANY.search(text)} == {}


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        ("Workflow", "审批流程"),
        ("Workflows", "审批流程"),
        ("Account", "账号"),
        ("live", "已发布"),
        ("Live", "已发布"),
        ("live + draft", "已发布，有新草稿"),
        ("live + in moderation", "已发布，新版审核中"),
        ("Awaiting your review", "等待您的审查"),
        ("Sorry, you do not have permission to access this area.", "对不起， 您没有权限访问。"),
    ],
)
def test_words_of_the_frame(message: str, chinese: str) -> None:
    assert trans_real.DjangoTranslation("zh-hans").gettext(message) == chinese
