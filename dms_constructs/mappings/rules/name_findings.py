"""What is told of a name in a rule: brackets, blanks, and what other tools read as a wildcard or as a list."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable
from typing import Any

from dms_constructs import _checks
from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.patterns import ANY, ONE
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = ["MOST_NAMES", "UNUSUAL", "name_findings", "new_name_findings", "unlikely_names"]


def name_findings(rule: Any, names: Iterable[str]) -> tuple[Finding, ...]:
    """Return the findings about how names are written: brackets, and blanks at their ends."""
    found: dict[str, Finding] = {}
    for name in names:
        if ("[" not in name and name == name.strip()) or _checks.skipped(name):
            continue
        if "[" in name and "mappings.bracketsInName" not in found:
            found["mappings.bracketsInName"] = Finding(
                "mappings.bracketsInName",
                f"{shown(rule)}: {shown(name)} has brackets, which once stood for sets of characters; the guide no "
                "longer promises them for every endpoint, and the evaluator reads them as they are",
                fix=f"write {' and '.join(shown(_spelled(rule, name, each)) for each in _without_sets(name))}",
            )
        if name != name.strip() and "mappings.blankInName" not in found:
            found["mappings.blankInName"] = Finding(
                "mappings.blankInName",
                f"{shown(rule)}: {shown(name)} begins or ends with a blank, so it matches only names that do so too",
                fix=f"write {shown(_spelled(rule, name, name.strip()))}",
            )
    return tuple(found.values())


def new_name_findings(rule: Any, what: str, stripped: Callable[[str], str] = str.strip) -> tuple[Finding, ...]:
    """
    Return the finding about blanks in a name that a rule gives: it matches nothing, it is written.

    Args:
        rule: The rule.
        what: The field with the new name, or a part of it.
        stripped: What takes away the blanks that end up at an end of the name.
    """
    name = getattr(rule, what)
    if not isinstance(name, str) or name == stripped(name) or _checks.skipped(name):
        return ()
    return (
        Finding(
            "mappings.blankInName",
            f"{shown(rule)}: {what}={shown(name)} puts a blank at an end of a name, and the target keeps it there",
            fix=f"write {shown(with_values(rule, **{what: stripped(name)}))}",
        ),
    )


UNUSUAL = re.compile(r"[\[ *?,|\"'`.]")
_WILDCARDS = str.maketrans({"*": ANY, "?": ONE})
_LIST = re.compile(r"\s*[,|]\s*")
_QUOTED = re.compile(r"""(["'`])(.+)\1""")


def unlikely_names(rule: Any, names: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return the finding about a name with what other tools read as a wildcard, a list or quotation marks."""
    if len(names) > 1 and names[1].startswith(f"{names[0]}.") and not _checks.skipped(names[1]):
        table = names[1].removeprefix(f"{names[0]}.")
        if table and names[0] != ANY:
            return (
                Finding(
                    "mappings.tableInSchema",
                    f"{shown(rule)} names a table of schema {names[0]} that has the schema in its name, "
                    f"{shown(names[1])}",
                    fix=f"write {shown(_spelled(rule, names[1], table))}",
                ),
            )
    for name in names:
        if _checks.skipped(name):
            continue
        quoted_name, listed_names = _QUOTED.fullmatch(name), [each for each in _LIST.split(name) if each]
        if quoted_name is not None:
            what, instead = "the quotation marks belong to the name", [quoted_name[2]]
        elif len(listed_names) > 1:
            what, instead = "it is one name here, not several", listed_names[:MOST_NAMES]
        elif "*" in name or "?" in name:
            what, instead = "the wildcards of DMS are % and _", [name.translate(_WILDCARDS)]
        else:
            continue
        rules = " and ".join(shown(_spelled(rule, name, each)) for each in instead)
        return (
            Finding(
                "mappings.unlikelyName",
                f"{shown(rule)}: {shown(name)} is compared as it is: {what}",
                fix=f"write {rules}{' and so on' if len(listed_names) > len(instead) > 1 else ''}",
            ),
        )
    return ()


_SET = re.compile(r"\[([^\]]+)\]")
MOST_NAMES = 3
"""How many names a set of characters is spelled out into; the rest goes the same way."""


def _without_sets(pattern: str) -> list[str]:
    """Return the first few names that a pattern with sets of characters stood for, or the name without brackets."""
    found = _SET.search(pattern)
    if found is None:
        return [pattern.replace("[", "").replace("]", "")]
    letters = found[1]
    if len(letters) == 3 and letters[1] == "-":
        letters = "".join(chr(code) for code in range(ord(letters[0]), ord(letters[2]) + 1))
    start, end = pattern[: found.start()], pattern[found.end() :]
    names = [f"{start}{letter}{rest}" for letter in letters[:MOST_NAMES] for rest in _without_sets(end)]
    return names[:MOST_NAMES]


def _spelled(rule: Any, name: str, instead: str) -> Any:
    """Return a rule with a name written in another way, wherever the rule has it."""
    parts = {each.name: getattr(rule, each.name) for each in dataclasses.fields(rule)}
    return with_values(rule, **{part: instead for part, value in parts.items() if value == name})
