"""The verbs of the exchange: the only writers of its rows."""

from exchange.services.answering import extension_ask, extension_decide, order_accept, order_refuse, order_take
from exchange.services.dispatch import need_withdraw, order_assign, order_open, order_pool, order_recall
from exchange.services.intake import Asked, Submitted, need_cancel, need_submit, need_supplement
from exchange.services.rating import order_leave_unrated, order_rate
from exchange.services.screening import deliberation_record, panel_say, screen
from exchange.services.serving import order_pause, order_plan, order_report, order_resume, order_start

__all__ = [
    "Asked",
    "Submitted",
    "deliberation_record",
    "extension_ask",
    "extension_decide",
    "need_cancel",
    "need_submit",
    "need_supplement",
    "need_withdraw",
    "order_accept",
    "order_assign",
    "order_leave_unrated",
    "order_open",
    "order_pause",
    "order_plan",
    "order_pool",
    "order_rate",
    "order_recall",
    "order_refuse",
    "order_report",
    "order_resume",
    "order_start",
    "order_take",
    "panel_say",
    "screen",
]
