import datetime as dt

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    name = "common.messages"
    label = "outgoing"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from common.jobs import register_job
        from common.messages import checks, erasing, sending, services
        from common.messages.adapters import local, mail, register_adapter, robot, sms
        from common.messages.enums import Channel
        from common.messages.kinds import DIGEST, MessageKind, Variable, register_kind
        from common.outbox import register_consumer

        for channel in (Channel.SMS, Channel.MAIL, Channel.GROUP):
            register_adapter(channel, "file", local.to_file)
            register_adapter(channel, "console", local.to_console)
        register_adapter(Channel.SMS, "http", sms.by_gateway)
        register_adapter(Channel.MAIL, "smtp", mail.by_mail)
        register_adapter(Channel.GROUP, "robot", robot.by_robot)
        register_kind(
            MessageKind(
                code=DIGEST,
                title=_("several messages in one"),
                text="您有{count}条消息：{lines}。",
                variables=(
                    Variable("count", _("how many"), "2"),
                    Variable("lines", _("the messages, one after another"), "第一条消息；第二条消息", longest=600),
                ),
                channels=tuple(Channel),
            )
        )
        register_consumer("outgoing.deliver", [services.WRITTEN], sending.deliver, inline=False)
        register_job("outgoing.send", dt.timedelta(seconds=10), sending.send_waiting)
        register_job("outgoing.erase", dt.timedelta(days=1), erasing.erase_old)
        checks.connect()
