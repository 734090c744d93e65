"""Another name of something reaches the pages that say it, by the outbox and nothing else."""

from typing import Any

import pytest
from wagtail.models import ReferenceIndex

from cms.models import BriefingPage, BriefingSeries, PolicyAttachment, PolicyPage, Topic
from common.access import ANONYMOUS
from common.models import OutboxMessage
from common.outbox import drain
from media.models import File
from organisations.models import Level, Unit
from organisations.selectors import reader_for
from search import lifecycle, receivers
from search.kinds.naming import pages_naming
from search.registry import kind_of
from search.services import Query, find
from search.sync import CONSUMER, affected_keys
from tests.factories import cms as make
from tests.factories.search import County


def titles(text: str = "", **how: Any) -> set[str]:
    return {hit.title for hit in find(Query(text, **how), ANONYMOUS).hits if hit.exact}


def told() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(consumer=CONSUMER, event=receivers.RENAMED))


@pytest.fixture
def indexed(county: County) -> County:
    """Two pages that name everything, one that names nothing."""
    topic, series = make.topic(slug="theory"), make.series(name="旧名简报")
    county.page("甲", "反诈", topic=topic)
    county.page("乙", model=BriefingPage, series=series, number=1)
    policy = county.page("丙", model=PolicyPage)
    PolicyAttachment.objects.create(page=policy, document=File.objects.create(title="旧名附件", file="a.pdf"))
    county.page("丁", "什么也没提")
    lifecycle.rebuild()
    OutboxMessage.objects.all().delete()
    return county


def rename_topic() -> None:
    topic = Topic.objects.get()
    topic.slug = "new-theory"
    topic.save()


def rename_series() -> None:
    series = BriefingSeries.objects.get()
    series.name = "新名简报"
    series.save()


def rename_file() -> None:
    file = File.objects.get()
    file.title = "新名附件"
    file.save()


def rename_level() -> None:
    level = Level.objects.get()
    level.label = "新名驿站"
    level.save()


@pytest.mark.parametrize(
    ("rename", "question", "before", "after"),
    [
        (rename_topic, {"topics": ("new-theory",)}, set(), {"甲"}),
        (rename_topic, {"topics": ("theory",)}, {"甲"}, set()),
        (rename_series, {"text": "新名简报"}, set(), {"乙"}),
        (rename_series, {"text": "旧名简报"}, {"乙"}, set()),
        (rename_file, {"text": "新名附件"}, set(), {"丙"}),
        (rename_file, {"text": "旧名附件"}, {"丙"}, set()),
    ],
)
def test_a_new_name_is_found_and_the_old_one_is_not(
    indexed: County, rename: Any, question: dict[str, Any], before: set[str], after: set[str]
) -> None:
    assert titles(**question) == before
    rename()
    assert titles(**question) == before
    assert drain(CONSUMER).failed == 0
    assert titles(**question) == after


def test_a_level_that_a_county_calls_otherwise_renames_its_units(indexed: County) -> None:
    assert titles("新名驿站") == set()
    rename_level()
    drain(CONSUMER)
    assert titles("新名驿站") == {page.title for page in indexed.pages.values()}


@pytest.mark.parametrize("rename", [rename_topic, rename_series, rename_file, rename_level])
def test_only_the_pages_that_say_it_are_read_again(indexed: County, rename: Any) -> None:
    rename()
    (message,) = told()
    names = {
        kind.model.objects.get(pk=pk).title for key in affected_keys([message]) for kind, pk in [kind_of(key) or ()]
    }
    expected = {rename_topic: {"甲"}, rename_series: {"乙"}, rename_file: {"丙"}}
    assert names == expected.get(rename, {page.title for page in indexed.pages.values()})


def test_a_topic_that_is_deleted_leaves_no_trace(indexed: County) -> None:
    """The pages point to nothing afterwards: the message names them itself."""
    Topic.objects.get().delete()
    (message,) = told()
    assert len(message.data["pages"]) == 1
    drain(CONSUMER)
    result = find(Query("反诈"), ANONYMOUS)
    facet = result.facet("topic")
    assert facet
    assert facet.values == ()
    assert titles(topics=("theory",)) == set()
    assert "甲" in titles("反诈")


def test_a_file_in_the_body_is_named_too(indexed: County) -> None:
    file = File.objects.create(title="旧名图解", file="c.pdf")
    page = indexed.page("戊")
    page.body = [("file", {"document": file, "title": ""})]
    page.save()
    # Wagtail does this after the commit.
    ReferenceIndex.create_or_update_for_object(page)
    assert pages_naming(File, str(file.pk)) == [page.pk]
    lifecycle.rebuild()
    assert titles("旧名图解") == {"戊"}
    file.title = "新名图解"
    file.save()
    drain(CONSUMER)
    assert (titles("新名图解"), titles("旧名图解")) == ({"戊"}, set())


def test_what_is_new_concerns_no_page(indexed: County) -> None:
    make.topic("新平台")
    make.series(name="新简报")
    File.objects.create(title="新附件", file="b.pdf")
    Level.objects.create(label="点", order=9)
    assert told() == []


def test_a_new_name_tells_nobody_else(indexed: County) -> None:
    rename_topic()
    assert set(OutboxMessage.objects.values_list("consumer", flat=True)) == {CONSUMER}


def test_a_name_of_no_page_is_no_work(indexed: County) -> None:
    unused = make.topic("没人用的")
    unused.name = "还是没人用"
    unused.save()
    (message,) = told()
    assert pages_naming(Topic, str(unused.pk)) == []
    assert affected_keys([message]) == []
    assert drain(CONSUMER).failed == 0


def test_a_draft_of_a_renamed_series_stays_with_its_unit(indexed: County) -> None:
    """Read again under the same rights: a new name opens nothing."""
    series = BriefingSeries.objects.get()
    indexed.page("内部一期", model=BriefingPage, series=series, live=False)
    lifecycle.rebuild()
    rename_series()
    drain(CONSUMER)
    assert titles("新名简报") == {"乙"}
    own = reader_for(indexed.person("editor", Unit.objects.get(pk=indexed.baijiaqiao.pk)))
    assert {hit.title for hit in find(Query("新名简报"), own).hits if hit.exact} == {"乙", "内部一期"}
