"""Stored values of units, posts and pairings. Values never change; labels are translated."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is, whatever a county calls its level."""

    CENTRE = "centre", _("centre")
    BRANCH = "branch", _("branch centre")
    INSTITUTE = "institute", _("institute")
    STATION = "station", _("station")
    POINT = "point", _("point")
    DEPARTMENT = "department", _("department")
    # An organisation outside the county's network: the root of a tree of its own, so that no post reaches in.
    ASSESSOR = "assessor", _("third-party assessor")


class Role(models.TextChoices):
    """What a person does at a unit. A post is one of these, at one unit, from one day to another."""

    EDITOR = "editor", _("editor")
    FIRST_REVIEWER = "first_reviewer", _("first reviewer")
    SECOND_REVIEWER = "second_reviewer", _("second reviewer")
    FINAL_REVIEWER = "final_reviewer", _("final reviewer")
    COSIGNER = "cosigner", _("co-signer")
    HELPER = "helper", _("helper")
    PANELLIST = "panellist", _("panellist")
    DISPATCHER = "dispatcher", _("dispatcher")
    DIRECTOR = "director", _("director")
    ASSESSOR = "assessor", _("assessor")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


# Who takes in, screens, dispatches and answers for what residents ask.
SERVICE_ROLES = (Role.HELPER, Role.PANELLIST, Role.DISPATCHER, Role.DIRECTOR)
REVIEW_ROLES = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.COSIGNER)


class PairingKind(models.TextChoices):
    """Why two units work together (结对, 挂钩联系, 城乡结对)."""

    PAIRED = "paired", _("paired")
    LIAISON = "liaison", _("liaison")
    TOWN_COUNTRY = "town_country", _("town and country")


class DayType(models.TextChoices):
    """The days an opening rule can speak of. The most particular rule of a day wins."""

    EVERY_DAY = "every_day", _("every day")
    WORKING_DAY = "working_day", _("working days")
    REST_DAY = "rest_day", _("days off")
    HOLIDAY = "holiday", _("public holidays")
    MONDAY = "mon", _("Monday")
    TUESDAY = "tue", _("Tuesday")
    WEDNESDAY = "wed", _("Wednesday")
    THURSDAY = "thu", _("Thursday")
    FRIDAY = "fri", _("Friday")
    SATURDAY = "sat", _("Saturday")
    SUNDAY = "sun", _("Sunday")
