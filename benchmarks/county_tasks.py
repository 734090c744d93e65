"""The tasks of the county: more than a million, nearly all done, a few thousand waiting.

Written by the database itself from the needs and orders that are there; again does nothing. Every decision of a
dispatch has its opinion, since whoever decided one step may not take another.
"""

from django.db import connection, transaction

# Beyond what the site itself would give out.
PROCESSES, TASKS = 10_000_000, 100_000_000
STEPS = 4
FLOW = "workflows/need.NeedFlow"
# Of those that wait for a dispatcher, so many has ours taken.
TAKEN = 60

PROCESS = f"""
INSERT INTO viewflow_process (id, flow_class, status, created, data)
SELECT {PROCESSES} + id, '{FLOW}', CASE WHEN state IN ('accepted', 'in_hand') THEN 'NEW' ELSE 'DONE' END,
       submitted_at, '{{}}'
FROM exchange_need WHERE receipt_hash LIKE 'bench-%'
"""  # noqa: S608

# One row for each step that a need has come to: screening, dispatch, the pool or the team's answer, the service.
REACHED = f"""
SELECT {TASKS} + n.id * {STEPS} + k.k AS id, k.k AS k, n.id AS need, o.id AS order_id, o.team_id AS team_id,
       n.unit_id AS unit, n.submitted_at AS at, COALESCE(o.due_at, n.submitted_at) AS due,
       CASE WHEN n.state = 'accepted' AND k.k = 1 THEN 1
            WHEN n.state = 'in_hand' AND o.team_id IS NULL AND k.k = 2 THEN 1
            WHEN n.state = 'in_hand' AND o.team_id IS NOT NULL AND k.k = 3 THEN 1 ELSE 0 END AS waits
FROM exchange_need n
JOIN (SELECT 0 AS k UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) k ON 1 = 1
LEFT JOIN exchange_order o ON o.need_id = n.id AND o.round = 1
WHERE n.receipt_hash LIKE 'bench-%'
  AND (k.k < 2 OR n.state <> 'accepted') AND (k.k < 3 OR o.team_id IS NOT NULL)
"""  # noqa: S608

TASK = f"""
INSERT INTO viewflow_task (id, flow_task, flow_task_type, status, created, token, process_id, data)
SELECT id, '{FLOW}.step', 'HUMAN', CASE WHEN waits = 1 THEN 'NEW' ELSE 'DONE' END, at, 'start',
       {PROCESSES} + need, '{{}}'
FROM ({REACHED}) r
"""  # noqa: S608

ITEM = f"""
INSERT INTO workflows_workitem (id, task_id, process_id, code, created, changed, title, step, role, state, due_at,
       finished_at, need_id, order_id, team_id, unit_id, limit_hours, reminded, stuck)
SELECT id, id, {PROCESSES} + need, 'w' || id, at, at, '请人来帮忙',
       CASE k WHEN 0 THEN 'screen' WHEN 1 THEN 'dispatch' WHEN 3 THEN 'serve'
              ELSE CASE WHEN team_id IS NULL THEN 'pool' ELSE 'answer' END END,
       CASE k WHEN 0 THEN 'panellist' ELSE 'dispatcher' END,
       CASE WHEN waits = 1 THEN 'open' ELSE 'done' END, due, CASE WHEN waits = 1 THEN NULL ELSE at END,
       need, order_id, CASE WHEN k >= 2 THEN team_id END, CASE k WHEN 0 THEN unit ELSE %s END, 8, 0, ''
FROM ({REACHED}) r
"""  # noqa: S608

OPINION = f"""
INSERT INTO workflows_opinion (process_id, item_id, step, unit_id, person_id, decision, text, revision_number, at)
SELECT {PROCESSES} + need, id, 'dispatch', unit, %s, 'approve', '', 0, at FROM ({REACHED}) r WHERE k = 1 AND waits = 0
"""  # noqa: S608


@transaction.atomic
def make_tasks() -> None:
    from accounts.models import User
    from benchmarks.county_size import code
    from organisations.models import Unit
    from workflows.enums import ItemState
    from workflows.models import WorkItem

    if WorkItem.objects.filter(pk__gte=TASKS).exists():
        return
    centre, person = Unit.objects.get(code=code("u", 0)), User.objects.get(username="bench-dispatcher")
    with connection.cursor() as cursor:
        for statement, given in ((PROCESS, []), (TASK, []), (ITEM, [centre.pk]), (OPINION, [person.pk])):
            # Signs of per cent that are no places of values stand double where values are given.
            sql = statement.replace("'bench-%'", "'bench-%%'") if given else statement
            cursor.execute(sql, given or None)
    taken = WorkItem.objects.filter(step="dispatch", state=ItemState.OPEN).order_by("pk").values("pk")[:TAKEN]
    WorkItem.objects.filter(pk__in=list(taken.values_list("pk", flat=True))).update(
        owner=person, state=ItemState.CLAIMED
    )
