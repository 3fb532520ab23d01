"""Table settings: how single tables are loaded."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import _checks, facts
from dms_constructs._code import as_code
from dms_constructs.engines import EngineName, known
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules.parallel_load import (
    NoSegments,
    PartitionsAuto,
    PartitionsList,
    SubpartitionsAuto,
    segments_from_body,
)
from dms_constructs.mappings.rules.ranges import Ranges
from dms_constructs.mappings.rules.rule import Rule, TaskContext, check_exact, check_name
from dms_constructs.mappings.rules.segments import Segments
from dms_constructs.mappings.rules.words import plain_value, shown, with_values
from dms_constructs.migration_type import MigrationType

__all__ = ["LobMode", "TableLobs", "TableSettings"]

T = TypeVar("T", bound="TableSettings")


class LobMode(enum.Enum):
    """
    How the large objects of one table are moved.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Tablesettings.
    """

    LIMITED = "limited"
    UNLIMITED = "unlimited"
    NONE = "none"


@dataclass(frozen=True, slots=True, repr=False)
class TableLobs:
    """
    How the large objects of one table are moved: `TableLobs(LobMode.LIMITED, bulk_max_size_kb=64)`.

    Limited cuts off what is larger; unlimited moves every object whole, which is slow; none leaves it to the task
    settings. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Tablesettings.

    Args:
        mode: How. Default: what DMS takes, `LobMode.LIMITED`.
        bulk_max_size_kb: The size in KB up to which objects travel with their row. DMS works with three bytes for one,
            so give three times the size of the largest object. Above 0 for limited; 0, or nothing, for unlimited:
            other sizes work with Db2 and SAP ASE only.

    Raises:
        ConfigurationError: `DMS-M039` for a mode that DMS does not know, or a size that the mode does not have.
    """

    mode: LobMode | None = None
    bulk_max_size_kb: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.mode, LobMode | None):
            allowed = ", ".join(map(as_code, LobMode))
            member = _checks.meant(self.mode, LobMode)
            raise ConfigurationError(
                "DMS-M039",
                f"mode must be one of {allowed}, got {shown(self.mode)}"
                + (f"; write {as_code(member)}" if member is not None else ""),
                given=self.mode,
            )
        minimum = 1 if self.mode in {None, LobMode.LIMITED} else 0
        if minimum and self.bulk_max_size_kb is None:
            raise ConfigurationError(
                "DMS-M039",
                f"{shown(self)}: bulk_max_size_kb must be given for limited; write "
                "dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=64), with three times the size of the largest "
                "object in KB",
                given=None,
            )
        _checks.in_range("DMS-M039", "bulk_max_size_kb", self.bulk_max_size_kb, minimum, None, unit="KB")

    def body(self) -> dict[str, str]:
        """Return it as DMS wants it."""
        body = {}
        if self.mode is not None:
            body["mode"] = self.mode.value
        if self.bulk_max_size_kb is not None:
            body["bulk-max-size"] = str(self.bulk_max_size_kb)  # a string in every example of the guide
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> TableLobs:
        """Return what a body stands for; what it does not know is left out."""
        mode, size = body.get("mode"), body.get("bulk-max-size")
        known = [member.value for member in LobMode]
        if mode is not None and mode not in known:
            raise ConfigurationError(
                "DMS-M039", f"the mode of lob-settings must be one of {', '.join(known)}, got {shown(mode)}", given=mode
            )
        return cls(LobMode(mode) if mode is not None else None, bulk_max_size_kb=plain_value(size))

    def describe(self) -> str:
        """Say in plain words how large objects are moved."""
        if self.mode is LobMode.NONE:
            return "move its large objects as the task settings say"
        if self.mode is LobMode.UNLIMITED:
            inline = f", those up to {self.bulk_max_size_kb} KB with their row" if self.bulk_max_size_kb else ""
            return f"move its large objects whole{inline}"
        return f"cut its large objects off at {self.bulk_max_size_kb} KB"

    def __repr__(self) -> str:
        given = [as_code(self.mode)] if self.mode is not None else []
        given += [f"bulk_max_size_kb={self.bulk_max_size_kb}"] if self.bulk_max_size_kb is not None else []
        return f"dms.TableLobs({', '.join(given)})"


@dataclass(frozen=True, slots=True, repr=False)
class TableSettings(Rule):
    """
    Load one table in parallel, or move its large objects in a way of its own.

    `TableSettings("shop", "orders", parallel_load=Ranges.even("id", 1, 40_000_000, 8))`. Source: the DMS User Guide,
    page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Tablesettings.

    Args:
        schema: The schema's exact name.
        table: The table's exact name.
        parallel_load: How it is cut into parts. Default: not at all.
        lobs: How its large objects are moved. Default: as the task settings say.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M011` for a pattern, `DMS-M040` when it sets nothing or
            something of the wrong type.
    """

    KIND = ("table-settings", None, None)

    schema: str
    table: str
    parallel_load: Segments | None = field(default=None, kw_only=True)
    lobs: TableLobs | None = field(default=None, kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        for what in ("schema", "table"):
            check_name(self, what, getattr(self, what))
            check_exact(self, what, getattr(self, what), "DMS has table settings for single tables only")
        if not isinstance(self.parallel_load, Segments | None):
            self._refuse(
                "DMS-M040",
                f'parallel_load must be one of dms.PartitionsAuto(), dms.Ranges(["id"], [[1000]]) and so on, got '
                f"{shown(self.parallel_load)}{_meant(self.parallel_load)}",
                self.parallel_load,
            )
        if not isinstance(self.lobs, TableLobs | None):
            self._refuse(
                "DMS-M040",
                f"lobs must be dms.TableLobs(dms.LobMode.LIMITED, bulk_max_size_kb=64), got {shown(self.lobs)}",
                self.lobs,
            )
        if self.parallel_load is None and self.lobs is None:
            self._refuse(
                "DMS-M040",
                "it sets nothing; give parallel_load, such as dms.PartitionsAuto(), or lobs, or remove it",
                None,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        locator = {"schema-name": self.schema, "table-name": self.table}
        body: dict[str, Any] = {"rule-type": "table-settings", "object-locator": locator}
        if self.parallel_load is not None:
            body["parallel-load"] = self.parallel_load.body()
        if self.lobs is not None:
            body["lob-settings"] = self.lobs.body()
        return body

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **ids: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        locator = body["object-locator"]
        for key in ("parallel-load", "lob-settings"):
            if not isinstance(body.get(key, {}), Mapping):
                raise ConfigurationError(
                    "DMS-M040", f"{key} must be an object, got {shown(body[key])}", given=body[key]
                )
        return cls(
            locator["schema-name"],
            locator["table-name"],
            parallel_load=segments_from_body(body["parallel-load"]) if "parallel-load" in body else None,
            lobs=TableLobs.from_body(body["lob-settings"]) if "lob-settings" in body else None,
            **ids,
        )

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        parts = [part.describe() for part in (self.parallel_load, self.lobs) if part is not None]
        return f"for table {self.table} of schema {self.schema}: {' and '.join(parts)}"

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = Rule.findings(self)
        load = self.parallel_load
        if not isinstance(load, Ranges):
            return findings
        if load.impossible_dates:
            findings = (
                *findings,
                Finding(
                    "mappings.impossibleDate",
                    f"{shown(self)}: {', '.join(load.impossible_dates)} has the form of a date, but no calendar has it",
                    fix="correct it: dates are YYYY-MM-DD, and times YYYY-MM-DD HH:MM:SS.SSS",
                ),
            )
        rising = load.rising()
        if rising is not load:
            findings = (
                *findings,
                Finding(
                    "mappings.boundariesNotRising",
                    f"{shown(self)}: each boundary is the upper end of a part, so they must rise; read as numbers, "
                    "dates or letters they don't, and rows are loaded twice or not at all",
                    fix=f"write {shown(with_values(self, parallel_load=rising))}",
                ),
            )
        return findings

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task, or raise when the source can't do it."""
        findings: list[Finding] = []
        cut = self.parallel_load is not None and not isinstance(self.parallel_load, NoSegments)
        if cut and task.migration_type is MigrationType.CDC:
            fix = "remove the rule" if self.lobs is None else f"write {shown(with_values(self, parallel_load=None))}"
            findings.append(
                Finding(
                    "mappings.parallelLoadWithoutLoad",
                    f"{shown(self)}: the task loads nothing, so parallel_load has no effect",
                    fix=fix,
                )
            )
        if task.source_engine is not None:
            self._check_source(task.source_engine)
        if self.lobs is not None and self.lobs.mode is LobMode.UNLIMITED and self.lobs.bulk_max_size_kb:
            sources = facts.table_mappings()["table_settings"]["lob_combination"]["value"]
            if task.source_engine is not None and task.source_engine.value not in sources:
                whole = with_values(self, lobs=TableLobs(LobMode.UNLIMITED, bulk_max_size_kb=0))
                findings.append(
                    Finding(
                        "mappings.lobSizeIgnored",
                        f"{shown(self)}: unlimited with a size above 0 works for {' and '.join(sources)} only, and the "
                        f"source is {task.source_engine.value}",
                        fix=f"write {shown(whole)}",
                    )
                )
        return tuple(findings)

    def _check_source(self, source: EngineName) -> None:
        load, grammar = self.parallel_load, facts.table_mappings()["table_settings"]
        names = known(source.record.documented_as)
        if names is None:
            return
        allowed = next((grammar["by_source"][name] for name in names if name in grammar["by_source"]), None)
        if load is not None and allowed and allowed["verified"] and load.TYPE not in {*allowed["value"], "none"}:
            self._refuse(
                "DMS-M041",
                f"{source.value} sources have parallel load by {' or '.join(allowed['value'])} only, got {load.TYPE}; "
                f"write parallel_load={' or '.join(_EXAMPLES[way] for way in allowed['value'])}",
                load,
            )
        uses_subpartitions = isinstance(load, SubpartitionsAuto) or (
            isinstance(load, PartitionsList) and bool(load.subpartitions)
        )
        if uses_subpartitions and set(names).isdisjoint(grammar["subpartitions"]["value"]):
            self._refuse(
                "DMS-M041",
                f"only Oracle has subpartitions, and the source is {source.value}; write "
                f"parallel_load={_EXAMPLES[PartitionsAuto.TYPE]}",
                load,
            )
        if isinstance(load, PartitionsAuto) and load.is_for_documents and source.record.protocol != "mongodb":
            self._refuse(
                "DMS-M041",
                f"dms.PartitionsAuto() takes no options for {source.value} sources; they are for MongoDB and "
                "DocumentDB",
                load,
            )


_EXAMPLES: dict[str, str] = {
    PartitionsAuto.TYPE: "dms.PartitionsAuto()",
    SubpartitionsAuto.TYPE: "dms.SubpartitionsAuto()",
    PartitionsList.TYPE: 'dms.PartitionsList(["p2026"])',
    Ranges.TYPE: 'dms.Ranges(["id"], [[1000], [2000]])',
}
"""How each way to load in parallel is written, by DMS's word for it."""


def _meant(given: object) -> str:
    """Say how a way to load is written, where its class or DMS's word for it was given, and it needs nothing more."""
    ways: list[type[NoSegments | PartitionsAuto | SubpartitionsAuto]] = [NoSegments, PartitionsAuto, SubpartitionsAuto]
    way = next((way for way in ways if given in (way, way.TYPE)), None)
    return f"; write parallel_load={as_code(way())}" if way is not None else ""
