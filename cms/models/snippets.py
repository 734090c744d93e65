"""Small things that staff edit and pages share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet


class Hue(models.TextChoices):
    """The six tints of tags. A hue never stands alone: the tag always says the word."""

    OSMANTHUS = "gui", _("osmanthus")
    SKY = "tian", _("sky")
    LOTUS = "ou", _("lotus")
    TILE_GREEN = "qing", _("green")
    BAMBOO = "zhu", _("bamboo")
    CINNABAR = "dan", _("cinnabar")


@register_snippet
class Topic(models.Model):
    """A platform of the county (理论宣讲, 教育服务, …): counties differ, so it is data."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    slug = models.SlugField(_("slug"), max_length=30, unique=True)
    hue = models.CharField(_("hue"), max_length=4, choices=Hue, default=Hue.TILE_GREEN)
    cover = models.SlugField(_("drawn cover"), max_length=20, default="village")
    other_names = models.CharField(_("other names"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@register_snippet
class Audience(models.Model):
    """Whom something is for (老年人, 未成年人, 新市民, …)."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@register_snippet
class Phrase(models.Model):
    """A reason that reviewers give often, offered as a chip on the decision bar."""

    text = models.CharField(_("text"), max_length=40, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["order", "text"]

    def __str__(self) -> str:
        return self.text


@register_snippet
class Notice(models.Model):
    """A line at the top of every public page, for a time."""

    text = models.CharField(_("text"), max_length=120)
    link = models.CharField(_("link"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("shown from"))
    ends_at = models.DateTimeField(_("shown until"))

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.text


@register_snippet
class WordRule(models.Model):
    """A wrong or forbidden word that the machine check looks for."""

    class Severity(models.TextChoices):
        LOOK = "look", _("look again")
        STOP = "stop", _("stop")

    word = models.CharField(_("word"), max_length=40, unique=True)
    replacement = models.CharField(_("write instead"), max_length=40, blank=True)
    severity = models.CharField(_("severity"), max_length=4, choices=Severity, default=Severity.LOOK)
    reason = models.CharField(_("reason"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


@register_snippet
class BriefingSeries(models.Model):
    """A briefing that appears in numbered issues."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    issuer = models.CharField(_("issuer"), max_length=60)
    special_name = models.CharField(_("name of the special issues"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("briefing series")
        verbose_name_plural = _("briefing series")

    def __str__(self) -> str:
        return self.name
