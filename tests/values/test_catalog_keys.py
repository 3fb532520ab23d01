"""What counts as a key: for changes the primary key, elsewhere a unique key too, and never a deferrable one."""

from __future__ import annotations

from typing import Any

import pytest

import dms_constructs as dms

STRING = dms.DataType("string", length=1)
RULES = dms.TableMappings(
    dms.Include("shop", "orders", filters=[dms.Filter("id", dms.Condition.gte(1))]),
    dms.AddColumn("shop", "%", "op", STRING, expression=dms.Expression("operation_indicator('D','U','I')")),
)
SETTINGS = dms.TaskSettings(
    validation=dms.Validation(), batch_apply=dms.BatchApply(), lobs=dms.LimitedLobs(max_size_kb=64)
)
UNIQUE = [dms.UniqueKey("by_code", ["code"])]
LATER = [dms.UniqueKey("by_code", ["code"], deferrable=True)]

FOR_CHANGES = {"mappings.filteredTableWithoutKey", "mappings.operationIndicatorWithoutKey"}
FOR_EITHER = {"mappings.lobsWithoutKey", "settings.batchApplyWithoutKey", "settings.validationWithoutKey"}


def source(**keys: Any) -> dms.Catalog:
    columns = [
        dms.SourceColumn("id", "bigint"),
        dms.SourceColumn("code", "varchar(9)"),
        dms.SourceColumn("note", "text", max_bytes=1, average_bytes=1),
    ]
    return dms.Catalog(dms.SourceTable("shop", "orders", columns, **keys), engine=dms.EngineName.POSTGRESQL)


def found(catalog: dms.Catalog) -> dict[str, str]:
    kind = dms.MigrationType.FULL_LOAD_AND_CDC
    findings = [
        *RULES.check(migration_type=kind, source_engine=None, target_engine=None, catalog=catalog),
        *SETTINGS.check(migration_type=kind, table_mappings=RULES, catalog=catalog),
        *dms.advise_lobs(catalog).findings,
    ]
    return {finding.id: finding.message for finding in findings if "WithoutKey" in finding.id}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, FOR_CHANGES | FOR_EITHER),
        ({"primary_key": ["id"]}, set()),
        ({"primary_key": ["id"], "primary_key_deferrable": True}, FOR_CHANGES | FOR_EITHER),
        ({"unique_keys": UNIQUE}, FOR_CHANGES),
        ({"unique_keys": LATER}, FOR_CHANGES | FOR_EITHER),
        ({"primary_key": ["id"], "unique_keys": LATER}, set()),
        ({"primary_key": ["id"], "primary_key_deferrable": True, "unique_keys": UNIQUE}, FOR_CHANGES),
    ],
    ids=["none", "primary", "deferrable", "unique", "deferrable unique", "primary and other", "deferrable and unique"],
)
def test_what_needs_a_key_is_found_where_none_counts(keys: dict[str, Any], expected: set[str]) -> None:
    assert set(found(source(**keys))) == expected


def test_a_message_says_that_there_is_a_key_which_does_not_count() -> None:
    message = found(source(primary_key=["id"], primary_key_deferrable=True))["mappings.filteredTableWithoutKey"]

    assert message.startswith("shop.orders (whose primary key is deferrable, and counts as none) is filtered")
