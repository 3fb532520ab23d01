"""Each feature of the sixty tables of three servers gives its check's verdict, and its twin passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from tests.cli.assessed import FAILED, OTHER, PASSED, WARNING, stack, verdicts
from tests.cli.conftest import Cli, Read
from tests.cli.sixty_tables import SERVERS

# What one table of the sixty gives: the server, the table, what the task does, the check, its verdict.
MARIADB = [
    ("key_none", "compares", "table-with-no-primary-key-or-unique-constraint", WARNING),
    ("key_none", "compares", "check-pk-validity", WARNING),
    ("key_none", "batches", "check-batch-apply-target-pk-ui-absence", WARNING),
    ("key_primary", "compares", "table-with-no-primary-key-or-unique-constraint", PASSED),
    ("key_primary", "compares", "check-pk-validity", PASSED),
    ("key_composite", "batches", "check-batch-apply-target-pk-ui-absence", PASSED),
    ("key_unique", "compares", "table-with-no-primary-key-or-unique-constraint", PASSED),
    ("key_unique", "batches", "check-batch-apply-target-pk-ui-absence", PASSED),
    ("columns_auto_unique", "batches", "check-batch-apply-target-pk-ui-simultaneously", WARNING),
    ("key_unique", "batches", "check-batch-apply-target-pk-ui-simultaneously", PASSED),
    ("key_unique", "compares", "all-check-secondary-constraints", WARNING),
    ("key_not_unique", "compares", "all-check-secondary-constraints", WARNING),
    ("foreign_restrict", "compares", "all-check-secondary-constraints", WARNING),
    ("key_primary", "compares", "all-check-secondary-constraints", PASSED),
    ("foreign_cascade", "compares", "check-cascade-constraints", FAILED),
    ("foreign_set_null", "compares", "check-cascade-constraints", FAILED),
    ("foreign_two", "compares", "check-cascade-constraints", FAILED),
    ("foreign_restrict", "compares", "check-cascade-constraints", PASSED),
    ("foreign_no_action", "compares", "check-cascade-constraints", PASSED),
    ("foreign_composite", "compares", "check-cascade-constraints", PASSED),
    ("key_spatial", "drops", "full-lob-not-nullable-at-target", FAILED),
    ("columns_null", "drops", "full-lob-not-nullable-at-target", PASSED),
    ("columns_spatial", "drops", "full-lob-not-nullable-at-target", PASSED),
    ("columns_auto", "compares", "check-auto-increment", WARNING),
    ("columns_unsigned", "compares", "check-auto-increment", PASSED),
    ("columns_generated", "compares", "check-generated-columns", WARNING),
    ("columns_virtual", "compares", "check-generated-columns", WARNING),
    ("columns_defaults", "compares", "check-generated-columns", PASSED),
    ("columns_invisible", "compares", "check-invisible-columns", FAILED),
    ("columns_null", "compares", "check-invisible-columns", PASSED),
    ("by_range", "compares", "check-skip-table-suspension-partition-ddl", WARNING),
    ("by_range_and_hash", "drops", "check-table-partition", WARNING),
    ("versioned_partitions", "drops", "check-table-partition", WARNING),
    ("key_primary", "compares", "check-skip-table-suspension-partition-ddl", PASSED),
    ("key_primary", "drops", "check-table-partition", PASSED),
    ("engine_myisam", "compares", "check-table-storage-engine", WARNING),
    ("engine_aria", "compares", "check-table-storage-engine", WARNING),
    ("engine_memory", "compares", "check-table-storage-engine", WARNING),
    ("engine_compressed", "compares", "check-table-storage-engine", PASSED),
    ("versioned", "compares", "check-table-storage-engine", PASSED),
    ("columns_types", "compares", "unsupported-data-types-in-source", PASSED),
]
POSTGRESQL = [
    ("key_none", "compares", "table-with-lob-but-without-primary-key-or-unique-constraint", FAILED),
    ("key_none", "compares", "table-with-no-primary-key-or-unique-constraint", WARNING),
    ("key_none", "compares", "check-pk", FAILED),
    ("key_none", "compares", "check-pk-validity", WARNING),
    ("key_none", "batches", "check-batch-apply-target-pk-ui-absence", WARNING),
    ("key_primary", "compares", "check-pk", PASSED),
    ("key_primary", "compares", "check-pk-validity", PASSED),
    ("key_primary", "compares", "table-with-lob-but-without-primary-key-or-unique-constraint", PASSED),
    ("key_deferrable", "compares", "check-pk", FAILED),
    ("key_deferrable", "compares", "check-pk-validity", WARNING),
    ("key_unique_some_rows", "compares", "table-with-no-primary-key-or-unique-constraint", WARNING),
    ("key_unique", "compares", "table-with-no-primary-key-or-unique-constraint", PASSED),
    ("key_including", "compares", "check-pk-lob", FAILED),
    ("key_composite", "compares", "check-pk-lob", PASSED),
    ("identity_index", "batches", "check-batch-apply-target-pk-ui-simultaneously", WARNING),
    ("key_primary", "batches", "check-batch-apply-target-pk-ui-simultaneously", PASSED),
    ("foreign_cascade", "compares", "all-check-secondary-constraints", WARNING),
    ("key_not_unique", "compares", "all-check-secondary-constraints", WARNING),
    ("foreign_none", "compares", "all-check-secondary-constraints", PASSED),
    ("columns_null", "drops", "full-lob-not-nullable-at-target", FAILED),
    ("columns_lobs", "drops", "full-lob-not-nullable-at-target", PASSED),
    ("identity_nothing", "compares", "check-pk", FAILED),
    ("identity_full", "compares", "check-pk", PASSED),
    ("identity_index", "compares", "check-pk", PASSED),
    ("identity_full", "decodes", "check-pglogical-replica-identity-full", FAILED),
    ("identity_index", "decodes", "check-pglogical-replica-identity-full", PASSED),
    ("columns_arrays", "compares", "check-table-with-array", PASSED),
    ("columns_types", "compares", "unsupported-data-types-in-source", PASSED),
    ("key_primary", "compares", "check-similar-table-name", PASSED),
    ("%", "compares", "check-materialized-views", WARNING),
    ("key_primary", "compares", "check-materialized-views", PASSED),
]


def each_feature() -> list[Any]:
    """Return the cases of each server."""
    return [
        pytest.param(server, case, id=f"{server}-{case[0]}-{case[1]}-{case[2]}")
        for server in SERVERS
        for case in (MARIADB if server == "mariadb" else POSTGRESQL)
    ]


@pytest.mark.parametrize(("server", "case"), each_feature())
def test_a_feature_of_a_table_gives_the_verdict_of_its_check(
    server: str, case: tuple[str, str, str, str], cli: Cli, write: Callable[..., Path], sixty_tables: Read
) -> None:
    name, does, key, expected = case
    given = write("shop.json", stack(server, OTHER[server], does, [dms.Include("shop", name)]))
    catalog = write("catalog.json", sixty_tables(server).to_json())

    ran = cli("assess", given, "--catalog", catalog, "--format", "json")

    assert verdicts(ran.json, server)[key] == expected
