"""Posts to the page editor that are cut off, made up, or name what is not the sender's: told, and never stored."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision

from cms.checks.gate import draft_of
from cms.models import CaseHonour, CasePage, LecturePage, NewsPage, PolicyPage, RoutePage
from tests.cms.editor_posts import add_url, body, edit_url, news_post, rich, rows
from tests.cms.rights_site import RightsSite
from tests.factories import cms as make

OWN, OTHERS = "善港站", "百家桥站"
INCOMPLETE = "表单没有传完整，什么都没有保存"


@pytest.fixture
def client(site: RightsSite) -> Client:
    """The editor of 善港站. Errors of the server are answers here, not exceptions."""
    client = Client(raise_request_exception=False)
    client.force_login(site.editor)
    return client


def own(site: RightsSite, **changed: Any) -> dict[str, Any]:
    return news_post(**{"unit": site.shangang.pk, **changed})


def state() -> tuple[int, int, list[str]]:
    """Everything that a post could have written."""
    titles = list(NewsPage.objects.order_by("pk").values_list("title", flat=True))
    return Page.objects.count(), Revision.objects.count(), titles


def test_a_whole_post_is_stored(site: RightsSite, client: Client) -> None:
    """Without this the refusals below would prove nothing."""
    page = site.news[OWN]
    assert client.post(edit_url(page), own(site)).status_code == 302
    draft = draft_of(page)
    assert (draft.title, draft.body[0].value["words"]) == ("家书", "好")
    assert draft.body[1].value.source == '<p data-block-key="k0">新鲜事</p>'


NUL, HALF = "\\u0000", "\\ud83d"
BROKEN: dict[str, dict[str, Any]] = {
    "no counter": {"body-count": None},
    "counter of words": {"body-count": "二"},
    "empty counter": {"body-count": ""},
    "counter beyond the blocks": {"body-count": "3"},
    "enormous counter": {"body-count": "9" * 20},
    "block without type": {"body-0-type": None},
    "block without order": {"body-0-order": None},
    "order of words": {"body-0-order": "first"},
    "block without its mark of deletion": {"body-1-deleted": None},
    "facts without their counter": body(("facts", {})),
    "facts whose counter lies": body(("facts", {"count": "2"})),
    "topic named by a word": {"topic": "x"},
    "cover named by a word": {"cover": "x"},
    "picture named by a word": body(("figure", {"image": "cover", "alt": "", "caption": ""})),
    "mention named by a word": body(("mentions", {"count": "1", "0-deleted": "", "0-order": "0", "0-value": "x"})),
    "rich text that is no JSON": {"body-1-value": "<p>not from the editor</p>"},
    "rich text of a list": {"body-1-value": "[]"},
    "sign that no database stores": {"body-1-value": rich("一").replace("\\u4e00", NUL)},
    "half a sign": {"body-1-value": rich("一").replace("\\u4e00", HALF)},
    "revision named by a word": {"overwrite_revision_id": "newest"},
    "revision beyond all numbers": {"overwrite_revision_id": "9" * 30},
    "shown revision of foreign digits": {"loaded_revision_id": "²"},
}


def refusal(client: Client, url: str, data: dict[str, Any]) -> tuple[int, str]:
    """The answer as a program gets it: no page is drawn."""
    response = client.post(url, data, headers={"accept": "application/json"})
    return response.status_code, response.json().get("code", "")


@pytest.mark.parametrize("submit", [{}, {"action-submit": "1"}], ids=["save", "submit"])
def test_a_broken_post_to_the_editor_is_a_bad_request(site: RightsSite, client: Client, submit: dict[str, str]) -> None:
    page, before = site.news[OWN], state()
    answers = {name: refusal(client, edit_url(page), own(site, **sent, **submit)) for name, sent in BROKEN.items()}
    assert answers == dict.fromkeys(BROKEN, (400, "cms.form_incomplete"))
    assert state() == before


def test_a_broken_post_makes_no_page(site: RightsSite, client: Client) -> None:
    before, url = state(), add_url("newspage", site.page[OWN])
    for name in ("no counter", "picture named by a word", "half a sign", "topic named by a word"):
        for submit in ({}, {"action-submit": "1"}):
            assert refusal(client, url, own(site, **BROKEN[name], **submit))[0] == 400, name
    assert state() == before


def test_people_are_told_what_to_do(site: RightsSite, client: Client) -> None:
    response = client.post(edit_url(site.news[OWN]), own(site, **BROKEN["no counter"]))
    assert (response.status_code, INCOMPLETE in response.content.decode()) == (400, True)


@pytest.mark.parametrize("name", ["no counter", "rich text that is no JSON", "picture named by a word"])
def test_a_broken_preview_is_a_bad_request(site: RightsSite, client: Client, name: str) -> None:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[site.news[OWN].pk])
    assert client.post(url, own(site, **BROKEN[name])).status_code == 400


# Wrong, but readable: the form comes back with what was typed.


def test_an_unknown_block_is_left_out_and_the_rest_is_kept(site: RightsSite, client: Client) -> None:
    page = site.news[OWN]
    assert client.post(edit_url(page), own(site, **{"body-0-type": "raw_html"})).status_code == 302
    assert [block.block_type for block in draft_of(page).body] == ["paragraph"]


def test_without_the_counters_of_a_panel_the_form_comes_back(site: RightsSite, client: Client) -> None:
    case = make.content(CasePage, site.page[OWN], live=False, title="案例")
    data = own(site, title="写了很久的标题", **rows("honours", {"name": "最美", "issuer": "", "year": ""}))
    missing = ("honours-TOTAL_FORMS", "honours-INITIAL_FORMS")
    response = client.post(edit_url(case), {key: value for key, value in data.items() if key not in missing})
    assert (response.status_code, "写了很久的标题" in response.content.decode()) == (200, True)
    assert not case.revisions.exists()


HONOUR = {"name": "最美", "issuer": "市里", "year": "2026"}
CUT_OFF: dict[str, dict[str, Any]] = {
    "more rows than sent": {"honours-TOTAL_FORMS": "2"},
    "enormous number of rows": {"honours-TOTAL_FORMS": "999999999"},
    "row named by a word": {"honours-INITIAL_FORMS": "1", "honours-0-id": "x"},
    "row beyond all numbers": {"honours-INITIAL_FORMS": "1", "honours-0-id": "9" * 30},
    "comments that were not sent": {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1"},
}
LYING: dict[str, dict[str, Any]] = {
    "rows of words": {"honours-TOTAL_FORMS": "many"},
    "fewer than none": {"honours-TOTAL_FORMS": "-1"},
    "stored rows that are not there": {"honours-INITIAL_FORMS": "1"},
    "order of words": {"honours-0-ORDER": "first"},
    "year of words": {"honours-0-year": "去年"},
    "year beyond the column": {"honours-0-year": "99999"},
    "name with a sign no database stores": {"honours-0-name": "最\x00美"},
    "name too long": {"honours-0-name": "美" * 81},
    "comment of another": {"comments-TOTAL_FORMS": "1", "comments-INITIAL_FORMS": "1", "comments-0-id": "999999"},
    "comments of words": {"comments-TOTAL_FORMS": "x"},
}


def test_rows_that_are_cut_off_are_a_bad_request(site: RightsSite, client: Client) -> None:
    case = make.content(CasePage, site.page[OWN], live=False, title="案例")
    data = own(site, **rows("honours", HONOUR))
    answers = {name: refusal(client, edit_url(case), {**data, **sent}) for name, sent in CUT_OFF.items()}
    assert answers == dict.fromkeys(CUT_OFF, (400, "cms.form_incomplete"))


def test_lying_rows_never_break_the_server(site: RightsSite, client: Client) -> None:
    case = make.content(CasePage, site.page[OWN], live=False, title="案例")
    data = own(site, **rows("honours", HONOUR))
    statuses = {}
    for name, sent in LYING.items():
        response = client.post(edit_url(case), {**data, **sent}, headers={"accept": "application/json"})
        statuses[name] = response.status_code
    assert {name: status for name, status in statuses.items() if status >= 500} == {}
    assert not draft_of(case).honours.exclude(name="最美").exists()


def test_rows_of_another_page_are_not_taken_over(site: RightsSite, client: Client) -> None:
    theirs = make.content(
        CasePage, site.page[OTHERS], live=False, title="别家的案例", honours=[CaseHonour(name="标兵")]
    )
    mine = make.content(CasePage, site.page[OWN], live=False, title="自家的案例")
    row = theirs.honours.get()
    client.post(edit_url(mine), own(site, **rows("honours", {"id": row.pk, "name": "偷来的"}, stored=1)))
    assert list(CaseHonour.objects.filter(page=theirs).values_list("pk", "name")) == [(row.pk, "标兵")]
    assert row.pk not in [honour.pk for honour in draft_of(mine).honours.all()]


WRONG: dict[str, Any] = {
    "title": "长" * 256,
    "slug": "../admin",
    "summary": "长" * 201,
    "source": "长" * 81,
    "place": "长" * 81,
    "happened_on": "2026-02-30",
    "go_live_at": "soon",
    "topic": "999999",
    "audiences": ["999999"],
    "unit": "'; --",
    "cover": "999999",
}


def test_what_is_too_much_or_wrong_stands_at_its_field_and_keeps_the_rest(site: RightsSite, client: Client) -> None:
    before = state()
    response = client.post(edit_url(site.news[OWN]), own(site, seo_title="留着这句", **WRONG))
    assert (response.status_code, "留着这句" in response.content.decode()) == (200, True)
    assert set(response.context["form"].errors) == set(WRONG)
    assert state() == before


@pytest.mark.parametrize("data", [{"title": "长" * 3_000_000}, {f"field{n}": "" for n in range(12_000)}])
def test_an_enormous_post_is_refused(site: RightsSite, client: Client, data: dict[str, str]) -> None:
    before = state()
    assert client.post(edit_url(site.news[OWN]), own(site, **data)).status_code in (400, 413)
    assert state() == before


# What is not the sender's.


def test_the_unit_must_be_the_page_s_own_or_below_it(site: RightsSite, client: Client) -> None:
    before = state()
    for unit in (site.baijiaqiao, site.yangshe, site.centre):
        response = client.post(edit_url(site.news[OWN]), own(site, unit=unit.pk))
        assert response.context["form"].errors["unit"] == [
            "这个单位不在上一级页面的单位之下。选那个单位，或它下面的单位。"
        ]
    assert state() == before


def test_a_foreign_cover_is_refused_at_its_field(site: RightsSite, client: Client) -> None:
    mine, theirs = site.picture(site.shangang, "自家的"), site.picture(site.baijiaqiao, "别家的")
    refused = client.post(edit_url(site.news[OWN]), own(site, cover=theirs.pk))
    assert refused.context["form"].errors["cover"] == ["这张图片不是您单位的。选自家的，或上传一张。"]
    assert client.post(edit_url(site.news[OWN]), own(site, cover=mine.pk)).status_code == 302


def test_what_a_colleague_of_a_wider_reach_chose_may_stay(site: RightsSite, client: Client) -> None:
    theirs = site.picture(site.yangshe, "镇里的")
    page = site.news[OWN]
    page.cover = theirs
    page.body = [("figure", {"image": theirs, "alt": "村口", "caption": ""})]
    page.save_revision()
    data = own(site, cover=theirs.pk, **body(("figure", {"image": theirs.pk, "alt": "改了字", "caption": ""})))
    assert client.post(edit_url(page), data).status_code == 302
    assert draft_of(page).body[0].value["alt"] == "改了字"


def foreign_blocks(site: RightsSite) -> dict[str, tuple[str, dict[str, Any]]]:
    """A block for each way of naming something of 百家桥站."""
    picture, file, page = site.picture(site.baijiaqiao), site.file(site.baijiaqiao), site.news[OTHERS]
    link = {0: {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page.pk, "url": "/x/"}}}
    document = {0: {"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": file.pk, "url": "/x/"}}}
    return {
        "picture": ("figure", {"image": picture.pk, "alt": "", "caption": ""}),
        "file": ("file", {"document": file.pk, "title": ""}),
        "mention": ("mentions", {"count": "1", "0-deleted": "", "0-order": "0", "0-value": page.pk}),
        "link": ("paragraph", {"": rich("看这里", entities=link)}),
        "linked file": ("paragraph", {"": rich("看这里", entities=document)}),
    }


def said_in(error: Any) -> str:
    """The words of the innermost error."""
    while getattr(error, "block_errors", None):
        error = next(iter(error.block_errors.values()))
    return str(error.messages[0])


def test_foreign_things_in_the_body_are_refused_where_they_stand(site: RightsSite, client: Client) -> None:
    before, said = state(), {}
    for name, block in foreign_blocks(site).items():
        response = client.post(edit_url(site.news[OWN]), own(site, **body(block)))
        said[name] = said_in(response.context["form"].errors.as_data()["body"][0])
    picture, file = "这张图片不是您单位的。选自家的，或上传一张。", "这份文件不是您单位的。选自家的，或上传一份。"
    page = "这个页面没有公开，也不是您单位的。另选一个。"
    assert said == {"picture": picture, "file": file, "mention": page, "link": page, "linked file": file}
    assert state() == before


def test_a_public_page_of_others_may_be_mentioned(site: RightsSite, client: Client) -> None:
    NewsPage.objects.filter(pk=site.news[OTHERS].pk).update(live=True)
    block = foreign_blocks(site)["mention"]
    assert client.post(edit_url(site.news[OWN]), own(site, **body(block))).status_code == 302


def test_a_page_behind_a_login_is_not_public(site: RightsSite, client: Client) -> None:
    from wagtail.models import PageViewRestriction

    theirs = site.news[OTHERS]
    NewsPage.objects.filter(pk=theirs.pk).update(live=True)
    PageViewRestriction.objects.create(page=theirs, restriction_type=PageViewRestriction.LOGIN)
    assert client.post(edit_url(site.news[OWN]), own(site, **body(foreign_blocks(site)["mention"]))).status_code == 200


def test_foreign_things_make_no_page(site: RightsSite, client: Client) -> None:
    before = state()
    for name, block in foreign_blocks(site).items():
        response = client.post(add_url("newspage", site.page[OWN]), own(site, **body(block)))
        assert response.status_code == 200, name
    assert state() == before


def test_foreign_attachments_and_predecessors_are_refused(site: RightsSite, client: Client) -> None:
    mine = make.content(PolicyPage, site.page[OWN], live=False, title="自家的办法")
    theirs = make.content(PolicyPage, site.page[OTHERS], live=False, title="别家的办法")
    file = site.file(site.baijiaqiao, "别家的附件")
    response = client.post(edit_url(mine), own(site, replaces=theirs.pk, **rows("attachments")))
    assert list(response.context["form"].errors) == ["replaces"]
    response = client.post(edit_url(mine), own(site, **rows("attachments", {"document": file.pk, "title": ""})))
    assert response.context["form"].formsets["attachments"].errors == [
        {"document": ["这份文件不是您单位的。选自家的，或上传一份。"]}
    ]
    assert not PolicyPage.objects.get(pk=mine.pk).attachments.exists()


def test_a_foreign_picture_of_a_stop_is_refused(site: RightsSite, client: Client) -> None:
    picture, venue = site.picture(site.baijiaqiao), make.venue(site.shangang, "善港村史馆")
    stop = {"venue": venue.pk, "title": "", "text": "", "image": picture.pk, "stay_minutes": "30"}
    stop |= {"way": "walk", "way_minutes": "0", "way_metres": "0"}
    response = client.post(add_url("routepage", site.page[OWN]), own(site, starts_at="09:00", **rows("stops", stop)))
    assert response.context["form"].formsets["stops"].errors == [
        {"image": ["这张图片不是您单位的。选自家的，或上传一张。"]}
    ]
    assert not RoutePage.objects.exists()


def test_a_post_below_a_foreign_page_makes_nothing(site: RightsSite, client: Client) -> None:
    before = state()
    for parent in (site.page[OTHERS], site.page["杨舍所"], site.home):
        assert client.post(add_url("newspage", parent), own(site)).status_code in (302, 403, 404)
    assert state() == before


def test_a_type_that_may_not_stand_there_is_not_made(site: RightsSite, client: Client) -> None:
    for model in ("homepage", "contentpage", "unitpage2", "lecturesession"):
        assert client.post(add_url(model, site.page[OWN]), own(site)).status_code in (302, 403, 404), model
    for model in ("newspage", "lecturepage"):
        assert client.post(add_url(model, site.news[OWN]), own(site)).status_code in (302, 403, 404), model
    assert not LecturePage.objects.exists()


def test_nobody_overwrites_the_revision_of_another(site: RightsSite, client: Client) -> None:
    """The browser's own saving writes over its last revision; naming somebody else's must not."""
    page = site.news[OWN]
    theirs = page.save_revision(user=site.town_editor)
    content = Revision.objects.get(pk=theirs.pk).content
    response = client.post(edit_url(page), own(site, overwrite_revision_id=theirs.pk))
    assert response.status_code < 500
    assert Revision.objects.get(pk=theirs.pk).content == content
