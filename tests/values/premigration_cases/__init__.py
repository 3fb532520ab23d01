"""
Inputs for each check of AWS's premigration assessment, and the verdict that each must get.

A case is for every key of its kind: it is tried with each engine whose check the kind has.
"""

from collections.abc import Iterator

import dms_constructs as dms
from dms_constructs import facts
from tests.values.premigration_cases import (
    of_edges,
    of_newer_catalogs,
    of_oracle,
    of_servers,
    of_source,
    of_sql_server,
    of_unknowns,
)
from tests.values.premigration_cases.shapes import BY_PREFIX, MYSQL, Case, plan_of

__all__ = ["CASES", "Case", "given", "plan_of"]

CASES = (
    *of_source.CASES,
    *of_newer_catalogs.CASES,
    *of_edges.CASES,
    *of_unknowns.CASES,
    *of_servers.CASES,
    *of_oracle.CASES,
    *of_sql_server.CASES,
)


def given() -> Iterator[tuple[str, Case, dms.EngineName]]:
    """Yield each case with each key of its kind, and the engine that has the check."""
    kinds = facts.premigration()["kinds"]
    for each in CASES:
        for key in kinds[each.kind]["keys"]:
            engine = each.engine or BY_PREFIX.get(key.partition("-")[0], MYSQL)
            if key in keys_of(engine):
                yield key, each, engine


def keys_of(engine: dms.EngineName) -> set[str]:
    """Return the checks that AWS lists for a source of an engine."""
    pages = [
        page
        for page in facts.premigration()["pages"].values()
        if page["engines"] is None or engine.value in page["engines"]
    ]
    return {key for page in pages for key in (*page["checks"], *page.get("unprinted", ()))}
