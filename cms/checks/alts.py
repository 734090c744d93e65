"""Pictures that say nothing to those who cannot see them."""

from wagtail.fields import StreamField
from wagtail.models import Page

from cms.checks.texts import Path


def figures_without_words(page: Page) -> list[Path]:
    """Figures with neither words of their own nor a description of the picture, and such a cover."""
    silent: list[Path] = []
    for field in page._meta.fields:
        if isinstance(field, StreamField):
            for index, block in enumerate(getattr(page, field.name) or []):
                if block.block_type == "figure" and block.value.get("image") and not block.value.read_aloud.strip():
                    silent.append((field.name, index, "value", "alt"))
    cover = getattr(page, "cover", None)
    if cover is not None and not cover.description.strip():
        silent.append(("cover",))
    return silent
