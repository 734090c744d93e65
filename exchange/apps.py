import datetime as dt
from typing import Any

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self) -> None:
        from common.access import register_rule
        from common.jobs import register_job
        from common.outbox import register_consumer
        from exchange import messages, models, receivers, rules
        from exchange.services.resource_moves import expire_resources
        from exchange.services.waiting_photos import drop_old_photos

        messages.register()
        register_consumer(receivers.NAME, receivers.EVENTS, receivers.handle)
        register_job("exchange.expire_resources", dt.timedelta(hours=1), expire_resources)
        register_job("exchange.drop_photos", dt.timedelta(hours=1), drop_old_photos)

        for model in (models.Category, models.ServiceLimit, models.Audience):
            register_rule(model, rules.OPEN)
        register_rule(models.Need, rules.READ_NEED)
        register_rule(models.Order, rules.READ_ORDER)
        register_rule(models.NeedBatch, rules.READ_BATCH)
        register_rule(models.Proposal, rules.READ_PROPOSAL)
        register_rule(models.ProposalLine, rules.READ_PROPOSAL_LINE)
        register_rule(models.RoutingRule, rules.GOVERN_SETUP)
        register_rule(models.FollowUpSample, rules.READ_SAMPLE)
        register_rule(models.FollowUp, rules.READ_FOLLOW_UP)
        register_rule(models.Resource, rules.READ_RESOURCE)
        self._say_in_the_audit_log()

    @staticmethod
    def _say_in_the_audit_log() -> None:
        """A code that needs and orders share means another thing in each."""
        from django.utils.text import format_lazy
        from django.utils.translation import pgettext_lazy

        from common.audit_details import register_values
        from common.audit_words import register_actions
        from exchange import enums, models

        personal: dict[str, Any] = {field.name: field.verbose_name for field in models.PersonalData._meta.fields}
        personal["words"] = pgettext_lazy("audit", "own words")
        register_values("fields", personal, of="exchange.personal_read")
        for key, choices in (
            ("channel", enums.Channel),
            ("mode", enums.Mode),
            ("reach", enums.Reach),
            ("outcome", enums.ScreenOutcome),
        ):
            register_values(key, dict(choices.choices))
        for of, words, states in (
            ("exchange.need_", pgettext_lazy("audit", "need: {}"), enums.NeedState),
            ("exchange.order_", pgettext_lazy("audit", "order: {}"), enums.OrderState),
            ("exchange.resource_", pgettext_lazy("audit", "resource: {}"), enums.ResourceState),
        ):
            register_values("before", dict(states.choices), of=of)
            register_actions({f"{of}{state}": format_lazy(words, state.label) for state in states})
