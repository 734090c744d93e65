"""The machine check before the first review: one line for each thing looked at."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from wagtail.models import Page

from cms.checks.alts import figures_without_words
from cms.checks.gate import blocks_of_draft, draft_of
from cms.checks.links import ADDRESS, DOCUMENT, PAGE, dead_links
from cms.checks.texts import Path, Text, texts_of
from cms.checks.words import word_list
from cms.models.snippets import WordRule
from common.readable import readable

LONGEST_TITLE = 36
AROUND = 8


class Severity(models.TextChoices):
    PASS = "pass", gettext_lazy("passed")
    LOOK = "look", gettext_lazy("look again")
    STOP = "stop", pgettext_lazy("severity", "stop")


@dataclass(frozen=True)
class Finding:
    """`where` is the path of the text (`body/3/value/caption`), `field` its first part; `fix` may be empty."""

    severity: Severity
    code: str
    message: str
    where: str = ""
    fix: str = ""
    found: str = ""

    @property
    def field(self) -> str:
        return self.where.split("/")[0]


def machine_check(page: Page) -> list[Finding]:
    """Every finding in the newest draft, the gravest first; a check without finding says that it passed."""
    return check_draft(draft_of(page))


def check_draft(draft: Page) -> list[Finding]:
    """The same for a text at hand."""
    texts = texts_of(draft)
    checks = (
        list(_personal(draft)),
        list(_words(texts)),
        list(_alts(draft)),
        list(_links(draft, texts)),
        list(_head(draft)),
    )
    order = list(Severity)[::-1]
    return sorted((finding for found in checks for finding in found), key=lambda f: order.index(f.severity))


def _passed(code: str, message: str) -> Finding:
    return Finding(Severity.PASS, code, message)


def _where(path: Path) -> str:
    return "/".join(map(str, path))


def _personal(draft: Page) -> Iterator[Finding]:
    hits = blocks_of_draft(draft)
    if not hits:
        yield _passed("personal_data", _("No personal data, or released by a second person"))
    for hit in hits:
        said = {"kind": hit.kind_label, "place": hit.label, "masked": hit.masked}
        message = _("%(kind)s in “%(place)s”: write %(masked)s") % said
        yield Finding(Severity.STOP, "personal_data", message, hit.where, hit.masked, hit.masked)


def _words(texts: list[Text]) -> Iterator[Finding]:
    words, clean = word_list(), True
    for text in texts:
        seen = readable(text.value, text.is_rich).seen
        for at, rule in words.find(seen):
            clean = False
            stop = rule.severity == WordRule.Severity.STOP
            around = seen[max(0, at - AROUND) : at + len(rule.word) + AROUND].replace("\n", " ").strip()
            said = {"word": rule.word, "fix": rule.replacement, "around": around}
            if rule.replacement:
                message = _("“%(word)s” should be “%(fix)s”: …%(around)s…") % said
            else:
                message = _("“%(word)s” needs care: …%(around)s…") % said
            severity = Severity.STOP if stop else Severity.LOOK
            code = "word" if rule.replacement else "sensitive_word"
            yield Finding(severity, code, f"{message} {rule.reason}".strip(), text.key, rule.replacement, rule.word)
    if clean:
        yield _passed("word", _("No wrong or sensitive words of the list"))


def _alts(draft: Page) -> Iterator[Finding]:
    silent = figures_without_words(draft)
    if not silent:
        yield _passed("alt", _("Every picture has its text read aloud"))
    for path in silent:
        message = _("A picture has no text read aloud. Say in one sentence what it shows.")
        yield Finding(Severity.LOOK, "alt", message, _where(path))


def _links(draft: Page, texts: list[Text]) -> Iterator[Finding]:
    dead = dead_links(draft, texts)
    if not dead:
        yield _passed("link", _("No dead links within the site"))
    for path, (kind, value) in dead:
        if kind == PAGE:
            message = _("A link leads to a page that visitors cannot read. Choose another, or publish it first.")
        elif kind == DOCUMENT:
            message = _("A file to download is gone. Choose it again.")
        elif kind == ADDRESS:
            message = _("The address %(address)s leads nowhere on this site.") % {"address": value}
        else:
            message = _("A picture is gone. Choose it again.")
        yield Finding(Severity.LOOK, "link", message, _where(path), found=str(value))


def _head(draft: Page) -> Iterator[Finding]:
    longer = len(draft.title) - LONGEST_TITLE
    if longer > 0:
        message = ngettext(
            "The title is %(count)d character longer than lists can show (36).",
            "The title is %(count)d characters longer than lists can show (36).",
            longer,
        )
        yield Finding(Severity.LOOK, "title_length", message % {"count": longer}, "title")
    else:
        yield _passed("title_length", _("The title is short enough"))
    if hasattr(draft, "summary"):
        if draft.summary.strip():
            yield _passed("summary", _("There is a summary"))
        else:
            message = _("There is no summary. Lists and shared cards then show the title alone.")
            yield Finding(Severity.LOOK, "summary", message, "summary")
