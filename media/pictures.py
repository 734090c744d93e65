"""Taking in a picture: refused when it is dangerous, broken or disguised; cleaned otherwise.

Every way into the database passes here (`media.fields`), so that a form cannot be gone round.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import IO, Any, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from common.errors import Invalid
from media.headers import Header, Unreadable, looks_like_svg, read_header

# A JPEG is decoded at half or quarter size when it is large; the others only whole (4 bytes a pixel).
MAX_PIXELS = {"jpeg": 60_000_000, "png": 30_000_000, "webp": 20_000_000, "gif": 30_000_000}
MAX_ANIMATED_PIXELS = 20_000_000
# The longest side that is kept: more than any screen shows and any A3 print needs.
MAX_SIDE = 4000
# Pillow's plugins raise what the broken bytes happen to cause.
BROKEN_PICTURE = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, RuntimeError,
    struct.error, zlib.error,
)  # fmt: skip
Result = TypeVar("Result")
EXTENSIONS = {"jpg": "jpeg", "jpeg": "jpeg", "png": "png", "gif": "gif", "webp": "webp"}


def _refuse(code: str, message: str) -> Invalid:
    return Invalid(code, message, field="file")


def _broken() -> Invalid:
    return _refuse("picture_broken", _("This picture is broken or incomplete. Open it, save it anew and choose that."))


def _too_many_pixels(width: int, height: int, frames: int, limit: int) -> Invalid:
    size = f"{width} × {height}" + (f" × {frames}" if frames > 1 else "")
    return _refuse(
        "picture_too_many_pixels",
        _("This picture has too many pixels (%(size)s; at most %(limit)d million). Make it smaller and choose that.")
        % {"size": size, "limit": limit // 1_000_000},
    )


def check_header(file: IO[bytes], *, name: str, size: int) -> Header:
    """Refuses by name, size and first bytes alone; nothing is decoded. Raises `Invalid` at `file`."""
    limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if size > limit:
        raise _refuse(
            "picture_too_large",
            _("This picture is too large (%(size)s; at most %(limit)s). Make it smaller and choose that.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limit)},
        )
    file.seek(0)
    extension = PurePath(name).suffix.lower().lstrip(".")
    if extension == "svg" or looks_like_svg(file.read(1024)):
        raise _refuse(
            "picture_svg", _("Drawings in SVG can carry programs and are not taken. Save it as PNG and choose that.")
        )
    try:
        header = read_header(file)
    except Unreadable as error:
        raise _broken() from error
    if header is None or extension not in EXTENSIONS:
        raise _refuse("picture_unknown", _("This file is no picture that we take. JPEG, PNG, GIF and WebP are."))
    if EXTENSIONS[extension] != header.type:
        raise _refuse(
            "picture_disguised",
            _("The name ends in .%(extension)s, but the content is %(type)s. Save it as what it is and choose that.")
            % {"extension": extension, "type": header.type.upper()},
        )
    if header.width * header.height > MAX_PIXELS[header.type]:
        raise _too_many_pixels(header.width, header.height, 1, MAX_PIXELS[header.type])
    return header


def check_picture(file: IO[bytes], *, name: str, size: int) -> Header:
    """All checks, decoding included: what a form asks. Raises `Invalid` at `file`; the file is rewound."""
    header = check_header(file, name=name, size=size)
    try:
        _open(file, header, _decode)
    finally:
        file.seek(0)
    return header


def take_picture(file: IO[bytes], *, name: str, size: int, longest: int = MAX_SIDE) -> ContentFile[bytes]:
    """The picture without position and any other metadata, upright, at most `longest` pixels a side.

    Its name keeps its stem and ends in the type of the content.
    """
    header = check_header(file, name=name, size=size)
    extension = "jpg" if header.type == "jpeg" else header.type
    return ContentFile(
        _open(file, header, partial(_rewrite, longest=longest)), name=f"{PurePath(name).stem}.{extension}"
    )


def _open(file: IO[bytes], header: Header, use: Callable[[Image.Image, Header], Result]) -> Result:
    """Gives the opened picture to `use`; whatever Pillow says against it becomes `Invalid`."""
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=[header.type.upper()]) as picture:
                _check_frames(picture, header)
                return use(picture, header)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels(header.width, header.height, 1, MAX_PIXELS[header.type]) from error
    except BROKEN_PICTURE as error:
        raise _broken() from error


def _check_frames(picture: Image.Image, header: Header) -> None:
    """Once more after opening: frames may be many, and larger than the header says."""
    frames = getattr(picture, "n_frames", 1)
    width, height = picture.size
    limit = MAX_PIXELS[header.type] if frames == 1 else MAX_ANIMATED_PIXELS
    if width * height * frames > limit:
        raise _too_many_pixels(width, height, frames, limit)


def _decode(picture: Image.Image, header: Header) -> None:
    """Reads every byte, at the smallest size the format allows."""
    picture.draft(None, (16, 16))
    for frame in ImageSequence.Iterator(picture):
        frame.load()


def _rewrite(picture: Image.Image, header: Header, *, longest: int) -> bytes:
    if getattr(picture, "n_frames", 1) > 1 and header.type in ("gif", "webp"):
        return _write_animation(picture, header.type)
    picture.draft(None, (longest, longest))
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _write(_in_srgb(upright), header.type)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours as every screen shows them, so that the profile (which names the device) can go."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


# Written by hand: Pillow would carry comments, profiles and positions over from the picture's `info`.
_NO_METADATA: dict[str, Any] = {"exif": b"", "icc_profile": None, "xmp": b"", "comment": b""}


def _write(picture: Image.Image, kind: str) -> bytes:
    transparency = picture.info.get("transparency")
    picture.info = {} if transparency is None else {"transparency": transparency}
    out = io.BytesIO()
    if kind == "jpeg":
        if picture.mode not in ("RGB", "L"):
            picture = picture.convert("RGB")
        picture.save(out, "JPEG", quality=90, optimize=False, progressive=False, **_NO_METADATA)
    elif kind == "png":
        picture.save(out, "PNG")
    elif kind == "webp":
        picture.save(out, "WEBP", quality=90, **_NO_METADATA)
    else:
        picture.save(out, "GIF", comment=b"")
    return out.getvalue()


def _write_animation(picture: Image.Image, kind: str) -> bytes:
    loop = picture.info.get("loop")
    durations: list[int] = []

    def bare_frames() -> Any:
        for frame in ImageSequence.Iterator(picture):
            durations.append(int(frame.info.get("duration", 100)))
            copy = frame.convert("RGBA")
            copy.info = {}
            yield copy

    frames = list(bare_frames())
    options: dict[str, Any] = {"duration": durations}
    if kind == "webp":
        options |= {"quality": 85, "loop": loop or 0, **_NO_METADATA}
    else:
        options |= {"disposal": 2, "comment": b""} | ({} if loop is None else {"loop": loop})
    out = io.BytesIO()
    frames[0].save(out, kind.upper(), save_all=True, append_images=frames[1:], **options)
    return out.getvalue()
