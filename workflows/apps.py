import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = _("workflows")

    def ready(self) -> None:
        from common.access import register_rule
        from common.jobs import register_job
        from common.messages.adapters import register_adapter
        from common.messages.enums import Channel
        from common.outbox import register_consumer
        from workflows import checks, models, notices, publication, receivers, timers
        from workflows.rules import ITEM_RULE
        from workflows.services import decisions, needs

        register_rule(models.WorkItem, ITEM_RULE)
        register_consumer(notices.IN_SITE, [notices.EVENT], notices.write_notifications)
        # A mail server that does not answer must not hold a request.
        register_consumer(notices.BY_MAIL, [notices.EVENT], notices.send_mails, inline=False)
        register_adapter(Channel.SITE, "site", notices.in_site)
        register_job("workflows.decisions", dt.timedelta(seconds=1), decisions.run_due)
        register_job("workflows.publish", dt.timedelta(minutes=1), publication.publish_due)
        register_job("workflows.expire", dt.timedelta(minutes=1), publication.expire_due)
        register_job("workflows.remind", dt.timedelta(minutes=5), timers.remind)
        register_job("workflows.escalate", dt.timedelta(minutes=5), timers.escalate)
        register_job("workflows.close_needs", dt.timedelta(minutes=15), needs.close_what_is_over)
        register_job("workflows.check_flows", dt.timedelta(days=1), checks.report_drift)
        assert receivers  # noqa: S101 - imported so that the signals are connected
