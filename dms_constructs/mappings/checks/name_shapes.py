"""Whether names have the shape that a target takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dms_constructs.engines import EngineName, NameRule
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.letter_case import LowercaseTables
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.renaming import Rename, RenameColumn, RenameSchema, RenameTable
from dms_constructs.mappings.rules.words import shown

__all__ = ["Misfit", "broken_rule", "findings_of_misfits", "fitting", "misfits", "refused"]


class Misfit(NamedTuple):
    """A name that does not have the shape that its target takes."""

    where: str
    name: str
    rule: NameRule
    fix: str
    """What to do."""


def broken_rule(target: EngineName | None, kind: str, name: str) -> NameRule | None:
    """Return the rule of a target that a name breaks, the first that is certain if there are several; or None."""
    rules = target.record.name_rules if target is not None else ()
    broken = [rule for rule in rules if kind in rule.of and not rule.takes(name)]
    return min(broken, key=lambda rule: not rule.certain, default=None)


def misfits(selected: Iterable[MappedTable], target: EngineName | None) -> Iterator[Misfit]:
    """Yield the names of selected tables, their schemas and their columns that a target does not take."""
    kinds = {kind for rule in (target.record.name_rules if target is not None else ()) for kind in rule.of}
    if not kinds:
        return
    selected = tuple(selected)
    if "schema" in kinds:
        yield from _of_schemas(selected, target)
    for table in selected:
        source = table.source
        mapping = table.object_mapping
        is_named = mapping is not None and mapping.target_table_name is not None
        if "table" in kinds and table.target_name and not is_named:
            rename = _renaming(RenameTable, source.schema, source.name)
            yield from _of_name(f"table {source}", table.target_name, (target, "table"), rename)
        if "column" in kinds:
            for column in table.columns:
                yield from _of_column(table, column, target)


def _of_schemas(selected: Iterable[MappedTable], target: EngineName | None) -> Iterator[Misfit]:
    schemas = {table.target_schema: table.source.schema for table in selected if table.target_schema}
    for name, of in schemas.items():
        yield from _of_name(f"schema {of}", name, (target, "schema"), _renaming(RenameSchema, of))


def _of_column(table: MappedTable, column: MappedColumn, target: EngineName | None) -> Iterator[Misfit]:
    if column.name and broken_rule(target, "column", column.name) is not None:
        source = table.source
        own = column.source.name if column.source is not None else column.name
        rename = _renaming(RenameColumn, source.schema, source.name, own)
        yield from _of_name(f"column {own} of {source}", column.name, (target, "column"), rename)


def _renaming(kind: Callable[..., Rename], *names: str) -> Callable[[str], Rename] | None:
    """Return what makes a rule that renames; None for names that no rule can have, as they are patterns."""
    return None if ANY in "".join(names) else lambda to: kind(*names, to=to)


def _of_name(
    where: str, name: str, of: tuple[EngineName | None, str], rename: Callable[[str], Rename] | None
) -> Iterator[Misfit]:
    rule = broken_rule(*of, name)
    if rule is not None:
        if of[1] == "table" and broken_rule(*of, name.lower()) is None:
            fix = f"add {shown(LowercaseTables())}"
        elif rename is None:
            fix = "rename it on the source, as % is a pattern in rules"
        else:
            fix = f"write {shown(rename(fitting(*of, name)))}, or another such name"
        yield Misfit(where, name, rule, fix)


def fitting(target: EngineName | None, kind: str, name: str) -> str:
    """Return a name like another that a target takes."""
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_") or kind
    cut = plain[:_SHORT]
    return cut if broken_rule(target, kind, cut) is None else f"{kind}_{cut}"


_SHORT = 40


def refused(misfit: Misfit, target: EngineName) -> ConfigurationError:
    """Return the error about a name that a target surely refuses."""
    return ConfigurationError(
        "DMS-M059",
        f"{misfit.where}: {target.record.display} takes {misfit.rule.words}, got {shown(misfit.name)}; {misfit.fix}",
        given=misfit.name,
        source=misfit.rule.source,
    )


def findings_of_misfits(found: Iterable[Misfit], target: EngineName) -> Iterator[Finding]:
    """Return the findings about names that a target might not take, one for each of its rules."""
    by_rule: dict[str, list[Misfit]] = {}
    for misfit in found:
        by_rule.setdefault(misfit.rule.words, []).append(misfit)
    for words, all_of_rule in by_rule.items():
        first = all_of_rule[0]
        yield Finding(
            "mappings.nameNotTaken",
            f"{target.record.display} takes {words}, and AWS does not say that DMS changes names that are different: "
            f"{naming(misfit.name for misfit in all_of_rule)}",
            first.rule.source,
            fix=first.fix,
        )
