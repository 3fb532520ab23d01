import dataclasses
import itertools
import pickle
import re
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.prerequisites.asked import deployment_of

SOURCE, TARGET = dms.EndpointType.SOURCE, dms.EndpointType.TARGET
ENGINES = (
    dms.EngineName.MYSQL,
    dms.EngineName.MARIADB,
    dms.EngineName.AURORA_MYSQL,
    dms.EngineName.POSTGRESQL,
    dms.EngineName.AURORA_POSTGRESQL,
    dms.EngineName.ORACLE,
    dms.EngineName.SQL_SERVER,
    dms.EngineName.DB2,
)
OTHERS = ENGINES[-3:]
AURORA = (dms.EngineName.AURORA_MYSQL, dms.EngineName.AURORA_POSTGRESQL)
PLACES = [
    (engine, deployment)
    for engine in ENGINES
    for deployment in dms.Deployment
    if (deployment is dms.Deployment.AURORA) is (engine in AURORA)
]
EVERY = list(itertools.product(PLACES, dms.EndpointType, dms.MigrationType))


def endpoint(
    endpoint_type: dms.EndpointType = SOURCE,
    engine: dms.EngineName = dms.EngineName.POSTGRESQL,
    settings: dict[str, object] | None = None,
    **identity: Any,
) -> dms.EndpointFacts:
    return dms.EndpointFacts(
        endpoint_type=endpoint_type,
        engine_name=engine,
        settings=settings,
        database=dms.DatabaseIdentity(**{"database": "shop", **identity}),
    )


def checklist(
    endpoint_type: dms.EndpointType = SOURCE,
    engine: dms.EngineName = dms.EngineName.POSTGRESQL,
    settings: dict[str, object] | None = None,
    **arguments: Any,
) -> dms.Prerequisites:
    return dms.prerequisites_of(endpoint(endpoint_type, engine, settings), **{"schemas": ["public"], **arguments})


def ids(checklist: dms.Prerequisites) -> set[str]:
    return {item.id for item in checklist}


@pytest.mark.parametrize(("place", "endpoint_type", "migration_type"), EVERY)
def test_every_item_says_what_and_why_and_where_that_is_from_and_what_to_do(
    place: Any, endpoint_type: dms.EndpointType, migration_type: dms.MigrationType
) -> None:
    engine, deployment = place
    items = checklist(endpoint_type, engine, migration_type=migration_type, deployment=deployment).items

    assert len({item.id for item in items}) == len(items)
    for item in items:
        assert item.title
        assert item.why
        assert item.source
        assert item.sql or item.instructions, item.id


@pytest.mark.parametrize(("place", "endpoint_type", "migration_type"), EVERY)
def test_what_is_needed_for_changes_only_is_left_out_of_a_full_load(
    place: Any, endpoint_type: dms.EndpointType, migration_type: dms.MigrationType
) -> None:
    engine, deployment = place
    needed = {
        item.needed_for
        for item in checklist(endpoint_type, engine, migration_type=migration_type, deployment=deployment)
    }

    assert ("changes" in needed) is (migration_type.has_cdc and endpoint_type is SOURCE)
    assert "full load" not in needed or migration_type.has_full_load


@pytest.mark.parametrize(("place", "endpoint_type", "migration_type"), EVERY)
def test_only_a_server_of_ones_own_is_set_by_sql_and_only_aws_has_roles_and_procedures(
    place: Any, endpoint_type: dms.EndpointType, migration_type: dms.MigrationType
) -> None:
    engine, deployment = place
    script = checklist(endpoint_type, engine, migration_type=migration_type, deployment=deployment).sql()

    if deployment is dms.Deployment.SELF_MANAGED:
        assert re.search(r"\brds[_.]", script) is None
    else:
        assert "ALTER SYSTEM" not in script
        assert "SET GLOBAL" not in script
        assert "my.cnf" not in script


