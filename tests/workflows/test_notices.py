"""What people are told: every sentence in two languages, once for each person, by mail only where there is one."""

import datetime as dt
from typing import Any

import pytest
from django.conf import settings as project
from django.core import mail
from django.utils import timezone, translation

from common.models import OutboxMessage
from tests.factories.accounts import UserFactory
from tests.factories.organisations import DelegationFactory
from tests.factories.workflows import ReviewCounty, decide, item_of
from workflows import notices
from workflows.enums import Decision
from workflows.models import Notification
from workflows.services import queue

DATA = {"title": "每月一封家书", "step": "final_review", "share": 80, "reason": "日期有误", "team": "119"}
KINDS = sorted(notices._texts())
WITH_STEP = {"arrived", "reminded", "overdue", "escalated", "urged", "reassigned"}
WITH_REASON = {"returned", "rejected", "failed", "withdrawn"}


def message(kind: str, *people: Any, pk: int = 1, **data: Any) -> OutboxMessage:
    told = [person.pk for person in people]
    return OutboxMessage(
        pk=pk,
        consumer=notices.IN_SITE,
        event=notices.EVENT,
        object_type="workflows.workitem",
        object_id="1",
        data={"kind": kind, "people": told, "link": "/admin/desk/item/abc/", **DATA, **data},
        created=timezone.now(),
    )


# --- sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_names_the_text_and_what_matters(kind: str) -> None:
    with translation.override("zh-hans"):
        words = notices.text_of({"kind": kind, **DATA})
    assert "“每月一封家书”" in words
    assert ("终审" in words) is (kind in WITH_STEP)
    assert ("日期有误" in words) is (kind in WITH_REASON)
    assert ("80 %" in words or "80%" in words) is (kind == "reminded")
    assert "%(" not in words


@pytest.mark.parametrize("kind", KINDS)
def test_every_notice_is_another_sentence_in_english(kind: str) -> None:
    data = {**DATA, "title": "Letter", "reason": "wrong date"}
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = notices.text_of({"kind": kind, **data})
    assert said["en"].replace("“", "").replace("”", "").isascii()
    assert not said["zh-hans"].replace("“", "").replace("”", "").isascii()


def test_a_title_with_a_percent_sign_is_a_title() -> None:
    with translation.override("zh-hans"):
        assert "“100%(title)s 纯棉”" in notices.text_of({**DATA, "kind": "arrived", "title": "100%(title)s 纯棉"})


def test_a_kind_that_nobody_has_worded_is_no_empty_notice() -> None:
    with pytest.raises(KeyError):
        notices.text_of({"kind": "never heard of", "title": "家书"})


# --- who is told ---------------------------------------------------------------------------------


def told(county: ReviewCounty, people: list[Any]) -> list[list[int]]:
    before = set(OutboxMessage.objects.values_list("pk", flat=True))
    notices.tell(people, "published", county.baijiaqiao, title="家书")
    fresh = OutboxMessage.objects.exclude(pk__in=before).filter(consumer=notices.IN_SITE)
    return [row.data["people"] for row in fresh]


@pytest.mark.parametrize(
    ("people", "expected"), [([], []), ([None], []), ([3, 3, None, 1], [[1, 3]]), ([7], [[7]]), ({9, 2}, [[2, 9]])]
)
def test_each_person_is_told_once_and_nobody_is_no_message(
    county: ReviewCounty, people: Any, expected: list[list[int]]
) -> None:
    assert told(county, people) == expected


def test_an_item_concerns_its_owner_or_else_all_who_may_do_it(county: ReviewCounty) -> None:
    item = item_of(county.submitted())
    colleague = county.person("first_reviewer", county.baijiaqiao)
    substitute = DelegationFactory(post=county.first.posts.get()).substitute
    assert notices.people_in_charge(item) == {county.first.pk, colleague.pk, substitute.pk}
    owned = queue.claim(item, actor=county.first)
    assert notices.people_in_charge(owned) == {county.first.pk}


# --- in the site ---------------------------------------------------------------------------------


def test_one_line_a_person_with_link_and_time_and_a_repeat_makes_no_second(county: ReviewCounty) -> None:
    sent = message("arrived", county.first, county.second)
    sent.created = dt.datetime(2026, 11, 27, 1, 30, tzinfo=dt.UTC)
    for _delivery in range(2):
        notices.write_notifications([sent])
    lines = Notification.objects.order_by("person_id")
    assert [line.person_id for line in lines] == sorted([county.first.pk, county.second.pk])
    assert {line.link for line in lines} == {"/admin/desk/item/abc/"}
    assert {line.created for line in lines} == {sent.created}
    assert {line.read_at for line in lines} == {None}


