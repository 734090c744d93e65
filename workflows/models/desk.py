"""How a person has arranged the desk, and who looks at what just now. Nothing here is a record."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workflows.models.items import WorkItem


class SavedFilter(models.Model):
    """A filter of one queue under a name of the person's own. `query` is the address's, with known values only."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    tab = models.CharField(max_length=20)
    name = models.CharField(_("name"), max_length=40)
    query = models.TextField()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="filter_named_once")]

    def __str__(self) -> str:
        return self.name


class QueueColumns(models.Model):
    """Which columns a person wants in the queues, separated by commas. Without a row: all."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="queue_columns")
    names = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("columns of a person")
        verbose_name_plural = _("columns of persons")

    def __str__(self) -> str:
        return self.names


class Looking(models.Model):
    """A person has an item open. A hint for colleagues, never a lock; old rows mean nothing."""

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="lookers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("open item")
        verbose_name_plural = _("open items")
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="looks_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.item_id}"
