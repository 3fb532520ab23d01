"""How large objects should move, by their measured sizes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs._checks import is_a
from dms_constructs._code import as_code
from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.table_settings import LobMode, TableLobs, TableSettings
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.settings import FullLobs, InlineLobs, LimitedLobs, Lobs, NoLobs, TaskSettings
from dms_constructs.sizing._checks import how_to_measure, shown
from dms_constructs.sizing._measured import Measured, moved, not_known, typical_kb
from dms_constructs.sizing._profile import limited_lob_kb, lob_mode
from dms_constructs.sizing._undecided import said_of

__all__ = ["LobAdvice", "advise_lobs"]

_BYTES_FOR_ONE = 3  # how DMS counts the sizes of lob-settings; see TableLobs

_LONGEST = "the longest of each column (dms.SourceColumn(..., max_bytes=...))"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LobAdvice:
    """
    How large objects should move: `print(advise_lobs(catalog))`.

    Made by `advise_lobs`.

    Attributes:
        lobs: The mode of the task: `TaskSettings(lobs=advice.lobs)`.
        reason: Why, with the numbers.
        rules: Table settings for tables that differ: `mappings + TableMappings(*advice.rules)`, or as more rules of the
            mappings.
        reasons: Why each of these, in their order.
        without_key: Tables with large objects and neither a primary nor a unique key, of which DMS does not move the
            objects. A deferrable key does not count.
        not_measured: Tables with large objects of unknown size, on which the advice does not rest.
        types_not_known: Columns of unknown type, and tables of unknown columns: whether they hold large objects is not
            known, and the advice does not rest on them.
        without_rule: Tables that differ too, and whose names have a wildcard, so no rule can be about them alone.
    """

    lobs: Lobs
    reason: str
    rules: tuple[TableSettings, ...] = ()
    reasons: tuple[str, ...] = ()
    without_key: tuple[str, ...] = ()
    not_measured: tuple[str, ...] = ()
    types_not_known: tuple[str, ...] = ()
    without_rule: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, each with its fix."""
        found = []
        if self.without_key:
            found.append(
                Finding(
                    "mappings.lobsWithoutKey",
                    f"{_listed(self.without_key)}: large objects in tables without a primary or unique key, which DMS "
                    "does not move",
                    fix="give the tables a key, or leave these columns out with dms.RemoveColumns(schema, table, "
                    "column)",
                )
            )
        if self.not_measured:
            found.append(
                Finding(
                    "sizing.lobsNotMeasured",
                    f"{_listed(self.not_measured)}: large objects of unknown size, on which the advice does not rest",
                    fix="measure the server with 'dms-constructs catalog URL --sizes', as a user who may read these "
                    "tables",
                )
            )
        if self.types_not_known:
            found.append(
                Finding(
                    "sizing.lobTypesNotKnown",
                    f"{_listed(self.types_not_known)}: columns of unknown type, on which the advice does not rest",
                    fix="give the catalog its engine and the columns their types, or say so yourself: "
                    "dms.SourceColumn(name, lob=True), or lob=False",
                )
            )
        if self.without_rule:
            schema, _, table = self.without_rule[0].partition(".")
            found.append(
                Finding(
                    "sizing.lobsWithoutRule",
                    f"{_listed(self.without_rule)}: large objects that differ from most, and a % in the name, so no "
                    "table settings can be about this table alone",
                    fix="move it with a task of its own and size that by its mappings, "
                    f"dms.advise_lobs(catalog, dms.TableMappings(dms.Include({schema!r}, {table!r})))",
                )
            )
        return tuple(found)

    def explain(self) -> str:
        """Return it as prose."""
        lines = [f"Large objects: {as_code(self.lobs)}, because {self.reason}."]
        lines += [f"  {rule!r}: {reason}" for rule, reason in zip(self.rules, self.reasons, strict=True)]
        lines += [f"  {finding} [{finding.id}]" for finding in self.findings]
        return "\n".join(lines)

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        lines = ["### Large objects", "", f"`{as_code(self.lobs)}`, because {escaped(self.reason)}.", ""]
        if self.rules:
            lines += ["| table | rule | because |", "| --- | --- | --- |"]
            lines += [
                f"| {escaped(f'{rule.schema}.{rule.table}')} | `{as_code(rule.lobs)}` | {escaped(reason)} |"
                for rule, reason in zip(self.rules, self.reasons, strict=True)
            ]
            lines.append("")
        lines += [f"- {escaped(str(finding))} `{finding.id}`" for finding in self.findings]
        return "\n".join(lines).rstrip() + "\n"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return {
            "settings": {"TargetMetadata": TaskSettings(lobs=self.lobs).to_dict()["TargetMetadata"]},
            "reason": self.reason,
            "rules": [
                {"rule": rule.body(), "reason": reason} for rule, reason in zip(self.rules, self.reasons, strict=True)
            ],
            "without_key": list(self.without_key),
            "not_measured": list(self.not_measured),
            "types_not_known": list(self.types_not_known),
            "without_rule": list(self.without_rule),
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def __str__(self) -> str:
        return self.explain()

    def __repr__(self) -> str:
        return f"<LobAdvice: {as_code(self.lobs)}, {len(self.rules)} exceptions>"


def advise_lobs(catalog: Catalog, mappings: TableMappings | Evaluation | None = None) -> LobAdvice:
    """
    Say how large objects should move, by the sizes that the catalog has of them.

    The task's mode follows from the longest object and the average of all: limited when the longest is small, inline
    when most are small, else full. In a task with full LOBs, a table whose objects are all small gets limited ones by a
    rule of its own; in a task with inline LOBs, a table whose objects are mostly large gets unlimited ones.

    Sizes are as DMS counts them for its limits: of PostgreSQL's text, which it reads as NCLOB, two bytes for each byte
    that was measured. That is the most that a text can have in double-byte characters.

    Source: the DMS User Guide, pages CHAP_Tasks.LOBSupport and CHAP_Source.PostgreSQL.

    Args:
        catalog: The catalog, measured.
        mappings: What the task selects, or what became of it with this catalog. Default: every table that is not a
            system table.

    Raises:
        ConfigurationError: `DMS-Z003` when large objects were not measured, or when there are none among the types that
            are known and some are not known, `DMS-Z004` for a value of the wrong type, `DMS-Z005` when there is no
            table to move.
    """
    is_a("DMS-Z004", "catalog", catalog or "", Catalog, "dms.Catalog.from_json(text)")
    tables = moved(catalog, mappings)
    having = [each for each in tables if each.lobs]
    unknown = not_known(tables)
    without_key = tuple(str(each.table) for each in having if not each.table.has_primary_or_unique_key)
    if not having and unknown:
        # With NoLobs(), DMS would leave out what turns out to be one.
        first = unknown[0]
        raise ConfigurationError(
            "DMS-Z003",
            f"{said_of(unknown)}, as {first.why(catalog.engine)}; {first.fix(catalog.engine)}",
            given=first.column,
        )
    if not having:
        return LobAdvice(lobs=NoLobs(), reason="no table has any")
    known = [(each, size) for each in having if (size := each.largest_kb) is not None]
    not_measured = tuple(str(each.table) for each in having if each.largest_kb is None and each.table.rows != 0)
    if not known and not_measured:
        raise ConfigurationError(
            "DMS-Z003",
            f"the catalog has no sizes of large objects, such as those of {not_measured[0]}: "
            f"{how_to_measure(catalog.engine, _LONGEST)}",
        )
    largest = max((size for _, size in known), default=0)
    lobs = lob_mode(max(1, largest), typical_kb(having))
    exceptions, without_rule = _exceptions(known, lobs)
    return LobAdvice(
        lobs=lobs,
        reason=_reason(known, typical_kb(having), lobs),
        rules=tuple(rule for rule, _ in exceptions),
        reasons=tuple(reason for _, reason in exceptions),
        without_key=without_key,
        not_measured=not_measured,
        types_not_known=tuple(map(str, unknown)),
        without_rule=tuple(without_rule),
    )


def _reason(known: Sequence[tuple[Measured, int]], typical: int | None, lobs: Lobs) -> str:
    if not known:
        return "all tables with large objects are empty"
    table, largest = max(known, key=lambda each: each[1])
    average = f", and {shown(typical)} KB is the average" if typical is not None else ", and the average is not known"
    text = f"the longest has {shown(largest)} KB (in {table.table}){average}"
    if any(each.counts_double for each, _ in known):
        text += ", where DMS counts two bytes for one of PostgreSQL's text"
    if isinstance(lobs, LimitedLobs):
        return f"{text}; up to {limited_lob_kb()} KB all travel with their rows at full speed"
    if isinstance(lobs, InlineLobs):
        return f"{text}: most travel with their rows, and the few longer ones piece by piece"
    return f"{text}: most are too long to travel with their rows"


def _exceptions(known: Iterable[tuple[Measured, int]], lobs: Lobs) -> tuple[list[tuple[TableSettings, str]], list[str]]:
    """Return the rules for tables that differ, with the reasons, and the tables that can't have the rule they need."""
    found: list[tuple[TableSettings, str]] = []
    without_rule: list[str] = []
    for each, largest in known:
        differs = _differs(each, largest, lobs)
        if differs is None:
            continue
        if ANY in each.table.schema or ANY in each.table.name:
            without_rule.append(str(each.table))  # in a rule it would be a wildcard
            continue
        settings, reason = differs
        found.append((TableSettings(each.table.schema, each.table.name, lobs=settings), reason))
    return found, without_rule


def _differs(each: Measured, largest: int, lobs: Lobs) -> tuple[TableLobs, str] | None:
    if isinstance(lobs, FullLobs) and largest <= limited_lob_kb():
        limited = TableLobs(LobMode.LIMITED, bulk_max_size_kb=max(1, largest) * _BYTES_FOR_ONE)
        reason = f"none of its large objects is longer than {shown(largest)} KB, so all travel with their rows"
        return limited, f"{reason}; the limit is {_BYTES_FOR_ONE} times that, as DMS counts"
    if isinstance(lobs, InlineLobs) and (each.typical_kb or 0) > lobs.inline_max_size_kb:
        average = shown(each.typical_kb or 0)
        return (
            TableLobs(LobMode.UNLIMITED),
            f"its large objects have {average} KB on average, so most are too long to travel with their rows",
        )
    return None


def _listed(names: Sequence[str]) -> str:
    most = 5
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest
