"""What is new with SQL Server and its relatives; the rest of their endpoints is in `engine_cases`."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs._remembered import Remembering, made_of
from tests.constructs.conftest import properties_of, resources_of, warnings_of

ON_RDS = "shop.abcdefghijkl.eu-west-1.rds.amazonaws.com"
EXCLUSIVE = dms.SafeguardPolicy.EXCLUSIVE_AUTOMATIC_TRUNCATION
REPLICA = {"ApplicationIntent": "ReadOnly"}
Make = Callable[..., dms.SqlServerSource]


@pytest.fixture
def make(stack: cdk.Stack, secret: secretsmanager.ISecret) -> Make:
    def source(*, host: str | None = None, **arguments: object) -> dms.SqlServerSource:
        connection = dms.Connection.from_secret(secret, host=host)
        return dms.SqlServerSource(stack, "Source", **{"connection": connection, "database": "shop", **arguments})

    return source


@pytest.fixture
def certificate(stack: cdk.Stack) -> dms.ICertificate:
    arn = "arn:aws:dms:eu-west-1:111122223333:cert:ABC"
    return dms.Certificate.from_certificate_arn(stack, "Certificate", arn)


class TestDatabase:
    @pytest.mark.parametrize("database", ["", " ", None, 5])
    @pytest.mark.parametrize(
        "cls",
        [
            dms.SqlServerSource,
            dms.SqlServerTarget,
            dms.AzureSqlDatabaseSource,
            dms.AzureSqlManagedInstanceSource,
            dms.BabelfishTarget,
        ],
    )
    def test_is_named(self, stack: cdk.Stack, connection: dms.Connection, cls: type, database: object) -> None:
        with pytest.raises(dms.ConfigurationError, match="database must") as caught:
            cls(stack, "Endpoint", connection=connection, database=database)

        assert (caught.value.code, caught.value.path) == ("DMS-Q021", "Shop/Endpoint")

    def test_is_known_to_tasks(self, make: Make) -> None:
        assert make().endpoint_facts.database.database == "shop"


class TestTls:
    def test_a_certificate_stands_for_the_mode_that_sql_server_has(
        self, stack: cdk.Stack, connection: dms.Connection, certificate: dms.ICertificate
    ) -> None:
        dms.SqlServerTarget(stack, "Target", connection=connection, database="shop", certificate=certificate)

        assert properties_of(stack, "AWS::DMS::Endpoint")["SslMode"] == "verify-full"

    def test_a_mode_that_sql_server_lacks_is_refused(self, make: Make, certificate: dms.ICertificate) -> None:
        with pytest.raises(dms.ConfigurationError, match="write ssl_mode=dms.SslMode.VERIFY_FULL") as caught:
            make(ssl_mode=dms.SslMode.VERIFY_CA, certificate=certificate)

        assert caught.value.code == "DMS-E003"

    def test_a_certificate_that_is_not_used_is_refused(self, make: Make, certificate: dms.ICertificate) -> None:
        with pytest.raises(dms.ConfigurationError, match="leave ssl_mode out to get dms.SslMode.VERIFY_FULL"):
            make(ssl_mode=dms.SslMode.REQUIRE, certificate=certificate)

    @pytest.mark.parametrize("mode", [dms.SslMode.VERIFY_CA, dms.SslMode.VERIFY_FULL])
    def test_a_mode_is_doubted_where_nobody_verified_which_there_are(
        self, stack: cdk.Stack, connection: dms.Connection, certificate: dms.ICertificate, mode: dms.SslMode
    ) -> None:
        dms.AzureSqlManagedInstanceSource(
            stack, "Source", connection=connection, database="shop", ssl_mode=mode, certificate=certificate
        )

        doubted = "dms-constructs:endpoint.unverifiedSslMode" in warnings_of(stack)
        assert doubted is (mode is dms.SslMode.VERIFY_CA)

    def test_hosts_of_google_cloud_are_not_verified(
        self, stack: cdk.Stack, connection: dms.Connection, certificate: dms.ICertificate
    ) -> None:
        with pytest.raises(dms.ConfigurationError, match="got dms.SslMode.VERIFY_FULL") as caught:
            dms.GoogleCloudMySqlSource(
                stack,
                "Source",
                connection=connection,
                ssl_mode=dms.SslMode.VERIFY_FULL,
                certificate=certificate,
            )

        assert caught.value.code == "DMS-E003"


class TestSafeguard:
    @pytest.mark.parametrize(
        "said",
        [
            {"safeguard_policy": EXCLUSIVE},
            {"extra_connection_attributes": {"safeguardPolicy": "EXCLUSIVE_AUTOMATIC_TRUNCATION"}},
        ],
        ids=["argument", "attribute"],
    )
    def test_that_rds_does_not_allow_is_refused(self, make: Make, said: dict[str, object]) -> None:
        with pytest.raises(dms.ConfigurationError, match="write safeguard_policy=dms.SafeguardPolicy.RELY") as caught:
            make(host=ON_RDS, **said)

        assert caught.value.code == "DMS-Q022"
        assert ("remove the attribute" in str(caught.value)) is ("extra_connection_attributes" in said)

    def test_of_an_instance_of_rds_too(self, stack: cdk.Stack, make: Make, instance_of_rds: dms.Connection) -> None:
        with pytest.raises(dms.ConfigurationError, match="sp_repldone"):
            make(connection=instance_of_rds, safeguard_policy=EXCLUSIVE)

        assert resources_of(stack, "AWS::DMS::Endpoint") == {}

    @pytest.mark.parametrize("host", [None, "db.example.com"])
    def test_elsewhere_it_is_taken(self, make: Make, host: str | None) -> None:
        assert make(host=host, safeguard_policy=EXCLUSIVE).endpoint_facts.setting("SafeguardPolicy") == EXCLUSIVE.value

    def test_with_the_agent_is_taken_on_rds(self, make: Make) -> None:
        assert make(host=ON_RDS, safeguard_policy=dms.SafeguardPolicy.RELY_ON_SQL_SERVER_REPLICATION_AGENT)


class TestLog:
    @pytest.mark.parametrize(
        ("host", "said", "is_found"),
        [
            (ON_RDS, {"read_backup_only": True}, True),
            (ON_RDS, {"extra_connection_attributes": {"readBackupOnly": "Y"}}, True),
            (ON_RDS, {"read_backup_only": False}, False),
            (ON_RDS, {}, False),
            ("db.example.com", {"read_backup_only": True}, False),
        ],
    )
    def test_backups_alone_are_not_read_on_rds(
        self, stack: cdk.Stack, make: Make, host: str, said: dict[str, object], *, is_found: bool
    ) -> None:
        make(host=host, **said)

        assert ("dms-constructs:endpoint.backupsOfRds" in warnings_of(stack)) is is_found

    @pytest.mark.parametrize(
        ("attributes", "is_found"),
        [
            (REPLICA, True),
            ({"applicationIntent": "readonly"}, True),
            ({**REPLICA, "ActivateSafeguard": True}, True),
            ({**REPLICA, "activateSafeguard": "N"}, False),
            ({**REPLICA, "ActivateSafeguard": False}, False),
            ({**REPLICA, "ActivateSafeguard": False, "SetUpMsCdcForTables": True}, True),
            ({"SetUpMsCdcForTables": True}, False),
        ],
    )
    def test_a_read_only_replica_is_not_written(
        self, stack: cdk.Stack, make: Make, attributes: dict[str, str | bool], *, is_found: bool
    ) -> None:
        make(extra_connection_attributes=attributes)

        assert ("dms-constructs:endpoint.readOnlyReplica" in warnings_of(stack)) is is_found

    @pytest.mark.parametrize("name", ["TlogAccessMode", "readBackupOnly", "use3rdPartyBackupDevice"])
    def test_of_azure_is_read_without_backups(self, stack: cdk.Stack, connection: dms.Connection, name: str) -> None:
        with pytest.raises(dms.ConfigurationError, match="DMS reads the active log") as caught:
            dms.AzureSqlManagedInstanceSource(
                stack, "Source", connection=connection, database="shop", extra_connection_attributes={name: "Y"}
            )

        assert caught.value.code == "DMS-E005"


@pytest.fixture
def instance_of_rds(stack: cdk.Stack, secret: secretsmanager.ISecret) -> dms.Connection:
    engine = rds.DatabaseInstanceEngine.sql_server_se(version=rds.SqlServerEngineVersion.VER_16)
    instance = rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Database",
        instance_identifier="shop",
        instance_endpoint_address=ON_RDS,
        port=1433,
        security_groups=[ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-0123456789abcdef0")],
        engine=engine,
    )
    return dms.Connection.to_instance(instance, secret=secret)


class TestConnection:
    @pytest.mark.parametrize(
        "engine",
        [
            rds.DatabaseInstanceEngine.SQL_SERVER_EE,
            rds.DatabaseInstanceEngine.SQL_SERVER_EX,
            rds.DatabaseInstanceEngine.SQL_SERVER_SE,
            rds.DatabaseInstanceEngine.SQL_SERVER_WEB,
        ],
        ids=["enterprise", "express", "standard", "web"],
    )
    def test_to_each_edition_of_rds_is_to_sql_server(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, engine: rds.IInstanceEngine
    ) -> None:
        instance = rds.DatabaseInstance.from_database_instance_attributes(
            stack,
            "Database",
            instance_identifier="shop",
            instance_endpoint_address=ON_RDS,
            port=1433,
            security_groups=[],
            engine=engine,
        )

        connection = dms.Connection.to_instance(instance, secret=secret)

        assert connection.engine_name is dms.EngineName.SQL_SERVER

    def test_to_an_instance_makes_an_endpoint(self, make: Make, instance_of_rds: dms.Connection) -> None:
        assert make(connection=instance_of_rds).engine_name is dms.EngineName.SQL_SERVER

    @pytest.mark.parametrize("cls", [dms.SqlServerSource, dms.SqlServerTarget])
    @pytest.mark.parametrize(
        ("engine", "is_found"),
        [(rds.DatabaseInstanceEngine.SQL_SERVER_EX, True), (rds.DatabaseInstanceEngine.SQL_SERVER_WEB, False)],
        ids=["express", "web"],
    )
    def test_an_edition_that_dms_does_not_support_is_told(
        self,
        stack: cdk.Stack,
        secret: secretsmanager.ISecret,
        cls: type,
        engine: rds.IInstanceEngine,
        *,
        is_found: bool,
    ) -> None:
        instance = rds.DatabaseInstance.from_database_instance_attributes(
            stack,
            "Database",
            instance_identifier="shop",
            instance_endpoint_address=ON_RDS,
            port=1433,
            security_groups=[],
            engine=engine,
        )

        cls(stack, "Endpoint", connection=dms.Connection.to_instance(instance, secret=secret), database="shop")

        assert ("dms-constructs:endpoint.editionOfSqlServer" in warnings_of(stack)) is is_found


class TestBabelfish:
    def test_its_own_port_is_opened_and_not_that_of_postgresql(
        self, stack: cdk.Stack, vpc: ec2.IVpc, secret: secretsmanager.ISecret
    ) -> None:
        group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-0123456789abcdef0")
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            stack, "Cluster", cluster_identifier="shop", port=5432, security_groups=[group]
        )
        target = dms.BabelfishTarget(
            stack, "Target", connection=dms.Connection.from_secret(secret, peer=cluster), database="shop"
        )

        target.allow_from(dms.ReplicationInstance(stack, "Instance", vpc=vpc))

        assert properties_of(stack, "AWS::EC2::SecurityGroupIngress")["FromPort"] == 1433

    @pytest.mark.parametrize("cls", [dms.PostgreSqlSource, dms.PostgreSqlTarget])
    @pytest.mark.parametrize(
        ("wrong", "match"),
        [
            ({"babelfish_database_name": None}, "add babelfish_database_name='shop'"),
            ({"database_mode": None}, "add database_mode=dms.DatabaseMode.BABELFISH"),
            ({"database_mode": dms.DatabaseMode.DEFAULT}, "add database_mode=dms.DatabaseMode.BABELFISH"),
            ({"database": "shop"}, "write database='babelfish_db'"),
            ({"engine_name": dms.EngineName.POSTGRESQL}, "write engine_name=dms.EngineName.AURORA_POSTGRESQL"),
        ],
        ids=["no name", "no mode", "default mode", "database", "engine"],
    )
    def test_over_postgresql_it_is_all_or_nothing(
        self, stack: cdk.Stack, connection: dms.Connection, cls: type, wrong: dict[str, object], match: str
    ) -> None:
        whole = {
            "connection": connection,
            "database": "babelfish_db",
            "database_mode": dms.DatabaseMode.BABELFISH,
            "babelfish_database_name": "shop",
        }

        with pytest.raises(dms.ConfigurationError, match=match) as caught:
            cls(stack, "Endpoint", **{**whole, **wrong})

        assert caught.value.code == "DMS-Q023"

    @pytest.mark.parametrize(
        ("attributes", "match"),
        [
            ({"DatabaseMode": "babelfish", "BabelfishDatabaseName": "shop"}, "write database='babelfish_db'"),
            ({"databaseMode": "BABELFISH"}, "add babelfish_database_name='shop'"),
            ({"BabelfishDatabaseName": "shop"}, "add database_mode=dms.DatabaseMode.BABELFISH"),
        ],
        ids=["database", "no name", "no mode"],
    )
    def test_that_holds_for_attributes_too(
        self, stack: cdk.Stack, connection: dms.Connection, attributes: dict[str, str], match: str
    ) -> None:
        with pytest.raises(dms.ConfigurationError, match=match) as caught:
            dms.PostgreSqlSource(
                stack, "Source", connection=connection, database="shop", extra_connection_attributes=attributes
            )

        assert caught.value.code == "DMS-Q023"

    def test_attributes_may_say_all_of_it(self, stack: cdk.Stack, connection: dms.Connection) -> None:
        source = dms.PostgreSqlSource(
            stack,
            "Source",
            connection=connection,
            database="babelfish_db",
            extra_connection_attributes={"DatabaseMode": "babelfish", "BabelfishDatabaseName": "shop"},
        )

        assert source.engine_name is dms.EngineName.AURORA_POSTGRESQL

    def test_over_postgresql_is_aurora_where_nothing_tells(self, stack: cdk.Stack, connection: dms.Connection) -> None:
        target = dms.PostgreSqlTarget(
            stack,
            "Target",
            connection=connection,
            database=cdk.Fn.import_value("Database"),
            database_mode=dms.DatabaseMode.BABELFISH,
            babelfish_database_name="shop",
        )

        assert target.engine_name is dms.EngineName.AURORA_POSTGRESQL


class TestServerlessThatEnded:
    @pytest.mark.parametrize(
        ("cls", "ended", "instead"),
        [
            (dms.MySqlSource, dms.EngineName.AURORA_MYSQL_SERVERLESS, "AURORA_MYSQL"),
            (dms.MySqlTarget, dms.EngineName.AURORA_MYSQL_SERVERLESS, "AURORA_MYSQL"),
            (dms.PostgreSqlSource, dms.EngineName.AURORA_POSTGRESQL_SERVERLESS, "AURORA_POSTGRESQL"),
            (dms.PostgreSqlTarget, dms.EngineName.AURORA_POSTGRESQL_SERVERLESS, "AURORA_POSTGRESQL"),
        ],
    )
    def test_its_name_is_refused_with_the_one_that_is_left(
        self, stack: cdk.Stack, connection: dms.Connection, cls: type, ended: dms.EngineName, instead: str
    ) -> None:
        more = {"database": "shop"} if "Postgre" in cls.__name__ else {}

        with pytest.raises(dms.ConfigurationError, match="AWS ended Aurora Serverless v1 on 2025-03-31") as caught:
            cls(stack, "Endpoint", connection=connection, engine_name=ended, **more)

        assert caught.value.message.endswith(f"write engine_name=dms.EngineName.{instead}")


@pytest.mark.parametrize("position", ["00000014:00000061:0001", "0000002F:000001f8:0003"])
def test_changes_start_at_a_position_of_the_log(make: Make, position: str) -> None:
    dms.CdcStart.from_log_position(position).check(make().endpoint_facts)


@pytest.mark.parametrize("position", ["4AF/B00000D0", "mysql-bin.000001:4", "0x00000014000000610001"])
def test_a_position_of_another_engine_is_refused(make: Make, position: str) -> None:
    with pytest.raises(dms.ConfigurationError, match="looks like '00000014:00000061:0001'") as caught:
        dms.CdcStart.from_log_position(position).check(make().endpoint_facts)

    assert caught.value.code == "DMS-T003"


def test_what_an_endpoint_was_made_with_is_remembered_as_cloudformation_spells_it(
    stack: cdk.Stack, connection: dms.Connection
) -> None:
    source = dms.GoogleCloudMySqlSource(stack, "Source", connection=connection, ssl_mode=dms.SslMode.NONE)

    made = made_of(source)
    assert made is not None
    assert isinstance(made.resource, Remembering)
    assert made.resource.remembered().keys() == properties_of(stack, "AWS::DMS::Endpoint").keys()
