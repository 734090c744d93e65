from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self) -> None:
        from common.access import register_rule
        from exchange import models, rules

        for model in (models.Category, models.ServiceLimit):
            register_rule(model, rules.OPEN)
        register_rule(models.Need, rules.READ_NEED)
        register_rule(models.Order, rules.READ_ORDER)
        register_rule(models.NeedBatch, rules.READ_BATCH)
        register_rule(models.Proposal, rules.READ_PROPOSAL)
        register_rule(models.ProposalLine, rules.READ_PROPOSAL_LINE)
        register_rule(models.RoutingRule, rules.GOVERN_SETUP)
        register_rule(models.FollowUpSample, rules.READ_SAMPLE)
        register_rule(models.FollowUp, rules.READ_FOLLOW_UP)
