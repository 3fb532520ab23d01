"""Where a password comes from."""

from __future__ import annotations

import pytest

from dms_constructs.cli import passwords
from dms_constructs.cli.address import parse
from dms_constructs.cli.passwords import Password
from tests.cli.conftest import CLEAN

VARIABLES = ["DMS_CONSTRUCTS_PASSWORD", "PGPASSWORD", "MYSQL_PWD"]
URLS = {"postgresql": "postgresql://dms@db/shop", "mysql": "mysql://dms@db/"}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in CLEAN:
        monkeypatch.delenv(name, raising=False)


class Terminal:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("family", "variables", "origin"),
    [
        ("postgresql", VARIABLES, "DMS_CONSTRUCTS_PASSWORD"),
        ("postgresql", ["PGPASSWORD", "MYSQL_PWD"], "PGPASSWORD"),
        ("mysql", ["PGPASSWORD", "MYSQL_PWD"], "MYSQL_PWD"),
        ("mysql", ["PGPASSWORD"], None),
        ("mysql", [], None),
    ],
)
def test_a_password_comes_from_the_environment(
    family: str, variables: list[str], origin: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in variables:
        monkeypatch.setenv(name, f"secret of {name}")

    found = passwords.find(parse(URLS[family]))

    assert found == Password(f"secret of {origin}" if origin else None, origin)


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DMS_CONSTRUCTS_PASSWORD", "")
    monkeypatch.setenv("PGPASSWORD", "secret")

    assert passwords.find(parse(URLS["postgresql"])).origin == "PGPASSWORD"


@pytest.mark.parametrize(
    ("typed", "expected"), [("secret", Password("secret", "the prompt")), ("", Password(None, None))]
)
def test_whoever_sits_at_the_terminal_is_asked(typed: str, expected: Password, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", lambda prompt, stream: asked.append(prompt) or typed)

    assert passwords.find(parse(URLS["mysql"])) == expected
    assert asked == ["Password of user dms at db:3306 (Enter for none): "]


def test_an_end_of_input_is_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def end(prompt: str, stream: object) -> str:
        raise EOFError

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("getpass.getpass", end)

    assert passwords.find(parse(URLS["mysql"])) == Password(None, None)


def test_a_password_does_not_show_itself() -> None:
    assert repr(Password("secret", "PGPASSWORD")) == "Password(origin='PGPASSWORD')"


def test_a_password_is_taken_out_of_a_message() -> None:
    assert Password("secret", "PGPASSWORD").hidden_in("got secret") == "got ***"
    assert Password(None, None).hidden_in("got secret") == "got secret"
