"""The actions and objects of the audit log in words; a code without words is shown as it is."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import pgettext_lazy

ACTIONS: dict[str, Any] = {
    "accounts.signed_in": pgettext_lazy("audit", "signed in"),
    "accounts.signed_out": pgettext_lazy("audit", "signed out"),
    "accounts.sign_in_failed": pgettext_lazy("audit", "failed to sign in"),
    "accounts.locked_out": pgettext_lazy("audit", "was locked out after failed sign-ins"),
    "accounts.password_changed": pgettext_lazy("audit", "changed the password"),
    "accounts.password_reset": pgettext_lazy("audit", "reset the password"),
    "accounts.user_created": pgettext_lazy("audit", "added a person"),
    "accounts.user_changed": pgettext_lazy("audit", "changed a person"),
    "accounts.user_deactivated": pgettext_lazy("audit", "deactivated a person"),
    "accounts.user_reactivated": pgettext_lazy("audit", "reactivated a person"),
    "api.token_given": pgettext_lazy("audit", "made an access token"),
    "api.token_revoked": pgettext_lazy("audit", "revoked an access token"),
    "api.webhook_added": pgettext_lazy("audit", "made a webhook"),
    "api.webhook_on": pgettext_lazy("audit", "took a webhook up again"),
    "api.webhook_off": pgettext_lazy("audit", "ended a webhook"),
    "api.webhook_switched_off": pgettext_lazy("audit", "webhook switched off after failures"),
    "cms.bare_draft_removed": pgettext_lazy("audit", "removed an empty draft"),
    "cms.page_imported": pgettext_lazy("audit", "imported a document"),
    "cms.personal_data_masked": pgettext_lazy("audit", "masked personal data"),
    "cms.gate_override_asked": pgettext_lazy("audit", "asked to let personal data pass"),
    "cms.gate_override_granted": pgettext_lazy("audit", "let personal data pass"),
    "exchange.need_submitted": pgettext_lazy("audit", "took in a need"),
    "exchange.batch_taken_in": pgettext_lazy("audit", "took in a batch of needs"),
    "exchange.batch_undone": pgettext_lazy("audit", "took back a batch of needs"),
    "exchange.category_moved": pgettext_lazy("audit", "moved a category"),
    "exchange.category_removed": pgettext_lazy("audit", "removed a category"),
    "exchange.category_saved": pgettext_lazy("audit", "saved a category"),
    "exchange.limit_set": pgettext_lazy("audit", "set a service limit"),
    "exchange.photo_added": pgettext_lazy("audit", "added a photo to a need"),
    "exchange.photo_removed": pgettext_lazy("audit", "removed a photo of a need"),
    "exchange.questions_set": pgettext_lazy("audit", "set the questions of a category"),
    "exchange.services_set": pgettext_lazy("audit", "set what a team serves"),
    "exchange.deliberation_recorded": pgettext_lazy("audit", "recorded a deliberation"),
    "exchange.extension_asked": pgettext_lazy("audit", "asked for more time"),
    "exchange.extension_granted": pgettext_lazy("audit", "gave more time"),
    "exchange.extension_declined": pgettext_lazy("audit", "gave no more time"),
    "exchange.followed_up": pgettext_lazy("audit", "followed up a service"),
    "exchange.order_replanned": pgettext_lazy("audit", "planned an order anew"),
    "exchange.panel_said": pgettext_lazy("audit", "gave the panel’s finding"),
    "exchange.personal_erased": pgettext_lazy("audit", "erased personal data"),
    "exchange.contact_read": pgettext_lazy("audit", "read the contact of a resource"),
    "exchange.resource_hours": pgettext_lazy("audit", "changed the hours of a resource"),
    "exchange.resource_written": pgettext_lazy("audit", "rewrote the draft of a resource"),
    "exchange.personal_read": pgettext_lazy("audit", "read personal data"),
    "exchange.proposal_confirmed": pgettext_lazy("audit", "confirmed a batch dispatch"),
    "exchange.proposal_dropped": pgettext_lazy("audit", "dropped a batch dispatch"),
    "exchange.proposal_line_changed": pgettext_lazy("audit", "changed the team of a batch dispatch"),
    "exchange.proposal_line_dropped": pgettext_lazy("audit", "took an order out of a batch dispatch"),
    "exchange.proposal_made": pgettext_lazy("audit", "worked out a batch dispatch"),
    "exchange.rule_saved": pgettext_lazy("audit", "saved a routing rule"),
    "exchange.rule_moved": pgettext_lazy("audit", "moved a routing rule"),
    "exchange.sample_drawn": pgettext_lazy("audit", "drew a sample for follow-up"),
    "outgoing.retried": pgettext_lazy("audit", "sent a message again"),
    "outgoing.text_saved": pgettext_lazy("audit", "saved the text of a message"),
    "outgoing.text_reset": pgettext_lazy("audit", "took the default text of a message again"),
    "outgoing.rule_saved": pgettext_lazy("audit", "saved when messages leave"),
    "outgoing.rule_removed": pgettext_lazy("audit", "removed a rule for when messages leave"),
    "volunteers.member_added": pgettext_lazy("audit", "added a member to a team"),
    "volunteers.member_ended": pgettext_lazy("audit", "ended a member of a team"),
    "volunteers.team_changed": pgettext_lazy("audit", "changed a team"),
    "volunteers.team_handed_over": pgettext_lazy("audit", "gave a team a new captain"),
    "volunteers.team_registered": pgettext_lazy("audit", "registered a team"),
    "volunteers.vehicle_saved": pgettext_lazy("audit", "saved a vehicle"),
    "volunteers.team_review": pgettext_lazy("audit", "put a team under review again"),
    "volunteers.team_active": pgettext_lazy("audit", "admitted a team"),
    "volunteers.team_refused": pgettext_lazy("audit", "did not admit a team"),
    "volunteers.team_suspended": pgettext_lazy("audit", "suspended a team"),
    "volunteers.team_ended": pgettext_lazy("audit", "ended a team"),
    "organisations.divisions_imported": pgettext_lazy("audit", "imported the divisions"),
    "organisations.level_saved": pgettext_lazy("audit", "saved a level"),
    "organisations.unit_created": pgettext_lazy("audit", "added a unit"),
    "organisations.unit_changed": pgettext_lazy("audit", "changed a unit"),
    "organisations.unit_moved": pgettext_lazy("audit", "moved a unit"),
    "organisations.unit_merged": pgettext_lazy("audit", "merged a unit"),
    "organisations.unit_ended": pgettext_lazy("audit", "ended a unit"),
    "organisations.post_given": pgettext_lazy("audit", "gave a post"),
    "organisations.post_ended": pgettext_lazy("audit", "ended a post"),
    "organisations.delegation_given": pgettext_lazy("audit", "named a substitute"),
    "organisations.delegation_ended": pgettext_lazy("audit", "ended a substitution"),
    "organisations.pairing_made": pgettext_lazy("audit", "made a pairing"),
    "organisations.pairing_ended": pgettext_lazy("audit", "ended a pairing"),
    "organisations.venue_created": pgettext_lazy("audit", "added a venue"),
    "organisations.venue_hours_set": pgettext_lazy("audit", "set a venue’s hours"),
    "organisations.venue_spaces_set": pgettext_lazy("audit", "set a venue’s rooms"),
    "organisations.venue_changed": pgettext_lazy("audit", "changed a venue"),
    "organisations.venue_closed": pgettext_lazy("audit", "closed a venue for a while"),
    "organisations.venue_closure_removed": pgettext_lazy("audit", "took back the closure of a venue"),
    "organisations.venue_ended": pgettext_lazy("audit", "took a venue out of use"),
    "workflows.item_decided": pgettext_lazy("audit", "decided an item"),
    "workflows.item_escalated": pgettext_lazy("audit", "passed an item up"),
    "workflows.claim_overridden": pgettext_lazy("audit", "decided what somebody below had claimed"),
    "workflows.item_reassigned": pgettext_lazy("audit", "handed an item to somebody else"),
    "workflows.item_urged": pgettext_lazy("audit", "urged an item"),
    "workflows.signer_added": pgettext_lazy("audit", "asked another unit to sign"),
    "workflows.submission_cancelled": pgettext_lazy("audit", "withdrew a submission"),
    "workflows.page_withdrawn": pgettext_lazy("audit", "withdrew a page"),
    "workflows.repair_retry": pgettext_lazy("audit", "tried a stuck item again"),
    "workflows.repair_reassign": pgettext_lazy("audit", "gave a stuck item to somebody else"),
    "workflows.repair_skip": pgettext_lazy("audit", "passed over a stuck step"),
    "workflows.repair_cancel": pgettext_lazy("audit", "ended a stuck review"),
}


GROUPS: dict[str, Any] = {
    "accounts": pgettext_lazy("audit", "people"),
    "api": pgettext_lazy("audit", "access tokens"),
    "cms": pgettext_lazy("audit", "pages"),
    "exchange": pgettext_lazy("audit", "needs and services"),
    "organisations": pgettext_lazy("audit", "units, posts and venues"),
    "outgoing": pgettext_lazy("audit", "messages"),
    "volunteers": pgettext_lazy("audit", "volunteers"),
    "workflows": pgettext_lazy("audit", "reviews"),
}


def register_actions(words: Mapping[str, Any]) -> None:
    """Says what actions are called that are made of a state's code. Called in an app's `ready`; known ones stay."""
    for action, said in words.items():
        ACTIONS.setdefault(action, said)


def action_words(action: str) -> str:
    return str(ACTIONS.get(action, action))


def action_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every action by its words, in groups named as their packages call themselves."""
    groups: dict[str, list[tuple[str, str]]] = {package: [] for package in GROUPS}
    for action in ACTIONS:
        groups[action.partition(".")[0]].append((action, action_words(action)))
    return [(str(GROUPS[package]), actions) for package, actions in groups.items()]


def object_words(object_type: str, object_id: str) -> str:
    """The kind of the row as its model calls itself, and its number."""
    try:
        kind = str(apps.get_model(object_type)._meta.verbose_name)
    except (LookupError, ValueError):
        kind = object_type
    return f"{kind} {object_id}"
