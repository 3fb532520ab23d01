"""What messages say to write can be copied: our names stand behind `dms.`, and what they name is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dms_constructs import facts
from tests.project.messages import bare_names, pieces, texts_of, trouble_with

ROOT = Path(__file__).parent.parent.parent
MODULES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "dms_constructs").rglob("*.py"))
ENTRIES: dict[str, dict[str, Any]] = facts.codes()["errors"] | facts.codes()["findings"]
FIELDS = ("what", "why", "fix")
DOUBTS = [each["instead"] for each in facts.task_settings()["doubts"] if "instead" in each]


@pytest.mark.parametrize(
    "text",
    [
        "write MigrationType.FULL_LOAD",
        "give certificate=Certificate(self, 'Ca', certificate_pem=pem)",
        "got SslMode.…",
        "CdcStart.at must be a datetime",
        "write lobs=dms.TableLobs(LobMode.LIMITED)",
        "unchecked() takes a string",
    ],
)
def test_what_could_not_be_copied_is_found(text: str) -> None:
    assert bare_names(text) != []


@pytest.mark.parametrize(
    "text",
    [
        "write dms.MigrationType.FULL_LOAD",
        "FullLoad.commit_rate (FullLoadSettings.CommitRate) must be a number",
        "Logging.EnableLogging is not set",
        "this needs a TableSettings rule (see the guide)",
        "NoLobs leaves out shop.orders.note",
        "<Catalog of 1 table>",
    ],
)
def test_what_names_a_concept_or_a_place_passes(text: str) -> None:
    assert bare_names(text) == []


@pytest.mark.parametrize("module", MODULES)
def test_the_texts_of_a_module_can_be_copied(module: str) -> None:
    assert [f"{line}: {text}" for line, text in texts_of(ROOT / module) if bare_names(text)] == []


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_can_be_copied(name: str) -> None:
    assert [field for field in FIELDS if bare_names(ENTRIES[name].get(field) or "")] == []


@pytest.mark.parametrize("text", DOUBTS)
def test_a_doubt_can_be_copied(text: str) -> None:
    assert bare_names(text) == []


@pytest.mark.parametrize("name", ENTRIES)
def test_the_code_of_an_entry_is_there(name: str) -> None:
    found = [piece for field in FIELDS for piece in pieces(ENTRIES[name].get(field) or "")]

    assert [trouble for piece in found if (trouble := trouble_with(piece))] == []


@pytest.mark.parametrize("text", DOUBTS)
def test_the_code_of_a_doubt_is_there(text: str) -> None:
    assert [trouble for piece in pieces(text) if (trouble := trouble_with(piece))] == []


@pytest.mark.parametrize("module", MODULES)
def test_the_code_in_a_module_is_there(module: str) -> None:
    found = [piece for _, text in texts_of(ROOT / module) if "…" not in text for piece in pieces(text)]

    assert [trouble for piece in found if (trouble := trouble_with(piece))] == []
