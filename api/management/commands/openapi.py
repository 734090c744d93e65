"""Writes the API's document to api/openapi.json, or says whether the committed one is current."""

from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from api.root import api

TARGET = Path(__file__).resolve().parents[2] / "openapi.json"


def document() -> bytes:
    """The document as committed: keys sorted, two spaces, UTF-8."""
    with override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/")
    options = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    return orjson.dumps(schema, default=str, option=options) + b"\n"


class Command(BaseCommand):
    help = "Write api/openapi.json; with --check only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            TARGET.write_bytes(document())
            self.stdout.write(f"已写入 {TARGET.name}")
        elif TARGET.read_bytes() != document():
            raise CommandError("接口文档已过时：运行 manage.py openapi，再提交。")
