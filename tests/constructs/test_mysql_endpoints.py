from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.engines import with_article
from tests.constructs.conftest import properties_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
Make = Callable[..., dms.IEndpoint]


@pytest.fixture
def certificate(stack: cdk.Stack) -> dms.ICertificate:
    return dms.Certificate.from_certificate_arn(stack, "Ca", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")


@pytest.fixture
def make_source(stack: cdk.Stack, connection: dms.Connection) -> Make:
    return lambda **arguments: dms.MySqlSource(stack, "Source", **{"connection": connection, **arguments})


@pytest.fixture
def make_target(stack: cdk.Stack, connection: dms.Connection) -> Make:
    return lambda **arguments: dms.MySqlTarget(stack, "Target", **{"connection": connection, **arguments})


def settings_of(stack: cdk.Stack) -> dict[str, Any]:
    """The settings without the credentials."""
    settings = properties_of(stack, TYPE)["MySqlSettings"]
    return {name: value for name, value in settings.items() if not name.startswith("SecretsManager")}


def to_cluster_of(stack: cdk.Stack, secret: secretsmanager.ISecret, engine: rds.IClusterEngine) -> dms.Connection:
    cluster = rds.DatabaseCluster.from_database_cluster_attributes(
        stack, "Cluster", cluster_identifier="shop", engine=engine
    )
    return dms.Connection.to_cluster(cluster, secret=secret)


class TestEngine:
    def test_is_mysql_by_default(self, stack: cdk.Stack, make_source: Make) -> None:
        assert make_source().engine_name is dms.EngineName.MYSQL
        assert properties_of(stack, TYPE)["EngineName"] == "mysql"

    @pytest.mark.parametrize(
        ("engine", "name"),
        [
            (dms.EngineName.MYSQL, "mysql"),
            (dms.EngineName.MARIADB, "mariadb"),
            (dms.EngineName.AURORA_MYSQL, "aurora"),
        ],
    )
    def test_is_the_one_that_is_given(
        self, stack: cdk.Stack, make_source: Make, engine: dms.EngineName, name: str
    ) -> None:
        make_source(engine_name=engine)

        assert properties_of(stack, TYPE)["EngineName"] == name

    def test_is_the_connections(self, stack: cdk.Stack, secret: secretsmanager.ISecret, make_source: Make) -> None:
        make_source(connection=to_cluster_of(stack, secret, rds.DatabaseClusterEngine.AURORA_MYSQL))

        assert properties_of(stack, TYPE)["EngineName"] == "aurora"

    def test_may_be_said_twice(self, stack: cdk.Stack, secret: secretsmanager.ISecret, make_source: Make) -> None:
        make_source(
            connection=to_cluster_of(stack, secret, rds.DatabaseClusterEngine.AURORA_MYSQL),
            engine_name=dms.EngineName.AURORA_MYSQL,
        )

        assert properties_of(stack, TYPE)["EngineName"] == "aurora"

    def test_fails_when_it_contradicts_the_connection(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, make_source: Make, fails: Callable
    ) -> None:
        connection = to_cluster_of(stack, secret, rds.DatabaseClusterEngine.AURORA_MYSQL)

        fails(
            "DMS-E002",
            "engine_name is dms.EngineName.MARIADB, but the connection's database is dms.EngineName.AURORA_MYSQL",
            lambda: make_source(connection=connection, engine_name=dms.EngineName.MARIADB),
        )

    def test_fails_when_the_connection_is_to_another_family(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, make_source: Make, fails: Callable
    ) -> None:
        connection = to_cluster_of(stack, secret, rds.DatabaseClusterEngine.AURORA_POSTGRESQL)

        fails(
            "DMS-E002",
            "^Shop/Source: MySqlSource is for dms.EngineName.MYSQL, .*, but the connection's database is dms",
            lambda: make_source(connection=connection),
        )

    def test_fails_when_it_is_of_another_family(self, make_target: Make, fails: Callable) -> None:
        fails(
            "DMS-E002",
            "MySqlTarget is for .*, but engine_name is dms.EngineName.POSTGRESQL",
            lambda: make_target(engine_name=dms.EngineName.POSTGRESQL),
        )


class TestSsl:
    """DMS knows no `require` for this family: without a certificate there is no encryption."""

    @pytest.mark.parametrize("engine", [dms.EngineName.MYSQL, dms.EngineName.MARIADB, dms.EngineName.AURORA_MYSQL])
    def test_is_none_without_a_certificate(self, stack: cdk.Stack, make_source: Make, engine: dms.EngineName) -> None:
        make_source(engine_name=engine)

        assert properties_of(stack, TYPE)["SslMode"] == "none"

    def test_verifies_with_a_certificate(
        self, stack: cdk.Stack, make_source: Make, certificate: dms.ICertificate
    ) -> None:
        make_source(certificate=certificate)

        assert properties_of(stack, TYPE)["SslMode"] == "verify-ca"
        assert properties_of(stack, TYPE)["CertificateArn"] == certificate.certificate_arn

    @pytest.mark.parametrize("mode", [dms.SslMode.VERIFY_CA, dms.SslMode.VERIFY_FULL])
    def test_is_the_mode_that_is_given(
        self, stack: cdk.Stack, make_target: Make, certificate: dms.ICertificate, mode: dms.SslMode
    ) -> None:
        make_target(ssl_mode=mode, certificate=certificate)

        assert properties_of(stack, TYPE)["SslMode"] == mode.value

    @pytest.mark.parametrize("engine", [dms.EngineName.MYSQL, dms.EngineName.MARIADB, dms.EngineName.AURORA_MYSQL])
    def test_fails_when_it_should_encrypt_without_verifying(
        self, make_source: Make, fails: Callable, engine: dms.EngineName
    ) -> None:
        fails(
            "DMS-E003",
            f"ssl_mode of {with_article(engine)} endpoint must be one of dms.SslMode.NONE, dms.SslMode.VERIFY_CA, "
            "dms.SslMode.VERIFY_FULL, got dms.SslMode.REQUIRE; to encrypt it, write certificate=dms.Certificate",
            lambda: make_source(engine_name=engine, ssl_mode=dms.SslMode.REQUIRE),
        )

    @pytest.mark.parametrize("mode", [dms.SslMode.VERIFY_CA, dms.SslMode.VERIFY_FULL])
    def test_fails_when_there_is_nothing_to_verify_with(
        self, make_source: Make, fails: Callable, mode: dms.SslMode
    ) -> None:
        fails(
            "DMS-E004",
            f"ssl_mode=dms.SslMode.{mode.name} needs a certificate .*give certificate=dms.Certificate",
            lambda: make_source(ssl_mode=mode),
        )

    def test_fails_when_the_certificate_would_not_be_used(
        self, make_source: Make, certificate: dms.ICertificate, fails: Callable
    ) -> None:
        fails(
            "DMS-E004",
            "ssl_mode=dms.SslMode.NONE does not use the certificate; leave ssl_mode out",
            lambda: make_source(ssl_mode=dms.SslMode.NONE, certificate=certificate),
        )

    def test_fails_with_the_modes_that_it_has_when_a_text_stands_for_another(
        self, make_source: Make, fails: Callable
    ) -> None:
        fails("DMS-E003", "got dms.SslMode.REQUIRE; to encrypt it, write cert", lambda: make_source(ssl_mode="require"))

    @pytest.mark.parametrize("script", ["SET PASSWORD = 'hunter2'", "ALTER USER dms IDENTIFIED BY 'hunter2'"])
    def test_fails_when_a_script_holds_credentials(self, make_source: Make, fails: Callable, script: str) -> None:
        fails(
            "DMS-E005",
            "after_connect_script must not hold credentials: ((?!hunter2).)*$",
            lambda: make_source(after_connect_script=script),
        )

    @pytest.mark.parametrize("mode", ["tls", "verify-full", True])
    def test_fails_when_the_mode_is_none_of_them(self, make_source: Make, fails: Callable, mode: object) -> None:
        fails("DMS-E003", "write dms.SslMode.VERIFY_FULL", lambda: make_source(ssl_mode=mode))

    def test_warns_that_nothing_is_encrypted(self, stack: cdk.Stack, make_target: Make) -> None:
        make_target()

        assert warnings_of(stack) == ["dms-constructs:endpoint.notEncrypted"]

    def test_does_not_warn_of_what_is_written(self, stack: cdk.Stack, make_target: Make) -> None:
        make_target(ssl_mode=dms.SslMode.NONE)

        assert properties_of(stack, TYPE)["SslMode"] == "none"
        assert warnings_of(stack) == []

    def test_does_not_warn_when_it_verifies(
        self, stack: cdk.Stack, make_target: Make, certificate: dms.ICertificate
    ) -> None:
        make_target(certificate=certificate)

        assert warnings_of(stack) == []


class TestSource:
    def test_has_no_settings_by_default(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source()

        assert settings_of(stack) == {}

    def test_names_no_database(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source()

        assert "DatabaseName" not in properties_of(stack, TYPE)

    @pytest.mark.parametrize(
        ("argument", "value", "rendered"),
        [
            ("server_timezone", "Europe/Berlin", {"ServerTimezone": "Europe/Berlin"}),
            ("clean_source_metadata_on_mismatch", True, {"CleanSourceMetadataOnMismatch": True}),
            ("clean_source_metadata_on_mismatch", False, {"CleanSourceMetadataOnMismatch": False}),
            ("after_connect_script", "SET x=1", {"AfterConnectScript": "SET x=1"}),
        ],
    )
    def test_passes_a_setting_on(
        self, *, stack: cdk.Stack, make_source: Make, argument: str, value: object, rendered: dict
    ) -> None:
        make_source(**{argument: value})

        assert settings_of(stack) == rendered

    @pytest.mark.parametrize("name", ["UTC", "US/Pacific", "+02:00", "SYSTEM", "Antarctica/New_Base"])
    def test_may_be_in_any_other_time_zone(self, stack: cdk.Stack, make_source: Make, name: str) -> None:
        make_source(server_timezone=name)

        assert settings_of(stack) == {"ServerTimezone": name}

    @pytest.mark.parametrize("name", ["Europe/Berln", "Berlin", "EUROPE/BERLIN"])
    def test_fails_when_its_time_zone_is_misspelt(self, make_source: Make, fails: Callable, name: str) -> None:
        fails(
            "DMS-E008",
            "^Shop/Source: server_timezone must be .*; write 'Europe/Berlin'",
            lambda: make_source(server_timezone=name),
        )

    @pytest.mark.parametrize(("seconds", "rendered"), [(1, 1), (60, 60)])
    def test_polls_as_often_as_asked(self, stack: cdk.Stack, make_source: Make, seconds: int, rendered: int) -> None:
        make_source(events_poll_interval=cdk.Duration.seconds(seconds))

        assert settings_of(stack) == {"EventsPollInterval": rendered}

    def test_polls_in_any_unit_of_whole_seconds(self, stack: cdk.Stack, make_source: Make) -> None:
        make_source(events_poll_interval=cdk.Duration.minutes(1))

        assert settings_of(stack) == {"EventsPollInterval": 60}

    def test_polls_as_often_as_known_at_deployment_only(
        self, stack: cdk.Stack, make_source: Make, parameter: Callable
    ) -> None:
        make_source(events_poll_interval=cdk.Duration.seconds(parameter("Number").value_as_number))

        assert settings_of(stack) == {"EventsPollInterval": {"Ref": "Parameter"}}

    @pytest.mark.parametrize(
        ("interval", "message"),
        [
            (lambda _: cdk.Duration.seconds(0), "must be 1 to 60 seconds, got 0"),
            (lambda _: cdk.Duration.seconds(61), "must be 1 to 60 seconds, got 61"),
            (lambda _: cdk.Duration.millis(1500), "must be a whole number of seconds, got 1 second 500 millis"),
            (lambda _: 5, r"must be of type Duration, got int 5; write cdk.Duration.seconds\(5\)"),
            (lambda _: 1.5, r"got float 1.5; write cdk.Duration.seconds\(2\)"),
            (lambda _: -1, r"got int -1; write cdk.Duration.seconds\(5\)"),
            (cdk.Duration.minutes, "must be written in seconds, got minutes"),
        ],
    )
    def test_fails_when_the_interval_is_bad(
        self, *, make_source: Make, parameter: Callable, fails: Callable, interval: Callable, message: str
    ) -> None:
        token = parameter("Number").value_as_number

        fails(
            "DMS-E008",
            f"^Shop/Source: events_poll_interval .*{message}",
            lambda: make_source(events_poll_interval=interval(token)),
        )

    @pytest.mark.parametrize(
        ("argument", "value"),
        [
            ("server_timezone", 1),
            ("after_connect_script", ["SET x=1"]),
            ("clean_source_metadata_on_mismatch", "yes"),
            ("clean_source_metadata_on_mismatch", 1),
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
        assert "DatabaseName" not in properties_of(stack, TYPE)

    @pytest.mark.parametrize(
        ("argument", "value", "rendered"),
        [
            ("parallel_load_threads", 1, {"ParallelLoadThreads": 1}),
            ("parallel_load_threads", 5, {"ParallelLoadThreads": 5}),
            ("parallel_load_threads", dms.unchecked(6), {"ParallelLoadThreads": 6}),
            ("max_file_size_kb", 1048576, {"MaxFileSize": 1048576}),
            ("after_connect_script", "SET x=1", {"AfterConnectScript": "SET x=1"}),
            (
                "target_db_type",
                dms.TargetDbType.MULTIPLE_DATABASES,
                {"TargetDbType": "multiple-databases"},
            ),
        ],
    )
    def test_passes_a_setting_on(
        self, *, stack: cdk.Stack, make_target: Make, argument: str, value: object, rendered: dict
    ) -> None:
        make_target(**{argument: value})

        assert settings_of(stack) == rendered

    @pytest.mark.parametrize("argument", ["parallel_load_threads", "max_file_size_kb"])
    def test_takes_a_number_known_at_deployment_only(
        self, stack: cdk.Stack, make_target: Make, parameter: Callable, argument: str
    ) -> None:
        make_target(**{argument: parameter("Number").value_as_number})

        assert list(settings_of(stack).values()) == [{"Ref": "Parameter"}]

    def test_writes_into_one_database_when_asked(self, stack: cdk.Stack, make_target: Make) -> None:
        make_target(target_db_type=dms.TargetDbType.SPECIFIC_DATABASE, database="shop")

        assert properties_of(stack, TYPE)["DatabaseName"] == "shop"
        assert settings_of(stack) == {"TargetDbType": "specific-database"}

    @pytest.mark.parametrize("database", [None, "", " ", 5])
    def test_fails_when_the_one_database_has_no_name(
        self, make_target: Make, fails: Callable, database: object
    ) -> None:
        fails(
            "DMS-E009",
            "database .with dms.TargetDbType.SPECIFIC_DATABASE. must",
            lambda: make_target(target_db_type=dms.TargetDbType.SPECIFIC_DATABASE, database=database),
        )

    @pytest.mark.parametrize("kind", [None, dms.TargetDbType.MULTIPLE_DATABASES])
    def test_fails_when_a_database_is_named_for_several(
        self, make_target: Make, fails: Callable, kind: dms.TargetDbType | None
    ) -> None:
        fails(
            "DMS-E009",
            "database is for target_db_type=dms.TargetDbType.SPECIFIC_DATABASE only, got str 'shop': with it DMS puts",
            lambda: make_target(target_db_type=kind, database="shop"),
        )

    def test_fails_when_the_kind_of_target_is_text(self, make_target: Make, fails: Callable) -> None:
        fails(
            "DMS-E009",
            "write dms.TargetDbType.SPECIFIC_DATABASE",
            lambda: make_target(target_db_type="specific-database"),
        )

    @pytest.mark.parametrize(
        ("argument", "value", "allowed"),
        [
            ("parallel_load_threads", 0, "1 to 5"),
            ("parallel_load_threads", 6, "1 to 5"),
            ("parallel_load_threads", True, "1 to 5"),
            ("parallel_load_threads", 2.5, "1 to 5"),
            ("parallel_load_threads", "2", "1 to 5"),
            ("max_file_size_kb", 0, "1 to 1048576 KB"),
            ("max_file_size_kb", 1048577, "1 to 1048576 KB"),
        ],
    )
    def test_fails_when_a_number_is_out_of_range(
        self, *, make_target: Make, fails: Callable, argument: str, value: object, allowed: str
    ) -> None:
        fails("DMS-E008", f"^Shop/Target: {argument} must be .*{allowed}", lambda: make_target(**{argument: value}))
