"""What strange readers, crawlers and old links get: a sound answer, never an error, never more than they may see."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.factories import cms as make
from tests.portal.conftest import Site
from tests.portal.test_screens import check_page

# A reader without an account leaves with nothing on the own machine.
PUBLIC = ["/", "/search/", "/search/?q=家书", "/units/", "/sitemap/", "/feed/", "/sitemap.xml", "/robots.txt", "/none/"]
PICTURES_AND_DATA = ["/search/suggest/?q=家"]


# Each table below is read from one site: making it costs more than all its pages.
PAGES = [("abc", 1), ("", 1), ("0", 2), ("-3", 2), ("9999", 2), ("1e9", 1), ("２", 2), ("1' OR '1'='1", 1), ("%00", 1)]
ASKED = [
    "家" * 5000,
    "a b " * 800,
    '"' * 40,
    "-" * 60,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "家\x00书",
    "\u202e反过来",
    "😀",
    "* ? : ( ) [ ] ^ ~ AND OR NOT",
    "   ",
]


def test_a_column_answers_any_page_number(client: Client, site: Site) -> None:
    """What is no number is the first page, what is too large the last."""
    for number in range(21):
        make.news(site.village, title=f"第{number:02}篇")
    answers = [client.get(f"{site.pages['section']}?page={page}") for page, _shown in PAGES]
    assert {answer.status_code for answer in answers} == {200}
    assert [answer.context["items"].number for answer in answers] == [shown for _page, shown in PAGES]


def test_the_search_answers_any_page_number(client: Client, site: Site) -> None:
    for page in ("abc", "-1", "0", "9999", "99999999999999999999", "１"):
        answer = client.get("/search/", {"q": "家书", "page": page})
        assert answer.status_code == 200, page
        check_page(answer.content.decode())


def test_any_words_may_be_asked(client: Client, site: Site) -> None:
    for asked in ASKED:
        answer = client.get("/search/", {"q": asked})
        page = answer.content.decode()
        assert answer.status_code == 200, asked
        assert "<script>alert" not in page
        check_page(page)
        assert client.get("/search/suggest/", {"q": asked}).status_code == 200, asked


def test_words_that_were_asked_stay_in_the_box(client: Client, site: Site) -> None:
    page = client.get("/search/", {"q": '家书 "一句话" <b>'}).content.decode()
    assert 'value="家书 &quot;一句话&quot; &lt;b&gt;"' in page


@pytest.mark.parametrize("where", ["search", "section"])
def test_filters_that_mean_nothing_do_no_harm(client: Client, site: Site, where: str) -> None:
    url = site.pages["section"] if where == "section" else "/search/"
    for name in ("kind", "unit", "topic", "year", "sort"):
        for value in ("nothing", "'; DROP TABLE x; --", "../../etc/passwd", "9" * 40, "٢٠٢٦", ""):
            assert client.get(url, {"q": "家书", name: value}).status_code == 200, (name, value)


ABSENT = [
    "/no-such-unit/",
    "/bai-jia-qiao-cun/nothing/",
    "/动态/",
    "/" + "a" * 900 + "/",
    "/feed/unit/nothing/",
    "/leaflet/0/",
    "/poster/0.png",
    "/.env",
    "/wp-login.php",
    "/%2e%2e/%2e%2e/etc/passwd",
]


def test_what_is_not_there_offers_the_search_and_the_way_home(client: Client, site: Site) -> None:
    for address in ABSENT:
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 404, address
        check_page(page)
        assert 'role="search"' in page
        assert 'href="/sitemap/"' in page
        assert '<meta name="robots" content="noindex">' in page
        assert "0512-5800 0000" in page


def test_a_hidden_page_and_a_missing_one_answer_with_the_same_words(client: Client, site: Site) -> None:
    """Whoever guesses addresses learns nothing from the difference."""
    make.news(site.village, title="还没审", slug="unseen", live=False)
    base = site.pages["village"]
    hidden, missing = (client.get(f"{base}{slug}/") for slug in ("unseen", "absent"))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content.decode().replace("unseen", "absent") == missing.content.decode()


def test_head_says_the_same_as_get_without_the_text(client: Client, site: Site) -> None:
    for url in site.pages.values():
        head, whole, again = client.head(url), client.get(url), client.head(url)
        for answer in (head, again):
            assert (answer.status_code, answer.content) == (200, b""), url
            assert answer["Content-Type"] == whole["Content-Type"]
        assert again["ETag"] == whole["ETag"]


def test_what_is_only_read_cannot_be_written(client: Client, site: Site) -> None:
    for url in ("/search/", "/search/suggest/", "/units/", "/sitemap/", "/sitemap.xml", "/robots.txt"):
        for method in ("post", "put", "delete", "patch"):
            answer = getattr(client, method)(url)
            assert answer.status_code == 405, (url, method)
            assert set(answer["Allow"].split(", ")) >= {"GET", "HEAD"}


def test_a_page_that_is_known_costs_no_second_download(client: Client, site: Site) -> None:
    for url in site.pages.values():
        first = client.get(url)
        known = client.get(url, headers={"if-none-match": f'W/{first["ETag"]}, "other"'})
        assert (known.status_code, known.content) == (304, b""), url
        assert "Content-Type" not in known
        assert known["Cache-Control"] == first["Cache-Control"]


def test_each_language_has_an_etag_of_its_own(client: Client, site: Site) -> None:
    tags = {client.get("/")["ETag"]}
    for language in ("en", "zh-hant"):
        client.cookies["language"] = language
        answer = client.get("/", headers={"if-none-match": ", ".join(tags)})
        assert answer.status_code == 200
        tags.add(answer["ETag"])
    assert len(tags) == 3


def test_nobody_is_given_a_cookie_for_reading(client: Client, site: Site) -> None:
    for url in (*PUBLIC, *PICTURES_AND_DATA, *site.pages.values()):
        for _ in range(2):
            assert not client.get(url).cookies, url
    assert not client.cookies


def test_only_what_was_chosen_is_kept(client: Client, site: Site) -> None:
    answer = client.get("/preferences/", {"size": "1", "next": "/"})
    assert set(answer.cookies) == {"text_size"}
    kept = answer.cookies["text_size"]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/")
    assert not client.get("/").cookies


def policy_of(answer: Any) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, _space, values in parts if name}


def test_the_browser_is_told_to_load_from_here_alone(client: Client, site: Site) -> None:
    for url in ("/", "/search/?q=家书", "/none/", "/units/", *site.pages.values()):
        policy = policy_of(client.get(url))
        assert policy["default-src"] == "'self'", url
        assert policy["frame-ancestors"] in ("'none'", "'self'")
        assert policy["base-uri"] in ("'none'", "'self'")
        assert not [name for name, values in policy.items() if "http" in values]
        scripts = " ".join(values for name, values in policy.items() if name.startswith("script-src"))
        assert "unsafe" not in scripts


def test_pages_carry_the_headers_of_a_careful_site(client: Client, site: Site) -> None:
    for url in ("/", site.pages["news"], "/none/"):
        answer = client.get(url)
        assert answer["X-Content-Type-Options"] == "nosniff", url
        assert answer["Referrer-Policy"] in ("same-origin", "strict-origin-when-cross-origin")
        assert answer["X-Frame-Options"] in ("DENY", "SAMEORIGIN")


def test_the_policy_reaches_a_kept_page_too(client: Client, site: Site) -> None:
    fresh, kept = client.get("/"), client.get("/")
    assert policy_of(fresh)["default-src"] == policy_of(kept)["default-src"]


def test_every_page_has_one_title_and_one_way_back_to_itself(client: Client, site: Site) -> None:
    for url in site.pages.values():
        page = client.get(url).content.decode()
        assert (page.count("<title>"), page.count('rel="canonical"')) == (1, 1), url


def test_a_title_for_search_engines_is_the_title_of_the_window(client: Client, site: Site) -> None:
    site.news.seo_title = "每月一封信，送到一千户"
    site.news.save()
    page = client.get(site.pages["news"]).content.decode()
    assert "<title>每月一封信，送到一千户</title>" in page
    assert "<h1>每月一封家书</h1>" in page


def test_a_strange_host_cannot_fill_the_kept_pages(client: Client, site: Site) -> None:
    for host in ("evil.example", "testserver.evil.example"):
        assert client.get("/", headers={"host": host}).status_code == 400
        assert host not in client.get("/").content.decode()


HANGING = ["?utm_source=x", "?next=//evil.example", "?q=" + quote("<img src=x onerror=a>")]


def test_what_hangs_on_an_address_does_not_reach_the_page_as_code(client: Client, site: Site) -> None:
    for query in HANGING:
        page = client.get(f"/{query}").content.decode()
        assert "<img src=x" not in page
        check_page(page)
