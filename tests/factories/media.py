"""Files as people upload them: whole, broken, disguised."""

import io
import struct
import zipfile
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from media.models import File, Picture

# Degrees, minutes, seconds of a place in Zhangjiagang.
POSITION = {1: "N", 2: (31.0, 52.0, 32.0), 3: "E", 4: (120.0, 33.0, 20.0)}


def picture_bytes(kind: str = "jpeg", size: tuple[int, int] = (64, 40), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size, 200 if mode in ("L", "P") else (200, 120, 60, 255)[: len(mode)])
    image.save(out, kind.upper(), **options)
    return out.getvalue()


def photo_with_position(orientation: int = 6, size: tuple[int, int] = (64, 40)) -> bytes:
    """A JPEG as a phone writes it: lying on its side, with the place, the maker and a comment."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = orientation, "Maker of phones"
    exif.get_ifd(0x8825).update(POSITION)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95, comment=b"shot by Chen", xmp=b"<x:xmpmeta>31.87</x:xmpmeta>")
    return out.getvalue()


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A real PNG of one bit a pixel and a hundred kilobytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(9)
    row = b"\x00" * (1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def animation(frames: int = 3, size: tuple[int, int] = (40, 30), kind: str = "gif") -> bytes:
    pictures = [Image.new("RGB", size, (index * 40 % 256, 80, 80)) for index in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, kind.upper(), save_all=True, append_images=pictures[1:], duration=80, loop=0)
    return out.getvalue()


def upload(data: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def make_picture(title: str = "村口", data: bytes | None = None, name: str = "cunkou.jpg", **fields: Any) -> Picture:
    return Picture.objects.create(title=title, file=upload(data or picture_bytes(), name), **fields)


def office_bytes(main_part: str = "word/document.xml", extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    parts = {"[Content_Types].xml": b"<Types/>", main_part: b"<document/>"} | (extra or {})
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def spoilt(data: bytes, part: str) -> bytes:
    """The packed bytes of a part replaced by ones that cannot be unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(part)
    begin = info.header_offset + 30 + len(part)
    return data[:begin] + b"\xff" * info.compress_size + data[begin + info.compress_size :]


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def make_document(title: str = "通知", data: bytes = PDF, name: str = "tongzhi.pdf", **fields: Any) -> File:
    return File.objects.create(title=title, file=upload(data, name), **fields)
