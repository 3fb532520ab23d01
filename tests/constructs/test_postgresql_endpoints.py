from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.conftest import properties_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
Make = Callable[..., dms.IEndpoint]


@pytest.fixture
def certificate(stack: cdk.Stack) -> dms.ICertificate:
    return dms.Certificate.from_certificate_arn(stack, "Ca", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")


@pytest.fixture
def make_source(stack: cdk.Stack, connection: dms.Connection) -> Make:
    return lambda **arguments: dms.PostgreSqlSource(
        stack, "Source", **{"connection": connection, "database": "shop", **arguments}
    )


@pytest.fixture
def make_target(stack: cdk.Stack, connection: dms.Connection) -> Make:
    return lambda **arguments: dms.PostgreSqlTarget(
        stack, "Target", **{"connection": connection, "database": "shop", **arguments}
    )


def settings_of(stack: cdk.Stack) -> dict[str, Any]:
    """The settings without the credentials."""
    settings = properties_of(stack, TYPE)["PostgreSqlSettings"]
    return {name: value for name, value in settings.items() if not name.startswith("SecretsManager")}


class TestEngine:
    def test_is_postgresql_by_default(self, stack: cdk.Stack, make_source: Make) -> None:
        assert make_source().engine_name is dms.EngineName.POSTGRESQL
        assert properties_of(stack, TYPE)["EngineName"] == "postgres"

    def test_is_the_one_that_is_given(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source(engine_name=dms.EngineName.AURORA_POSTGRESQL)

        assert properties_of(stack, TYPE)["EngineName"] == "aurora-postgresql"

    def test_is_the_clusters(self, stack: cdk.Stack, cluster: rds.DatabaseCluster, make_target: Make) -> None:
        make_target(connection=dms.Connection.to_cluster(cluster))

        assert properties_of(stack, TYPE)["EngineName"] == "aurora-postgresql"

    def test_fails_when_the_connection_is_to_another_family(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, make_target: Make, fails: Callable
    ) -> None:
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            stack, "Cluster", cluster_identifier="shop", engine=rds.DatabaseClusterEngine.AURORA_MYSQL
        )

        fails(
            "DMS-E002",
            "PostgreSqlTarget is for dms.EngineName.POSTGRESQL, dms.EngineName.AURORA_POSTGRESQL, but the connection",
            lambda: make_target(connection=dms.Connection.to_cluster(cluster, secret=secret)),
        )


class TestSsl:
    @pytest.mark.parametrize("engine", [dms.EngineName.POSTGRESQL, dms.EngineName.AURORA_POSTGRESQL])
    def test_is_required_by_default(self, stack: cdk.Stack, make_source: Make, engine: dms.EngineName) -> None:
        make_source(engine_name=engine)

        assert properties_of(stack, TYPE)["SslMode"] == "require"
        assert warnings_of(stack) == []

    def test_verifies_with_a_certificate(
        self, stack: cdk.Stack, make_source: Make, certificate: dms.ICertificate
    ) -> None:
        make_source(certificate=certificate)

        assert properties_of(stack, TYPE)["SslMode"] == "verify-ca"

    def test_verifies_the_host_too_when_asked(
        self, stack: cdk.Stack, make_target: Make, certificate: dms.ICertificate
    ) -> None:
        make_target(certificate=certificate, ssl_mode=dms.SslMode.VERIFY_FULL)

        assert properties_of(stack, TYPE)["SslMode"] == "verify-full"

    def test_can_be_switched_off_without_a_warning(self, stack: cdk.Stack, make_target: Make) -> None:
        make_target(ssl_mode=dms.SslMode.NONE)

        assert properties_of(stack, TYPE)["SslMode"] == "none"
        assert warnings_of(stack) == []

    @pytest.mark.parametrize("mode", [dms.SslMode.NONE, dms.SslMode.REQUIRE])
    def test_fails_when_the_certificate_would_not_be_used(
        self, make_source: Make, certificate: dms.ICertificate, fails: Callable, mode: dms.SslMode
    ) -> None:
        fails(
            "DMS-E004",
            "does not use the certificate",
            lambda: make_source(certificate=certificate, ssl_mode=mode),
        )

    def test_fails_when_there_is_nothing_to_verify_with(self, make_source: Make, fails: Callable) -> None:
        fails("DMS-E004", "needs a certificate", lambda: make_source(ssl_mode=dms.SslMode.VERIFY_FULL))


class TestDatabase:
    def test_is_named(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source()

        assert properties_of(stack, TYPE)["DatabaseName"] == "shop"

    def test_may_be_known_at_deployment_only(self, stack: cdk.Stack, make_target: Make, parameter: Callable) -> None:
        make_target(database=parameter().value_as_string)

        assert properties_of(stack, TYPE)["DatabaseName"] == {"Ref": "Parameter"}

    def test_may_have_a_name_outside_ascii(self, stack: cdk.Stack, make_target: Make) -> None:
        make_target(database="läden")

        assert properties_of(stack, TYPE)["DatabaseName"] == "läden"

    @pytest.mark.parametrize(("database", "got"), [(None, "None"), ("", "''"), ("  ", "'  '"), (5, "int 5")])
    def test_fails_when_it_has_no_name(
        self, *, make_source: Make, make_target: Make, fails: Callable, database: object, got: str
    ) -> None:
        for make in (make_source, make_target):
            fails("DMS-E010", f": database must .*, got {got}", lambda make=make: make(database=database))


class TestSource:
    def test_keeps_idle_logs_short_by_default(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source()

        assert settings_of(stack) == {"HeartbeatEnable": True}

    @pytest.mark.parametrize(
        ("argument", "value", "rendered"),
        [
            ("plugin_name", dms.PluginName.PGLOGICAL, {"PluginName": "pglogical"}),
            ("plugin_name", dms.PluginName.TEST_DECODING, {"PluginName": "test-decoding"}),
            ("slot_name", "dms_slot_1", {"SlotName": "dms_slot_1"}),
            ("slot_name", dms.unchecked("Slot"), {"SlotName": "Slot"}),
            ("heartbeat_schema", "dms", {"HeartbeatSchema": "dms"}),
            ("capture_ddls", False, {"CaptureDdls": False}),
            ("ddl_artifacts_schema", "dms", {"DdlArtifactsSchema": "dms"}),
            ("fail_tasks_on_lob_truncation", True, {"FailTasksOnLobTruncation": True}),
            ("map_boolean_as_boolean", True, {"MapBooleanAsBoolean": True}),
        ],
    )
    def test_passes_a_setting_on(
        self, *, stack: cdk.Stack, make_source: Make, argument: str, value: object, rendered: dict
    ) -> None:
        make_source(**{argument: value})

        assert settings_of(stack) == {"HeartbeatEnable": True, **rendered}

    def test_has_no_heartbeat_when_asked(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source(heartbeat_enable=False)

        assert settings_of(stack) == {"HeartbeatEnable": False}

    def test_has_a_heartbeat_or_not_but_not_neither(self, make_source: Make, fails: Callable) -> None:
        fails(
            "DMS-E008",
            "heartbeat_enable must be given, got None; leave it out",
            lambda: make_source(heartbeat_enable=None),
        )

    def test_has_a_heartbeat_as_often_as_asked(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source(heartbeat_frequency=cdk.Duration.hours(1))

        assert settings_of(stack)["HeartbeatFrequency"] == 60

    def test_waits_for_statements_as_long_as_asked(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source(execute_timeout=cdk.Duration.minutes(2))

        assert settings_of(stack)["ExecuteTimeout"] == 120

    def test_takes_times_known_at_deployment_only(
        self, stack: cdk.Stack, make_source: Make, parameter: Callable
    ) -> None:
        make_source(heartbeat_frequency=cdk.Duration.minutes(parameter("Number").value_as_number))

        assert settings_of(stack)["HeartbeatFrequency"] == {"Ref": "Parameter"}

    @pytest.mark.parametrize(
        ("argument", "value", "message"),
        [
            ("heartbeat_frequency", lambda: cdk.Duration.seconds(90), "a whole number of minutes, got 1 minute 30 sec"),
            ("heartbeat_frequency", lambda: cdk.Duration.minutes(0), "1 minute or more, got 0"),
            ("heartbeat_frequency", lambda: 5, "write cdk.Duration.minutes"),
            ("execute_timeout", lambda: cdk.Duration.millis(1), "a whole number of seconds, got 1 milli"),
            ("execute_timeout", lambda: cdk.Duration.seconds(0), "1 second or more, got 0"),
            ("execute_timeout", lambda: "1m", "write cdk.Duration.seconds"),
        ],
    )
    def test_fails_when_a_time_is_bad(
        self, *, make_source: Make, fails: Callable, argument: str, value: Callable, message: str
    ) -> None:
        fails("DMS-E008", f"^Shop/Source: {argument} must be .*{message}", lambda: make_source(**{argument: value()}))

    @pytest.mark.parametrize("name", ["My Slot", "Slot", "a-b", "", "a" * 64, "ä", 5])
    def test_fails_when_the_slot_has_no_name_that_postgresql_takes(
        self, make_source: Make, fails: Callable, name: object
    ) -> None:
        fails(
            "DMS-E011",
            "slot_name must have 1 to 63 lower-case letters, digits and underscores",
            lambda: make_source(slot_name=name),
        )

    def test_fails_when_the_plug_in_is_text(self, make_source: Make, fails: Callable) -> None:
        fails("DMS-E010", "write dms.PluginName.PGLOGICAL", lambda: make_source(plugin_name="pglogical"))

    @pytest.mark.parametrize("argument", ["heartbeat_schema", "ddl_artifacts_schema"])
    def test_fails_when_a_schema_is_blank(self, fails: Callable, make_source: Callable, argument: str) -> None:
        fails("DMS-E008", f"{argument} must not be blank, got str ' '; leave", lambda: make_source(**{argument: " "}))

    def test_passes_an_unchecked_plug_in(self, stack: cdk.Stack, make_source: Callable) -> None:
        make_source(plugin_name=dms.unchecked("wal2json"))

        assert properties_of(stack, TYPE)["PostgreSqlSettings"]["PluginName"] == "wal2json"

    @pytest.mark.parametrize(
        ("argument", "value"),
        [
            ("heartbeat_enable", "yes"),
            ("heartbeat_schema", 1),
            ("capture_ddls", "no"),
            ("ddl_artifacts_schema", ["dms"]),
            ("fail_tasks_on_lob_truncation", 1),
            ("map_boolean_as_boolean", "yes"),
        ],
    )
    def test_fails_when_a_setting_is_of_another_kind(
        self, make_source: Make, fails: Callable, argument: str, value: object
    ) -> None:
        fails("DMS-A001", f"^Shop/Source: {argument} must be of type", lambda: make_source(**{argument: value}))


class TestTarget:
    def test_has_no_settings_by_default(self, stack: cdk.Stack, make_target: Make) -> None:
        make_target()

        assert settings_of(stack) == {}

    @pytest.mark.parametrize(
        ("argument", "value", "rendered"),
        [
            ("max_file_size_kb", 1, {"MaxFileSize": 1}),
            ("max_file_size_kb", 1048576, {"MaxFileSize": 1048576}),
            (
                "after_connect_script",
                "SET session_replication_role=replica",
                {"AfterConnectScript": "SET session_replication_role=replica"},
            ),
            ("map_boolean_as_boolean", False, {"MapBooleanAsBoolean": False}),
        ],
    )
    def test_passes_a_setting_on(
        self, *, stack: cdk.Stack, make_target: Make, argument: str, value: object, rendered: dict
    ) -> None:
        make_target(**{argument: value})

        assert settings_of(stack) == rendered

    def test_waits_for_statements_as_long_as_asked(self, stack: cdk.Stack, make_target: Make) -> None:
        make_target(execute_timeout=cdk.Duration.seconds(90))

        assert settings_of(stack) == {"ExecuteTimeout": 90}

    @pytest.mark.parametrize("size", [0, 1048577, True, "1", 1.5])
    def test_fails_when_files_are_of_an_impossible_size(self, make_target: Make, fails: Callable, size: object) -> None:
        fails("DMS-E008", "max_file_size_kb must be .*1 to 1048576 KB", lambda: make_target(max_file_size_kb=size))

    def test_fails_when_the_timeout_is_a_number(self, make_target: Make, fails: Callable) -> None:
        fails("DMS-E008", "write cdk.Duration.seconds", lambda: make_target(execute_timeout=60))

    def test_fails_when_the_script_is_a_list(self, make_target: Make, fails: Callable) -> None:
        fails("DMS-A001", "after_connect_script must be of type str", lambda: make_target(after_connect_script=[]))
