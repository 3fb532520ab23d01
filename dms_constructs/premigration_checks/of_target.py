"""Checks about the tables of the target."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.mappings.rules.words import few
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.verdict import PASSED, Said, flaw

__all__ = ["DECIDERS"]


def _target_without_key(evidence: Evidence) -> Said:
    keyless = [named_keyless(target) for _, target in evidence.pairs() if not target.has_primary_or_unique_key]
    if not keyless:
        return PASSED
    return flaw(
        f"each change makes the target search a whole table: {few(keyless)}", "give them a primary key on the target"
    )


def _batch_apply_key(evidence: Evidence) -> Said:
    if evidence.targets is None:
        return evidence.told("batch-apply-key") or PASSED
    keyless = []
    for table in evidence.tables:
        target = evidence.target_of(table) or table.source
        if target.columns and not target.has_primary_or_unique_key:
            keyless.append(named_keyless(target))
    if not keyless:
        return PASSED
    return flaw(
        f"the changes of these are applied one by one, because they have no key: {few(keyless)}",
        "give them a primary key on the target, or move them in a separate task without batch_apply",
    )


def _batch_apply_two_keys(evidence: Evidence) -> Said:
    both = []
    for table in evidence.tables:
        target = evidence.target_of(table) or table.source
        if target.primary_key and target.unique_keys:
            both.append(str(target))
    if not both:
        return PASSED
    return flaw(
        f"the changes of these can be applied one by one, because they have a primary key and a unique index: "
        f"{few(both)}",
        "drop the unique indexes on the target until the cutover, or move the tables in a separate task without "
        "batch_apply",
    )


DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    "batch-apply-key": _batch_apply_key,
    "batch-apply-two-keys": _batch_apply_two_keys,
    "target-without-key": _target_without_key,
}
