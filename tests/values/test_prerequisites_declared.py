"""Checklists of Oracle, SQL Server and Db2: no server here runs their SQL, so its form is checked."""

import itertools
import re
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from tests.values.refusals import refused

ORACLE, SQL_SERVER, DB2 = dms.EngineName.ORACLE, dms.EngineName.SQL_SERVER, dms.EngineName.DB2
SOURCE, TARGET = dms.EndpointType.SOURCE, dms.EndpointType.TARGET
OWN, RDS = dms.Deployment.SELF_MANAGED, dms.Deployment.RDS
EVERY = list(itertools.product((ORACLE, SQL_SERVER, DB2), (SOURCE, TARGET), (OWN, RDS)))
NASTY = "a' ZAP ]; -- x"
BINARY = {"UseLogminerReader": False}


def checklist(
    engine: dms.EngineName,
    side: dms.EndpointType = SOURCE,
    deployment: dms.Deployment = OWN,
    settings: dict[str, object] | None = None,
    **asked: Any,
) -> dms.Prerequisites:
    endpoint = dms.EndpointFacts(
        endpoint_type=side,
        engine_name=engine,
        settings=settings,
        database=dms.DatabaseIdentity(database=asked.pop("database", "SHOP")),
    )
    return dms.prerequisites_of(endpoint, deployment=deployment, **{"schemas": ["SALES"], **asked})


def code_of(script: str) -> str:
    """Return what of a script is neither in quotation marks nor a comment."""
    script = re.sub(r"q'~.*?~'", "''", script)
    return re.sub(r"--[^\n]*|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\[(?:[^\]]|\]\])*\]", "''", script)


def ids(found: dms.Prerequisites) -> set[str]:
    return {item.id for item in found}


@pytest.mark.parametrize(("engine", "side", "deployment"), EVERY)
def test_no_name_gets_out_of_its_quotation_marks(
    engine: dms.EngineName, side: dms.EndpointType, deployment: dms.Deployment
) -> None:
    found = checklist(
        engine, side, deployment, database=NASTY, schemas=[NASTY], tables={NASTY: [NASTY]}, premigration_assessment=True
    )

    assert side is TARGET or "ZAP ]" in found.sql()
    assert "ZAP" not in code_of(found.sql())
    assert "ZAP" not in code_of(found.check_sql())


@pytest.mark.parametrize(("engine", "side", "deployment"), EVERY)
def test_every_quotation_mark_and_parenthesis_is_closed(
    engine: dms.EngineName, side: dms.EndpointType, deployment: dms.Deployment
) -> None:
    found = checklist(engine, side, deployment, tables={"SALES": ["ORDERS"]}, premigration_assessment=True)

    for text in (found.sql(), found.check_sql()):
        code = code_of(text).replace("''", "")
        assert "'" not in code
        assert '"' not in code
        assert code.count("(") == code.count(")")
        assert "{" not in code


@pytest.mark.parametrize(("engine", "side", "deployment"), EVERY)
def test_no_password_is_in_a_script(engine: dms.EngineName, side: dms.EndpointType, deployment: dms.Deployment) -> None:
    script = checklist(engine, side, deployment).sql()

    said = re.findall(r"(?:PASSWORD\s*=|IDENTIFIED BY)\s*(\S+)", script)
    assert all(each in {"\"'", "'", "QUOTENAME(N'$(DMS_PASSWORD)',"} for each in said), said


@pytest.mark.parametrize(("engine", "side", "deployment"), EVERY)
def test_script_and_text_say_that_nothing_has_run(
    engine: dms.EngineName, side: dms.EndpointType, deployment: dms.Deployment
) -> None:
    found = checklist(engine, side, deployment)

    assert "-- No test of this library has run this SQL" in found.sql()
    assert "No test of this library has run this SQL" in found.markdown()


def test_a_script_that_has_run_does_not_say_otherwise() -> None:
    assert "No test of this library" not in checklist(dms.EngineName.POSTGRESQL, database="shop").sql()


