from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from django.urls import reverse

        from common.messages.links import register_link
        from common.outbox import register_consumer
        from portal.receivers import CONSUMER, EVENTS, forget_pages

        register_consumer(CONSUMER, EVENTS, forget_pages)
        # Who is not signed in is asked there for receipt and phone: neither is ever part of a link.
        register_link("exchange.progress", lambda need: reverse("portal:need_progress", args=[need.code]))
