"""Messages, docstrings and pages are written as English is: what can be told by its form is told here."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CODE = ("dms_constructs", "local_cloud", "stacks", "tools")

# What is not written, and what is written instead.
PHRASES = {
    r", so that\b(?!(?: [\w`]+){1,5} can )": "', so' for a result; 'so that' for a purpose",
    r"(?<![Tt]here )\b(?:is|are|was) no (?!longer\b|more\b|less\b|fewer\b|good\b)[a-z]": "'is not a ...'",
    r"(?<![Tt]here )\b(?:is|are) none\b(?! of\b)": "'is not a valid ...'",
    r"\bno texts?\b(?! (?:is|are|to)\b)": "'not a string'",
    r"\bmay not (?:be|exist|fit|have|hold|keep|match|need|show|stay|work)\b": "'might not': 'may not' forbids",
    r"\bout of account\b": "'ignored here'",
    r"\bserver's own\b": "'system tables'",
    r"\bmeets? under\b|\bwould meet\b|\bnames? meet\b": "'collide on one name'",
    r"\babout nothing\b": "'matches nothing that is selected'",
    r"\btakes? nothing\b": "'excludes nothing that is selected'",
    r"\b[Ss]ettles? (?:it|this|that|them|most)\b": "'To fix this, ...'",
    r"\bvalues of JSON\b": "'JSON-compatible data'",
    r"\b[Ww]hat (?:may |might )?surprises?\b": "'findings' or 'warnings'",
    r"; otherwise (?:[A-Z]\w*|a limit)\b": "'instead of the default ...'",
    r"(?<![\d.,])\b1 (?:tables|columns|rules|rows|tasks|endpoints|warnings|problems|errors|findings)\b": "a singular",
    r"\b(?:has|have) not (?:the|a|an|enough|any)\b": "'doesn't have'",
    r"\bcan't be(?=$|[.;])": "'is not possible', or what can't be done with it",
}

GOOD = [
    "It closes the port so that nobody gets in.",
    "CloudFormation makes one, so that it can be replaced.",
    "There is no such engine, and there are no others.",
    "This user may not read the table, and {name} is none of the engines.",
    "The class is no longer offered; it has no more than 4 GiB.",
    "There is none, and None is the default.",
    "Nothing is known of it; the server's tables are read.",
    "The value must not be empty, and might not exist.",
    "What DMS ignores is a warning. Nothing surprises here.",
    "Otherwise the task stops; otherwise it would have to start again.",
    "11 tables, 1 table, and 0.1 columns of 2,001 rows",
    "It has not been tested, and it can't be changed.",
    "They meet at one point.",
]
BAD = [
    "shop.orders has no primary key, so that deletes are lost",
    "a number is no integer",
    "a policy that is none",
    "tags are empty or no texts",
    "the class may not exist",
    "the evaluation leaves the rule out of account",
    "the server's own tables are selected",
    "two tables meet under one name",
    "a rule is about nothing that is selected",
    "an exclude takes nothing out",
    "Settle it with a larger instance_class",
    "Return it as values of JSON.",
    "what may surprise",
    "rows are deleted; otherwise TargetTablePrepMode.DO_NOTHING",
    "1 tables",
    "its instance has not the memory for it",
    "the parts of a parallel load can't be",
]


def sentences(path: Path) -> Iterator[str]:
    """Every text of a file that somebody reads as text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        yield re.sub(r"\s+", " ", re.sub(r"^```\w+\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL))
    elif path.suffix == ".json":
        yield from strings(json.loads(text))
    else:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr):
                yield "".join(part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.sub(r"\s+", " ", node.value).strip()


def strings(data: object) -> Iterator[str]:
    """Every string in JSON data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for each in data.values() if isinstance(data, dict) else data:
            yield from strings(each)


def offences(text: str) -> list[str]:
    """What is not written so, with what is written instead."""
    return [
        f"{text[max(0, found.start() - 30) : found.end() + 30]!r}: {instead}"
        for phrase, instead in PHRASES.items()
        for found in re.finditer(phrase, text)
    ]


FILES = [
    *(path for name in CODE for path in sorted((ROOT / name).rglob("*.py"))),
    *sorted((ROOT / "dms_constructs" / "facts").rglob("*.json")),
    *(ROOT / name for name in ("app.py", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    # The pages of docs/errors say what facts/codes says.
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "errors"),
]


NAMES = [str(path.relative_to(ROOT)) for path in FILES]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_reads_as_english(name: str) -> None:
    assert [offence for text in sentences(ROOT / name) for offence in offences(text)] == []


@pytest.mark.parametrize("text", GOOD)
def test_what_is_good_english_passes(text: str) -> None:
    assert offences(text) == []


@pytest.mark.parametrize("text", BAD)
def test_what_is_not_is_found(text: str) -> None:
    assert offences(text) != []


def test_every_phrase_has_an_example() -> None:
    assert [phrase for phrase in PHRASES if not any(re.search(phrase, text) for text in BAD)] == []
