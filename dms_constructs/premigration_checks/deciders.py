"""The functions that decide checks, by the kind of check; a kind without one is decided by findings alone."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs.premigration_checks import of_columns, of_settings, of_tables, of_target
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.verdict import Said

__all__ = ["DECIDERS"]

DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    **of_columns.DECIDERS,
    **of_settings.DECIDERS,
    **of_tables.DECIDERS,
    **of_target.DECIDERS,
}
