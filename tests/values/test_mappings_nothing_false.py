"""A finding about rules is there only where it can be true: what is not selected, not loaded or gone has none."""

from collections.abc import Sequence

import pytest

from dms_constructs import (
    AddBeforeImageColumns,
    AddColumn,
    ChangeDataType,
    Condition,
    DataType,
    Exclude,
    Explicit,
    Expression,
    Filter,
    Include,
    LobMode,
    LowercaseColumns,
    MaskWithHash,
    NoSegments,
    PartitionsAuto,
    RemoveColumns,
    RenameColumn,
    RenameSchema,
    RenameTable,
    Rule,
    TableLobs,
    TableMappings,
    TableSettings,
    TableType,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.migration_type import MigrationType

LOAD, CDC, BOTH = MigrationType.FULL_LOAD, MigrationType.CDC, MigrationType.FULL_LOAD_AND_CDC
MYSQL, AURORA_POSTGRESQL = EngineName.MYSQL, EngineName.AURORA_POSTGRESQL
SHOP, EVERYTHING = Include("shop"), Include("shop", table_type=TableType.ALL)
VIEWS = Exclude("shop", table_type=TableType.VIEW)
STRING = DataType("string", length=9)
SEVERAL = [RenameColumn("shop", "t", "a", to="b"), ChangeDataType("shop", "t", "a", to=STRING)]
FILTERS = [Filter("id", Condition.notbetween(1, 9), Condition.gte(4))]
USER = AddColumn("shop", "t", "u", STRING, expression=Expression("$AR_H_USER"))
LOB_SIZE = TableSettings("shop", "t", lobs=TableLobs(LobMode.UNLIMITED, bulk_max_size_kb=5))
T = SourceTable("shop", "t", [SourceColumn("id", "bigint"), SourceColumn("code", "varchar(9)")], primary_key=["id"])


def found(
    rules: Sequence[Rule],
    kind: MigrationType | None = BOTH,
    source: EngineName = MYSQL,
    catalog: Catalog | None = None,
) -> list[str]:
    mappings = TableMappings(*rules)
    return [
        finding.id.removeprefix("mappings.")
        for finding in mappings.check(migration_type=kind or BOTH, source_engine=source, target_engine=None)
        if catalog is None
    ] + [
        finding.id.removeprefix("mappings.")
        for finding in (
            mappings.evaluate(catalog, migration_type=kind, source_engine=source).findings if catalog else ()
        )
    ]


@pytest.mark.parametrize(
    ("rules", "kind", "expected"),
    [
        ([SHOP, Include("shop", "x", filters=FILTERS), Exclude("shop", "x")], BOTH, "excludedEntirely"),
        ([SHOP, Include("crm", "a_b"), Exclude("crm")], BOTH, "excludedEntirely"),
        ([SHOP, Exclude("shop", "t"), USER], BOTH, "matchesNothing"),
        ([SHOP, Exclude("shop", "t"), LOB_SIZE], BOTH, "matchesNothing"),
        (
            [SHOP, Exclude("shop", "t"), TableSettings("shop", "t", parallel_load=PartitionsAuto())],
            CDC,
            "matchesNothing",
        ),
        ([SHOP, Exclude("shop", "t"), AddBeforeImageColumns("shop", "t")], LOAD, "matchesNothing"),
        ([SHOP, Exclude("shop", "t"), RemoveColumns("shop", "t", "a", of_type="clob")], BOTH, "matchesNothing"),
        ([SHOP, Exclude("shop", "t%"), RenameTable("shop", "t", to="t")], BOTH, "matchesNothing"),
        ([SHOP, Exclude("shop", "t"), *SEVERAL], BOTH, "matchesNothing"),
        ([Include("crm"), *SEVERAL], BOTH, "matchesNothing"),
        ([Include("crm"), USER], BOTH, "matchesNothing"),
        ([EVERYTHING, Exclude("shop", "t", table_type=TableType.ALL), USER], LOAD, "matchesNothing"),
        (
            [SHOP, Include("crm"), Exclude("crm"), RenameSchema("shop", to="x"), RenameSchema("crm", to="x")],
            BOTH,
            "excludedEntirely matchesNothing",
        ),
        ([SHOP, Include("shop", "v", table_type=TableType.VIEW), VIEWS], BOTH, "excludedEntirely"),
        ([EVERYTHING, VIEWS], BOTH, ""),
        ([SHOP, TableSettings("shop", "t", parallel_load=NoSegments())], CDC, ""),
    ],
)
def test_what_is_not_selected_or_not_loaded_has_no_other_finding(
    rules: list[Rule], kind: MigrationType, expected: str
) -> None:
    assert found(rules, kind) == expected.split()


def test_views_that_are_excluded_need_no_source_that_loads_them() -> None:
    assert found([EVERYTHING, VIEWS], LOAD, AURORA_POSTGRESQL) == []


@pytest.mark.parametrize(
    ("rules", "kind", "expected"),
    [
        (
            [SHOP, Include("shop", "x", filters=FILTERS)],
            BOTH,
            "negativeConditionWithOthers nullsOfNegativeFilter selectedTwice filtersNotChecked",
        ),
        ([SHOP, Exclude("shop", "u"), USER], BOTH, "headerNotOfSource"),
        ([EVERYTHING, Exclude("shop", "t"), USER], LOAD, "headerNotOfSource"),  # a view could be called so
        ([SHOP, VIEWS, USER], BOTH, "headerNotOfSource"),
        ([SHOP, *SEVERAL], BOTH, "severalActionsForObject"),
        ([SHOP, AddBeforeImageColumns("shop", "t")], LOAD, "beforeImagesWithoutChanges"),
        ([EVERYTHING, Exclude("crm", table_type=TableType.VIEW)], BOTH, "viewsNotReplicated"),
        ([Include("shop "), Exclude("shop ")], BOTH, "blankInName excludedEntirely"),  # says why
    ],
)
def test_what_may_be_selected_has_its_findings(rules: list[Rule], kind: MigrationType, expected: str) -> None:
    assert found(rules, kind) == expected.split()


def test_views_that_are_not_excluded_are_still_refused() -> None:
    with pytest.raises(ConfigurationError, match="DMS-M016"):
        found([SHOP, Include("shop", "v", table_type=TableType.VIEW), Exclude("shop", "w", table_type=TableType.VIEW)])


@pytest.mark.parametrize(
    ("rules", "kind", "expected"),
    [
        ([SHOP, AddBeforeImageColumns("shop", "zz")], LOAD, "matchesNothing"),
        ([SHOP, TableSettings("shop", "zz", parallel_load=PartitionsAuto())], CDC, "matchesNothing"),
        ([SHOP, AddColumn("shop", "zz", "u", STRING, expression=USER.expression)], BOTH, "matchesNothing"),
        ([Explicit("shop", "t", load_order=2), SHOP], CDC, ""),
        ([Explicit("shop", "t", load_order=2), SHOP], BOTH, "selectedTwice"),
        ([SHOP, RemoveColumns("shop", "t", "id")], LOAD, ""),
        ([SHOP, RemoveColumns("shop", "t", "id"), LowercaseColumns("shop", "t")], BOTH, "keyColumnDropped"),
        ([SHOP, RemoveColumns("shop", "t", "code"), MaskWithHash("shop", "t", "code")], BOTH, "ruleNeverApplies"),
    ],
)
def test_the_catalog_shows_what_can_not_be_true(rules: list[Rule], kind: MigrationType, expected: str) -> None:
    assert found(rules, kind, catalog=Catalog(T)) == expected.split()
