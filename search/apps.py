from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = _("library")

    def ready(self) -> None:
        from common.outbox import register_consumer
        from search import checks, receivers, sync
        from search.kinds import pages, units

        pages.register_pages()
        units.register_units()
        register_consumer(sync.CONSUMER, sync.EVENTS, sync.handle)
        receivers.connect()
        checks.register_checks()
