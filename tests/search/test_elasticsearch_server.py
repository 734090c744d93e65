"""The server that tests get: what it was chosen for, and that a test leaves nothing in it."""

import os
import subprocess
from typing import Any

import pytest

from tests.architecture.test_sizes import ROOT
from tests.elastic import client, remove_indices

SCRIPT = str(ROOT / "scripts" / "on_elasticsearch.sh")


@pytest.mark.parametrize(("command", "code"), [("true", 0), ("false", 1), ("exit 7", 7)])
def test_a_server_that_is_named_is_used_as_it_is(command: str, code: int) -> None:
    environment = {**os.environ, "ELASTICSEARCH_URL": "http://search.example:9200"}
    run = subprocess.run(
        [SCRIPT, "bash", "-c", f'echo "$ELASTICSEARCH_URL"; {command}'],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (code, "http://search.example:9200\n")


@pytest.mark.elasticsearch
def test_indices_of_a_test_go_with_it_and_others_stay(elasticsearch_server: str, on_elasticsearch: str) -> None:
    with client(elasticsearch_server) as connected:
        mine, other = f"{on_elasticsearch}-a", f"other-{on_elasticsearch}"
        connected.indices.create(index=mine)
        connected.indices.create(index=other)
        remove_indices(connected, on_elasticsearch)
        assert not connected.indices.exists(index=mine)
        assert connected.indices.exists(index=other)
        remove_indices(connected, other)


@pytest.mark.elasticsearch
def test_a_name_that_nobody_made_is_refused(elasticsearch_server: str, on_elasticsearch: str) -> None:
    """A spelling mistake in a name must fail, and not make an index that nobody searches."""
    from elasticsearch import NotFoundError

    with client(elasticsearch_server) as connected:
        document: dict[str, Any] = {"key": "1"}
        with pytest.raises(NotFoundError):
            connected.index(index=f"{on_elasticsearch}-mistaken", document=document)


@pytest.mark.elasticsearch
def test_the_library_is_told_which_server_and_under_which_names(
    elasticsearch_server: str, on_elasticsearch: str, settings: Any
) -> None:
    told = {"url": settings.ELASTICSEARCH_URL, "index": settings.ELASTICSEARCH_INDEX}
    assert told == {"url": elasticsearch_server, "index": on_elasticsearch}
