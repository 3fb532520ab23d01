"""Decides the checks of AWS's premigration assessment for a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import is_a
from dms_constructs.engines import EngineName
from dms_constructs.premigration_checks.conditions import CONDITIONS
from dms_constructs.premigration_checks.deciders import DECIDERS, DOUBTS
from dms_constructs.premigration_checks.evidence import Evidence, kind_of_keys
from dms_constructs.premigration_checks.report import PremigrationReport
from dms_constructs.premigration_checks.verdict import (
    PASSED,
    PremigrationCheck,
    PremigrationVerdict,
    Said,
    lacking,
    not_applicable,
)
from dms_constructs.task_plan import TaskPlan

__all__ = ["premigration"]


def premigration(plan: TaskPlan) -> PremigrationReport:
    """
    Decide the checks of AWS's premigration assessment for a task, as far as its plan tells.

    All checks that AWS lists for every engine and for the engine of the source, which is MySQL, MariaDB, PostgreSQL,
    one of Aurora's, Oracle, SQL Server or Db2 LUW: `print(premigration(task.plan))`. The more the plan has, the more is
    decided: a catalog of the source, one of the target. What only a server can tell is left to AWS's own assessment,
    and said so.

    Args:
        plan: The plan.

    Raises:
        ConfigurationError: `DMS-T008` for what is not a `TaskPlan`.
    """
    is_a("DMS-T008", "plan", plan, TaskPlan, "dms.premigration(task.plan)")
    evidence = Evidence(plan)
    checks = tuple(_checked(key, kind, page, evidence) for key, kind, page in _applicable(evidence.source_engine))
    return PremigrationReport(checks=checks, problems=evidence.problems, findings=evidence.findings)


def _applicable(engine: EngineName | None) -> Iterator[tuple[str, str, str]]:
    """Yield key, kind and page of each check that AWS has for a source."""
    known = facts.premigration()
    for page in known["pages"].values():
        if page["engines"] is None or (engine is not None and engine.value in page["engines"]):
            for key in sorted([*page["checks"], *page.get("unprinted", ())]):
                yield key, kind_of_keys()[key], page["source"]


def _checked(key: str, name: str, page: str, evidence: Evidence) -> PremigrationCheck:
    kind = facts.premigration()["kinds"][name]
    said = _said(name, kind, evidence)
    verdict = said.verdict if said.verdict is not None else PremigrationVerdict(kind["verdict"])
    return PremigrationCheck(
        key=key,
        looks_at=kind["looks_at"],
        verdict=verdict,
        reason=said.reason,
        fix=said.fix,
        needs=said.needs,
        source=page,
    )


def _said(name: str, kind: dict[str, Any], evidence: Evidence) -> Said:
    answers = [CONDITIONS[condition](evidence) for condition in kind["applies"]]
    for answer in answers:
        if answer.holds is False:
            return not_applicable(answer.why)
    if kind["class"] == _LIVE:
        return lacking(*kind["needs"])
    decider = DECIDERS.get(name)
    missing = [answer.needs for answer in answers if answer.holds is None]
    if kind["class"] == _OF_SERVERS and decider is not None:
        said = decider(evidence)
        is_known = said.verdict is not PremigrationVerdict.UNDECIDED
        return lacking(*dict.fromkeys(missing)) if missing and is_known else said
    if not missing and decider is None and (told := evidence.told(name)) is not None:
        return told
    missing += _missing(kind["needs"], evidence)
    if missing:
        return lacking(*dict.fromkeys(missing))
    decides = decider or DOUBTS.get(name)
    said = decides(evidence) if decides is not None else PASSED
    return _unless_parts_are_missing(kind["needs"], evidence) if said is PASSED else said


def _unless_parts_are_missing(needs: list[str], evidence: Evidence) -> Said:
    """Say that a check passes, unless what it looks for may be in what the catalog doesn't have."""
    if "columns" in needs and not evidence.all_have_columns:
        return lacking("columns")
    if "target_columns" in needs and evidence.lacking_of_target:
        return lacking(*evidence.lacking_of_target)
    if "source_catalog" in needs and evidence.more_may_be_selected:
        return lacking("table_mappings")
    return lacking("rights") if "source_catalog" in needs and not evidence.all_is_seen else PASSED


_LIVE = "L"
"""The class that nothing here decides."""
_OF_SERVERS = "P"
"""The class that what is known of a server decides."""


def _missing(needs: list[str], evidence: Evidence) -> Iterator[str]:
    """Yield what a check needs and the plan does not have."""
    plan = evidence.plan
    given = {
        "source_catalog": plan.source_catalog,
        "target_catalog": plan.target_catalog,
        "migration_type": plan.migration_type,
        "table_mappings": plan.table_mappings,
        "task_settings": plan.task_settings,
        "target_endpoint": plan.target.settings,
        "source_endpoint": plan.source.settings,
    }
    for need in needs:
        if need == "source_catalog" and plan.source_catalog is not None and plan.table_mappings is None:
            yield "table_mappings"
        if need in given and given[need] is None:
            yield need
