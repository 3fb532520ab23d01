"""The checks that fail, as a finding of a task."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.errors import Finding
from dms_constructs.task_plan import TaskPlan

__all__ = ["findings_with_failures"]

_SHOWN = 3


def findings_with_failures(plan: TaskPlan) -> tuple[Finding, ...]:
    """Return the findings of a plan, and one for the checks that fail and of which no finding tells."""
    return (*plan.findings, *_failures(plan)) if plan.source_catalog is not None else plan.findings


def _failures(plan: TaskPlan) -> Iterator[Finding]:
    from dms_constructs.premigration_checks.deciding import (  # noqa: PLC0415  # slow to load, for plans with a catalog
        premigration,
    )

    told = {key for finding in plan.findings for key in finding.premigration}
    failed = [check for check in premigration(plan).failed if check.key not in told]
    if failed:
        reasons = "; ".join(f"{check.key}, because {check.reason}" for check in failed[:_SHOWN])
        more = f"; and also {', '.join(check.key for check in failed[_SHOWN:])}" if failed[_SHOWN:] else ""
        yield Finding(
            "task.premigration",
            f"AWS's premigration assessment would fail: {reasons}{more}",
            "; ".join(dict.fromkeys(check.source for check in failed)),
            fix="; ".join(dict.fromkeys(check.fix for check in failed[:_SHOWN])),
        )
