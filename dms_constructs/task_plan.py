"""A task plan: everything a task is told, as one value that is evaluated once."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dms_constructs._checks import is_a
from dms_constructs._code import call
from dms_constructs._plan_arguments import check_cdc, check_changes, check_document, check_facts, start_meant_by
from dms_constructs.catalog import Catalog
from dms_constructs.cdc import CdcStart, CdcStop
from dms_constructs.databases.server_facts import ServerFacts
from dms_constructs.endpoint_facts import (
    EndpointFacts,
    possible_at,
    possible_from,
)
from dms_constructs.engine_needs import check_needs
from dms_constructs.engines import EndpointType
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved
from dms_constructs.mappings.checks.collector import grouped
from dms_constructs.mappings.checks.merging import merged_schemas
from dms_constructs.mappings.checks.table_names import alike, meeting
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.task_checks.parts import TaskParts
from dms_constructs.task_checks.servers import check_pair
from dms_constructs.task_checks.whole_task import findings_of_task

if TYPE_CHECKING:
    # Imported where they are used: plans of documents have no settings, those of most apps no catalog, and loading
    # these takes as long as the rest.
    from dms_constructs.graph_mappings import GremlinMapping, R2rmlMapping
    from dms_constructs.mappings.evaluation import Evaluation
    from dms_constructs.settings import TaskSettings
    from dms_constructs.sizing.memory import TaskMemory
    from dms_constructs.sizing.workload import Workload

__all__ = ["TaskPlan"]

_CASCADES = "mappings.cascadesNotLogged"
_IN_CASE = "mappings.namesDifferInCaseOnly"
_NONE = (None, None)
# Without a catalog, tables count with one LOB column each.
_ASSUMED_LOB_COLUMNS = 1


# Not frozen with slots: what is worked out once is kept in the instance.
@dataclass(frozen=True, kw_only=True)
class TaskPlan:
    """
    What a task moves, from where to where, and how: `ReplicationTask` renders one, the command line reads one.

    Made in Python, it is complete. Read from a document, parts can be unknown; checks that depend on them are skipped.

    Args:
        migration_type: What it moves; None when that is not known.
        source: What is known of the endpoint that it reads.
        target: What is known of the endpoint that it writes.
        table_mappings: Which tables, and what becomes of them; None when that is not known.
        task_settings: How; None when that is not known.
        cdc_start: Where changes start, with `MigrationType.CDC`. Default: where the log is when the task first starts.
        cdc_stop: When the task stops by itself. Default: never.
        target_schema: The schema of tables that no rule gives another, where it is known and the settings are not.
            Default: the settings' own.
        source_catalog: What the source has. Default: not known.
        target_catalog: What the target has, to check the tables that stay there. Default: not known.
        mappings_in_template: Whether the table mappings must fit into a template.
        engine_version: The DMS version that runs it, such as `3.6.1`. Default: not known.
        task_data: How rows become a graph, with Neptune as target. Default: none, or not known.

    Raises:
        ConfigurationError: `DMS-T005` for an endpoint on the wrong side, or for what is not `EndpointFacts`,
            `DMS-T006` for a start or stop that the migration type does not have, `DMS-T008` for a value of the
            wrong type, `DMS-Q003` for a target that DMS does not write from this source, `DMS-Q020` for changes of an
            engine that is for full loads only, and what `CdcStart` refuses for the source.
    """

    migration_type: MigrationType | None
    source: EndpointFacts
    target: EndpointFacts
    table_mappings: TableMappings | None
    task_settings: TaskSettings | None
    cdc_start: CdcStart | None = None
    cdc_stop: CdcStop | None = None
    target_schema: str | None = None
    source_catalog: Catalog | None = field(default=None, repr=False)
    target_catalog: Catalog | None = field(default=None, repr=False)
    mappings_in_template: bool = field(default=True, repr=False)
    engine_version: str | None = None
    task_data: GremlinMapping | R2rmlMapping | None = None

    def __post_init__(self) -> None:
        is_a("DMS-T008", "migration_type", self.migration_type, MigrationType, "dms.MigrationType.FULL_LOAD_AND_CDC")
        check_document("table_mappings", self.table_mappings, TableMappings, "dms.TableMappings(dms.Include('shop'))")
        if self.task_settings is not None:
            from dms_constructs.settings.task_settings import TaskSettings, part_for  # noqa: PLC0415  # see above

            if not isinstance(self.task_settings, TaskSettings):
                part = part_for(self.task_settings)
                said = {} if part is None else {part: self.task_settings}
                example = call("dms.TaskSettings", **said)
                check_document("task_settings", self.task_settings, TaskSettings, example)
        if self.cdc_start is not None:
            is_a("DMS-T008", "cdc_start", self.cdc_start, CdcStart, start_meant_by(self.cdc_start))
        is_a("DMS-T008", "cdc_stop", self.cdc_stop, CdcStop, "dms.CdcStop.at_server_time(datetime(...))")
        in_template = self.mappings_in_template
        is_a("DMS-T008", "mappings_in_template", in_template, bool, "mappings_in_template=False")
        is_a("DMS-T008", "target_schema", self.target_schema, str, "target_schema='shop'")
        is_a("DMS-T008", "engine_version", self.engine_version, str, "engine_version='3.6.1'")
        for name, catalog in (("source_catalog", self.source_catalog), ("target_catalog", self.target_catalog)):
            check_document(name, catalog, Catalog, "dms.Catalog.from_json(text)")
        for name, endpoint, side in (
            ("source", self.source, EndpointType.SOURCE),
            ("target", self.target, EndpointType.TARGET),
        ):
            check_facts(name, endpoint, side)
        if self.task_data is not None:
            from dms_constructs.task_checks.graphs import check_task_data  # noqa: PLC0415  # see above

            check_task_data(self.task_data)
        check_pair(self.source, self.target)
        if self.migration_type is not None:
            check_changes(self.migration_type, self.source, self.target)
            check_cdc(self.migration_type, self.source, self.cdc_start, self.cdc_stop)

    @functools.cached_property
    def evaluation(self) -> Evaluation | None:
        """What becomes of each table of the source; None without the source's catalog or table mappings."""
        if self.source_catalog is None or self.table_mappings is None:
            return None
        evaluation = self.table_mappings.evaluate(
            self.source_catalog,
            target_schema=self._target_schema,
            migration_type=self.migration_type,
            source_engine=self.source.engine_name,
            target_engine=self.target.engine_name,
        )
        evaluation.keep(functools.partial(self._possible, evaluation))
        return evaluation

    @functools.cached_property
    def mapping_findings(self) -> tuple[Finding, ...]:
        """
        The findings about the table mappings.

        Raises:
            ConfigurationError: What `TableMappings.check` refuses.
        """
        if self.table_mappings is None:
            return ()
        in_one_database = self.target.setting("TargetDbType") == "specific-database"
        if self.evaluation is not None:
            if in_one_database:
                for problem in meeting(self.evaluation.selected, in_one_schema=True):
                    raise problem
            found = self.table_mappings.findings_of(self.evaluation, in_template=self.mappings_in_template)
            if in_one_database and not any(finding.id == _IN_CASE for finding in found):
                found += grouped(alike(self.evaluation.selected, self.target.engine_name, in_one_schema=True))
            return found
        merged = tuple(self._merged_schemas(self.table_mappings.rules, in_one_database=in_one_database))
        if self.migration_type is None:
            return self.table_mappings.findings + merged
        found = self.table_mappings.check(
            migration_type=self.migration_type,
            source_engine=self.source.engine_name,
            target_engine=self.target.engine_name,
            target_schema=self._target_schema,
            in_template=self.mappings_in_template,
        )
        return found + merged

    def _merged_schemas(self, rules: Iterable[Rule], *, in_one_database: bool) -> Iterator[Finding]:
        """Find what puts the tables of all schemas into one, where no catalog tells their names."""
        schema = self._target_schema
        if in_one_database:
            where = "target_db_type=dms.TargetDbType.SPECIFIC_DATABASE puts every table into one database"
            yield from merged_schemas(rules, where, renames_count=False)
        elif schema is not None and not is_unresolved(schema):
            where = f"target_schema={schema!r} puts every table that no rule for its schema moves into one schema"
            yield from merged_schemas(rules, where, renames_count=True)

    @property
    def _target_schema(self) -> str | None:
        return self.target_schema or (self.task_settings.target_schema if self.task_settings else None) or None

    def _possible(self, evaluation: Evaluation, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return the findings about tables that can be true with these endpoints and settings."""
        found = possible_from(self.source, possible_at(self.target, findings))
        found = self._of_lost_cascades(found, evaluation)
        settings = self.task_settings
        if settings is None or settings.values.get("TargetMetadata.SupportLobs") is not False:
            return found
        if any(
            table.lob_mode is not None and not table.source.has_primary_or_unique_key for table in evaluation.selected
        ):
            return found
        return tuple(finding for finding in found if finding.id != "mappings.lobsWithoutKey")

    def _of_lost_cascades(self, findings: tuple[Finding, ...], evaluation: Evaluation) -> tuple[Finding, ...]:
        """Return the findings without the one about cascades, where the target's foreign keys do the same."""
        catalog, settings = self.target_catalog, self.task_settings
        if catalog is None or settings is None or not any(finding.id == _CASCADES for finding in findings):
            return findings
        from dms_constructs.target_checks import cascades_are_there  # noqa: PLC0415  # see above

        if not cascades_are_there(evaluation.selected, settings.values, self.target, catalog, self.migration_type):
            return findings
        return tuple(finding for finding in findings if finding.id != _CASCADES)

    @functools.cached_property
    def settings_findings(self) -> tuple[Finding, ...]:
        """
        The findings about the task settings, and about the tables that move under them.

        Raises:
            ConfigurationError: What `TaskSettings.check` refuses.
        """
        if self.task_settings is None:
            return ()
        if self.migration_type is None:
            return self.task_settings.findings
        found = self.task_settings.check(
            migration_type=self.migration_type,
            source_engine=self.source.engine_name,
            target_engine=self.target.engine_name,
        )
        if self.table_mappings is None:
            return found
        tables = self.evaluation.selected if self.evaluation is not None else ()
        engine = self.source_catalog.engine if self.source_catalog is not None else None
        return found + self.task_settings.findings_of(
            self.migration_type,
            self.table_mappings.rules,
            tables,
            engine or self.source.engine_name,
            self.target.engine_name,
            unseen=self.source_catalog.unseen if self.source_catalog is not None else (),
        )

    @functools.cached_property
    def findings(self) -> tuple[Finding, ...]:
        """
        All warnings.

        Raises:
            ConfigurationError: What is wrong between its parts.
        """
        return (
            *self.mapping_findings,
            *self.settings_findings,
            *self.task_findings,
            *self.server_findings,
        )

    @functools.cached_property
    def task_findings(self) -> tuple[Finding, ...]:
        """
        The findings that only the task as a whole shows: about both endpoints, or about tables and an endpoint.

        Raises:
            ConfigurationError: `DMS-T009` for what the engine version does not have yet, and what `findings_of_task`
                refuses.
        """
        check_needs(
            self.engine_version,
            self.table_mappings.rules if self.table_mappings is not None else (),
            self.task_settings.values if self.task_settings is not None else {},
            (self.source, self.target),
        )
        parts = TaskParts(
            source=self.source,
            target=self.target,
            migration_type=self.migration_type,
            rules=self.table_mappings.rules if self.table_mappings is not None else None,
            values=self.task_settings.values if self.task_settings is not None else None,
            tables=self.evaluation.selected if self.evaluation is not None else None,
            task_data=self.task_data,
            cdc_start=self.cdc_start,
        )
        return (*findings_of_task(parts), *self._of_known_tables(), *self.target_findings)

    def _of_known_tables(self) -> Iterator[Finding]:
        """Find what does not fit to the tables that an endpoint names itself."""
        mappings = self.table_mappings
        if mappings is None or (self.source.setting("ExternalTableDefinition"), self.target.writable_tables) == _NONE:
            return
        from dms_constructs.task_checks import known_tables  # noqa: PLC0415  # see above

        told = {finding.id for finding in self.mapping_findings}
        for finding in known_tables.findings_of_external_tables(self.source, mappings):
            if finding.id not in told:
                yield finding
        yield from known_tables.findings_of_tables_to_write(self.target, mappings, self.evaluation)

    def with_servers(self, *, source: ServerFacts | None, target: ServerFacts | None) -> TaskPlan:
        """
        Return the same plan with what is known of the servers of both ends.

        Args:
            source: What is known of that of the source.
            target: What is known of that of the target.
        """
        made = replace(self, source=replace(self.source, server=source), target=replace(self.target, server=target))
        # What was worked out of mappings and catalogs takes longest, and does not depend on servers.
        for name in ("evaluation", "mapping_findings", "settings_findings", "target_findings"):
            if name in self.__dict__:
                made.__dict__[name] = self.__dict__[name]
        return made

    @functools.cached_property
    def server_findings(self) -> tuple[Finding, ...]:
        """
        The findings about the servers of both ends; none where nothing is known of them.

        Raises:
            ConfigurationError: `DMS-J001` to `DMS-J010`.
        """
        if self.source.server is None and self.target.server is None:
            return ()
        from dms_constructs.readiness.checks import findings_of_servers  # noqa: PLC0415  # see above

        return findings_of_servers(self)

    @functools.cached_property
    def target_findings(self) -> tuple[Finding, ...]:
        """The findings about the tables that the target has; none without both catalogs, mappings and settings."""
        if self.evaluation is None or self.target_catalog is None or self.task_settings is None:
            return ()
        from dms_constructs.target_checks import findings_of_target  # noqa: PLC0415  # see above

        return tuple(
            findings_of_target(
                self.evaluation.selected,
                self.task_settings.values,
                self.target,
                self.target_catalog,
                self.migration_type,
            )
        )

    @functools.cached_property
    def memory(self) -> TaskMemory:
        """What it needs of its instance's memory; without a catalog, tables count with one LOB column each."""
        from dms_constructs.sizing.memory import task_memory  # noqa: PLC0415  # see above

        columns: float = _ASSUMED_LOB_COLUMNS
        if self.evaluation is not None:
            from dms_constructs.sizing._measured import lob_columns  # noqa: PLC0415  # see above

            columns = lob_columns(self.evaluation.selected)
        migration_type = self.migration_type if self.migration_type is not None else MigrationType.FULL_LOAD_AND_CDC
        return task_memory(self.task_settings, migration_type=migration_type, lob_columns=columns)

    @functools.cached_property
    def workload(self) -> Workload:
        """
        The figures of what it moves, from a source catalog that was measured.

        Raises:
            ConfigurationError: `DMS-Z003` without a catalog that has sizes, and what `Workload.from_catalog` refuses.
        """
        from dms_constructs.sizing.workload import Workload  # noqa: PLC0415  # see above

        if self.source_catalog is None:
            raise ConfigurationError(
                "DMS-Z003", "the plan has no source_catalog, so its figures are not known; give source_catalog=catalog"
            )
        kind = {} if self.migration_type is None else {"migration_type": self.migration_type}
        return Workload.from_catalog(
            self.source_catalog, mappings=self.evaluation, target_engine=self.target.engine_name, **kind
        )

    @property
    def task_data_document(self) -> str | None:
        """The graph mapping as DMS reads it."""
        if self.task_data is None:
            return None
        from dms_constructs.task_checks.graphs import document_of  # noqa: PLC0415  # see above

        return document_of(self.task_data)

    @property
    def table_mappings_document(self) -> str | None:
        """The table mappings as DMS reads them."""
        return self.table_mappings.to_json() if self.table_mappings is not None else None

    @property
    def task_settings_document(self) -> str | None:
        """The task settings as DMS reads them."""
        return self.task_settings.to_json() if self.task_settings is not None else None
