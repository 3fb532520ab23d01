"""Whether tables of several schemas go into one, where two may have one name."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.reach import Reach
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY, covers, is_exact, like, overlap
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Selection
from dms_constructs.mappings.rules.transformation import OnTables
from dms_constructs.mappings.rules.words import with_values

__all__ = ["may_meet", "merged_schemas"]


def merged_schemas(rules: Iterable[Rule], where: str, *, renames_count: bool) -> Iterator[Finding]:
    """
    Find the schemas whose tables all go into one place on the target, where two may have one name.

    Args:
        rules: The rules of a mapping.
        where: What puts them there, in words.
        renames_count: Whether schemas that a rule names stay apart.
    """
    known = [rule.known() or rule for rule in rules]
    named = [rule for rule in known if renames_count and isinstance(rule, Naming) and len(rule.names()) == 1]
    of_tables = [rule for rule in known if isinstance(rule, Naming) and isinstance(rule, OnTables)]
    selected = [
        _renamed(rule, of_tables)
        for rule in Reach.of(known).remaining()
        if not any(covers(one.names()[0], rule.schema) for one in named)
    ]
    if may_meet(selected, [ANY]):
        yield Finding(
            "mappings.schemasMerged",
            f"{where}, where tables of several schemas may have one name, and DMS does not support several source "
            "tables for one",
            fix="give the catalog of the source, so their names are compared, or move each schema with a separate task",
        )


def _renamed(selection: Selection, rules: Iterable[Naming]) -> Selection:
    """Return a selection of one table with the name that the table gets on the target, where that is known."""
    schema, name = selection.place()
    if not (is_exact(schema) and is_exact(name)):
        return selection
    first = next((rule for rule in rules if like(schema, rule.place()[0]) and like(name, rule.place()[1])), None)
    function = first.function() if first is not None else None
    return with_values(selection, table=function(name)) if function is not None else selection


def may_meet(selected: Iterable[Selection], patterns: Iterable[str]) -> bool:
    """Whether some of the schemas that match patterns may have selected tables of the same name."""
    tables: dict[str, list[str]] = {}
    for rule in selected:
        for pattern in patterns:
            if overlap(rule.schema, pattern):
                if ANY in rule.schema and ANY in pattern:
                    return True  # any number of schemas
                tables.setdefault(pattern if ANY in rule.schema else rule.schema, []).append(rule.table)
    several = [
        ({name for name in names if is_exact(name)}, [name for name in names if not is_exact(name)])
        for names in tables.values()
    ]
    return any(
        not one[0].isdisjoint(other[0])
        or any(overlap(pattern, name) for pattern in one[1] for name in (*other[0], *other[1]))
        or any(overlap(pattern, name) for pattern in other[1] for name in one[0])
        for one, other in itertools.combinations(several, 2)
    )