@pytest.mark.parametrize(
    ("facts", "deployment"),
    [
        (endpoint(), "SELF_MANAGED"),
        (endpoint(host="10.0.0.7"), "SELF_MANAGED"),
        (endpoint(host="shop.abc.eu-west-1.rds.amazonaws.com"), "RDS"),
        (endpoint(host="SHOP.abc.cn-north-1.rds.amazonaws.com.cn."), "RDS"),
        (endpoint(host="rds.amazonaws.com.example.com"), "SELF_MANAGED"),
        (endpoint(construct_path="Shop/Database"), "RDS"),
        (endpoint(rds_identifier="db:shop"), "RDS"),
        (endpoint(engine=dms.EngineName.AURORA_POSTGRESQL), "AURORA"),
        (endpoint(engine=dms.EngineName.AURORA_MYSQL, construct_path="Shop/Cluster"), "AURORA"),
    ],
)
def test_the_endpoint_tells_how_its_server_is_run(facts: dms.EndpointFacts, deployment: str) -> None:
    assert deployment_of(facts) is dms.Deployment[deployment]


def test_what_is_known_of_the_server_tells_how_it_is_run() -> None:
    facts = dataclasses.replace(endpoint(), server=dms.ServerFacts(deployment=dms.Deployment.RDS))

    assert deployment_of(facts) is dms.Deployment.RDS


def test_an_argument_says_how_the_server_is_run() -> None:
    assert checklist(deployment=dms.Deployment.RDS).deployment is dms.Deployment.RDS


def test_a_slot_is_made_where_the_endpoint_names_one() -> None:
    script = checklist(settings={"SlotName": "dms_shop"})["slot"].sql

    assert "pg_create_logical_replication_slot('dms_shop', 'test_decoding')" in script
    assert "slot" not in ids(checklist())


def test_a_slot_is_made_for_the_plug_in_of_the_endpoint() -> None:
    script = checklist(settings={"SlotName": "dms_shop", "PluginName": "pglogical"})["slot"].sql

    assert "pg_create_logical_replication_slot('dms_shop', 'pglogical')" in script


@pytest.mark.parametrize(
    ("said", "has"), [({}, False), ({"HeartbeatEnable": True}, True), ({"HeartbeatEnable": False}, False)]
)
def test_the_heartbeat_has_its_schema_where_the_endpoint_has_a_heartbeat(said: dict[str, object], has: bool) -> None:
    assert ("heartbeat" in ids(checklist(settings=said))) is has


@pytest.mark.parametrize(("said", "has"), [({}, True), ({"CaptureDdls": True}, True), ({"CaptureDdls": False}, False)])
def test_definitions_are_watched_unless_the_endpoint_says_no(said: dict[str, object], has: bool) -> None:
    assert ("ddl" in ids(checklist(settings=said))) is has


def test_a_setting_may_be_an_attribute() -> None:
    facts = dms.EndpointFacts(
        endpoint_type=SOURCE,
        engine_name=dms.EngineName.POSTGRESQL,
        extra_connection_attributes={"captureDdls": "N", "heartbeatEnable": "Y", "heartbeatSchema": "beats"},
        database=dms.DatabaseIdentity(database="shop"),
    )

    found = dms.prerequisites_of(facts)

    assert "ddl" not in ids(found)
    assert 'CREATE SCHEMA IF NOT EXISTS "beats"' in found["heartbeat"].sql


def test_pglogical_has_its_grants_where_the_endpoint_asks_for_it() -> None:
    assert (
        "CREATE EXTENSION IF NOT EXISTS pglogical" in checklist(settings={"PluginName": "pglogical"})["pglogical"].sql
    )
    assert "pglogical" not in ids(checklist(settings={"PluginName": "test-decoding"}))


def test_triggers_are_turned_off_by_right_where_the_endpoint_does_it() -> None:
    script = {"AfterConnectScript": "SET session_replication_role='replica'"}

    assert "GRANT SET ON PARAMETER" in checklist(TARGET, settings=script)["triggers"].sql
    assert "GRANT rds_superuser" in checklist(TARGET, settings=script, deployment=dms.Deployment.RDS)["triggers"].sql
    assert "triggers" not in ids(checklist(TARGET))


def test_foreign_keys_are_told_of_unless_the_endpoint_turns_them_off() -> None:
    off = {"AfterConnectScript": "SET FOREIGN_KEY_CHECKS=0"}

    assert "foreignKeys" in ids(checklist(TARGET, dms.EngineName.MYSQL))
    assert "foreignKeys" not in ids(checklist(TARGET, dms.EngineName.MYSQL, settings=off))


