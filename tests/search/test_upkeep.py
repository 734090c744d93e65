"""The nightly look: what got lost is set right and said; what cannot be used is made anew."""

import datetime as dt
import logging
from typing import Any

import pytest

from cms.models import ContentPage
from common.access import ANONYMOUS
from common.jobs import jobs, run_due_jobs
from search import consistency, folders, generations, upkeep
from search.services import Query, find
from tests.factories.search import County, erase


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == upkeep.__name__]


def test_it_is_a_job_of_every_day() -> None:
    job = jobs()[upkeep.JOB]
    assert (job.every, job.run) == (dt.timedelta(days=1), upkeep.check_and_repair)


def test_an_index_in_order_is_left_alone(library: County, caplog: pytest.LogCaptureFixture) -> None:
    before = generations.pointed(generations.CURRENT)
    found = upkeep.check_and_repair()
    assert found
    assert (found.keys, found.checked) == ((), 9)
    assert lines(caplog) == []
    assert generations.pointed(generations.CURRENT) == before


def test_what_got_lost_is_repaired_and_named(library: County, caplog: pytest.LogCaptureFixture) -> None:
    missing = library.page("没进索引", "反诈")
    stale = ContentPage.objects.get(title="江苏精神文明建设简报第3期")
    ContentPage.objects.filter(pk=stale.pk).update(live=False)
    extra = ContentPage.objects.get(title="江苏精神文明建设简报第4期").pk
    erase(ContentPage.objects.filter(pk=extra))
    upkeep.check_and_repair()
    assert lines(caplog) == [
        f"Index: 1 missing, repaired: page:{missing.pk}",
        f"Index: 1 stale, repaired: page:{stale.pk}",
        f"Index: 1 extra, repaired: page:{extra}",
    ]
    assert {record.levelno for record in caplog.records if record.name == upkeep.__name__} == {logging.ERROR}
    assert consistency.compare(generations.current()).keys == ()
    assert find(Query("没进索引"), ANONYMOUS).total == 1


def test_a_long_list_of_losses_is_cut_in_the_log_alone(library: County, caplog: pytest.LogCaptureFixture) -> None:
    made = [library.page(f"丢失{number}") for number in range(upkeep.SHOWN + 2)]
    upkeep.check_and_repair()
    (line,) = lines(caplog)
    assert line.startswith(f"Index: {len(made)} missing")
    assert line.count("page:") == upkeep.SHOWN
    assert find(Query("丢失", size=50), ANONYMOUS).total == len(made)


def remove(root: Any) -> None:
    (root / "CURRENT").unlink()


def damage(root: Any) -> None:
    (generations.current().folder / "meta.json").write_text("{")


@pytest.mark.parametrize("harm", [remove, damage])
def test_an_index_that_cannot_be_used_is_made_anew(library: County, search_root: Any, harm: Any) -> None:
    harm(search_root)
    folders._opened.clear()
    assert find(Query("点单"), ANONYMOUS).degraded
    assert upkeep.check_and_repair() is None
    result = find(Query("点单"), ANONYMOUS)
    assert (result.total, result.degraded) == (3, False)


def test_it_keeps_out_of_the_way_of_a_rebuild(library: County) -> None:
    library.page("没进索引", "反诈")
    with generations.rebuilding():
        assert upkeep.check_and_repair() is None
    assert find(Query("没进索引"), ANONYMOUS).total == 0


def test_the_worker_runs_it_and_says_that_it_ended_well(library: County, monkeypatch: Any) -> None:
    missing = library.page("没进索引", "反诈")
    monkeypatch.setattr("common.jobs._jobs", {upkeep.JOB: jobs()[upkeep.JOB]})
    assert run_due_jobs() == {upkeep.JOB: True}
    assert find(Query("没进索引"), ANONYMOUS).hits[0].object_id == str(missing.pk)
    assert run_due_jobs() == {}
