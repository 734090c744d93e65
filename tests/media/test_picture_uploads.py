"""What a picture may be, and what is left of it once it is stored."""

import io
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from PIL import Image
from wagtail.models import UploadedFile

from common.errors import Invalid
from media.models import Picture
from media.pictures import MAX_SIDE, check_picture, take_picture
from tests.factories.media import (
    animation,
    make_picture,
    photo_with_position,
    picture_bytes,
    png_bomb,
    upload,
)

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

REFUSED = [
    ("bomb.png", png_bomb(), "picture_too_many_pixels"),
    ("wide.png", png_bomb(64_000, 2_000), "picture_too_many_pixels"),
    ("many.gif", animation(frames=30, size=(1000, 700)), "picture_too_many_pixels"),
    ("many.webp", animation(frames=30, size=(1000, 700), kind="webp"), "picture_too_many_pixels"),
    ("photo.png", picture_bytes("jpeg"), "picture_disguised"),
    ("photo.jpg", picture_bytes("png"), "picture_disguised"),
    ("drawing.svg", SVG, "picture_svg"),
    ("drawing.png", SVG, "picture_svg"),
    ("drawing.svg", picture_bytes("png"), "picture_svg"),
    ("page.jpg", b"<html><script>alert(1)</script></html>", "picture_unknown"),
    ("program.jpg", b"MZ\x90\x00" + b"\x00" * 100, "picture_unknown"),
    ("photo.tiff", picture_bytes("tiff"), "picture_unknown"),
    ("photo", picture_bytes("png"), "picture_unknown"),
    ("empty.jpg", b"", "picture_unknown"),
    ("cut.jpg", photo_with_position(size=(800, 600))[:-2500], "picture_broken"),
    ("cut.png", picture_bytes("png", (300, 300))[:-60], "picture_broken"),
    ("cut.webp", picture_bytes("webp", (300, 300))[:-60], "picture_broken"),
    ("head.jpg", b"\xff\xd8\xff\xe0", "picture_broken"),
    ("head.gif", b"GIF89a", "picture_broken"),
    ("head.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "picture_broken"),
    ("nothing.gif", b"GIF89a\x00\x00\x00\x00\x00\x00\x00", "picture_broken"),
]


@pytest.mark.parametrize(("name", "data", "code"), REFUSED, ids=[f"{name}-{code}" for name, _, code in REFUSED])
def test_dangerous_or_broken_pictures_are_refused_at_the_field(name: str, data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_picture(io.BytesIO(data), name=name, size=len(data))
    assert caught.value.code == code
    assert caught.value.field == "file"
    assert re.search("[\u4e00-\u9fff]", str(caught.value))


def why_refused(data: bytes, name: str) -> tuple[str, str | None] | None:
    """Code and field of the refusal; None where the picture is taken."""
    try:
        take_picture(io.BytesIO(data), name=name, size=len(data))
    except Invalid as refused:
        return refused.code, refused.field
    return None


WHOLE = {
    "photo.jpg": photo_with_position(),
    "moving.gif": animation(),
    "still.gif": picture_bytes("gif"),
    "plain.png": picture_bytes("png", mode="P"),
    "moving.png": animation(kind="png"),
    "still.webp": picture_bytes("webp"),
    "moving.webp": animation(kind="webp"),
}


@pytest.mark.parametrize("name", WHOLE)
def test_a_picture_cut_off_anywhere_is_taken_or_refused_at_the_field(name: str) -> None:
    data = WHOLE[name]
    found = {why_refused(data[:length], name) for length in range(0, len(data), max(1, len(data) // 120))}
    assert found <= {None, ("picture_broken", "file"), ("picture_unknown", "file")}
    assert ("picture_broken", "file") in found
    assert why_refused(data, name) is None


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("seed", range(12))
def test_a_picture_spoilt_on_its_way_is_taken_or_refused_at_the_field(name: str, seed: int) -> None:
    chance, data = random.Random(f"{name}{seed}"), bytearray(WHOLE[name])
    for _ in range(chance.choice([1, 3, 10])):
        data[chance.randrange(min(len(data), 400))] = chance.randrange(256)
    refused = why_refused(bytes(data), name)
    assert refused is None or (refused[0].startswith("picture_") and refused[1] == "file")


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings: object) -> None:
    class Unreadable(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("read")

    with pytest.raises(Invalid) as caught:
        check_picture(Unreadable(), name="big.jpg", size=21 * 1024 * 1024)
    assert caught.value.code == "picture_too_large"


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp"])
def test_each_type_is_taken_and_stays_what_it_is(kind: str) -> None:
    data = picture_bytes(kind)
    taken = take_picture(io.BytesIO(data), name=f"村口.{kind}", size=len(data))
    with Image.open(taken) as image:
        assert (image.format, image.size) == (kind.upper(), (64, 40))
    assert taken.name == f"村口.{'jpg' if kind == 'jpeg' else kind}"


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK"])
def test_every_colour_mode_can_be_taken(mode: str) -> None:
    kind = "jpeg" if mode in ("L", "CMYK") else "png"
    data = picture_bytes(kind, mode=mode)
    taken = take_picture(io.BytesIO(data), name=f"a.{kind}", size=len(data))
    with Image.open(taken) as image:
        image.load()
        assert image.size == (64, 40)


def test_position_and_all_other_metadata_go_and_the_picture_stands_upright() -> None:
    data = photo_with_position(orientation=6, size=(64, 40))
    taken = take_picture(io.BytesIO(data), name="a.jpg", size=len(data))
    with Image.open(taken) as image:
        assert image.size == (40, 64)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        # Red was on the left; turned by 90° it is on top.
        red, green, blue = image.convert("RGB").getpixel((20, 5))  # type: ignore[misc]
        assert (red > 200, green < 60, blue < 60) == (True, True, True)
    for trace in (b"Maker of phones", b"Chen", b"xmpmeta", b"Exif"):
        assert trace not in taken.file.getvalue()


def test_text_and_profiles_of_other_types_go_too() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "Chen of 3rd floor")
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    for kind, options in (
        ("png", {"pnginfo": notes, "exif": exif, "icc_profile": b"not a profile of Chen"}),
        ("webp", {"exif": exif, "xmp": b"Chen"}),
        ("gif", {"comment": b"Chen"}),
    ):
        data = picture_bytes(kind, **options)
        assert b"Chen" in data
        stored = take_picture(io.BytesIO(data), name=f"a.{kind}", size=len(data)).file.getvalue()
        assert b"Chen" not in stored
        assert b"Maker" not in stored


def test_programs_hidden_behind_a_picture_are_cut_off() -> None:
    data = picture_bytes("jpeg") + b"<?php system($_GET['c']); ?>"
    assert b"<?php" not in take_picture(io.BytesIO(data), name="a.jpg", size=len(data)).file.getvalue()


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_an_animation_keeps_its_frames(kind: str) -> None:
    data = animation(frames=3, kind=kind)
    with Image.open(take_picture(io.BytesIO(data), name=f"a.{kind}", size=len(data))) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]


def test_a_very_large_photo_is_kept_at_a_size_that_serves() -> None:
    data = picture_bytes("jpeg", (8000, 6000))
    with Image.open(take_picture(io.BytesIO(data), name="a.jpg", size=len(data))) as image:
        assert image.size == (MAX_SIDE, 3000)


MEASURE = """
import io, resource, sys
import django
django.setup()
from media.pictures import check_picture, take_picture
from common.errors import Invalid
from tests.factories.media import picture_bytes
def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
small = picture_bytes("jpeg")
check_picture(io.BytesIO(small), name="a.jpg", size=len(small))
data = open(sys.argv[1], "rb").read()
before = used()
try:
    (take_picture if sys.argv[2] == "take" else check_picture)(io.BytesIO(data), name=sys.argv[1], size=len(data))
    print("taken", used() - before)
except Invalid as error:
    print(error.code, used() - before)
"""


@pytest.mark.parametrize(
    ("name", "data", "verb", "outcome"),
    [
        ("bomb.png", png_bomb(), "check", "picture_too_many_pixels"),
        ("bomb.png", png_bomb(), "take", "picture_too_many_pixels"),
        ("just.png", png_bomb(5400, 5500), "take", "taken"),
        ("photo.jpg", picture_bytes("jpeg", (8900, 6700)), "take", "taken"),
    ],
    ids=["bomb-checked", "bomb-taken", "largest-png", "largest-jpeg"],
)
def test_extra_memory_stays_below_150_megabytes(
    tmp_path: Path, name: str, data: bytes, verb: str, outcome: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    run = [sys.executable, "-c", MEASURE, str(path), verb]
    result = subprocess.run(run, capture_output=True, text=True, check=True, env=_environment())
    code, megabytes = result.stdout.split()[-2:]
    assert code == outcome
    assert int(megabytes) <= 150


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": os.getcwd()}


@pytest.mark.django_db
def test_a_picture_made_by_code_is_cleaned_as_well(own_media_root: Path) -> None:
    picture = make_picture(data=photo_with_position(orientation=6), name="张家港 村口.jpg")
    stored = Path(picture.file.path).read_bytes()
    assert b"Exif" not in stored
    assert (picture.width, picture.height) == (40, 64)
    assert picture.file_size == len(stored)
    picture.refresh_from_db()
    assert (picture.width, picture.height, picture.file_size) == (40, 64, len(stored))
    assert picture.get_file_hash() == picture.file_hash != ""


@pytest.mark.django_db
def test_a_refused_picture_leaves_neither_row_nor_file(own_media_root: Path) -> None:
    for name, data, code in REFUSED:
        with pytest.raises(Invalid) as caught:
            make_picture(data=data or b" ", name=name)
        assert caught.value.code == code
    assert Picture.objects.count() == 0
    assert [path for path in own_media_root.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_saving_a_picture_again_leaves_its_file_alone() -> None:
    picture = make_picture(data=photo_with_position())
    before = picture.file.name, Path(picture.file.path).stat().st_mtime_ns
    picture.title = "换个名字"
    picture.save()
    assert (picture.file.name, Path(picture.file.path).stat().st_mtime_ns) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.jpg",
        "a\\b\\c.jpg",
        "村" * 200 + ".jpg",
        "evil\u202egpj.jpg",
        "a\r\nb.jpg",
        "a'\";<b>.jpg",
        "...jpg.jpg",
    ],
)
def test_file_names_are_stored_safe(name: str, own_media_root: Path) -> None:
    picture = make_picture(name=name) if "/" not in name else Picture(title="a")
    if not picture.pk:
        picture.file.save(name, upload(picture_bytes(), "a.jpg"), save=True)
    stored = Path(picture.file.path)
    assert stored.is_relative_to(own_media_root)
    assert re.fullmatch(r"original_images/[\w.-]+\.jpg", picture.file.name, re.ASCII)
    assert len(stored.name.encode()) <= 120


@pytest.mark.django_db
def test_wagtails_copy_of_an_upload_kept_aside_is_cleaned_too() -> None:
    kept = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(Picture), file=upload(photo_with_position(), "a.jpg")
    )
    assert b"Exif" not in Path(kept.file.path).read_bytes()
