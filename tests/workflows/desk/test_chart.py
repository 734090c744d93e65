"""The drawing of a submission has every step, in order, and says the same in words."""

from workflows.desk.chart import BOX_WIDTH, chart
from workflows.desk.progress import Stage

STAGES = [
    Stage("初审", "done", "办完", "黄**"),
    Stage("二审", "now", "正在办", "杨舍所"),
    Stage("终审", "ahead", "还没到"),
]


def test_every_step_stands_between_the_author_and_the_readers() -> None:
    boxes = chart(STAGES, published=False).boxes
    assert [box.label for box in boxes[1:-1]] == ["初审", "二审", "终审"]
    assert [box.state for box in boxes] == ["done", "done", "now", "ahead", "ahead"]


def test_boxes_never_overlap_and_fit_the_drawing() -> None:
    drawn = chart(STAGES, published=True)
    for left, right in zip(drawn.boxes, drawn.boxes[1:], strict=False):
        assert left.x + BOX_WIDTH < right.x
    assert drawn.boxes[-1].x + BOX_WIDTH < drawn.width


def test_reviews_have_a_way_back_and_the_ends_have_none() -> None:
    backs = [box.back is not None for box in chart(STAGES, published=False).boxes]
    assert backs == [False, True, True, True, False]


def test_the_words_say_what_the_drawing_shows() -> None:
    words = chart(STAGES, published=False).words
    for part in ("初审：办完", "二审：正在办", "终审：还没到"):
        assert part in words


def test_publication_is_the_last_box() -> None:
    assert chart(STAGES, published=True).boxes[-1].state == "done"
