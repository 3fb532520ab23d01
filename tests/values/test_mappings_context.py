"""What a task's engines, type, template and catalog have to say about its mapping."""

from collections.abc import Callable
from typing import Any

import pytest

from dms_constructs import (
    AddBeforeImageColumns,
    AddColumn,
    AddTags,
    Condition,
    DataType,
    Exclude,
    Explicit,
    Expression,
    Filter,
    Include,
    LobMode,
    LowercaseIndexTablespaces,
    MapRecordToRecord,
    PartitionsAuto,
    PartitionsList,
    PrefixTableTablespaces,
    Ranges,
    RenameTableTablespace,
    Rule,
    SubpartitionsAuto,
    TableLobs,
    TableMappings,
    TableSettings,
    TableType,
)
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.migration_type import MigrationType

SHOP = Include("shop")
MYSQL, POSTGRESQL = EngineName.MYSQL, EngineName.AURORA_POSTGRESQL
LOAD, CDC, BOTH = MigrationType.FULL_LOAD, MigrationType.CDC, MigrationType.FULL_LOAD_AND_CDC


def check(
    *rules: Rule,
    source: EngineName | None = MYSQL,
    target: EngineName | None = POSTGRESQL,
    kind: MigrationType = BOTH,
    **options: Any,
) -> tuple[Finding, ...]:
    mapping = TableMappings(*rules)
    return mapping.check(migration_type=kind, source_engine=source, target_engine=target, **options)


def settings(load: Any) -> TableSettings:
    return TableSettings("shop", "orders", parallel_load=load)