def test_aurora_has_its_settings_in_the_group_that_they_belong_to() -> None:
    source = checklist(engine=dms.EngineName.AURORA_MYSQL)
    target = checklist(TARGET, dms.EngineName.AURORA_MYSQL)

    assert source["setting.binlog_format"].instructions == "Set binlog_format to ROW in the DB cluster parameter group."
    assert target["setting.local_infile"].instructions == "Set local_infile to 1 in the DB parameter group."
    # It can't be modified there.
    assert "setting.binlog_row_image" not in ids(source)


def test_logical_replication_of_rds_needs_a_reboot() -> None:
    item = checklist(deployment=dms.Deployment.RDS)["setting.wal_level"]

    assert item.instructions == (
        "Set rds.logical_replication to 1 in the DB parameter group. Reboot the instance afterwards."
    )
    assert item.sql == ""


def test_the_network_of_the_replication_instance_is_in_the_file_of_who_may_connect() -> None:
    lines = checklist(client_network="10.0.0.0/16")["network"].instructions.splitlines()[1:]

    assert lines == [
        '  hostssl "shop" "dms" 10.0.0.0/16 scram-sha-256',
        '  hostssl replication "dms" 10.0.0.0/16 scram-sha-256',
    ]


def test_an_account_of_mysql_is_for_that_network() -> None:
    script = checklist(engine=dms.EngineName.MYSQL, client_network="10.0.0.0/16").sql()

    assert "GRANT SELECT ON `public`.* TO `dms`@`10.0.0.0/255.255.0.0`" in script


def test_the_script_is_for_the_named_tables_where_they_are_given() -> None:
    script = checklist(schemas=None, tables={"sales": ["orders", "Order items"]})["tables"].sql

    assert script == (
        'GRANT SELECT ON TABLE "sales"."orders" TO "dms";\nGRANT SELECT ON TABLE "sales"."Order items" TO "dms";\n'
    )


def test_a_target_of_one_database_is_asked_for_nothing_else() -> None:
    found = dms.prerequisites_of(endpoint(TARGET, dms.EngineName.MYSQL))

    assert "CREATE DATABASE IF NOT EXISTS `shop`" in found["schemas"].sql


def test_the_number_of_tasks_is_the_number_of_slots() -> None:
    found = checklist(tasks=3)

    assert found["setting.max_replication_slots"].check.endswith(">= 3")
    assert "3 more" in found["setting.max_wal_senders"].instructions


def test_the_binary_log_is_kept_as_long_as_asked_for() -> None:
    own = checklist(engine=dms.EngineName.MYSQL, binlog_retention_hours=72)
    managed = checklist(engine=dms.EngineName.AURORA_MYSQL, binlog_retention_hours=72)

    assert "binlog_expire_logs_seconds = 259200" in own["setting.binlog_expire_logs_seconds"].instructions
    assert "CALL mysql.rds_set_configuration('binlog retention hours', 72)" in managed["retention"].sql


@pytest.mark.parametrize(
    ("engine", "deployment", "hours"),
    [
        (dms.EngineName.MYSQL, dms.Deployment.RDS, 168),
        (dms.EngineName.MYSQL, dms.Deployment.SELF_MANAGED, 5000),
        (dms.EngineName.MARIADB, dms.Deployment.RDS, 169),
        (dms.EngineName.AURORA_MYSQL, dms.Deployment.AURORA, 2160),
    ],
)
def test_the_binary_log_can_be_kept_as_long_as_the_server_keeps_it(
    engine: dms.EngineName, deployment: dms.Deployment, hours: int
) -> None:
    assert checklist(engine=engine, deployment=deployment, binlog_retention_hours=hours).items


def test_the_assessment_reads_system_tables_only_where_it_is_asked_for() -> None:
    asked = checklist(engine=dms.EngineName.MYSQL, premigration_assessment=True)

    assert "`mysql`.`role_edges`" in asked["assessment"].sql
    assert "assessment" not in ids(checklist(engine=dms.EngineName.MYSQL))


