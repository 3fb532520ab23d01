"""What becomes of types on targets that hold less of them: each with a twin that fits."""

import pytest

import dms_constructs as dms
from dms_constructs.engines import EngineName

MYSQL, ORACLE, SQL_SERVER, DB2 = EngineName.MYSQL, EngineName.ORACLE, EngineName.SQL_SERVER, EngineName.DB2
POSTGRESQL, AURORA_POSTGRESQL = EngineName.POSTGRESQL, EngineName.AURORA_POSTGRESQL
AURORA_MYSQL, REDSHIFT, DYNAMODB = EngineName.AURORA_MYSQL, EngineName.REDSHIFT, EngineName.DYNAMODB
NARROWER, TEXT = "mappings.narrowerOnTarget", "mappings.textOnTarget"


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
    return [finding for finding in evaluation.findings if finding.id in {NARROWER, TEXT}]


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


def test_targets_of_the_same_kind_have_the_types_of_the_source() -> None:
    assert findings(MYSQL, AURORA_MYSQL, "bigint unsigned") == []
