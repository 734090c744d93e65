"""Writes the API's document to api/openapi.json, or says whether the committed one is current."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.document import COMMITTED, written


class Command(BaseCommand):
    help = "Write api/openapi.json; with --check only compare."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["check"]:
            COMMITTED.write_bytes(written())
            self.stdout.write(f"已写入 {COMMITTED.name}")
        elif COMMITTED.read_bytes() != written():
            raise CommandError("接口文档已过时：运行 manage.py openapi，再提交。")