@pytest.mark.parametrize("endpoint_type", list(dms.EndpointType))
@pytest.mark.parametrize("engine", [dms.EngineName.AURORA_POSTGRESQL, dms.EngineName.AURORA_MYSQL])
def test_a_user_who_logs_in_with_iam_is_asked_for_no_password(
    engine: dms.EngineName, endpoint_type: dms.EndpointType
) -> None:
    found = checklist(endpoint_type, engine, {"AuthenticationMethod": "iam"})

    assert "secret" not in found.markdown()
    assert "dms_password" not in found.sql().lower()


@pytest.mark.parametrize(
    ("engine", "said", "kind", "has"),
    [
        (dms.EngineName.AURORA_POSTGRESQL, {"AuthenticationMethod": "iam"}, dms.MigrationType.CDC, True),
        (dms.EngineName.AURORA_POSTGRESQL, {"AuthenticationMethod": "iam"}, dms.MigrationType.FULL_LOAD, False),
        (dms.EngineName.AURORA_POSTGRESQL, {}, dms.MigrationType.CDC, False),
        (dms.EngineName.AURORA_MYSQL, {"AuthenticationMethod": "iam"}, dms.MigrationType.CDC, False),
    ],
)
def test_replication_takes_tokens_where_changes_are_read_with_iam(
    engine: dms.EngineName, said: dict[str, object], kind: dms.MigrationType, has: bool
) -> None:
    found = checklist(engine=engine, settings=said, migration_type=kind)

    assert ("setting.rds.iam_auth_for_replication" in ids(found)) is has


def test_a_name_can_not_end_a_comment() -> None:
    script = checklist(user_name="a\nDROP DATABASE shop;").sql()
    lines = [line for line in script.splitlines() if line.startswith("DROP")]

    # It stands in quotes where it begins a line.
    assert all(line.startswith(('DROP DATABASE shop;"', "DROP DATABASE shop;'")) for line in lines)
    assert lines


def test_a_name_can_not_end_a_body_of_code() -> None:
    script = checklist(user_name="a $dms$; DROP DATABASE shop").sql()

    assert "DO $dms_$" in script


def test_the_text_has_every_item_and_its_sql() -> None:
    found = checklist(TARGET, dms.EngineName.MYSQL)
    text = found.markdown()

    assert text.startswith("## MySQL on a server of your own as a target: full load and changes\n")
    assert text == str(found)
    for item in found:
        assert item.sql in text
    assert found.check_sql() in text


def test_the_headings_of_the_text_begin_at_a_level() -> None:
    assert checklist().markdown(level=3).startswith("### PostgreSQL")
    assert "\n#### A user for DMS\n" in checklist().markdown(level=3)


def test_an_item_is_found_by_its_id() -> None:
    assert checklist()["user"].title == "A user for DMS"
    with pytest.raises(KeyError, match="nothing"):
        checklist()["nothing"]


def test_a_checklist_pickles_and_equals_its_copy() -> None:
    assert pickle.loads(pickle.dumps(checklist())) == checklist()


FAMILIES = {
    (dms.EngineName.POSTGRESQL, dms.Deployment.RDS): ("postgres17", dms.ParameterLevel.INSTANCE),
    (dms.EngineName.AURORA_POSTGRESQL, dms.Deployment.AURORA): ("aurora-postgresql17", dms.ParameterLevel.CLUSTER),
    (dms.EngineName.MYSQL, dms.Deployment.RDS): ("mysql8.0", dms.ParameterLevel.INSTANCE),
    (dms.EngineName.MARIADB, dms.Deployment.RDS): ("mariadb10.11", dms.ParameterLevel.INSTANCE),
    (dms.EngineName.AURORA_MYSQL, dms.Deployment.AURORA): ("aurora-mysql8.0", dms.ParameterLevel.CLUSTER),
}


@pytest.mark.parametrize("endpoint_type", list(dms.EndpointType))
@pytest.mark.parametrize("place", FAMILIES)
def test_a_parameter_group_takes_what_is_to_be_set_in_it(place: Any, endpoint_type: dms.EndpointType) -> None:
    engine, deployment = place
    family, level = FAMILIES[place]
    told = [
        re.search(r"Set (\S+) to (\S+) in the DB (cluster )?parameter group", item.instructions)
        for item in checklist(endpoint_type, engine, deployment=deployment)
    ]

    set_here = {found[1]: found[2] for found in told if found}
    of_instances = {found[1]: found[2] for found in told if found and not found[3]}

    assert dms.parameter_findings(family, level, set_here) == ()
    assert dms.parameter_findings(family, dms.ParameterLevel.INSTANCE, of_instances) == ()


