from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from common.outbox import register_consumer
        from portal.receivers import CONSUMER, EVENTS, forget_pages

        register_consumer(CONSUMER, EVENTS, forget_pages)
