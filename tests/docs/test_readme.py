"""Both READMEs give the same commands, the commands exist, and the links lead somewhere."""

import re

import pytest

from tests.architecture.test_sizes import ROOT

READMES = ("README.md", "README.zh-CN.md")


def commands(name: str) -> list[str]:
    return re.findall(r"`{1,3}\s*(make [a-zA-Z0-9=\- ]+?)\s*`{1,3}", (ROOT / name).read_text())


def test_readmes_give_the_same_commands_in_the_same_order() -> None:
    assert commands("README.md") == commands("README.zh-CN.md")
    assert {"make demo", "make test"} <= set(commands("README.md"))


def test_every_command_is_a_target_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert {command.split()[1] for command in commands("README.md")} <= targets


@pytest.mark.parametrize("name", READMES)
def test_links_lead_to_files(name: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / name).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []
