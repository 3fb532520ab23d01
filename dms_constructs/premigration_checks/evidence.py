"""What is known of a plan, as the checks ask for it: each thing is worked out once."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs.catalog import SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.premigration_checks.columns import UNREAD, Moved, Trait, moved_columns, traits_of
from dms_constructs.premigration_checks.verdict import Said, flaw
from dms_constructs.readiness.checks import told_of_servers
from dms_constructs.readiness.judgement import Situation
from dms_constructs.target_checks import tables_stay
from dms_constructs.target_pairs import Pair, paired
from dms_constructs.task_plan import TaskPlan

__all__ = ["Evidence", "has_columns", "kind_of_keys", "said_of"]


class Evidence:
    """A plan as the checks look at it."""

    def __init__(self, plan: TaskPlan) -> None:
        self.plan = plan
        catalog = plan.source_catalog
        self.source_engine: EngineName | None = plan.source.engine_name or (catalog.engine if catalog else None)
        self.target_engine: EngineName | None = plan.target.engine_name
        self.problems, self.findings = _told_by(plan)
        self._told: dict[str, list[ConfigurationError | Finding]] = {}
        told: tuple[ConfigurationError | Finding, ...] = (*self.problems, *self.findings)
        for each in told:
            for kind in {kind_of_keys()[key] for key in _checks_of(each)}:
                self._told.setdefault(kind, []).append(each)

    @property
    def values(self) -> Mapping[str, Any] | None:
        """The task settings by their dotted names; None where they are not known."""
        return self.plan.task_settings.values if self.plan.task_settings is not None else None

    @property
    def rules(self) -> tuple[Rule, ...] | None:
        """The rules of the table mappings; None where they are not known."""
        return self.plan.table_mappings.rules if self.plan.table_mappings is not None else None

    @functools.cached_property
    def tables(self) -> tuple[MappedTable, ...]:
        """The tables that move, as far as they are known."""
        return self.plan.evaluation.selected if self.plan.evaluation is not None else ()

    @functools.cached_property
    def unseen(self) -> frozenset[str]:
        """The tables, as `schema.table`, of which the user who read the catalog could not see all."""
        return self.plan.source_catalog.unseen if self.plan.source_catalog is not None else frozenset()

    @property
    def all_is_seen(self) -> bool:
        """Whether the user who read the catalog could see all that moves."""
        return not self.unseen or all(finding.id != "mappings.notSeen" for finding in self.findings)

    def keyless(self, table: MappedTable) -> bool:
        """Whether a table has neither a primary nor a unique key, as far as that could be seen."""
        source = table.source
        seen = not self.unseen or str(source) not in self.unseen
        return bool(source.columns) and seen and not source.has_primary_or_unique_key

    def keyless_there(self, table: SourceTable) -> bool:
        """Whether a table of the target has neither a primary nor a unique key, as far as that could be seen."""
        catalog = self.plan.target_catalog
        seen = catalog is None or str(table) not in catalog.unseen
        return bool(table.columns) and seen and not table.has_primary_or_unique_key

    @functools.cached_property
    def all_have_columns(self) -> bool:
        """Whether the columns of every table that moves are known: PostgreSQL has tables without any."""
        return all(has_columns(table.source) for table in self.tables)

    @functools.cached_property
    def pairs(self) -> tuple[Pair, ...] | None:
        """The tables that move and that the target keeps, with those of the target; None without its catalog."""
        catalog = self.plan.target_catalog
        if catalog is None:
            return None
        if self.values is not None and not tables_stay(self.values, self.plan.migration_type):
            return ()
        return tuple(paired(self.tables, self.plan.target, catalog)[0])

    @functools.cached_property
    def there(self) -> Mapping[MappedTable, SourceTable]:
        """The table of the target by the one that moves; none where it is not known to be there."""
        return {pair.moved: pair.there for pair in self.pairs or ()}

    @functools.cached_property
    def more_may_be_selected(self) -> bool:
        """Whether rules whose names are not known here may select more than is known."""
        return self.plan.evaluation is not None and self.plan.evaluation.may_select_more

    @functools.cached_property
    def lacking_of_target(self) -> tuple[str, ...]:
        """What is not known of the target's tables that rows go to, by what would tell."""
        catalog = self.plan.target_catalog
        if catalog is None:
            return ()
        if any(not has_columns(there) for there in self.there.values()):
            return ("target_columns",)
        unseen = {name.lower() for name in catalog.unseen}
        seen = unseen.isdisjoint({table.target.lower() for table in self.tables} if unseen else ())
        return () if seen else ("target_rights",)

    def told(self, kind: str) -> Said | None:
        """Return what problems and findings say that belong to checks of a kind; None where there are none."""
        found = self._told.get(kind, ())
        problems = [each for each in found if isinstance(each, ConfigurationError)]
        return said_of(problems, [each for each in found if isinstance(each, Finding)])

    def columns(self, trait: Trait) -> list[Moved]:
        """Return the columns that move and have a trait, each with its table."""
        return self._columns.get(trait, [])

    @functools.cached_property
    def _columns(self) -> dict[Trait, list[Moved]]:
        """What is found by one look at every column that moves."""
        found: dict[Trait, list[Moved]] = {}
        engine = self.source_engine
        for table in self.tables:
            for column in moved_columns(table):
                for trait in traits_of(engine, column):
                    if trait not in UNREAD or trait not in found:
                        found.setdefault(trait, []).append(Moved(table, column))
        return found


def has_columns(table: SourceTable) -> bool:
    """Whether the columns of a table are known: where foreign keys are, even that it has none, a server told all."""
    return bool(table.columns) or table.foreign_keys is not None


def _told_by(plan: TaskPlan) -> tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]]:
    """Return all problems and findings of a plan: not only the first problem, which ends a check elsewhere."""
    try:
        return (), plan.findings
    except ConfigurationError:
        pass
    problems: list[ConfigurationError] = []
    findings: list[Finding] = []
    for part in ("mapping_findings", "settings_findings", "task_findings"):
        try:
            findings += getattr(plan, part)
        except ConfigurationError as error:
            problems.append(error)
    for told in told_of_servers(Situation.of(plan)):
        if isinstance(told, ConfigurationError):
            problems.append(told)
        else:
            findings.append(told)
    if problems and plan.evaluation is not None and plan.evaluation.problems:
        problems += [each for each in plan.evaluation.problems if each is not problems[0]]
        findings += plan.evaluation.findings
    return tuple(problems), tuple(findings)


@functools.cache
def kind_of_keys() -> Mapping[str, str]:
    """Return the kind of each check by its key."""
    return {key: name for name, kind in facts.premigration()["kinds"].items() for key in kind["keys"]}


def _checks_of(told: ConfigurationError | Finding) -> tuple[str, ...]:
    """Return the keys of AWS's checks that find the same."""
    if isinstance(told, Finding):
        return told.premigration
    return tuple(facts.code(told.code).get("premigration", ()))


def said_of(problems: Iterable[ConfigurationError], findings: Sequence[Finding]) -> Said | None:
    """Return what problems and findings say of a check; None where there are none."""
    for problem in problems:
        return flaw(str(problem), "")
    texts = list(dict.fromkeys(finding.message for finding in findings))
    fixes = dict.fromkeys(finding.fix for finding in findings if finding.fix)
    return flaw("; ".join(texts), "; ".join(fixes)) if texts else None
