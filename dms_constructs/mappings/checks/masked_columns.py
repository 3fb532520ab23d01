"""Whether columns can hold what a mask writes, and may be masked at all."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.corrections import narrowed
from dms_constructs.mappings.evaluator.columns import Decision
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.columns import ChangeDataType
from dms_constructs.mappings.rules.data_type import DataType
from dms_constructs.mappings.rules.masking import Masking, MaskWithHash
from dms_constructs.mappings.rules.words import listed, shown

__all__ = ["Masked", "MaskedColumns", "keys_of", "masked", "of_masks"]

_ROOMY = 255
"""Characters of a string that is proposed."""
_LENGTH = re.compile(r"[a-z0-9 ]+\((\d+)(?: [a-z0-9]+)?\)(?: for bit data)?")


class MaskedColumns:
    """Looks at the columns that rules mask, of one kind of mask if told so, one after the other."""

    def __init__(
        self,
        compiled: Compiled,
        findings: Collector,
        problems: list[ConfigurationError],
        kind: type[Masking] = Masking,
    ) -> None:
        self._compiled = compiled
        self._kind = kind
        self._note = findings.note
        self._problems = problems
        self._types = facts.table_mappings()["transformation"]["masking_types"]["value"]
        self._hash_length: int = facts.source_tables()["mask_hash_length"]["value"]

    def look(self, table: MappedTable, column: SourceColumn, decision: Decision) -> None:
        """Note what is wrong or surprising about a mask of a column."""
        mask = self._compiled.rules[decision.masked]
        if not isinstance(mask, self._kind):
            return
        new_type = _new_type(self._compiled, decision)
        dms_type = new_type.type if new_type is not None else column.dms_type
        allowed = self._types[mask.KIND[2]]
        named = self._compiled.named(decision.masked)
        if dms_type is not None and dms_type not in allowed:
            self._problems.append(
                ConfigurationError(
                    "DMS-M051",
                    f"{named}: {table.source}.{column.name} is {dms_type}, and this mask is for {', '.join(allowed)}; "
                    f"put {shown(_retyped(table, column, DataType(allowed[0], length=_ROOMY)))} before it",
                    given=column.name,
                )
            )
        elif isinstance(mask, MaskWithHash):
            self._cut_off(table, column, decision, new_type)
        key = keys_of(table, column.name)
        if key and not isinstance(mask, MaskWithHash):
            self._note(
                "mappings.keyMasked",
                "{}: {}.{} belongs to {}, whose values might not stay unique, or find their rows no more",
                named,
                table.source,
                column.name,
                key,
                fix=functools.partial(self._instead, table, column, decision.masked, dms_type),
            )

    def _cut_off(self, table: MappedTable, column: SourceColumn, decision: Decision, new_type: DataType | None) -> None:
        found = _LENGTH.fullmatch(column.data_type.strip().lower())
        length = new_type.length if new_type is not None else int(found[1]) if found else None
        if length is not None and length < self._hash_length:
            source = table.source
            roomy = _retyped(table, column, DataType("string", length=self._hash_length))
            self._note(
                "mappings.hashCutOff",
                "{} writes {} characters into {}.{}, which has room for {}",
                self._compiled.named(decision.masked),
                self._hash_length,
                source,
                column.name,
                length,
                fix=functools.partial("put {} before it".format, shown(roomy))
                if new_type is None
                else functools.partial(
                    "write {} instead of {}".format, shown(roomy), self._compiled.named(decision.typed)
                ),
            )

    def _instead(self, table: MappedTable, column: SourceColumn, position: int, dms_type: str | None) -> str:
        """Say how to mask a column of a key, if that is possible."""
        allowed = self._types[MaskWithHash.KIND[2]]
        if dms_type is not None and dms_type not in allowed:
            return narrowed(self._compiled, table, position, lambda each: bool(keys_of(table, each.name)))
        return f"write {MaskWithHash(table.source.schema, table.source.name, column.name)!r} for it"


def of_masks(
    compiled: Compiled, selected: Iterable[MappedTable], kind: type[Masking]
) -> tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]]:
    """Return what is wrong or surprising about the masks of one kind."""
    findings = Collector()
    problems: list[ConfigurationError] = []
    checks = MaskedColumns(compiled, findings, problems, kind)
    for table, column, decision in _decided(selected):
        checks.look(table, column, decision)
    return tuple(problems), findings.grouped()


class Masked(NamedTuple):
    """A column that a rule masks."""

    table: MappedTable
    column: SourceColumn
    retyped: bool
    """Whether a rule gives it another type first."""

    def __str__(self) -> str:
        return f"{self.table.source}.{self.column.name}"


def masked(compiled: Compiled, selected: Iterable[MappedTable], kind: type[Masking]) -> Iterator[Masked]:
    """Yield the columns that masks of one kind mask."""
    for table, column, decision in _decided(selected):
        if isinstance(compiled.rules[decision.masked], kind):
            yield Masked(table, column, _new_type(compiled, decision) is not None)


def _decided(selected: Iterable[MappedTable]) -> Iterator[tuple[MappedTable, SourceColumn, Decision]]:
    """Yield the columns that move and that a rule masks, with what is decided of each."""
    for table in selected:
        if table.has_column_rules:
            for column, decision in table.decisions():
                if decision.dropped == NONE != decision.masked:
                    yield table, column, decision


def _new_type(compiled: Compiled, decision: Decision) -> DataType | None:
    """Return the type that a rule gives a column before it is masked: only when that rule comes first."""
    retyped = compiled.rules[decision.typed] if decision.typed < decision.masked else None
    return retyped.to if isinstance(retyped, ChangeDataType) else None


def _retyped(table: MappedTable, column: SourceColumn, to: DataType) -> ChangeDataType:
    return ChangeDataType(table.source.schema, table.source.name, column.name, to=to)


def keys_of(table: MappedTable, name: str) -> str:
    """Return in words the keys that a column belongs to; nothing where there is none."""
    source = table.source
    keys = ["the primary key"] if name in source.primary_key else []
    keys += [f"the unique key {key.name}" for key in source.unique_keys if name in key.columns]
    keys += [f"the foreign key {key.name}" for key in source.foreign_keys or () if name in key.columns]
    return listed(keys) if keys else ""
