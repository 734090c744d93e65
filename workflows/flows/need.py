"""From a need to a rating (点单 → 派单 → 接单 → 评单). Flow and node names are stored: version, don't rename."""

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process

from organisations.enums import Role
from workflows import need_items, need_steps
from workflows.enums import ServiceStep
from workflows.locks import FlowLock
from workflows.need_steps import turn_of
from workflows.nodes import HumanNode


class NeedV1(flow.Flow):  # type: ignore[misc]
    """From a need to a rating.

    A station's panel screens what residents ask; what it accepts goes to a team, by rule or by a
    dispatcher's hand, sent or taken from the pool; the team answers, plans, serves and reports; the
    asker rates. After each step the row is looked at: its states say whose turn it is.
    """

    process_class = Process
    lock_impl = FlowLock()

    start = flow.StartHandle(need_steps.begin).Next(this.whose_turn)

    whose_turn = (
        flow.Switch()
        .Case(this.screen, cond=turn_of("screen"))
        .Case(this.supplement, cond=turn_of("supplement"))
        .Case(this.deliberate, cond=turn_of("deliberate"))
        .Case(this.route, cond=turn_of("route"))
        .Case(this.dispatch, cond=turn_of("dispatch"))
        .Case(this.pool, cond=turn_of("pool"))
        .Case(this.answer, cond=turn_of("answer"))
        .Case(this.plan, cond=turn_of("plan"))
        .Case(this.serve, cond=turn_of("serve"))
        .Case(this.resident, cond=turn_of("resident"))
        .Case(this.rate, cond=turn_of("rate"))
        .Default(this.end)
    )

    # The panel of the station says what should become of it (共同商定); the asker adds what is missing.
    screen = HumanNode(ServiceStep.SCREEN, Role.PANELLIST, need_items.make).Next(this.whose_turn)
    supplement = flow.Handle().Next(this.whose_turn)
    deliberate = HumanNode(ServiceStep.DELIBERATE, Role.PANELLIST, need_items.make).Next(this.whose_turn)

    # Accepted: the first rule that matches, else a dispatcher, finds the team.
    route = flow.Function(need_steps.route).Next(this.whose_turn)
    dispatch = HumanNode(ServiceStep.DISPATCH, Role.DISPATCHER, need_items.make).Next(this.whose_turn)
    pool = HumanNode(ServiceStep.POOL, Role.DISPATCHER, need_items.make).Next(this.whose_turn)

    # The team's turn; the dispatcher looks after it.
    answer = HumanNode(ServiceStep.ANSWER, Role.DISPATCHER, need_items.make).Next(this.whose_turn)
    plan = HumanNode(ServiceStep.PLAN, Role.DISPATCHER, need_items.make).Next(this.whose_turn)
    serve = HumanNode(ServiceStep.SERVE, Role.DISPATCHER, need_items.make).Next(this.whose_turn)

    # The asker's turn: an answer while the clock stands still, at last a rating or none.
    resident = flow.Handle().Next(this.whose_turn)
    rate = flow.Handle().Next(this.whose_turn)

    end = flow.End()


# What new needs begin with. See flows.content on the next version.
CURRENT = NeedV1
