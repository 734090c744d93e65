from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Kernel")

    def ready(self) -> None:
        from common import checks, health, receivers
        from common.jobs import register_job
        from common.sealing import seal

        receivers.connect()
        checks.connect()
        health.connect()
        register_job("common.seal_audit", timedelta(minutes=1), seal)
