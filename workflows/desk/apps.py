import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The screens of the engine inside the Wagtail admin. An app of its own for its hooks and tags."""

    name = "workflows.desk"
    label = "desk"
    verbose_name = _("desk")

    def ready(self) -> None:
        from common.jobs import register_job
        from workflows.desk.services import forget_lookers

        register_job("workflows.forget_lookers", dt.timedelta(hours=1), forget_lookers)
