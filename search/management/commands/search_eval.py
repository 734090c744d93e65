"""Answers a file of questions from a file of documents: how good is the ranking on texts of your own?"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search import scratch
from search.engines.base import EngineUnavailable


class Command(BaseCommand):
    help = (
        "Indexes JSON lines (id, title, body) into an index of its own and answers JSON lines (id, query) on "
        "standard output (id, ids). The site's index and rows are neither read nor touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=["embedded", "elasticsearch"], default="embedded")
        parser.add_argument("--documents", required=True, help="JSON lines: id, title, body")
        parser.add_argument("--queries", required=True, help="JSON lines: id, query")
        parser.add_argument("--top", type=int, default=10, help="how many ids an answer has at most")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with (
                open(options["documents"], encoding="utf-8", errors="surrogatepass") as documents,
                open(options["queries"], encoding="utf-8", errors="surrogatepass") as queries,
                scratch.index(options["engine"], scratch.lines(documents, "id", "title", "body")) as engine,
            ):
                for query in scratch.lines(queries, "id", "query"):
                    found = scratch.ids(engine, query["query"], max(options["top"], 1))
                    self.stdout.write(json.dumps({"id": query["id"], "ids": found}, ensure_ascii=False))
        except (OSError, scratch.NotReadable) as error:
            raise CommandError(str(error)) from error
        except EngineUnavailable as error:
            raise CommandError(f"The index cannot be used: {error}") from error
