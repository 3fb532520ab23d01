"""Settings checked against what is known of a task: its type, its engines, its tables."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any

from dms_constructs._checks import is_a
from dms_constructs._code import as_code
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._context import findings_for, findings_of_rules, findings_of_tables, moved
from dms_constructs.settings._document import Document, Values
from dms_constructs.settings._doubts import Doubt, doubts
from dms_constructs.settings._findings import findings
from dms_constructs.settings._rules import problems, problems_for, problems_of_tasks
from dms_constructs.settings._targets import takes_batches
from dms_constructs.settings.control_tables import ControlTables

if TYPE_CHECKING:
    from dms_constructs.catalog import Catalog
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable
    from dms_constructs.mappings.rules.rule import Rule
    from dms_constructs.mappings.table_mappings import TableMappings

__all__ = ["CONTROL_TABLES", "Checks"]

CONTROL_TABLES = ControlTables.all()
"""What settings say of control tables where nobody says anything; it is frozen, and all settings share it."""

_OWN = frozenset(CONTROL_TABLES.said)


class Checks:
    """What there is to say of settings: warnings, doubts, and errors in the task that uses them."""

    __slots__ = ()

    control_tables: ControlTables | None
    target_schema: str | None
    _values: Values
    _rest: Document
    _waived: frozenset[str]
    _checked: dict[tuple[Any, ...], tuple[Finding, ...]]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The warnings for tasks of any type; `check` knows the type and gives those of one task."""
        return self._findings(None)

    def _findings(
        self, migration_type: MigrationType | None, target_engine: EngineName | None = None
    ) -> tuple[Finding, ...]:
        in_batches = takes_batches(target_engine)
        found = [*findings(self._values, self._rest, migration_type, in_batches=in_batches)]
        if self._waived:
            found += [problem.finding() for problem in problems(self._values)]
        if migration_type is None:
            found += [problem.finding() for problem in problems_of_tasks(self._values)]
        return tuple(found)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """
        What is legal but worth a thought: rows lost, tables dropped.

        For what is not set, that goes by the default that AWS publishes. Unlike `findings` these are not warnings: most
        tasks have some. Each says in what types of tasks it can be true.
        """
        return tuple(doubts(self._values))

    def check(
        self,
        *,
        migration_type: MigrationType,
        source_engine: EngineName | None = None,
        target_engine: EngineName | None = None,
        table_mappings: TableMappings | None = None,
        catalog: Catalog | None = None,
    ) -> tuple[Finding, ...]:
        """
        Check the settings against the task that uses them.

        Args:
            migration_type: The task's type.
            source_engine: The source's engine, or None when it is not known.
            target_engine: The target's engine, or None when it is not known.
            table_mappings: What the task moves. Default: not known.
            catalog: What the source has, to look at the tables that the mappings select. Default: not known.

        Returns:
            The warnings for this task.

        Raises:
            ConfigurationError: `DMS-S005` for an argument of the wrong type, `DMS-S019`, `DMS-S023`, `DMS-S030` or
                `DMS-S031` when such a task cannot have these settings, `DMS-D007` for a catalog of another kind of
                database than the source.
        """
        if not isinstance(migration_type, MigrationType):
            raise ConfigurationError(
                "DMS-S005",
                f"migration_type must be one of {', '.join(map(as_code, MigrationType))}, got {migration_type!r}",
                given=migration_type,
            )
        is_a("DMS-S005", "source_engine", source_engine, EngineName, "dms.EngineName.MYSQL")
        is_a("DMS-S005", "target_engine", target_engine, EngineName, "dms.EngineName.MYSQL")
        context = (migration_type, source_engine, target_engine)
        found = self._checked.get(context)
        if found is None:
            found = self._checked[context] = self._check(*context)
        if table_mappings is None:
            return found
        rules, tables = moved(table_mappings, catalog, self.target_schema)
        if catalog is not None:
            catalog.check_source(source_engine)
        engine = catalog.engine if catalog is not None and catalog.engine is not None else source_engine
        unseen = catalog.unseen if catalog is not None else frozenset()
        return found + self.findings_of(migration_type, rules, tables, engine, target_engine, unseen=unseen)

    def findings_of(
        self,
        migration_type: MigrationType,
        rules: Iterable[Rule],
        tables: Iterable[MappedTable],
        source_engine: EngineName | None,
        target_engine: EngineName | None,
        *,
        unseen: Container[str] = (),
    ) -> tuple[Finding, ...]:
        """Return the findings about the rules of a mapping, and about the tables that it selects."""
        return (
            *findings_of_rules(self._values, migration_type, [rule.known() or rule for rule in rules], target_engine),
            *findings_of_tables(self._values, migration_type, tables, source_engine, target_engine, unseen=unseen),
        )

    def _check(
        self, migration_type: MigrationType, source_engine: EngineName | None, target_engine: EngineName | None
    ) -> tuple[Finding, ...]:
        passed_over = []
        for problem in problems_for(self._values, migration_type):
            if self._waived.isdisjoint(problem.keys):
                raise problem.error()
            passed_over.append(problem.finding())
        # What this library chose is not worth a warning: it is there whatever the task is.
        same = self.control_tables is CONTROL_TABLES or self.control_tables == CONTROL_TABLES
        own = _OWN if same else frozenset()
        return (
            *self._findings(migration_type, target_engine),
            *passed_over,
            *findings_for(self._values, own, migration_type, source_engine, target_engine),
        )
