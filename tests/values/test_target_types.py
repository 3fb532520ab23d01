"""What becomes of types on targets that hold less of them: each with a twin that fits."""

import pytest

import dms_constructs as dms
from dms_constructs.engines import EngineName

MYSQL, ORACLE, SQL_SERVER, DB2 = EngineName.MYSQL, EngineName.ORACLE, EngineName.SQL_SERVER, EngineName.DB2
POSTGRESQL, AURORA_POSTGRESQL = EngineName.POSTGRESQL, EngineName.AURORA_POSTGRESQL
AURORA_MYSQL, REDSHIFT, DYNAMODB = EngineName.AURORA_MYSQL, EngineName.REDSHIFT, EngineName.DYNAMODB
NARROWER, TEXT = "mappings.narrowerOnTarget", "mappings.textOnTarget"
NOT_MOVED = "mappings.typesNotMoved"


def findings(
    source: EngineName, target: EngineName, data_type: str, *rules: dms.Rule, identity: bool = False
) -> list[dms.Finding]:
    columns = [dms.SourceColumn("id", "int"), dms.SourceColumn("n", data_type, identity=identity)]
    evaluation = dms.TableMappings(dms.Include("shop"), *rules).evaluate(
        dms.Catalog(dms.SourceTable("shop", "orders", columns, primary_key=["id"]), engine=source),
        migration_type=dms.MigrationType.FULL_LOAD,
        source_engine=source,
        target_engine=target,
    )
    return [finding for finding in evaluation.findings if finding.id in {NARROWER, TEXT, NOT_MOVED}]


@pytest.mark.parametrize(
    ("source", "target", "data_type", "fits", "expected"),
    [
        (MYSQL, POSTGRESQL, "bigint unsigned", "int unsigned", NARROWER),
        (MYSQL, SQL_SERVER, "smallint unsigned", "tinyint unsigned", NARROWER),
        (MYSQL, REDSHIFT, "int unsigned", "bigint unsigned", NARROWER),
        (MYSQL, REDSHIFT, "decimal(65,30)", "decimal(38,30)", NARROWER),
        (ORACLE, REDSHIFT, "number(38,38)", "number(38,37)", TEXT),
        (MYSQL, DYNAMODB, "decimal(39,2)", "decimal(38,2)", NARROWER),
        (MYSQL, EngineName.OPENSEARCH, "int unsigned", "int", NARROWER),
        (ORACLE, AURORA_POSTGRESQL, "timestamp(9)", "timestamp(6)", TEXT),
        (SQL_SERVER, AURORA_POSTGRESQL, "datetime2", "datetime", TEXT),
        (SQL_SERVER, AURORA_MYSQL, "datetime2(7)", "datetime2(3)", TEXT),
        (DB2, POSTGRESQL, "timestamp(12)", "timestamp", TEXT),
        (SQL_SERVER, REDSHIFT, "time(7)", "date", TEXT),
        (SQL_SERVER, REDSHIFT, "datetime2", "datetime2(6)", TEXT),
        (ORACLE, REDSHIFT, "timestamp(9)", "timestamp", TEXT),
    ],
)
def test_a_type_that_changes_on_the_target_is_warned_of(
    source: EngineName, target: EngineName, data_type: str, fits: str, expected: str
) -> None:
    assert [finding.id for finding in findings(source, target, data_type)] == [expected]
    assert findings(source, target, fits) == []


def test_another_type_on_the_target_is_the_fix() -> None:
    [found] = findings(ORACLE, AURORA_POSTGRESQL, "timestamp(9)")
    rule = dms.ChangeDataType("shop", "orders", "n", to=dms.DataType("datetime", precision=6))

    assert found.fix == 'add dms.ChangeDataType("shop", "orders", "n", to=dms.DataType("datetime", precision=6))'
    assert findings(ORACLE, AURORA_POSTGRESQL, "timestamp(9)", rule) == []


def test_what_the_server_counts_up_does_not_get_that_far() -> None:
    assert findings(MYSQL, POSTGRESQL, "bigint unsigned", identity=True) == []
    assert findings(MYSQL, REDSHIFT, "int unsigned", identity=True) != []


ID = dms.SourceColumn("id", "bigint unsigned", identity=True)
CUSTOMERS = dms.SourceTable("shop", "customers", [ID], primary_key=["id"])
HASHES = dms.SourceTable(
    "shop", "hashes", [dms.SourceColumn("hash", "bigint unsigned", identity=False)], primary_key=["hash"]
)


def referring(column: str, to: str) -> dms.SourceTable:
    """Return a table with a column that refers to the key of another."""
    return dms.SourceTable(
        "shop",
        "orders",
        [ID, dms.SourceColumn(column, "bigint unsigned", identity=False)],
        primary_key=["id"],
        foreign_keys=[dms.ForeignKey("f", [column], references=to)],
    )


def narrower(*tables: dms.SourceTable, rules: tuple[dms.Rule, ...] = ()) -> list[dms.Finding]:
    evaluation = dms.TableMappings(dms.Include("shop"), *rules).evaluate(
        dms.Catalog(*tables, engine=MYSQL),
        migration_type=dms.MigrationType.FULL_LOAD,
        source_engine=MYSQL,
        target_engine=POSTGRESQL,
    )
    return [finding for finding in evaluation.findings if finding.id == NARROWER]


@pytest.mark.parametrize(
    "tables",
    [
        (CUSTOMERS, referring("customer_id", "shop.customers")),
        (referring("parent_id", "shop.orders"),),
        (
            CUSTOMERS,
            referring("customer_id", "shop.profiles"),
            dms.SourceTable(
                "shop",
                "profiles",
                [dms.SourceColumn("id", "bigint unsigned", identity=False)],
                primary_key=["id"],
                foreign_keys=[dms.ForeignKey("f", ["id"], references="shop.customers")],
            ),
        ),
    ],
    ids=["another table", "its own table", "a key that refers to a key"],
)
def test_what_refers_to_a_counted_column_does_not_get_that_far(tables: tuple[dms.SourceTable, ...]) -> None:
    assert narrower(*tables) == []


def test_a_table_that_the_task_leaves_out_counts_too() -> None:
    assert (
        narrower(CUSTOMERS, referring("customer_id", "shop.customers"), rules=(dms.Exclude("shop", "customers"),)) == []
    )


@pytest.mark.parametrize(
    "tables",
    [
        (HASHES, referring("hash", "shop.hashes")),
        (referring("other", "shop.elsewhere"),),
        (
            dms.SourceTable(
                "shop",
                "circle",
                [dms.SourceColumn("n", "bigint unsigned", identity=False)],
                primary_key=["n"],
                foreign_keys=[dms.ForeignKey("f", ["n"], references="shop.circle")],
            ),
        ),
    ],
    ids=["no counted column", "a table that is not known", "itself"],
)
def test_what_refers_to_others_may_get_that_far(tables: tuple[dms.SourceTable, ...]) -> None:
    assert len(narrower(*tables)) == 1


def test_a_key_of_which_nothing_else_is_known_is_taken_as_counted() -> None:
    said = dms.SourceTable("shop", "t", [dms.SourceColumn("id", "bigint unsigned")], primary_key=["id"])

    assert narrower(said) == []


def test_tables_that_something_else_loaded_have_its_columns() -> None:
    evaluation = dms.TableMappings(dms.Include("shop")).evaluate(
        dms.Catalog(HASHES, engine=MYSQL),
        migration_type=dms.MigrationType.CDC,
        source_engine=MYSQL,
        target_engine=POSTGRESQL,
    )

    assert [finding for finding in evaluation.findings if finding.id == NARROWER] == []


def test_the_fix_is_for_each_column() -> None:
    columns = [dms.SourceColumn("id", "int"), *(dms.SourceColumn(name, "bigint unsigned") for name in ("a", "b"))]
    [found] = narrower(dms.SourceTable("shop", "orders", columns, primary_key=["id"]))

    assert found.fix == (
        'add dms.ChangeDataType("shop", "orders", "a", to=dms.DataType("numeric", precision=20, scale=0)), '
        'dms.ChangeDataType("shop", "orders", "b", to=dms.DataType("numeric", precision=20, scale=0))'
    )
    assert found.message.startswith("PostgreSQL can't hold all values of these columns: ")


def test_targets_of_the_same_kind_have_the_types_of_the_source() -> None:
    assert findings(MYSQL, AURORA_MYSQL, "bigint unsigned") == []


@pytest.mark.parametrize(
    ("source", "target", "data_type", "fits"),
    [
        (ORACLE, AURORA_POSTGRESQL, "bfile", "blob"),
        (ORACLE, REDSHIFT, "mdsys.sdo_geometry", "clob"),
        (SQL_SERVER, POSTGRESQL, "sql_variant", "geography"),
        (POSTGRESQL, AURORA_MYSQL, "geometry", "xml"),
    ],
)
def test_a_type_that_does_not_get_there_is_warned_of(
    source: EngineName, target: EngineName, data_type: str, fits: str
) -> None:
    assert [finding.id for finding in findings(source, target, data_type)] == [NOT_MOVED]
    assert findings(source, target, fits) == []
    assert findings(source, target, data_type, dms.RemoveColumns("shop", "orders", "n")) == []


@pytest.mark.parametrize(("source", "data_type"), [(ORACLE, "sdo_geometry"), (POSTGRESQL, "geometry")])
def test_spatial_types_get_to_postgresql_from_where_they_do(source: EngineName, data_type: str) -> None:
    assert findings(source, AURORA_POSTGRESQL, data_type) == []