@pytest.mark.parametrize(
    ("code", "words", "make"),
    [
        (
            "DMS-M041",
            "postgres sources have parallel load by ranges only, got partitions-auto; write parallel_load=dms.Ranges(",
            lambda: check(SHOP, settings(PartitionsAuto()), source=EngineName.POSTGRESQL),
        ),
        (
            "DMS-M041",
            "aurora-postgresql sources have parallel load by ranges only, got partitions-list",
            lambda: check(SHOP, settings(PartitionsList(["p"])), source=POSTGRESQL),
        ),
        (
            "DMS-M041",
            "only Oracle has subpartitions, and the source is mysql; write parallel_load=dms.PartitionsAuto()",
            lambda: check(SHOP, settings(SubpartitionsAuto())),
        ),
        (
            "DMS-M041",
            "only Oracle has subpartitions, and the source is mariadb",
            lambda: check(SHOP, settings(PartitionsList(["p"], subpartitions=["s"])), source=EngineName.MARIADB),
        ),
        (
            "DMS-M041",
            "dms.PartitionsAuto() takes no options for mysql sources",
            lambda: check(SHOP, settings(PartitionsAuto(batch_size=5))),
        ),
        (
            "DMS-M044",
            "object mapping is for kinesis, kafka, dynamodb, timestream targets, and the target is aurora-postgresql",
            lambda: check(SHOP, MapRecordToRecord("shop", "%")),
        ),
        ("DMS-M044", "tags are for s3 targets", lambda: check(SHOP, AddTags("shop", "%", {"a": "b"}))),
        (
            "DMS-M033",
            "the source is mysql; remove the rule",
            lambda: check(SHOP, RenameTableTablespace("shop", "a", "b", to="c")),
        ),
        (
            "DMS-M033",
            "the target is aurora-postgresql",
            lambda: check(SHOP, LowercaseIndexTablespaces("shop"), source=None),
        ),
        (
            "DMS-M033",
            "tablespaces are transformed from oracle to oracle only",
            lambda: check(SHOP, PrefixTableTablespaces("shop", add="x")),
        ),
    ],
)
def test_a_rule_fails_when_an_engine_does_not_have_it(code: str, words: str, make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()

    assert caught.value.code == code
    assert words in caught.value.message


@pytest.mark.parametrize(
    "make",
    [
        lambda: check(SHOP, settings(PartitionsAuto())),
        lambda: check(SHOP, settings(PartitionsAuto()), source=EngineName.AURORA_MYSQL),
        lambda: check(SHOP, settings(Ranges(["id"], [[1]])), source=POSTGRESQL),
        lambda: check(SHOP, settings(SubpartitionsAuto()), source=None),
        lambda: check(SHOP, MapRecordToRecord("shop", "orders"), target=None),
        lambda: check(SHOP, RenameTableTablespace("shop", "a", "b", to="c"), source=None, target=None),
        lambda: check(
            Include("%"), Exclude("information_schema"), Exclude("mysql"), Exclude("performance_schema"), Exclude("sys")
        ),
        lambda: check(Include("shop%")),
        lambda: check(Include("%"), source=None),
        lambda: check(Include("shop", "a", filters=[Filter("id", Condition.gte(1))]), kind=LOAD),
    ],
)
def test_what_the_engines_have_is_no_finding(make: Callable[[], tuple[Finding, ...]]) -> None:
    assert make() == ()


STRING = DataType("string", length=9)


@pytest.mark.parametrize(
    ("finding", "words", "make"),
    [
        (
            "mappings.parallelLoadWithoutLoad",
            "the task loads nothing",
            lambda: check(SHOP, settings(PartitionsAuto()), kind=CDC),
        ),
        (
            "mappings.beforeImagesWithoutChanges",
            "a full load has no updates",
            lambda: check(SHOP, AddBeforeImageColumns("shop", "%"), kind=LOAD),
        ),
        (
            "mappings.lobSizeIgnored",
            "works for db2 and sybase only",
            lambda: check(SHOP, TableSettings("shop", "a", lobs=TableLobs(LobMode.UNLIMITED, bulk_max_size_kb=5))),
        ),
        (
            "mappings.headerNotOfSource",
            "$AR_H_USER is known for oracle and sqlserver sources only, and the source is mysql",
            lambda: check(SHOP, AddColumn("shop", "%", "u", STRING, expression=Expression("$AR_H_USER"))),
        ),
        (
            "mappings.filtersNotChecked",
            "by other columns), and large objects can't be filtered by; give the catalog of the source",
            lambda: check(Include("shop", "a", filters=[Filter("id", Condition.gte(1))])),
        ),
        (
            "mappings.systemSchemas",
            'performance_schema, sys; add dms.Exclude("information_schema"), dms.Exclude("mysql"), dms.Exclude("perf',
            lambda: check(Include("%")),
        ),
        (
            "mappings.systemSchemas",
            "in the schemas information_schema, pg_catalog",
            lambda: check(Include("%"), source=EngineName.POSTGRESQL),
        ),
        ("mappings.systemSchemas", "in the schemas mysql", lambda: check(Include("my%"), Exclude("my%", "a%"))),
    ],
)
def test_a_task_finds_what_may_surprise(finding: str, words: str, make: Callable[[], tuple[Finding, ...]]) -> None:
    (found,) = make()

    assert found.id == finding
    assert words in str(found)


def test_a_mapping_that_nears_the_size_of_a_template_is_a_finding() -> None:
    (found,) = check(*[Explicit("shop", f"{'t' * 300}{n}") for n in range(2000)])

    assert found.id == "mappings.nearTemplateLimit"


def test_a_mapping_fails_when_it_does_not_fit_into_a_template() -> None:
    with pytest.raises(ConfigurationError, match=r"takes templates of at most 1048576.*\[DMS-M056\]"):
        check(*[Explicit("shop", f"{'t' * 500}{n}") for n in range(2000)])


CATALOG = Catalog(
    SourceTable("shop", "orders", [SourceColumn("id", "int"), SourceColumn("note", "longtext")]),
    SourceTable("shop", "o_b"),
    engine=MYSQL,
)


def test_a_catalog_decides_what_is_guessed_without_one() -> None:
    rule = Include("shop", "o_b")

    assert [finding.id for finding in check(rule)] == ["mappings.underscoreIsAWildcard"]
    assert check(rule, catalog=CATALOG) == ()


def test_a_task_fails_when_the_catalog_shows_a_problem() -> None:
    with pytest.raises(ConfigurationError, match=r"column note is a large object.*\[DMS-M049\]"):
        check(Include("shop", "orders", filters=[Filter("note", Condition.null())]), catalog=CATALOG)


def test_a_task_finds_what_the_catalog_shows() -> None:
    found = check(Include("shop", "orders", filters=[Filter("id", Condition.gte(1))]), catalog=CATALOG)

    assert [finding.id for finding in found] == [
        "mappings.changesWithoutKey",
        "mappings.filteredTableWithoutKey",
        "mappings.lobsWithoutKey",
    ]


def test_an_evaluation_says_what_the_task_can_not_do() -> None:
    mappings = TableMappings(Include("shop", table_type=TableType.VIEW), settings(PartitionsAuto()))

    catalog = Catalog(*CATALOG.tables, engine=POSTGRESQL)
    evaluation = mappings.evaluate(catalog, migration_type=BOTH, source_engine=POSTGRESQL)

    assert {"DMS-M016", "DMS-M041", "DMS-M052"} == {problem.code for problem in evaluation.problems}


def test_the_engine_of_the_source_is_that_of_the_catalog_unless_it_is_given() -> None:
    mappings = TableMappings(SHOP, settings(PartitionsAuto()))

    def codes(of_catalog: EngineName | None, source: EngineName | None) -> list[str]:
        catalog = Catalog(*CATALOG.tables, engine=of_catalog)
        return [problem.code for problem in mappings.evaluate(catalog, source_engine=source).problems]

    assert codes(POSTGRESQL, None) == codes(None, POSTGRESQL) == ["DMS-M041"]
    assert codes(MYSQL, None) == codes(None, MYSQL) == codes(None, None) == []


def test_an_evaluation_finds_what_may_surprise_in_the_task() -> None:
    evaluation = TableMappings(SHOP, settings(PartitionsAuto())).evaluate(CATALOG, migration_type=CDC)

    assert "mappings.parallelLoadWithoutLoad" in [finding.id for finding in evaluation.findings]


@pytest.mark.parametrize("argument", ["migration_type", "source_engine", "target_engine", "target_schema"])
def test_an_evaluation_fails_when_an_argument_is_of_another_type(argument: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{argument} must be of type .*\[DMS-M053\]"):
        TableMappings(SHOP).evaluate(CATALOG, **{argument: 5})  # type: ignore[arg-type]


def test_the_size_in_a_template_counts_what_json_escapes() -> None:
    # A template holds the document as text, in which a quotation mark takes two characters.
    names = [Explicit("shop", '"' * 250 + str(n)) for n in range(1000)]

    with pytest.raises(ConfigurationError, match="DMS-M056"):
        check(*names)


def test_the_size_of_what_is_known_at_deployment_only_is_not_checked() -> None:
    assert check(*[Explicit("shop", f"${{Token[a.1]}}{'t' * 500}{n}") for n in range(2000)]) == ()


def test_an_exclude_of_some_tables_leaves_the_others_of_a_system_schema() -> None:
    rules = [Include("%", "a%"), Exclude("mysql", "a_"), Exclude("sys")]

    found = {finding.id: finding.message for finding in check(*rules)}["mappings.systemSchemas"]

    assert "mysql" in found
    assert ", sys" not in found
