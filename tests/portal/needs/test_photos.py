"""Photos with a need: added while asking or later, refused where dangerous, seen by those who deal with it alone."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from exchange.enums import MOST_PHOTOS, NeedState, ScreenOutcome
from exchange.models import Need, NeedPhoto, PersonalRead, WaitingPhoto
from exchange.services.photos import need_photo_add
from portal.needs import photos as step
from tests.factories.accounts import UserFactory
from tests.factories.media import photo_with_position, picture_bytes, png_bomb, upload
from tests.factories.needs import NeedCounty
from tests.portal.needs.test_ask import answers, walk

ASK = "/needs/ask/photos/"


def bring(client: Client, *files: Any, **values: str) -> Any:
    return client.post(ASK, {"photos": list(files), **values})


def jpeg(name: str = "我家门口.jpg") -> Any:
    return upload(photo_with_position(), name)


def shown(html: str) -> list[str]:
    """The addresses of the photos on a page."""
    return [part.split('"')[0] for part in html.split('src="')[1:] if "/photos/" in part.split('"')[0]]


def until_photos(client: Client, county: NeedCounty) -> None:
    walk(client, {name: answers(county)[name] for name in ("what", "words")})


def send(client: Client, county: NeedCounty) -> Need:
    walk(client, {name: answers(county)[name] for name in ("where", "contact")})
    client.post("/needs/ask/check/")
    return Need.objects.get()


def added(county: NeedCounty, need: Need) -> NeedPhoto:
    return need_photo_add(need=need, actor=county.helper, file=ContentFile(photo_with_position(), name="a.jpg"))


def test_photos_go_with_what_is_asked(client: Client, county: NeedCounty) -> None:
    until_photos(client, county)
    assert bring(client, jpeg(), upload(picture_bytes("png"), "b.png"), more="1").url == ASK
    assert len(shown(client.get(ASK).content.decode())) == 2
    assert bring(client, jpeg("c.jpg"), next="1").url == "/needs/ask/"
    need = send(client, county)
    assert (need.photos.count(), WaitingPhoto.objects.count()) == (3, 0)
    html = client.get(f"/needs/progress/{need.code}/").content.decode()
    for address in shown(html):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
    assert len(shown(html)) == 3


def test_nothing_of_the_phone_or_the_place_is_kept(client: Client, county: NeedCounty) -> None:
    bring(client, jpeg(), more="1")
    name = str(WaitingPhoto.objects.get().file.name)
    assert name.startswith("private/needs/")
    assert "我家" not in name
    with default_storage.open(name) as file, Image.open(file) as picture:
        assert not picture.getexif()


def test_none_is_needed(client: Client, county: NeedCounty) -> None:
    until_photos(client, county)
    assert "没有照片，下一步" in client.get(ASK).content.decode()
    assert client.post(ASK, {"next": "1"}, follow=True).request["PATH_INFO"] == "/needs/ask/where/"
    assert send(client, county).photos.count() == 0


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg onload=alert(1)></svg>", "灯.svg"),
        (b"MZ\x90", "灯.jpg"),
        (b"", "灯.png"),
        (photo_with_position()[:-2500], "灯.jpg"),
        (png_bomb(), "灯.png"),
    ],
    ids=["svg", "program", "empty", "cut", "bomb"],
)
def test_the_bad_one_is_named_and_the_good_one_kept(client: Client, county: NeedCounty, data: bytes, name: str) -> None:
    until_photos(client, county)
    answer = bring(client, upload(data, name), jpeg(), next="1")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "错误：" in html.split("</title>")[0]
    assert f"“{name}”" in html
    assert len(shown(html)) == 1
    # Not gone on: who asks decides whether to go without it.
    assert client.get("/needs/ask/").url == ASK  # type: ignore[attr-defined]


def test_six_are_enough(client: Client, county: NeedCounty) -> None:
    answer = bring(client, *(jpeg(f"{number}.jpg") for number in range(MOST_PHOTOS + 1)), more="1")
    assert answer.status_code == 422
    assert len(shown(answer.content.decode())) == WaitingPhoto.objects.count() == MOST_PHOTOS
    assert 'type="file"' not in client.get(ASK).content.decode()


def test_one_is_taken_away_and_its_file_goes(
    client: Client, county: NeedCounty, django_capture_on_commit_callbacks: Any
) -> None:
    bring(client, jpeg(), jpeg("b.jpg"), more="1")
    first = WaitingPhoto.objects.first()
    assert first is not None
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ASK, {"remove": first.pk}).url == ASK  # type: ignore[attr-defined]
    assert WaitingPhoto.objects.count() == 1
    assert not default_storage.exists(str(first.file.name))


@pytest.mark.parametrize("remove", ["999999999", "-1", "x", "9" * 40, "１"])
def test_only_ones_own_is_taken_away(client: Client, county: NeedCounty, remove: str) -> None:
    bring(Client(), jpeg(), more="1")
    other = WaitingPhoto.objects.get()
    for typed in (remove, str(other.pk)):
        client.post(ASK, {"remove": typed})
    assert WaitingPhoto.objects.get() == other
    assert client.get(f"{ASK}{other.pk}/").status_code == 404


def test_what_is_gone_from_the_store_is_not_there(client: Client, county: NeedCounty) -> None:
    bring(client, jpeg(), more="1")
    photo = WaitingPhoto.objects.get()
    default_storage.delete(str(photo.file.name))
    assert client.get(f"{ASK}{photo.pk}/").status_code == 404


def test_so_many_from_one_place_must_wait(client: Client, county: NeedCounty, monkeypatch: Any) -> None:
    monkeypatch.setattr(step, "MOST_AN_HOUR", 2)
    answer = bring(client, jpeg(), jpeg(), jpeg(), next="1")
    assert answer.status_code == 422
    assert "要等一小时" in answer.content.decode()
    assert WaitingPhoto.objects.count() == 2


# --- after sending ----------------------------------------------------------------------------


def change(client: Client, need: Need, verb: str, **values: Any) -> Any:
    return client.post(f"/needs/progress/{need.code}/{verb}/", values)


def test_photos_are_added_and_taken_away_while_it_is_open(client: Client, county: NeedCounty) -> None:
    client.force_login(county.resident)
    need = county.ask().need
    assert change(client, need, "photo", photos=[jpeg(), jpeg()]).status_code == 302
    photo = need.photos.first()
    assert photo is not None
    assert change(client, need, "unphoto", photo=str(photo.pk)).status_code == 302
    assert need.photos.count() == 1
    need.state = NeedState.CLOSED
    need.save()
    html = client.get(f"/needs/progress/{need.code}/").content.decode()
    assert (len(shown(html)), "do-photo" in html, 'name="photo"' in html) == (1, True, False)
    assert change(client, need, "photo", photos=[jpeg()]).status_code == 409


@pytest.mark.parametrize(
    ("files", "words"),
    [([], "先选一张照片"), ([upload(b"MZ", "a.jpg")], "不是"), ([upload(b"<svg/>", "a.svg")], "SVG")],
)
def test_a_refusal_is_said_beside_the_photos(
    client: Client, county: NeedCounty, files: Sequence[Any], words: str
) -> None:
    client.force_login(county.resident)
    need = county.ask().need
    answer = change(client, need, "photo", photos=files)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in html
    assert 'href="#do-photo"' in html


@pytest.mark.parametrize("typed", ["", "x", "9" * 40, "0"])
def test_no_such_photo_to_take_away(client: Client, county: NeedCounty, typed: str) -> None:
    client.force_login(county.resident)
    assert change(client, county.ask().need, "unphoto", photo=typed).status_code == 404


def test_the_receipt_of_an_account_looks_and_changes_nothing(client: Client, county: NeedCounty) -> None:
    need = county.ask().need
    photo = added(county, need)
    client.post("/needs/progress/", {"code": need.personal.receipt, "tail": "8000"})
    assert client.get(f"/needs/progress/{need.code}/photos/{photo.pk}/").status_code == 200
    assert change(client, need, "photo", photos=[jpeg()]).status_code == 403
    assert change(client, need, "unphoto", photo=str(photo.pk)).status_code == 403
    assert need.photos.get() == photo


def test_who_sees_a_photo(county: NeedCounty) -> None:
    """Each way in, for everybody: the asker, the staff of the unit, the team once it has taken it on."""
    order = county.assigned()
    photo = added(county, order.need)
    ways = {
        "progress": f"/needs/progress/{order.need.code}/photos/{photo.pk}/",
        "team": f"/team/orders/{order.code}/photos/{photo.pk}/",
    }
    people = {"asker": county.resident, "captain": county.team.captain, "rival": county.rivals.captain}

    def seen() -> set[tuple[str, str]]:
        found = set()
        for name, person in {**people, "stranger": UserFactory(), "nobody": None}.items():
            client = Client()
            if person is not None:
                client.force_login(person)
            found |= {(name, way) for way, path in ways.items() if client.get(path).status_code == 200}
        return found

    assert seen() == {("asker", "progress")}
    captain = Client()
    captain.force_login(county.team.captain)
    captain.post(f"/team/orders/{order.code}/accept/")
    assert seen() == {("asker", "progress"), ("captain", "team")}
    assert shown(captain.get(f"/team/orders/{order.code}/").content.decode()) == [ways["team"]] * 1
    assert PersonalRead.objects.filter(person=county.team.captain, fields="photos").count() == 1
    for code in ("zzzzzzzzzz", order.need.code):
        assert captain.get(f"/team/orders/{code}/photos/{photo.pk}/").status_code == 404


def test_a_photo_of_another_need_is_not_there(client: Client, county: NeedCounty) -> None:
    client.force_login(county.resident)
    mine, other = county.ask().need, county.ask(actor=None).need
    photo = added(county, other)
    assert client.get(f"/needs/progress/{mine.code}/photos/{photo.pk}/").status_code == 404
    assert change(client, mine, "unphoto", photo=str(photo.pk)).status_code == 404


def test_no_photo_is_on_a_public_page(client: Client, county: NeedCounty) -> None:
    need = county.screened(ScreenOutcome.ACCEPT)
    photo = added(county, need)
    html = client.get(f"/needs/{need.code}/").content.decode() + client.get("/needs/").content.decode()
    assert not shown(html)
    assert str(photo.file.name) not in html


@pytest.mark.parametrize("address", ["/media/{}", "/static/../media/{}", "/documents/1/{}", "/media/private/needs/"])
def test_the_folder_of_uploads_serves_nothing_private(client: Client, county: NeedCounty, address: str) -> None:
    name = str(added(county, county.ask().need).file.name)
    assert (Path(settings.MEDIA_ROOT) / name).is_file()
    assert client.get(address.format(name)).status_code == 404
