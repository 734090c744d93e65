"""The ways through Wagtail's own screens end at the same gate, and say why at the field."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from accounts.models import User
from media.models import File, Picture
from tests.factories.media import PDF, make_picture, office_bytes, photo_with_position, picture_bytes, png_bomb, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    user = User.objects.create_superuser("admin", kind=User.Kind.STAFF)
    client.force_login(user)
    return client


def collection_id() -> int:
    root = Collection.get_first_root_node()
    return int(root.pk if root else Collection.add_root(name="Root").pk)


def form_data(**more: Any) -> dict[str, Any]:
    return {"title": "村口", "collection": collection_id(), "description": "村口的树", **more}


def test_single_upload_cleans(admin: Client) -> None:
    answer = admin.post(reverse("wagtailimages:add"), form_data(file=upload(photo_with_position(), "a.jpg")))
    assert answer.status_code == 302
    picture = Picture.objects.get()
    assert b"Exif" not in Path(picture.file.path).read_bytes()
    assert picture.file_size == Path(picture.file.path).stat().st_size


def test_single_upload_says_why_at_the_field(admin: Client) -> None:
    answer = admin.post(reverse("wagtailimages:add"), form_data(file=upload(png_bomb(), "a.png")))
    assert answer.status_code == 200
    (error,) = answer.context["form"].errors["file"]
    assert "30000 × 30000" in error
    assert "缩小" in error
    assert answer.context["form"]["title"].value() == "村口"


def test_multiple_upload_cleans_and_refuses(admin: Client) -> None:
    address = reverse("wagtailimages:add_multiple")
    good = admin.post(
        address,
        form_data(**{"files[]": upload(photo_with_position(), "a.jpg")}),
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    bad = admin.post(address, form_data(**{"files[]": upload(b"<svg>", "a.svg")})).json()
    assert (good["success"], bad["success"]) == (True, False)
    assert "SVG" in bad["error_message"]
    assert b"Exif" not in Path(Picture.objects.get().file.path).read_bytes()


def test_replacing_the_file_of_a_picture_cleans(admin: Client) -> None:
    picture = make_picture()
    address = reverse("wagtailimages:edit", args=[picture.pk])
    assert admin.post(address, form_data(file=upload(photo_with_position(), "b.jpg"))).status_code == 302
    picture.refresh_from_db()
    assert b"Exif" not in Path(picture.file.path).read_bytes()
    assert (picture.width, picture.height) == (40, 64)


def test_editing_without_a_new_file_keeps_the_old_one(admin: Client) -> None:
    picture = make_picture()
    admin.post(reverse("wagtailimages:edit", args=[picture.pk]), form_data(title="新名字"))
    assert Picture.objects.get().title == "新名字"
    assert Picture.objects.get().file.name == picture.file.name


def test_a_document_form_refuses_at_the_field_and_takes_what_is_real(admin: Client) -> None:
    address = reverse("wagtaildocs:add")
    refused = admin.post(address, form_data(file=upload(b"<html><script>1</script>", "a.pdf")))
    assert refused.status_code == 200
    assert "内容" in refused.context["form"].errors["file"][0]
    assert admin.post(address, form_data(file=upload(PDF, "通知.pdf"))).status_code == 302
    assert File.objects.get().file_size == len(PDF)


def test_multiple_documents_go_through_the_same_gate(admin: Client) -> None:
    address = reverse("wagtaildocs:add_multiple")
    bad = admin.post(address, form_data(**{"files[]": upload(b"MZ\x90\x00", "a.docx")})).json()
    good = admin.post(address, form_data(**{"files[]": upload(office_bytes(), "a.docx")})).json()
    assert (bad["success"], good["success"]) == (False, True)
    assert File.objects.count() == 1


def test_renditions_are_webp_and_carry_no_position(admin: Client) -> None:
    picture = make_picture(data=photo_with_position(size=(1600, 1000)))
    rendition = picture.get_rendition("width-390")
    data = Path(rendition.file.path).read_bytes()
    assert rendition.file.name.endswith(".webp")
    assert b"EXIF" not in data
    assert data[8:12] == b"WEBP"


def test_the_upload_page_asks_for_the_types_that_are_taken(admin: Client) -> None:
    page = admin.get(reverse("wagtailimages:add")).content.decode()
    assert picture_bytes()  # a picture can be made at all
    assert "svg" not in page.split('type="file"')[1][:400].lower()
