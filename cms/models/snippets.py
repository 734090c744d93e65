"""Small things that staff edit and pages share."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from cms.slugs import pinyin_slug


class Hue(models.TextChoices):
    """The six tints of tags. A hue never stands alone: the tag always says the word."""

    OSMANTHUS = "gui", _("osmanthus")
    SKY = "tian", _("sky")
    LOTUS = "ou", _("lotus")
    TILE_GREEN = "qing", _("green")
    BAMBOO = "zhu", _("bamboo")
    CINNABAR = "dan", _("cinnabar")


class DrawnCover(models.TextChoices):
    """The drawings that stand in place of a photo."""

    VILLAGE = "village", _("village")
    LECTURE = "lecture", _("lectern")
    READ = "read", _("books")
    MUSIC = "music", _("gourd flute")
    HEART = "heart", _("heart tree")
    FIRST_AID = "firstaid", _("first aid")
    FIELD = "field", _("running track")
    LAMP = "lamp", _("stair lamp")
    FAN = "fan", _("fan")
    LAKE = "lake", _("lake")
    LETTERBOX = "letterbox", _("letterbox")


class Topic(models.Model):
    """A platform of the county (理论宣讲, 教育服务, …): counties differ, so it is data."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    slug = models.SlugField(
        _("slug"), max_length=30, unique=True, blank=True, help_text=_("Empty: made from the name, in pinyin.")
    )
    hue = models.CharField(
        _("hue"), max_length=4, choices=Hue, default=Hue.TILE_GREEN, help_text=_("The tint of its tag.")
    )
    cover = models.CharField(
        _("drawn cover"),
        max_length=20,
        choices=DrawnCover,
        default=DrawnCover.VILLAGE,
        help_text=_("The drawing that stands where a page has no photo."),
    )
    other_names = models.CharField(
        _("other names"), max_length=120, blank=True, help_text=_("What people also call it, separated by spaces.")
    )
    order = models.PositiveSmallIntegerField(
        pgettext_lazy("place in a list", "order"), default=0, help_text=_("Small numbers come first.")
    )

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("slug")]),
        FieldRowPanel([FieldPanel("hue"), FieldPanel("cover")]),
        FieldPanel("other_names"),
        FieldPanel("order"),
    ]
    api_fields = ["name", "slug", "hue"]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or pinyin_slug(self.name)[:30]
        super().save(*args, **kwargs)


class Audience(models.Model):
    """Whom something is for (老年人, 未成年人, 新市民, …)."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    order = models.PositiveSmallIntegerField(
        pgettext_lazy("place in a list", "order"), default=0, help_text=_("Small numbers come first.")
    )

    panels = [FieldPanel("name"), FieldPanel("order")]
    api_fields = ["name"]

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Phrase(models.Model):
    """A reason that reviewers give often, offered as a chip on the decision bar."""

    text = models.CharField(
        _("text"), max_length=40, unique=True, help_text=_("Short and kind: the author reads it, as 事实待核.")
    )
    order = models.PositiveSmallIntegerField(
        pgettext_lazy("place in a list", "order"), default=0, help_text=_("Small numbers come first.")
    )

    panels = [FieldPanel("text"), FieldPanel("order")]

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["order", "text"]

    def __str__(self) -> str:
        return self.text


class Notice(models.Model):
    """A line at the top of every public page, for a time."""

    text = models.CharField(
        _("text"), max_length=120, help_text=_("What happens, when, and what to do: it stands on every public page.")
    )
    link = models.CharField(
        _("link"), max_length=200, blank=True, help_text=_("An address of this site that begins with /, or empty.")
    )
    starts_at = models.DateTimeField(_("shown from"))
    ends_at = models.DateTimeField(_("shown until"), help_text=_("A notice always ends; old notices are a finding."))

    panels = [
        FieldPanel("text"),
        FieldPanel("link"),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    ]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-starts_at"]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The notice ends before it begins. Check both times.")})
        # Browsers read a backslash as a slash, and pass over tabs: both lead to another host.
        if self.link and not re.fullmatch(r"/(?!/)[^\s\\]*", self.link):
            raise ValidationError({"link": _("Only addresses of this site, such as /news/.")})


class WordRule(models.Model):
    """A wrong or forbidden word that the machine check looks for."""

    class Severity(models.TextChoices):
        LOOK = "look", _("look again")
        STOP = "stop", pgettext_lazy("severity", "stop")

    word = models.CharField(
        _("word"), max_length=40, unique=True, help_text=_("Exactly as it must not stand in a text.")
    )
    replacement = models.CharField(
        _("write instead"), max_length=40, blank=True, help_text=_("Offered to the author as the fix.")
    )
    severity = models.CharField(
        _("severity"),
        max_length=4,
        choices=Severity,
        default=Severity.LOOK,
        help_text=_("“Stop” keeps a text from being submitted; “look again” only marks it."),
    )
    reason = models.CharField(_("reason"), max_length=80, blank=True, help_text=_("Why, in one sentence."))
    changed = models.DateTimeField(_("changed"), auto_now=True)

    panels = [
        FieldRowPanel([FieldPanel("word"), FieldPanel("replacement")]),
        FieldPanel("severity"),
        FieldPanel("reason"),
    ]

    class Meta:
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        ordering = ["word"]

    def __str__(self) -> str:
        return self.word


class BriefingSeries(models.Model):
    """A briefing that appears in numbered issues."""

    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("As 张家港文明实践简报."))
    issuer = models.CharField(_("issuer"), max_length=60, help_text=_("It stands left below the red head."))
    special_name = models.CharField(
        _("name of the special issues"),
        max_length=60,
        blank=True,
        help_text=_("As 新时代文明实践中心建设专刊."),
    )
    restarts_yearly = models.BooleanField(
        _("begins with No. 1 each year"), default=False, help_text=_("Otherwise the numbers run on.")
    )

    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("issuer"), FieldPanel("special_name")]),
        FieldPanel("restarts_yearly"),
    ]

    class Meta:
        verbose_name = _("briefing series")
        verbose_name_plural = _("briefing series")

    def __str__(self) -> str:
        return self.name


class BriefingCounter(models.Model):
    """The last number given in a series, by year where the series begins anew each year. Locked to take one."""

    series = models.ForeignKey(BriefingSeries, models.CASCADE, related_name="counters")
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="briefing_counter_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
