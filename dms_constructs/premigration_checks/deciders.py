"""The functions that decide checks, by the kind of check."""

from __future__ import annotations

from collections.abc import Callable

from dms_constructs.premigration_checks import (
    of_columns,
    of_lobs,
    of_oracle,
    of_servers,
    of_settings,
    of_sql_server,
    of_tables,
    of_target,
    of_traits,
)
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.verdict import Said

__all__ = ["DECIDERS", "DOUBTS"]

DECIDERS: dict[str, Callable[[Evidence], Said]] = {
    **of_columns.DECIDERS,
    **of_lobs.DECIDERS,
    **of_oracle.DECIDERS,
    **of_servers.DECIDERS,
    **of_settings.DECIDERS,
    **of_sql_server.DECIDERS,
    **of_tables.DECIDERS,
    **of_target.DECIDERS,
    **of_traits.DECIDERS,
}
"""What decides checks of a kind; a kind without one is decided by findings."""

DOUBTS: dict[str, Callable[[Evidence], Said]] = {**of_columns.DOUBTS, **of_tables.DOUBTS, **of_target.DOUBTS}
"""What must be known before no finding means that nothing is there."""