@pytest.mark.parametrize("place", FAMILIES)
def test_parameters_for_cdc_are_of_the_checklist(place: Any) -> None:
    engine, deployment = place
    told = " ".join(item.id for item in checklist(engine=engine, deployment=deployment))

    # Libraries are an item of their own, workers a part of a sum, and checksums have not mattered since DMS 3.5.
    others = {"shared_preload_libraries", "max_logical_replication_workers", "binlog_checksum"}
    names = {"rds.logical_replication": "wal_level"}
    for name in dms.parameters_for_cdc(engine):
        assert name in others or f"setting.{names.get(name, name)}" in told, name


def test_every_fact_of_an_item_is_used() -> None:
    everything = {"SlotName": "dms", "HeartbeatEnable": True, "AfterConnectScript": "set session_replication_role=x"}
    for (engine, deployment), endpoint_type in itertools.product(PLACES, dms.EndpointType):
        if engine in OTHERS:
            continue
        family = "mysql" if engine.record.protocol == "mysql" else "postgresql"
        used = ids(
            checklist(endpoint_type, engine, everything, deployment=deployment, premigration_assessment=True)
        ) | ids(checklist(endpoint_type, engine, {"PluginName": "pglogical"}, deployment=deployment))
        only_on_aws = {"retention"} if deployment is dms.Deployment.SELF_MANAGED else set()
        assert set(facts.prerequisites()["items"][family][endpoint_type.value]) - used <= only_on_aws


