"""docs/states.md draws what the edge tables say."""

from exchange.enums import NEED_EDGES, ORDER_EDGES
from exchange.state_charts import PAGE, page
from volunteers.enums import TEAM_EDGES


def test_the_charts_are_up_to_date() -> None:
    assert PAGE.read_text() == page(), "Run python -m exchange.state_charts."


def test_every_edge_is_drawn() -> None:
    drawn = [line.strip() for line in page().splitlines()]
    for edges in (NEED_EDGES, ORDER_EDGES, TEAM_EDGES):
        for state, following in edges.items():
            assert {f"{state} --> {to}" for to in following} <= set(drawn)