@pytest.mark.parametrize(("engine", "side", "deployment"), EVERY)
def test_each_statement_is_ended_as_its_client_wants_it(
    engine: dms.EngineName, side: dms.EndpointType, deployment: dms.Deployment
) -> None:
    found = checklist(engine, side, deployment)

    for item in found:
        lines = item.sql.splitlines()
        assert not lines or lines[-1].endswith((";", "/")), item.id
        assert lines.count("/") == sum(line == "END;" for line in lines), item.id
    if engine is SQL_SERVER:
        assert found.sql().count("\nGO\n") == 1 + sum(bool(item.sql) for item in found)


@pytest.mark.parametrize(("engine", "side", "deployment"), EVERY)
def test_every_check_is_a_query_that_says_true_or_false(
    engine: dms.EngineName, side: dms.EndpointType, deployment: dms.Deployment
) -> None:
    for item in checklist(engine, side, deployment, premigration_assessment=True):
        if item.check:
            assert item.check.startswith("SELECT CASE WHEN "), item.id
            assert "'true'" in item.check
            assert "'false'" in item.check


@pytest.mark.parametrize("engine", [ORACLE, SQL_SERVER, DB2])
@pytest.mark.parametrize("side", [SOURCE, TARGET])
def test_every_fact_of_an_item_is_used(engine: dms.EngineName, side: dms.EndpointType) -> None:
    family = engine.record.protocol
    used: set[str] = set()
    for deployment, settings in itertools.product((OWN, RDS), ({}, BINARY, {"AddSupplementalLogging": True})):
        used |= ids(checklist(engine, side, deployment, settings, premigration_assessment=True))

    assert used == set(facts.checklist(family)[side.value])


def test_logminer_has_its_rights_unless_the_endpoint_reads_files() -> None:
    assert "GRANT LOGMINING" in checklist(ORACLE)["logMiner"].sql
    assert {"logMiner", "binaryReader"} & ids(checklist(ORACLE, settings=BINARY)) == {"binaryReader"}
    assert "binaryReader" not in ids(checklist(ORACLE))


def test_oracle_of_rds_is_asked_by_its_procedures() -> None:
    found = checklist(ORACLE, deployment=RDS, binlog_retention_hours=48)

    assert "rdsadmin.rdsadmin_util.set_configuration('archivelog retention hours', 48)" in found["retention"].sql
    assert "alter_supplemental_logging('ADD')" in found["supplementalLogging"].sql
    assert "grant_sys_object('V_$LOGMNR_CONTENTS', 'DMS', 'SELECT')" in found["logMiner"].sql
    assert "GRANT SELECT ON SYS." not in found.sql()


def test_who_adds_the_logging_of_keys_is_as_the_endpoint_says() -> None:
    adding = checklist(ORACLE, settings={"AddSupplementalLogging": True}, tables={"SALES": ["ORDERS"]}, schemas=None)

    assert adding["alterTables"].sql == 'GRANT ALTER ON "SALES"."ORDERS" TO "DMS";\n'
    assert "keyLogging" not in ids(adding)
    assert "keyLogging" in ids(checklist(ORACLE))


@pytest.mark.parametrize(("engine", "name"), [(ORACLE, '"DMS"'), (SQL_SERVER, "[dms]"), (DB2, '"DMS"')])
def test_the_user_is_called_as_the_server_calls_who_logs_in(engine: dms.EngineName, name: str) -> None:
    assert (
        f"TO {'USER ' if engine is DB2 else ''}{name}" in checklist(engine).sql()
        or f"MEMBER {name}" in checklist(engine).sql()
    )


def test_a_server_of_ones_own_publishes_and_rds_captures() -> None:
    own, rds = (checklist(SQL_SERVER, deployment=each) for each in (OWN, RDS))

    assert {"distribution", "sysadmin"} <= ids(own)
    assert not {"distribution", "sysadmin"} & ids(rds)
    assert "EXEC msdb.dbo.rds_cdc_enable_db N'SHOP'" in rds["capture"].sql
    assert "EXEC sys.sp_cdc_enable_db" in own["capture"].sql
    assert "p.name IS NULL" in own["captureTables"].sql
    assert "AND p.name IS NULL" not in rds["captureTables"].sql


