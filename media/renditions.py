"""The sizes in which pictures are shown, by name: a page asks for `cover`, never for pixels."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from wagtail.images.models import SourceImageIOError

from media.models import Picture


@dataclass(frozen=True)
class Size:
    """`specs` are Wagtail's filters, from small to large; `sizes` is the attribute of the same name."""

    specs: tuple[str, ...]
    sizes: str


SIZES: dict[str, Size] = {
    # A card of a list: 16:10, beside the text on a phone, a third of the page on a desk.
    "card": Size(("fill-390x244", "fill-780x488"), "(min-width: 760px) 373px, 116px"),
    # The picture at the head of a page: 16:10.
    "cover": Size(("fill-390x244", "fill-780x488", "fill-1536x960"), "(min-width: 1168px) 768px, 100vw"),
    # A picture within the text, as it was taken.
    "figure": Size(("width-390", "width-780", "width-1536"), "(min-width: 760px) 700px, 100vw"),
    # A person of a model case: upright.
    "portrait": Size(("fill-390x520", "fill-780x1040"), "(min-width: 760px) 340px, 100vw"),
}


@dataclass(frozen=True)
class Shown:
    """What an `<img>` needs."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int


def shown(picture: Picture, size: str) -> Shown | None:
    """The renditions of a picture at a named size, made where they are missing; None where its file is gone."""
    named = SIZES[size]
    try:
        renditions = list(picture.get_renditions(*named.specs).values())
    except SourceImageIOError:
        return None
    # A small original is never blown up: two sizes may then be the same.
    by_width = {rendition.width: rendition for rendition in renditions}
    srcset = ", ".join(f"{rendition.url} {width}w" for width, rendition in sorted(by_width.items()))
    middle = renditions[min(1, len(renditions) - 1)]
    return Shown(middle.url, srcset, named.sizes, middle.width, middle.height)


def with_covers(pages: QuerySet[Any], size: str = "card", *, field: str = "cover") -> QuerySet[Any]:
    """A queryset of pages whose pictures are shown in a list: two queries more, however long it is."""
    pictures = Picture.objects.prefetch_renditions(*SIZES[size].specs)
    return pages.prefetch_related(Prefetch(field, queryset=pictures))


def make_ahead(pictures: Iterable[Picture], *sizes: str) -> None:
    """Makes the renditions now, so that no visitor waits for them."""
    for picture in pictures:
        for size in sizes:
            shown(picture, size)
