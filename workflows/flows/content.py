"""Content approval (三审三校). Flow and node names are stored with every running item: version, don't rename."""

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process

from organisations.enums import Role
from workflows import steps
from workflows.enums import Step
from workflows.locks import FlowLock
from workflows.nodes import ForEach, HumanNode


class ContentApprovalV1(flow.Flow):  # type: ignore[misc]
    """Content approval.

    A text passes a machine check and three reviews by three people; departments may be asked to sign
    in between. What was reviewed is what is published, at once or at a set time.
    """

    process_class = Process
    lock_impl = FlowLock()

    start = flow.StartHandle(steps.begin).Next(this.machine_check)

    machine_check = flow.If(steps.passes_machine_check).Then(this.first_review).Else(this.send_back)

    first_review = HumanNode(Step.FIRST_REVIEW, Role.FIRST_REVIEWER).Next(this.after_first_review)
    after_first_review = (
        flow.Switch()
        .Case(this.ask_departments, cond=steps.wants_cosign)
        .Case(this.second_review, cond=steps.approved)
        .Default(this.send_back)
    )

    ask_departments = ForEach(steps.units_to_cosign, "unit").Next(this.co_sign)
    co_sign = HumanNode(Step.CO_SIGN, Role.COSIGNER).Next(this.departments_answered)
    departments_answered = flow.Join(continue_on_condition=steps.vetoed).Next(this.after_co_sign)
    after_co_sign = (
        flow.Switch()
        .Case(this.first_review, cond=steps.returned_to(Step.FIRST_REVIEW))
        .Case(this.second_review, cond=steps.approved)
        .Default(this.send_back)
    )

    second_review = HumanNode(Step.SECOND_REVIEW, Role.SECOND_REVIEWER).Next(this.after_second_review)
    after_second_review = (
        flow.Switch()
        .Case(this.first_review, cond=steps.returned_to(Step.FIRST_REVIEW))
        .Case(this.final_review, cond=steps.approved)
        .Default(this.send_back)
    )

    final_review = HumanNode(Step.FINAL_REVIEW, Role.FINAL_REVIEWER).Next(this.after_final_review)
    after_final_review = (
        flow.Switch()
        .Case(this.first_review, cond=steps.returned_to(Step.FIRST_REVIEW))
        .Case(this.second_review, cond=steps.returned_to(Step.SECOND_REVIEW))
        .Case(this.release, cond=steps.approved)
        .Default(this.send_back)
    )

    release = flow.Function(steps.release).Next(this.end)
    send_back = flow.Function(steps.send_back).Next(this.end)
    end = flow.End()


# What new submissions begin with. A next version is written out whole beside this one, never derived
# from it: Viewflow would lead its steps back into the old one. What runs goes on as it began.
CURRENT = ContentApprovalV1

EARLIER_STEPS = {
    Step.FIRST_REVIEW: (),
    Step.CO_SIGN: (Step.FIRST_REVIEW,),
    Step.SECOND_REVIEW: (Step.FIRST_REVIEW,),
    Step.FINAL_REVIEW: (Step.FIRST_REVIEW, Step.SECOND_REVIEW),
}