@pytest.mark.parametrize("engine", [ORACLE, SQL_SERVER, DB2])
def test_a_full_load_needs_no_log(engine: dms.EngineName) -> None:
    found = checklist(engine, migration_type=dms.MigrationType.FULL_LOAD)

    assert not {"archivelog", "retention", "capture", "recovery", "archiving", "readLog", "owner"} & ids(found)


def test_the_tables_of_sql_server_are_those_of_dbo_where_nothing_is_said() -> None:
    assert "s.name IN (N'dbo')" in checklist(SQL_SERVER, schemas=None)["captureTables"].sql


@pytest.mark.parametrize("engine", [SQL_SERVER, DB2])
def test_a_database_must_be_named(engine: dms.EngineName) -> None:
    refused("DMS-K002", "database must have a name", lambda: checklist(engine, database=None))


def test_oracle_needs_no_name_of_a_database() -> None:
    assert len(checklist(ORACLE, database=None)) > 5


@pytest.mark.parametrize(
    ("engine", "asked"),
    [
        (ORACLE, {"schemas": ['SA"LES']}),
        (ORACLE, {"schemas": ["SALES\nDROP"]}),
        (ORACLE, {"tables": {"SALES": ['OR"DERS']}}),
        (ORACLE, {"user_name": "dms user"}),
        (ORACLE, {"user_name": "1dms"}),
        (SQL_SERVER, {"schemas": ["sales\nGO\nDROP"]}),
        (SQL_SERVER, {"database": "$(DMS_PASSWORD)"}),
        (SQL_SERVER, {"user_name": "d$(x)"}),
        (DB2, {"tables": {"SALES": ["ORDERS\n;"]}}),
        (DB2, {"user_name": 'd"ms'}),
    ],
    ids=lambda value: value.value if isinstance(value, dms.EngineName) else ascii(value),
)
def test_a_name_that_can_not_stand_in_a_script_is_refused(engine: dms.EngineName, asked: dict[str, Any]) -> None:
    refused("DMS-K007", "", lambda: checklist(engine, **asked))


@pytest.mark.parametrize(
    ("engine", "asked"),
    [
        (ORACLE, {"schemas": ["Sales's & more"], "user_name": "dms_1"}),
        (SQL_SERVER, {"schemas": ['sa"les $x (1)'], "user_name": "CORP\\dms user"}),
        (DB2, {"schemas": ['SA"LES'], "user_name": "dms#1"}),
        (dms.EngineName.POSTGRESQL, {"schemas": ['sa"les\n'], "user_name": "dms user", "database": "shop"}),
    ],
    ids=lambda value: value.value if isinstance(value, dms.EngineName) else ascii(value),
)
def test_a_name_that_can_be_quoted_is_taken(engine: dms.EngineName, asked: dict[str, Any]) -> None:
    assert len(checklist(engine, **asked)) > 5


# Parameters


@pytest.mark.parametrize(
    ("engine", "expected"), [(ORACLE, {}), (DB2, {}), (SQL_SERVER, {"max text repl size (b)": "-1"})]
)
def test_the_parameters_for_changes_are_those_that_rds_has(engine: dms.EngineName, expected: dict[str, str]) -> None:
    assert dms.parameters_for_cdc(engine) == expected


def test_the_parameter_of_sql_server_is_of_the_checklist() -> None:
    (name,) = dms.parameters_for_cdc(SQL_SERVER)

    assert name in checklist(SQL_SERVER, deployment=RDS)["setting.max_text_repl_size"].instructions


def test_the_parameter_of_sql_server_lets_its_check_pass() -> None:
    group = dms.ParameterGroupFacts(parameters=dms.parameters_for_cdc(SQL_SERVER))
    server = dms.ServerFacts(deployment=RDS, engine_name=SQL_SERVER, instance_parameters=group)
    plan = dms.TaskPlan(
        migration_type=dms.MigrationType.CDC,
        source=dms.EndpointFacts(endpoint_type=SOURCE, engine_name=SQL_SERVER, server=server),
        target=dms.EndpointFacts(endpoint_type=TARGET, engine_name=dms.EngineName.POSTGRESQL),
        table_mappings=None,
        task_settings=None,
    )
    checks = {check.key: check.verdict for check in dms.premigration(plan).checks}

    assert checks["sqlserver-check-for-max-text-repl-size"] is dms.PremigrationVerdict.PASSED