@pytest.mark.parametrize(
    ("facts", "arguments", "code", "message"),
    [
        (
            endpoint(engine=dms.EngineName.MONGODB),
            {},
            "DMS-K001",
            (
                "there are checklists for mysql, mariadb, aurora, aurora-serverless, postgres, aurora-postgresql, "
                "aurora-postgresql-serverless, oracle, sqlserver, db2, and this endpoint's engine is mongodb; read the "
                "page of the DMS User Guide about it"
            ),
        ),
        (
            dms.EndpointFacts(endpoint_type=SOURCE),
            {},
            "DMS-K001",
            (
                "the endpoint was imported without its engine, which decides what it needs; import it with "
                "engine_name=dms.EngineName.POSTGRESQL, or the one that it has"
            ),
        ),
        (
            dms.EndpointFacts(endpoint_type=SOURCE, engine_name=dms.EngineName.POSTGRESQL),
            {},
            "DMS-K002",
            "database must have a name, got None; write one such as 'shop'",
        ),
        (
            endpoint(database="${Token[TOKEN.1]}"),
            {},
            "DMS-K002",
            (
                "database is known at deployment only, and SQL that is written now must name it; write its name, such "
                "as 'shop'"
            ),
        ),
        (endpoint(), {"user_name": " "}, "DMS-K002", "user_name must have a name, got ' '; write one such as 'shop'"),
        (
            endpoint(engine=dms.EngineName.MYSQL),
            {"schemas": ["shop"], "user_name": "u" * 33},
            "DMS-K002",
            (
                f"user_name must have at most 32 characters, got 33: '{'u' * 33}'; write a shorter one, such as "
                "user_name='dms'"
            ),
        ),
        (
            endpoint(),
            {"schemas": ["a\0"]},
            "DMS-K002",
            "a schema must have a name, got 'a\\x00'; write one such as 'shop'",
        ),
        (
            endpoint(),
            {"tables": {"shop": ["t" * 64]}},
            "DMS-K002",
            f"a table has a name of more than 63 bytes: '{'t' * 64}'; write it as it is on the server",
        ),
        (
            endpoint(engine=dms.EngineName.MYSQL),
            {},
            "DMS-K003",
            (
                "schemas or tables must say what is migrated, because grants are for databases or tables; write "
                "schemas=['shop'], or tables={'shop': ['orders']}"
            ),
        ),
        (
            endpoint(),
            {"schemas": "shop"},
            "DMS-K003",
            "schemas must be a list, got str 'shop'; write schemas=[\"shop\"]",
        ),
        (
            endpoint(),
            {"tables": {"shop": "orders"}},
            "DMS-K003",
            'tables must map a schema to a list, got str \'orders\'; write tables={"shop": ["orders"]}',
        ),
        (endpoint(), {"schemas": 5}, "DMS-K003", 'schemas must be a list, got int 5; write schemas=["shop"]'),
        (endpoint(), {"schemas": [5]}, "DMS-K002", "a schema must have a name, got int 5; write one such as 'shop'"),
        (
            endpoint(),
            {"tables": {"shop": 5}},
            "DMS-K003",
            'tables must map a schema to a list, got int 5; write tables={"shop": ["orders"]}',
        ),
        (
            endpoint(),
            {"tables": {5: ["orders"]}},
            "DMS-K002",
            "a schema must have a name, got int 5; write one such as 'shop'",
        ),
        (
            endpoint(),
            {"tables": {"shop": [None]}},
            "DMS-K002",
            "a table must have a name, got None; write one such as 'shop'",
        ),
        (
            endpoint(),
            {"tables": ["orders"]},
            "DMS-K003",
            "tables must be a mapping of schemas to their tables, got list; write tables={'shop': ['orders']}",
        ),
        (
            endpoint(),
            {"deployment": dms.Deployment.AURORA},
            "DMS-K004",
            (
                "deployment is dms.Deployment.AURORA, but the endpoint's engine is dms.EngineName.POSTGRESQL; write "
                "deployment=dms.Deployment.RDS, or leave it out"
            ),
        ),
        (
            endpoint(engine=dms.EngineName.AURORA_POSTGRESQL),
            {"deployment": dms.Deployment.RDS},
            "DMS-K004",
            (
                "deployment is dms.Deployment.RDS, but the endpoint's engine is dms.EngineName.AURORA_POSTGRESQL; "
                "write deployment=dms.Deployment.AURORA, or leave it out"
            ),
        ),
        (endpoint(), {"tasks": 0}, "DMS-K005", "tasks must be 1 or more, got 0"),
        (
            endpoint(),
            {"binlog_retention_hours": 0},
            "DMS-K005",
            "binlog_retention_hours must be 1 hour or more, got 0",
        ),
        (
            endpoint(engine=dms.EngineName.MYSQL, host="shop.abc.eu-west-1.rds.amazonaws.com"),
            {"schemas": ["shop"], "binlog_retention_hours": 169},
            "DMS-K005",
            "binlog_retention_hours must be 1 to 168 hours, got 169",
        ),
        (
            endpoint(engine=dms.EngineName.AURORA_MYSQL),
            {"schemas": ["shop"], "binlog_retention_hours": 2161},
            "DMS-K005",
            "binlog_retention_hours must be 1 to 2160 hours, got 2161",
        ),
        (
            endpoint(),
            {"client_network": "10.0.12.1/16"},
            "DMS-K006",
            (
                "client_network must be a network in the form of a CIDR block, got '10.0.12.1/16'; write "
                "client_network='10.0.0.0/16'"
            ),
        ),
        (
            endpoint(),
            {"client_network": "${Token[TOKEN.2]}"},
            "DMS-K006",
            (
                "client_network is known at deployment only, and what is written now must name it; write the network, "
                "such as client_network='10.0.0.0/16'"
            ),
        ),
        (
            endpoint(engine=dms.EngineName.MYSQL),
            {"schemas": ["shop"], "client_network": "fd00::/8"},
            "DMS-K006",
            (
                "client_network must be an IPv4 network in the form of a CIDR block, got 'fd00::/8'; write "
                "client_network='10.0.0.0/16'"
            ),
        ),
        (
            endpoint(),
            {"deployment": "rds"},
            "DMS-A001",
            "deployment must be of type Deployment, got str 'rds'; write dms.Deployment.RDS",
        ),
    ],
)
def test_what_can_not_be_asked_for_is_refused(
    facts: dms.EndpointFacts, arguments: dict[str, Any], code: str, message: str
) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.prerequisites_of(facts, **arguments)

    assert caught.value.code == code
    assert caught.value.message == message
