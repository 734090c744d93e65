"""Codes that a phone's camera reads."""

from io import BytesIO

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(address: str) -> SafeString:
    """The address as a drawing in the page."""
    drawing = BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", border=2, xmldecl=False, svgns=True, scale=3)
    return mark_safe(drawing.getvalue().decode())  # noqa: S308 — drawn by us
