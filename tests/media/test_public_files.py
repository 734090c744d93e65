"""Which uploads a visitor may fetch by their path: the pictures of pages, and nothing beside them."""

from pathlib import Path

import pytest
from django.test import Client

from media.views import PUBLIC_FOLDERS
from tests.factories.media import picture_bytes

PICTURE = picture_bytes("jpeg", (31, 17))


@pytest.fixture(autouse=True)
def _uploads(own_media_root: Path) -> None:
    names = ["images/town.jpg", "original_images/town.jpg", "images/private/odd.jpg", "private/needs/abc.jpg"]
    for name in [*names, "documents/plan.pdf", "imagesx/a.jpg", "loose.jpg"]:
        (own_media_root / name).parent.mkdir(parents=True, exist_ok=True)
        (own_media_root / name).write_bytes(PICTURE)
    (own_media_root.parent / "outside.jpg").write_bytes(PICTURE)


@pytest.mark.parametrize(
    "name", ["images/town.jpg", "original_images/town.jpg", "images//town.jpg", "images/./town.jpg"]
)
def test_pictures_of_pages_are_everybody_s(client: Client, name: str) -> None:
    answer = client.get(f"/media/{name}")
    assert (answer.status_code, b"".join(answer)) == (200, PICTURE)
    assert (answer.headers["Content-Type"], answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    again = client.get(f"/media/{name}", headers={"if-modified-since": answer.headers["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    [
        "private/needs/abc.jpg",
        "images/../private/needs/abc.jpg",
        "images/%2e%2e/private/needs/abc.jpg",
        "images/..%2fprivate/needs/abc.jpg",
        "images/../../outside.jpg",
        "/private/needs/abc.jpg",
        "./private/needs/abc.jpg",
        "documents/plan.pdf",
        "imagesx/a.jpg",
        "loose.jpg",
        "images/",
        "images",
        "images/none.jpg",
        "PRIVATE/needs/abc.jpg",
        "../media/private/needs/abc.jpg",
    ],
)
@pytest.mark.django_db
@pytest.mark.once
def test_nothing_else_is(client: Client, name: str) -> None:
    answer = client.get(f"/media/{name}")
    assert (answer.status_code, PICTURE in answer.content) == (404, False)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.django_db
@pytest.mark.once
def test_nothing_is_written_there(client: Client, own_media_root: Path, method: str) -> None:
    assert getattr(client, method)("/media/images/town.jpg").status_code == 405
    assert (own_media_root / "images/town.jpg").read_bytes() == PICTURE


def test_the_proxy_serves_the_same_folders() -> None:
    config = (Path(__file__).resolve().parents[2] / "deploy/nginx/linli.conf.template").read_text()
    for folder in PUBLIC_FOLDERS:
        assert f"location ^~ /media/{folder} {{\n        alias ${{LINLI_MEDIA}}/{folder};" in config
    assert config.count("location ^~ /media/") == len(PUBLIC_FOLDERS) + 1
    assert "location ^~ /media/ {\n        return 404;" in config
