"""Files that a command can't read, or that are not what it needs."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.documents import SHOP

Write = Callable[..., Path]

TEXT = json.dumps(SHOP)


def test_a_missing_file_is_said_to_be_missing(cli: Cli, tmp_path: Path) -> None:
    ran = cli("mappings", "check", tmp_path / "nowhere.json")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"Error: there is no file {tmp_path}/nowhere.json\n"


def test_a_file_that_may_not_be_read_is_said_to_be_so(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)  # root, who may run this, may read every file

    ran = cli("mappings", "check", "shop.json")

    assert (ran.code, ran.err) == (2, "Error: can't read shop.json: Permission denied\n")


def test_broken_json_is_named_with_file_line_and_column(cli: Cli, write: Write) -> None:
    file = write("shop.json", '{\n  "rules": [,]\n}')

    ran = cli("mappings", "check", file)

    assert (ran.code, ran.err) == (2, f"Error: {file} is not JSON: Expecting value at line 2, column 13\n")


def test_broken_json_of_stdin_is_named_too(cli: Cli) -> None:
    ran = cli("mappings", "check", "-", stdin="{")

    assert ran.code == 2
    assert ran.err.startswith("Error: stdin is not JSON: Expecting property name")


def test_a_template_in_yaml_is_told_where_json_is(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("template.yaml", "Resources:\n  Task: {}\n"))

    assert ran.code == 2
    assert "give a template as cdk synth writes it, in cdk.out" in ran.err


@pytest.mark.parametrize("text", ["[" * 100_000, f"[{'1' * 5000}]"], ids=["nested", "number"])
def test_json_that_python_does_not_take_is_trouble(text: str, cli: Cli) -> None:
    ran = cli("mappings", "check", "-", stdin=text)

    assert ran.code == 2
    assert ran.err.startswith("Error: stdin can't be read as JSON: ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_text_may_be_in_the_encodings_of_json(encoding: str, cli: Cli) -> None:
    assert cli("mappings", "check", "-", stdin=TEXT.encode(encoding)).code == 0


def test_what_is_no_text_is_trouble(cli: Cli) -> None:
    ran = cli("mappings", "check", "-", stdin=b"\xff\xfe\xfd")

    assert (ran.code, ran.err) == (2, "Error: can't read stdin: it is not text in UTF-8; save it as UTF-8\n")


@pytest.mark.parametrize("command", ["explain", "diff"])
def test_stdin_is_one_file_only(command: str, cli: Cli, write: Write) -> None:
    files = ["-"] if command == "explain" else [write("shop.json", TEXT), "-"]

    ran = cli("mappings", command, *files, "--catalog", "-", stdin=TEXT)

    assert (ran.code, ran.err) == (2, "Error: only one file can be stdin; save the other one first\n")


def test_a_wrong_catalog_is_named_with_its_file(cli: Cli, write: Write) -> None:
    catalog = write("catalog.json", '{"tables": [{"schema": "shop"}]}')

    ran = cli("mappings", "explain", write("shop.json", TEXT), "--catalog", catalog)

    assert (ran.code, ran.err) == (2, f"Error: {catalog}: tables[0] lacks name [DMS-D004]\n")


def test_a_broken_catalog_is_named_with_file_line_and_column(cli: Cli, write: Write) -> None:
    catalog = write("catalog.json", "{\n")

    ran = cli("mappings", "explain", write("shop.json", TEXT), "--catalog", catalog)

    assert ran.code == 2
    assert ran.err.startswith(f"Error: {catalog}: the catalog is not JSON: Expecting property name")
    assert "at line 2, column 1" in ran.err
