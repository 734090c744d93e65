import datetime as dt

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from common.jobs import register_job

        # Not imported here: the API's schemas are made of all models, which are not loaded yet.
        register_job("api.forget_answers", dt.timedelta(days=1), _forget_answers)


def _forget_answers() -> int:
    from api.idempotency import forget_answers

    return forget_answers()
