"""Needs, the orders that answer them, and the catalogue that both speak of."""

from exchange.models.catalogue import Category, CategoryQuestion, ServiceLimit, TeamService
from exchange.models.dispatching import RoutingRule
from exchange.models.followup import FollowUp, FollowUpSample
from exchange.models.needs import (
    Deliberation,
    Need,
    NeedAnswer,
    NeedBatch,
    NeedChange,
    NeedPhoto,
    PanelView,
    WaitingPhoto,
)
from exchange.models.orders import Extension, Order, OrderChange, Rating, Refusal
from exchange.models.personal import PersonalData, PersonalRead
from exchange.models.proposals import Proposal, ProposalLine
from exchange.models.resources import (
    Audience,
    Resource,
    ResourceChange,
    ResourceClosure,
    ResourceContact,
    ResourceContactRead,
    ResourceHours,
)
from exchange.models.service import Plan, PlanMember, Report

__all__ = [
    "Audience",
    "Category",
    "CategoryQuestion",
    "Deliberation",
    "Extension",
    "FollowUp",
    "FollowUpSample",
    "Need",
    "NeedAnswer",
    "NeedBatch",
    "NeedChange",
    "NeedPhoto",
    "Order",
    "OrderChange",
    "PanelView",
    "PersonalData",
    "PersonalRead",
    "Plan",
    "PlanMember",
    "Proposal",
    "ProposalLine",
    "Rating",
    "Refusal",
    "Report",
    "Resource",
    "ResourceChange",
    "ResourceClosure",
    "ResourceContact",
    "ResourceContactRead",
    "ResourceHours",
    "RoutingRule",
    "ServiceLimit",
    "TeamService",
    "WaitingPhoto",
]
