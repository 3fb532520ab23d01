"""Tables and records that are larger than a target usually takes: each case with a twin that fits."""

import pytest

import dms_constructs as dms
from dms_constructs.engines import EngineName

ORACLE, SQL_SERVER, MYSQL, POSTGRESQL = (
    EngineName.ORACLE,
    EngineName.SQL_SERVER,
    EngineName.MYSQL,
    EngineName.POSTGRESQL,
)
AURORA_MYSQL, AURORA_POSTGRESQL = EngineName.AURORA_MYSQL, EngineName.AURORA_POSTGRESQL
ROOM = {"mappings.moreColumnsThanUsual", "mappings.rowTooLong", "mappings.recordTooLarge", "DMS-M060"}


def found(source: EngineName, target: EngineName, *columns: dms.SourceColumn, rules: tuple[dms.Rule, ...] = ()) -> list:
    table = dms.SourceTable("shop", "orders", [dms.SourceColumn("id", "int"), *columns], primary_key=["id"])
    evaluation = dms.TableMappings(dms.Include("shop"), *rules).evaluate(
        dms.Catalog(table, engine=source),
        migration_type=dms.MigrationType.FULL_LOAD,
        source_engine=source,
        target_engine=target,
    )
    every = [problem.code for problem in evaluation.problems] + [finding.id for finding in evaluation.findings]
    return [each for each in every if each in ROOM]


def some(count: int, data_type: str) -> list[dms.SourceColumn]:
    return [dms.SourceColumn(f"c{number}", data_type) for number in range(count)]


@pytest.mark.parametrize(
    ("source", "target", "most"),
    [
        (POSTGRESQL, MYSQL, 1017),
        (POSTGRESQL, EngineName.MARIADB, 1017),
        (POSTGRESQL, SQL_SERVER, 1024),
        (POSTGRESQL, ORACLE, 1000),
    ],
    ids=["MySQL", "MariaDB", "SQL Server", "Oracle"],
)
def test_more_columns_than_usual_are_warned_of(source: EngineName, target: EngineName, most: int) -> None:
    assert found(source, target, *some(most, "smallint")) == ["mappings.moreColumnsThanUsual"]
    assert found(source, target, *some(most - 1, "smallint")) == []


def test_aurora_mysql_has_one_storage_engine_and_its_limit() -> None:
    assert found(POSTGRESQL, AURORA_MYSQL, *some(1017, "smallint")) == ["DMS-M060"]
    assert found(POSTGRESQL, AURORA_MYSQL, *some(1016, "smallint")) == []


@pytest.mark.parametrize(
    ("source", "target", "columns", "fits"),
    [
        (ORACLE, AURORA_MYSQL, some(5, "varchar2(4000)"), some(4, "varchar2(4000)")),
        (SQL_SERVER, AURORA_MYSQL, some(5, "nvarchar(4000)"), some(4, "nvarchar(4000)")),
        (SQL_SERVER, MYSQL, some(9, "varbinary(8000)"), some(8, "varbinary(8000)")),
        (ORACLE, EngineName.MARIADB, some(17, "varchar2(4000)"), some(16, "varchar2(4000)")),
        (ORACLE, AURORA_POSTGRESQL, some(500, "varchar2(4000)"), some(400, "varchar2(4000)")),
        (MYSQL, POSTGRESQL, some(1020, "bigint unsigned"), some(1020, "int")),
        (ORACLE, SQL_SERVER, some(500, "varchar2(100)"), some(300, "varchar2(100)")),
    ],
    ids=[
        "Oracle to Aurora MySQL",
        "SQL Server to Aurora MySQL",
        "bytes",
        "MariaDB",
        "text aside",
        "numbers",
        "overflow",
    ],
)
def test_a_row_that_is_too_long_is_warned_of(
    source: EngineName, target: EngineName, columns: list[dms.SourceColumn], fits: list[dms.SourceColumn]
) -> None:
    assert found(source, target, *columns) == ["mappings.rowTooLong"]
    assert found(source, target, *fits) == []


def test_a_row_that_was_in_such_a_table_before_fits() -> None:
    assert found(MYSQL, AURORA_MYSQL, *some(6, "varchar(4000)")) == []


def test_text_that_becomes_a_large_object_takes_little_of_a_row() -> None:
    changed = [dms.ChangeDataType("shop", "orders", f"c{number}", to=dms.DataType("clob")) for number in range(3)]

    assert found(ORACLE, AURORA_MYSQL, *some(6, "varchar2(4000)"), rules=tuple(changed)) == []


def test_text_whose_length_is_not_known_says_nothing() -> None:
    assert found(POSTGRESQL, AURORA_MYSQL, *some(30, "varchar")) == []


@pytest.mark.parametrize(
    ("target", "most"),
    [(EngineName.DYNAMODB, 409_600), (EngineName.KINESIS, 1_048_576), (EngineName.DOCUMENTDB, 16_777_216)],
    ids=["DynamoDB", "Kinesis", "DocumentDB"],
)
def test_a_value_that_is_larger_than_a_record_is_warned_of(target: EngineName, most: int) -> None:
    def values(largest: int) -> dms.SourceColumn:
        return dms.SourceColumn("note", "varchar(16000)", max_bytes=largest)

    assert found(MYSQL, target, values(most + 1)) == ["mappings.recordTooLarge"]
    assert found(MYSQL, target, values(most)) == []


@pytest.mark.parametrize(("engine", "data_type"), [(ORACLE, "number(10)"), (SQL_SERVER, "int"), (MYSQL, "int")])
def test_targets_of_the_same_kind_have_tables_as_wide(engine: EngineName, data_type: str) -> None:
    assert found(engine, engine, *some(1030, data_type)) == []
