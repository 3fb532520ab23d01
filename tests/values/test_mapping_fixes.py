"""What warnings about mappings say to write runs, and they are given only where they can be true."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

import dms_constructs
from dms_constructs import facts
from dms_constructs.errors import Finding

ENTRIES: dict[str, dict[str, str]] = {
    key: entry for key, entry in facts.codes()["findings"].items() if key.startswith("mappings.")
}
ABOUT_CHANGES = [
    "mappings.changesIgnored",
    "mappings.changesWithoutKey",
    "mappings.cascadesNotLogged",
    "mappings.partitionsNotSelected",
    "mappings.unloggedTables",
    "mappings.virtualColumns",
    "mappings.filterOutsideKey",
    "mappings.filteredTableWithoutKey",
    "mappings.filtersNotChecked",
    "mappings.keyColumnDropped",
    "mappings.operationIndicatorWithoutKey",
    "mappings.parallelLoadWithoutLoad",
    "mappings.reservedWordInKey",
    "mappings.viewsNotReplicated",
]


def findings_of(code: str) -> dict[str, Finding]:
    names: dict[str, Any] = {}
    exec(code, names)
    return {finding.id: finding for finding in names["findings"]}


def code_in(text: str) -> Iterator[str]:
    """Every call of one of our classes in a text, with all that is between its parentheses."""
    position = 0
    while found := re.search(r"\bdms\.[A-Z]\w+(?:\.\w+)?\(", text[position:]):
        start, depth = position + found.start(), 0
        for end in range(position + found.end() - 1, len(text)):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            if not depth:
                break
        yield text[start : end + 1]
        position = end + 1


@pytest.mark.parametrize("key", ENTRIES)
def test_a_finding_says_what_to_write(key: str) -> None:
    finding = findings_of(ENTRIES[key]["example"])[key]

    assert finding.fix
    assert finding.fix[0].islower()
    assert finding.fix not in finding.message


@pytest.mark.parametrize("key", ENTRIES)
def test_the_code_in_a_fix_runs(key: str) -> None:
    fix = findings_of(ENTRIES[key]["example"])[key].fix

    for code in code_in(fix):
        if "..." not in code:
            assert eval(code, {"dms": dms_constructs})


@pytest.mark.parametrize("key", ABOUT_CHANGES)
def test_nothing_about_changes_is_found_in_a_full_load(key: str) -> None:
    code = re.sub(r"MigrationType\.(FULL_LOAD_AND_CDC|CDC)\b", "MigrationType.FULL_LOAD", ENTRIES[key]["example"])

    assert code != ENTRIES[key]["example"]
    assert key not in findings_of(code)


@pytest.mark.parametrize("key", [key for key in ENTRIES if key not in ABOUT_CHANGES])
def test_what_is_not_about_changes_is_found_in_a_full_load_too(key: str) -> None:
    code = re.sub(r"MigrationType\.(FULL_LOAD_AND_CDC|CDC)\b", "MigrationType.FULL_LOAD", ENTRIES[key]["example"])

    assert key in findings_of(code)
