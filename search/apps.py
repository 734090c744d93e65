from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("library")

    def ready(self) -> None:
        from common.health import register_probe
        from common.jobs import register_job
        from common.outbox import register_consumer
        from search import checks, health, receivers, sync, upkeep
        from search.kinds import needs, pages, resources, units

        pages.register_pages()
        units.register_units()
        needs.register_needs()
        resources.register_resources()
        register_consumer(sync.CONSUMER, sync.EVENTS, sync.handle)
        register_job(upkeep.JOB, timedelta(days=1), upkeep.check_and_repair)
        register_probe("search", health.index)
        receivers.connect()
        checks.register_checks()
