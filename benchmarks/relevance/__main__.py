"""`make relevance`: how well the judged questions are answered, by both engines and by a stock Elasticsearch.

Fails when the embedded engine loses more than it wins against `accepted.json`; `--accept` makes today's
answers the accepted ones.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django

ACCEPTED = Path(__file__).with_name("accepted.json")
SHOWN = 15


def main() -> int:
    parser = argparse.ArgumentParser(prog="make relevance")
    parser.add_argument("--accept", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    django.setup()

    from benchmarks.relevance.documents import documents
    from benchmarks.relevance.judging import figures, judged

    rows, questions = documents(), list(dict.fromkeys(judged()))
    known = [row["id"] for row in rows]
    print(f"{len(questions)} questions, {len(rows)} documents")
    own = _answers("embedded", rows, questions)
    print(f"embedded                 {figures(own, known)}")
    if os.environ.get("ELASTICSEARCH_URL"):
        print(f"elasticsearch            {figures(_answers('elasticsearch', rows, questions), known)}")
        print(f"elasticsearch, standard  {figures(_stock(rows, questions), known)}")
    else:
        print("elasticsearch: no server; run scripts/on_elasticsearch.sh make relevance")
    return _compared({question.text: question.gains(ids) for question, ids in own.items()}, accept=options.accept)


def _answers(engine: str, rows: list[dict[str, str]], questions: Sequence[Any]) -> dict[Any, list[str]]:
    from search import scratch

    with scratch.index(engine, rows) as opened:
        return {question: scratch.ids(opened, question.text, 10) for question in questions}


def _stock(rows: list[dict[str, str]], questions: Sequence[Any]) -> dict[Any, list[str]]:
    """An index as anybody would make it: title and body as text, nothing said about analysis."""
    from elasticsearch import Elasticsearch, helpers

    name = f"linli-stock-{os.getpid()}"
    client = Elasticsearch(os.environ["ELASTICSEARCH_URL"].split(","), request_timeout=30)
    try:
        client.indices.create(
            index=name, mappings={"properties": {"title": {"type": "text"}, "body": {"type": "text"}}}
        )
        helpers.bulk(client, ({"_index": name, "_id": row["id"], **row} for row in rows), refresh=True)
        found = {}
        for question in questions:
            query = {"multi_match": {"query": question.text, "fields": ["title", "body"]}}
            hits = client.search(index=name, query=query, size=10, source=False)["hits"]["hits"]
            found[question] = [hit["_id"] for hit in hits]
        return found
    finally:
        client.options(ignore_status=404).indices.delete(index=name)


def _compared(gains: dict[str, list[bool]], *, accept: bool) -> int:
    from benchmarks.relevance.judging import reciprocal

    now = {text: round(reciprocal(found), 4) for text, found in gains.items()}
    if accept or not ACCEPTED.exists():
        lines = ",\n".join(f"  {json.dumps(text, ensure_ascii=False)}: {value}" for text, value in sorted(now.items()))
        ACCEPTED.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
        print("Accepted.")
        return 0
    before = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    changed = {text: value - before[text] for text, value in now.items() if text in before and value != before[text]}
    won = sum(difference for difference in changed.values() if difference > 0)
    lost = -sum(difference for difference in changed.values() if difference < 0)
    print(f"Against what was accepted: won {won:.2f}, lost {lost:.2f} (sum of reciprocal ranks)")
    for text, difference in sorted(changed.items(), key=lambda pair: pair[1])[:SHOWN]:
        print(f"  {difference:+.2f}  {text}")
    return 1 if lost > won else 0


if __name__ == "__main__":
    sys.exit(main())
