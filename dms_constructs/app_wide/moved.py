"""Which tables a plan surely moves, and what they are called on both sides: by a catalog, or else by its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.mappings.rules.patterns import ANY, is_exact
from dms_constructs.mappings.rules.selection import Included
from dms_constructs.settings import TargetTablePrepMode
from dms_constructs.task_plan import TaskPlan

__all__ = ["Moved", "Name", "Writing", "schemas_of"]

Name = tuple[str, str]
"""Schema and table."""

# What stands for the `%` of a pattern: a name that no rule is about, in the letter case that most names have. What
# stands for `_` is itself: most who write it mean a name that has one.
_ANY_NAME = "zqx"


class Moved(NamedTuple):
    """A table that is moved: one that exists, or one that stands for those of a pattern."""

    source: Name
    target: Name
    is_filtered: bool
    """Whether only some of its rows are."""


class Writing:
    """What a plan writes. Each question is answered once."""

    def __init__(self, plan: TaskPlan) -> None:
        self.plan = plan
        self._moved: dict[Name, Moved | None] = {}
        self._own: tuple[Moved, ...] | None = None
        self._written: dict[Name, str] = {}

    @property
    def own(self) -> tuple[Moved, ...]:
        """The tables of its catalog that it moves or, without one, a table for each rule that includes some."""
        if self._own is None:
            if self.plan.evaluation is not None:
                names = [(table.source.schema, table.source.name) for table in self.plan.evaluation.selected]
            else:
                names = list(dict.fromkeys(self._of_rules()))
            found = self.of(names)
            self._own = tuple(found[name] for name in names if name in found)
        return self._own

    def of(self, names: Iterable[Name]) -> Mapping[Name, Moved]:
        """Return those of these tables that it moves, where it is known what they are called on the target."""
        names = list(names)
        missing = [name for name in dict.fromkeys(names) if name not in self._moved]
        if missing and self.plan.table_mappings is not None:
            self._evaluate(missing)
        return {name: moved for name in names if (moved := self._moved.get(name)) is not None}

    def is_exact(self, name: Name) -> bool:
        """Whether a table of its own is one that is named; others stand for those of a pattern."""
        return self.plan.evaluation is not None or ANY not in self._written.get(name, "")

    def shown(self, name: Name) -> str:
        """Return a table as it is known: by its name, or by the pattern that it stands for."""
        return self._written.get(name, ".".join(name))

    def _of_rules(self) -> Iterable[Name]:
        mappings = self.plan.table_mappings
        for rule in mappings.rules if mappings is not None else ():
            if isinstance(rule, Included) and rule.table_type is not TableType.VIEW:
                name = (_standing_for(rule.schema), _standing_for(rule.table))
                self._written.setdefault(name, f"{rule.schema}.{rule.table}")
                yield name

    def _evaluate(self, names: list[Name]) -> None:
        plan = self.plan
        settings, mappings = plan.task_settings, plan.table_mappings
        schema = plan.target_schema or (settings.target_schema if settings is not None else None)
        only = self.only_database
        evaluated = plan.evaluation
        tables = evaluated.tables if evaluated is not None else ()
        known = {(table.source.schema, table.source.name): table for table in tables}
        missing = [SourceTable(*name) for name in names if name not in known]
        if missing and mappings is not None:
            more = mappings.evaluate(Catalog(*missing), target_schema=schema)
            known |= {(table.source.schema, table.source.name): table for table in more.tables}
        for name in names:
            table = known[name]
            target = only or table.target_schema
            is_named = table.is_selected and target is not None and table.target_name is not None
            self._moved[name] = (
                Moved(name, (str(target), str(table.target_name)), bool(table.filters)) if is_named else None
            )

    @property
    def only_database(self) -> str | None:
        """The database that a MySQL target puts every table into, where it has one."""
        target = self.plan.target
        said = target.setting("TargetDbType")
        if getattr(said, "value", said) != "specific-database" or target.database is None:
            return None
        return target.database.database

    @property
    def loads(self) -> bool:
        """Whether it loads what the tables have."""
        return self.plan.migration_type is not None and self.plan.migration_type.has_full_load and not self._only_reads

    @property
    def changes(self) -> bool:
        """Whether it replicates changes."""
        return self.plan.migration_type is not None and self.plan.migration_type.has_cdc and not self._only_reads

    @property
    def _only_reads(self) -> bool:
        return self._said("ValidationSettings.ValidationOnly") is True

    @property
    def wipes(self) -> str | None:
        """What it does to tables that are there before it loads them: `drop` or `empty`; None when it leaves them."""
        return _WIPES.get(str(self._said("FullLoadSettings.TargetTablePrepMode"))) if self.loads else None

    @property
    def prevents_loops(self) -> bool:
        """Whether it leaves out changes that came from the other side."""
        return self._said("LoopbackPreventionSettings.EnableLoopbackPrevention") is True

    def _said(self, key: str) -> object:
        return self.plan.task_settings.values.get(key) if self.plan.task_settings is not None else None


_WIPES = {
    TargetTablePrepMode.DROP_AND_CREATE.value: "drop",
    TargetTablePrepMode.TRUNCATE_BEFORE_LOAD.value: "empty",
}


def _standing_for(pattern: str) -> str:
    return pattern.replace(ANY, _ANY_NAME)


def schemas_of(plan: TaskPlan) -> set[str] | None:
    """Return the schemas of which a plan selects tables; None where a pattern says which."""
    schemas = {
        rule.schema
        for rule in (plan.table_mappings.rules if plan.table_mappings is not None else ())
        if isinstance(rule, Included)
    }
    return schemas if all(is_exact(schema) for schema in schemas) else None