def test_a_repeat_does_not_make_what_was_read_unread(county: ReviewCounty) -> None:
    sent = message("arrived", county.first)
    notices.write_notifications([sent])
    Notification.objects.update(read_at=timezone.now())
    notices.write_notifications([sent, message("urged", county.first, pk=2)])
    assert list(Notification.objects.filter(read_at=None).values_list("source", flat=True)) == [2]
    assert Notification.objects.count() == 2


@pytest.mark.parametrize("many", [0, 1, 3])
def test_many_messages_are_written_in_one_statement(
    county: ReviewCounty, many: int, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        notices.write_notifications([message("arrived", county.first, pk=n + 1) for n in range(many)])
    assert Notification.objects.count() == many


def test_a_reason_without_end_is_cut_and_the_title_stays(county: ReviewCounty) -> None:
    notices.write_notifications([message("returned", county.first, reason="长" * 2000)])
    text = Notification.objects.get().text
    assert len(text) == 255
    assert text.startswith("“每月一封家书”")


def test_a_notice_is_written_in_the_language_of_the_county_whoever_caused_it(county: ReviewCounty) -> None:
    with translation.override("en"):
        notices.write_notifications([message("arrived", county.first)])
        notices.send_mails([message("arrived", county.first)])
    assert "终审" in Notification.objects.get().text


# --- by mail -------------------------------------------------------------------------------------


def test_only_active_people_with_an_address_get_a_mail(county: ReviewCounty) -> None:
    reached = UserFactory(email="zhou@example.cn")
    silent, gone = UserFactory(email=""), UserFactory(email="gone@example.cn", is_active=False)
    notices.send_mails([message("arrived", reached, silent, gone), message("urged", silent, pk=2)])
    (sent,) = mail.outbox
    assert sent.to == ["zhou@example.cn"]
    assert sent.body.endswith(f"{project.BASE_URL}/admin/desk/item/abc/")
    assert sent.subject in sent.body


def test_nobody_with_an_address_is_no_mail(db: None) -> None:
    notices.send_mails([])
    notices.send_mails([message("arrived", UserFactory(email=""))])
    assert mail.outbox == []


@pytest.mark.parametrize(
    "reason", ["第一行\n第二行", "回车\r\n换行", "\n\n", "Bcc: x@example.cn\nTo: y@example.cn", "尾巴\n"]
)
def test_an_opinion_of_several_lines_still_makes_one_subject(db: None, reason: str) -> None:
    notices.send_mails([message("returned", UserFactory(email="zhou@example.cn"), reason=reason)])
    (sent,) = mail.outbox
    headers = sent.message()
    assert "\n" not in sent.subject
    assert headers["Bcc"] is None
    assert headers["To"] == "zhou@example.cn"
    assert reason.strip().splitlines()[-1:] == [] or reason.strip().splitlines()[-1] in sent.body


def test_one_opinion_of_several_lines_does_not_keep_the_others_from_their_mail(county: ReviewCounty) -> None:
    county.editor.email = "editor@example.cn"
    county.editor.save()
    decide(county.submitted(title="甲篇"), county.first, Decision.RETURN_TO_AUTHOR, "日期有误。\n照片也要换。")
    decide(county.submitted(title="乙篇"), county.first, Decision.REJECT, "重复了。")
    sent = OutboxMessage.objects.filter(consumer=notices.BY_MAIL)
    notices.send_mails(list(sent.order_by("pk")))
    mine = [each.subject for each in mail.outbox if each.to == ["editor@example.cn"]]
    assert any("甲篇" in subject and "日期有误。 照片也要换。" in subject for subject in mine)
    assert any("乙篇" in subject for subject in mine)


# --- what a decision tells -----------------------------------------------------------------------


@pytest.mark.parametrize(("decision", "kind"), [(Decision.RETURN_TO_AUTHOR, "returned"), (Decision.REJECT, "rejected")])
def test_a_no_tells_the_author_why_and_links_to_the_text(county: ReviewCounty, decision: Decision, kind: str) -> None:
    page = county.submitted()
    decide(page, county.first, decision, "日期有误。")
    last = OutboxMessage.objects.filter(consumer=notices.IN_SITE).order_by("pk").last()
    assert last is not None
    assert (last.data["kind"], last.data["people"], last.data["reason"]) == (kind, [county.editor.pk], "日期有误。")
    assert last.data["link"] == f"/admin/pages/{page.pk}/edit/"
