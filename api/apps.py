import datetime as dt

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api.models import WebhookEvent
        from api.webhooks import receivers
        from common.jobs import register_job
        from common.outbox import register_consumer

        # Not imported here: the API's schemas are made of all models, which are not loaded yet.
        register_job("api.forget_answers", dt.timedelta(days=1), _forget_answers)
        register_job("api.send_webhooks", dt.timedelta(seconds=10), _send_webhooks)
        register_consumer("api.webhooks", WebhookEvent.values, receivers.handle)


def _forget_answers() -> int:
    from api.idempotency import forget_answers

    return forget_answers()


def _send_webhooks() -> int:
    from api.webhooks.sending import send_due

    return send_due()
