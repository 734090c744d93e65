"""Whose turn it is, what was said, and the rules that staff edit."""

from workflows.models.desk import Looking, QueueColumns, SavedFilter
from workflows.models.items import Opinion, WorkItem
from workflows.models.moderation import ApprovalState, ContentApprovalTask
from workflows.models.needs import NeedRun
from workflows.models.notices import Notification
from workflows.models.pending import PendingDecision
from workflows.models.policy import ReviewPolicy, StepLimit

__all__ = [
    "ApprovalState",
    "ContentApprovalTask",
    "Looking",
    "NeedRun",
    "Notification",
    "Opinion",
    "PendingDecision",
    "QueueColumns",
    "ReviewPolicy",
    "SavedFilter",
    "StepLimit",
    "WorkItem",
]
