"""What comes back to an author stands in a queue of the author's, until it is handed in again."""

from organisations.selectors import reader_for
from tests.factories.workflows import ReviewCounty, decide
from workflows import selectors
from workflows.enums import Decision
from workflows.services import content


def titles(person: object) -> list[str]:
    return [item.title for item in selectors.returned(reader_for(person), person)]


def test_a_returned_text_is_in_the_authors_queue_and_in_nobody_elses(county: ReviewCounty) -> None:
    page = county.submitted(title="葫芦丝班开课")
    assert titles(county.editor) == []
    decide(page, county.first)
    decide(page, county.second, Decision.RETURN_TO_AUTHOR, "写清几点开课。")
    assert titles(county.editor) == ["葫芦丝班开课"]
    assert (titles(county.first), titles(county.second)) == ([], [])


def test_handed_in_again_it_leaves_the_queue(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "日期有误。")
    content.submit(page, actor=county.editor)
    assert titles(county.editor) == []
    decide(page, county.first, Decision.RETURN_TO_AUTHOR, "还有一处。")
    assert len(titles(county.editor)) == 1


def test_a_rejected_text_does_not_come_back(county: ReviewCounty) -> None:
    page = county.submitted()
    decide(page, county.first, Decision.REJECT, "不是站里的事。")
    assert titles(county.editor) == []
