"""Aurora targets: what they make, what they take instead, and what they refuse."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_ec2 as ec2,
    aws_kms as kms,
    aws_logs as logs,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

CLUSTER = "AWS::RDS::DBCluster"
INSTANCE = "AWS::RDS::DBInstance"
SECRET = "AWS::SecretsManager::Secret"
ENDPOINT = "AWS::DMS::Endpoint"
GROUPS = {"cluster": "AWS::RDS::DBClusterParameterGroup", "instance": "AWS::RDS::DBParameterGroup"}
# What a cluster that stays needs: RDS and EC2 would refuse to delete it.
OF_THE_CLUSTER = {
    CLUSTER,
    INSTANCE,
    SECRET,
    *GROUPS.values(),
    "AWS::EC2::SecurityGroup",
    "AWS::IAM::Role",
    "AWS::Logs::LogGroup",
    "AWS::RDS::DBSubnetGroup",
    "AWS::SecretsManager::SecretTargetAttachment",
}
Make = Callable[..., Any]
TARGETS = [dms.AuroraPostgreSqlTarget, dms.AuroraMySqlTarget]


@pytest.fixture
def make(stack: cdk.Stack, vpc: ec2.IVpc) -> Make:
    def make(cls: type = dms.AuroraPostgreSqlTarget, construct_id: str = "Orders", /, **arguments: Any) -> Any:
        return cls(stack, construct_id, **{"vpc": vpc, "database": "orders", **arguments})

    return make


@pytest.fixture(params=TARGETS, ids=lambda cls: cls.__name__)
def make_any(request: pytest.FixtureRequest, make: Make) -> Make:
    return lambda **arguments: make(request.param, **arguments)


@pytest.fixture
def serving(make: Make) -> Make:
    return lambda *args, **arguments: make(*args, **{"phase": dms.TargetPhase.SERVING, **arguments})


def parameters_of(stack: cdk.Stack, level: str = "cluster") -> dict[str, str]:
    return properties_of(stack, GROUPS[level])["Parameters"]


class TestCluster:
    def test_is_of_the_engine(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert properties_of(stack, CLUSTER)["Engine"] == "aurora-postgresql"

    def test_of_mysql_is_what_rds_calls_so(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.AuroraMySqlTarget)

        assert properties_of(stack, CLUSTER)["Engine"] == "aurora-mysql"

    @pytest.mark.parametrize(
        ("cls", "version"),
        list(zip(TARGETS, ["17.7", "8.0.mysql_aurora.3.10.3"], strict=True)),
        ids=["postgresql", "mysql"],
    )
    def test_has_a_version_with_long_term_support(self, stack: cdk.Stack, make: Make, cls: type, version: str) -> None:
        make(cls)

        assert properties_of(stack, CLUSTER)["EngineVersion"] == version

    def test_has_the_version_that_is_given(self, stack: cdk.Stack, make: Make) -> None:
        make(engine_version=rds.AuroraPostgresEngineVersion.VER_16_11)

        assert properties_of(stack, CLUSTER)["EngineVersion"] == "16.11"
        assert properties_of(stack, GROUPS["cluster"])["Family"] == "aurora-postgresql16"

    def test_has_a_version_that_the_cdk_has_no_name_for(self, stack: cdk.Stack, make: Make) -> None:
        version = rds.AuroraMysqlEngineVersion.of("8.4.mysql_aurora.8.4.7", "8.4")
        make(dms.AuroraMySqlTarget, engine_version=version)

        assert properties_of(stack, GROUPS["cluster"])["Family"] == "aurora-mysql8.4"

    def test_makes_the_database(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert properties_of(stack, CLUSTER)["DatabaseName"] == "orders"

    def test_has_a_database_that_is_always_there(self, stack: cdk.Stack, make: Make) -> None:
        make(database="postgres")

        assert "DatabaseName" not in properties_of(stack, CLUSTER)
        assert properties_of(stack, ENDPOINT)["DatabaseName"] == "postgres"

    def test_is_encrypted(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert properties_of(stack, CLUSTER)["StorageEncrypted"] is True

    def test_is_protected_and_stays(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()
        (cluster,) = resources_of(stack, CLUSTER).values()

        assert cluster["Properties"]["DeletionProtection"] is True
        assert cluster["DeletionPolicy"] == "Retain"

    def test_is_never_public(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert properties_of(stack, INSTANCE)["PubliclyAccessible"] is False

    def test_lets_nothing_out(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        (rule,) = properties_of(stack, "AWS::EC2::SecurityGroup")["SecurityGroupEgress"]
        assert rule["CidrIp"] == "255.255.255.255/32"

    def test_buys_no_extended_support(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert properties_of(stack, CLUSTER)["EngineLifecycleSupport"] == "open-source-rds-extended-support-disabled"

    def test_buys_extended_support_when_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(extended_support=True)

        assert properties_of(stack, CLUSTER)["EngineLifecycleSupport"] == "open-source-rds-extended-support"

    def test_lets_users_in_by_iam(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert properties_of(stack, CLUSTER)["EnableIAMDatabaseAuthentication"] is True

    def test_stays_on_a_version_with_long_term_support(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert properties_of(stack, CLUSTER)["AutoMinorVersionUpgrade"] is False
        assert properties_of(stack, INSTANCE)["AutoMinorVersionUpgrade"] is False

    def test_moves_on_from_another_version(self, stack: cdk.Stack, make: Make) -> None:
        make(engine_version=rds.AuroraPostgresEngineVersion.VER_17_9)

        assert properties_of(stack, CLUSTER)["AutoMinorVersionUpgrade"] is True

    def test_keeps_insights_for_a_week(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()
        found = properties_of(stack, CLUSTER)

        assert (found["DatabaseInsightsMode"], found["PerformanceInsightsRetentionPeriod"]) == ("standard", 7)

    def test_keeps_advanced_insights_for_as_long_as_aws_asks(self, stack: cdk.Stack, make: Make) -> None:
        make(database_insights_mode=rds.DatabaseInsightsMode.ADVANCED)

        assert properties_of(stack, CLUSTER)["PerformanceInsightsRetentionPeriod"] == 465

    def test_is_looked_at_every_thirty_seconds(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert properties_of(stack, INSTANCE)["MonitoringInterval"] == 30

    def test_can_be_taken_back_in_place(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.AuroraMySqlTarget, backtrack_window=cdk.Duration.hours(24))

        assert properties_of(stack, CLUSTER)["BacktrackWindow"] == 86400

    def test_has_a_key_of_yours_for_all_it_holds(self, stack: cdk.Stack, make: Make) -> None:
        key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd")
        make(encryption_key=key)

        assert properties_of(stack, CLUSTER)["KmsKeyId"] == key.key_arn
        assert properties_of(stack, CLUSTER)["PerformanceInsightsKmsKeyId"] == key.key_arn
        assert properties_of(stack, SECRET)["KmsKeyId"] == key.key_arn

    def test_lets_dms_use_that_key(self, stack: cdk.Stack, make: Make) -> None:
        make(encryption_key=kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1234abcd"))
        (reading,) = [each for name, each in resources_of(stack, "AWS::IAM::Role").items() if "SecretAccess" in name]

        assert "kms:Decrypt" in str(reading["Properties"]["Policies"])

    @pytest.mark.parametrize(("paid", "told"), [(None, ["dms-constructs:aurora.unsupportedVersion"]), (True, [])])
    def test_of_a_major_version_without_support_is_told(
        self, stack: cdk.Stack, serving: Make, paid: bool | None, told: list[str]
    ) -> None:
        version = rds.AuroraPostgresEngineVersion.of("13.23", "13")
        serving(engine_version=version, extended_support=paid)

        assert warnings_of(stack) == told

    def test_of_a_version_that_has_ended_is_told(self, stack: cdk.Stack, serving: Make) -> None:
        serving(engine_version=rds.AuroraPostgresEngineVersion.of("16.1", "16"))

        assert "dms-constructs:databaseVersion.ended" in warnings_of(stack)

    def test_has_the_security_groups_that_are_given(self, stack: cdk.Stack, make: Make) -> None:
        make(security_groups=[ec2.SecurityGroup.from_security_group_id(stack, "Guard", "sg-1")])

        assert properties_of(stack, CLUSTER)["VpcSecurityGroupIds"] == ["sg-1"]
        assert resources_of(stack, "AWS::EC2::SecurityGroup") == {}

    def test_warns_of_nothing_by_default(self, stack: cdk.Stack, serving: Make) -> None:
        serving()

        assert warnings_of(stack) == []


class TestLogs:
    def test_go_to_groups_that_forget(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any(log_retention=logs.RetentionDays.ONE_WEEK)

        assert {
            each["Properties"]["RetentionInDays"] for each in resources_of(stack, "AWS::Logs::LogGroup").values()
        } == {7}

    def test_need_no_lambda(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert resources_of(stack, "AWS::Lambda::Function") == {}

    def test_have_their_groups_before_an_instance_writes(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()
        (instance,) = resources_of(stack, INSTANCE).values()

        assert set(resources_of(stack, "AWS::Logs::LogGroup")) <= set(instance["DependsOn"])

    def test_have_groups_also_where_they_are_not_exported_yet(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.AuroraMySqlTarget, cloudwatch_logs_exports=["error"])

        assert properties_of(stack, CLUSTER)["EnableCloudwatchLogsExports"] == ["error"]
        assert len(resources_of(stack, "AWS::Logs::LogGroup")) == 6

    def test_are_those_of_the_engine(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-B010",
            "must name logs of aurora-postgresql, got str 'slowquery'; write some of 'iam-db-auth-error', 'instance', ",
            lambda: make(cloudwatch_logs_exports=["slowquery"]),
            path="Shop/Orders",
        )


class TestRetained:
    def test_keeps_all_that_it_needs(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any(dms_user="dms_writer")
        kept = {
            each["Type"]
            for name, each in template_of(stack)["Resources"].items()
            if each.get("DeletionPolicy") == "Retain" and "SecretAccessRole" not in name
        }

        assert kept == OF_THE_CLUSTER

    def test_keeps_nothing_that_dms_alone_needs(self, stack: cdk.Stack, make: Make) -> None:
        make()
        (endpoint,) = resources_of(stack, ENDPOINT).values()

        assert "DeletionPolicy" not in endpoint

    def test_lets_readers_go(self, stack: cdk.Stack, serving: Make) -> None:
        serving(readers=2)

        assert {name[-12:-8]: each["DeletionPolicy"] for name, each in resources_of(stack, INSTANCE).items()} == {
            "iter": "Retain",
            "der1": "Delete",
            "der2": "Delete",
        }

    def test_leaves_nothing_when_it_goes(self, stack: cdk.Stack, make: Make) -> None:
        make(removal_policy=cdk.RemovalPolicy.DESTROY)

        assert "Retain" not in {each.get("DeletionPolicy") for each in template_of(stack)["Resources"].values()}
        assert properties_of(stack, CLUSTER).get("DeletionProtection") is not True

    def test_leaves_a_snapshot_when_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(removal_policy=cdk.RemovalPolicy.SNAPSHOT)

        assert {each["DeletionPolicy"] for each in resources_of(stack, CLUSTER).values()} == {"Snapshot"}
        assert {each["DeletionPolicy"] for each in resources_of(stack, SECRET).values()} == {"Delete"}

    @pytest.mark.parametrize(
        ("policy", "deletes"), [(cdk.RemovalPolicy.SNAPSHOT, False), (cdk.RemovalPolicy.DESTROY, None)]
    )
    def test_keeps_its_backups_beside_a_snapshot_only(
        self, stack: cdk.Stack, make: Make, policy: cdk.RemovalPolicy, deletes: bool | None
    ) -> None:
        make(removal_policy=policy)

        assert properties_of(stack, CLUSTER).get("DeleteAutomatedBackups") is deletes


class TestSecret:
    def test_leaves_out_what_dms_refuses(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()
        excluded = properties_of(stack, SECRET)["GenerateSecretString"]["ExcludeCharacters"]

        assert set(dms.PASSWORD_EXCLUDE_CHARACTERS) <= set(excluded)

    def test_has_the_cluster_attached_and_is_read_by_dms(self, stack: cdk.Stack, make: Make) -> None:
        make()
        ((attachment, found),) = resources_of(stack, "AWS::SecretsManager::SecretTargetAttachment").items()

        assert found["Properties"]["TargetType"] == "AWS::RDS::DBCluster"
        settings = properties_of(stack, ENDPOINT)["PostgreSqlSettings"]
        assert settings["SecretsManagerSecretId"] == {"Ref": attachment}

    def test_of_the_administrator_has_a_name_that_is_written_out(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any(admin_user="shop_admin")

        assert properties_of(stack, CLUSTER)["MasterUsername"] == "shop_admin"

    def test_can_be_of_a_user_of_its_own(self, stack: cdk.Stack, make: Make) -> None:
        target = make(dms_user="dms_writer")
        mine = stack.resolve(target.secret.secret_arn)["Ref"]
        secrets = resources_of(stack, SECRET)
        attachments = resources_of(stack, "AWS::SecretsManager::SecretTargetAttachment")
        secret = secrets[attachments[mine]["Properties"]["SecretId"]["Ref"]]["Properties"]

        assert (len(secrets), target.dms_user) == (2, "dms_writer")
        assert '"username":"dms_writer"' in str(secret["GenerateSecretString"]["SecretStringTemplate"])
        assert properties_of(stack, ENDPOINT)["PostgreSqlSettings"]["SecretsManagerSecretId"] == {"Ref": mine}

    @pytest.mark.parametrize(
        ("cls", "arguments"),
        [
            (dms.AuroraPostgreSqlTarget, {"admin_user": "a" * 17}),
            (dms.AuroraPostgreSqlTarget, {"dms_user": "a" * 64}),
            (dms.AuroraMySqlTarget, {"dms_user": "a" * 33}),
        ],
        ids=["administrator", "postgresql", "mysql"],
    )
    def test_has_a_user_whose_name_is_not_too_long(
        self, make: Make, fails: Callable, cls: type, arguments: dict[str, str]
    ) -> None:
        fails("DMS-B011", "must be a letter and up to", lambda: make(cls, **arguments), path="Shop/Orders")

    @pytest.mark.parametrize("name", ["dms writer", "1st", "", "admin"])
    def test_has_a_user_that_can_be(self, make: Make, fails: Callable, name: str) -> None:
        fails("DMS-B011", "dms_user must", lambda: make(dms_user=name), path="Shop/Orders")

    def test_has_a_user_that_is_not_the_administrator(self, make: Make, fails: Callable) -> None:
        fails("DMS-B011", "dms_user is the administrator", lambda: make(dms_user="dms_admin"), path="Shop/Orders")

    @pytest.mark.parametrize("user", [None, "dms_writer"])
    def test_keeps_to_its_characters_when_it_is_rotated(self, stack: cdk.Stack, make: Make, user: str | None) -> None:
        target = make(phase=dms.TargetPhase.SERVING, dms_user=user)
        target.add_rotation(automatically_after=cdk.Duration.days(7))

        assert warnings_of(stack) == []
        schedules = resources_of(stack, "AWS::SecretsManager::RotationSchedule").values()
        rotated = [each["Properties"]["SecretId"] for each in schedules]
        assert stack.resolve(target.secret.secret_arn) in rotated
        assert len(rotated) == len(resources_of(stack, SECRET))

    def test_of_a_cluster_that_is_given_is_rotated_there(
        self, stack: cdk.Stack, cluster: rds.DatabaseCluster, fails: Callable
    ) -> None:
        target = dms.AuroraPostgreSqlTarget(stack, "Orders", database="orders", cluster=cluster)

        fails("DMS-B013", "write cluster.add_rotation_single_user", target.add_rotation, path="Shop/Orders")

    def test_is_told_of_when_a_rotation_does_not(self, stack: cdk.Stack, make: Make) -> None:
        make(phase=dms.TargetPhase.SERVING).cluster.add_rotation_single_user()

        assert warnings_of(stack) == ["dms-constructs:connection.rotationCharacters"]


class TestEndpoint:
    @pytest.mark.parametrize("cls", TARGETS)
    def test_writes_to_the_engine(self, stack: cdk.Stack, make: Make, cls: Any) -> None:
        assert make(cls).engine_name in cls.ENGINES

    def test_writes_to_the_database(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert properties_of(stack, ENDPOINT)["DatabaseName"] == "orders"

    def test_of_mysql_writes_to_a_database_for_each_schema(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.AuroraMySqlTarget)

        assert "DatabaseName" not in properties_of(stack, ENDPOINT)

    def test_of_mysql_writes_to_the_one_database_when_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.AuroraMySqlTarget, target_db_type=dms.TargetDbType.SPECIFIC_DATABASE)

        assert properties_of(stack, ENDPOINT)["DatabaseName"] == "orders"

    def test_has_the_settings_of_a_target(self, stack: cdk.Stack, make: Make) -> None:
        make(max_file_size_kb=1024, execute_timeout=cdk.Duration.minutes(2))
        settings = properties_of(stack, ENDPOINT)["PostgreSqlSettings"]

        assert (settings["MaxFileSize"], settings["ExecuteTimeout"]) == (1024, 120)

    def test_waits_for_the_writer(self, stack: cdk.Stack, make: Make) -> None:
        make()
        (endpoint,) = resources_of(stack, ENDPOINT).values()

        assert set(endpoint["DependsOn"]) == set(resources_of(stack, INSTANCE))

    def test_is_let_into_the_cluster(
        self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make, source: Any, mappings: Any
    ) -> None:
        dms.DatabaseMigration(
            stack,
            "Migration",
            compute=dms.Provisioned(vpc=vpc),
            source=source,
            target=make(),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=mappings,
        )

        (rule,) = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        assert rule["Properties"]["Description"] == "DMS target endpoint"

    def test_tells_which_database_it_is(self, make: Make) -> None:
        target = make()

        assert target.endpoint_facts.database.construct_path == "Shop/Orders/Cluster"

    def test_of_mysql_without_tls_is_not_refused_by_what_it_loads(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.AuroraMySqlTarget)

        assert parameters_of(stack)["require_secure_transport"] == "OFF"

    def test_of_mysql_with_a_certificate_comes_with_tls(self, stack: cdk.Stack, make: Make) -> None:
        certificate = dms.Certificate.from_certificate_arn(stack, "Ca", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")
        make(dms.AuroraMySqlTarget, certificate=certificate)

        assert parameters_of(stack)["require_secure_transport"] == "ON"

    def test_of_postgresql_comes_with_tls(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert parameters_of(stack)["rds.force_ssl"] == "1"

    def test_without_tls_is_let_in_while_it_loads(self, stack: cdk.Stack, make: Make) -> None:
        make(ssl_mode=dms.SslMode.NONE)

        assert parameters_of(stack)["rds.force_ssl"] == "0"

    def test_without_tls_does_not_open_a_cluster_that_serves(self, stack: cdk.Stack, serving: Make) -> None:
        serving(ssl_mode=dms.SslMode.NONE)

        assert parameters_of(stack)["rds.force_ssl"] == "1"


class TestParameters:
    def test_are_added_to_those_of_the_phase(self, stack: cdk.Stack, make: Make) -> None:
        make(parameters={"rds.log_retention_period": "4320"})

        assert parameters_of(stack)["rds.log_retention_period"] == "4320"
        assert parameters_of(stack)["rds.force_ssl"] == "1"

    def test_win_over_those_of_the_phase(self, stack: cdk.Stack, serving: Make) -> None:
        serving(instance_parameters={"log_min_duration_statement": "5000"})

        assert parameters_of(stack, "instance")["log_min_duration_statement"] == "5000"

    @pytest.mark.parametrize(
        ("cls", "name", "off"),
        [
            (dms.AuroraPostgreSqlTarget, "rds.force_ssl", "0"),
            (dms.AuroraMySqlTarget, "require_secure_transport", "OFF"),
            (dms.AuroraMySqlTarget, "require_secure_transport", "0"),
        ],
    )
    def test_that_force_no_tls_are_told_when_it_serves(
        self, stack: cdk.Stack, serving: Make, cls: type, name: str, off: str
    ) -> None:
        serving(cls, parameters={name: off})

        assert "dms-constructs:aurora.tlsNotForced" in warnings_of(stack)

    def test_of_the_cluster_win_over_those_of_the_phase_for_instances(self, stack: cdk.Stack, serving: Make) -> None:
        serving(parameters={"log_min_duration_statement": "5000"})

        assert parameters_of(stack)["log_min_duration_statement"] == "5000"
        assert "log_min_duration_statement" not in parameters_of(stack, "instance")

    def test_have_groups_also_where_there_are_none(self, stack: cdk.Stack, make: Make) -> None:
        make(phase=dms.TargetPhase.LOADING)

        assert len(resources_of(stack, GROUPS["instance"])) == 1

    def test_that_are_misspelt_are_refused(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-F002", "synchronous_commit", lambda: make(parameters={"synchronous_comit": "on"}), path="Shop/Orders"
        )

    def test_of_another_engine_are_refused(self, make: Make, fails: Callable) -> None:
        parameters = {"aurora_parallel_query": "ON"}
        fails("DMS-F006", "no parallel query", lambda: make(parameters=parameters), path="Shop/Orders")

    def test_of_an_instance_are_said_to_be_so(self, make: Make, fails: Callable) -> None:
        parameters = {"rds.force_ssl": "1"}
        fails("DMS-F004", "instance_parameters", lambda: make(instance_parameters=parameters), path="Shop/Orders")


class TestExistingCluster:
    @pytest.fixture
    def to_it(self, stack: cdk.Stack, cluster: rds.DatabaseCluster) -> Make:
        return lambda **arguments: dms.AuroraPostgreSqlTarget(
            stack, "Orders", **{"database": "orders", "cluster": cluster, **arguments}
        )

    def test_is_written_to(self, stack: cdk.Stack, cluster: rds.DatabaseCluster, to_it: Make) -> None:
        target = to_it()

        assert target.cluster is cluster
        assert len(resources_of(stack, CLUSTER)) == 1

    def test_keeps_the_ids_of_everything(self, stack: cdk.Stack, to_it: Make) -> None:
        to_it()

        assert set(resources_of(stack, CLUSTER)) == {"ClusterEB0386A7"}
        assert set(resources_of(stack, "AWS::RDS::DBSubnetGroup")) == {"ClusterSubnetsDCFA5CB7"}

    def test_has_no_phase(self, to_it: Make) -> None:
        assert to_it().phase is None

    def test_is_not_said_to_be_forgotten(self, stack: cdk.Stack, to_it: Make) -> None:
        to_it()

        assert warnings_of(stack) == []

    def test_can_have_a_user_for_dms(self, stack: cdk.Stack, to_it: Make) -> None:
        target = to_it(dms_user="dms_writer")

        assert len(resources_of(stack, SECRET)) == 2
        assert target.secret.node.path == "Shop/Orders/DmsUserSecret/Attachment"

    def test_that_was_imported_without_a_secret_can_have_a_user_for_dms(self, stack: cdk.Stack) -> None:
        imported = rds.DatabaseCluster.from_database_cluster_attributes(stack, "Imported", cluster_identifier="orders")
        dms.AuroraPostgreSqlTarget(stack, "Orders", database="orders", cluster=imported, dms_user="dms_writer")

        attachment = properties_of(stack, "AWS::SecretsManager::SecretTargetAttachment")
        assert attachment["TargetId"] == "orders"

    def test_of_another_engine_is_refused_for_a_user_too(
        self, stack: cdk.Stack, cluster: rds.DatabaseCluster, fails: Callable
    ) -> None:
        fails(
            "DMS-E002",
            r"write dms.AuroraPostgreSqlTarget\(self, 'Target', cluster=cluster, database='orders'\)",
            lambda: dms.AuroraMySqlTarget(stack, "Orders", cluster=cluster, dms_user="dms_writer"),
        )

    def test_has_a_user_or_a_secret_of_yours(
        self, to_it: Make, secret: secretsmanager.ISecret, fails: Callable
    ) -> None:
        fails("DMS-B003", "leave dms_user out", lambda: to_it(dms_user="dms_writer", secret=secret))

    @pytest.mark.parametrize("user", [None, "dms_writer"])
    def test_is_a_cluster(self, stack: cdk.Stack, fails: Callable, user: str | None) -> None:
        fails(
            "DMS-A001",
            "cluster must be an RDS cluster",
            lambda: dms.AuroraPostgreSqlTarget(stack, "Orders", database="orders", cluster="orders", dms_user=user),
            path="Shop/Orders",
        )

    def test_can_have_a_secret_of_yours(self, to_it: Make, secret: secretsmanager.ISecret) -> None:
        assert to_it(secret=secret).secret is secret

    @pytest.mark.parametrize(
        "arguments",
        [
            {"phase": dms.TargetPhase.SERVING},
            {"readers": 2},
            {"capacity": dms.ServerlessCapacity(min_acu=2, max_acu=8)},
            {"parameters": {}},
            {"engine_version": rds.AuroraPostgresEngineVersion.VER_16_11},
        ],
        ids=lambda arguments: next(iter(arguments)),
    )
    def test_takes_nothing_that_makes_one(self, to_it: Make, fails: Callable, arguments: dict[str, Any]) -> None:
        (name,) = arguments
        fails("DMS-B003", f"{name} is for a cluster that is made here", lambda: to_it(**arguments), path="Shop/Orders")

    def test_of_another_engine_is_refused(
        self, stack: cdk.Stack, cluster: rds.DatabaseCluster, fails: Callable
    ) -> None:
        fails(
            "DMS-E002",
            "must be a cluster of dms.EngineName.AURORA_MYSQL",
            lambda: dms.AuroraMySqlTarget(stack, "Orders", cluster=cluster),
        )

    def test_is_not_an_instance(self, stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable) -> None:
        engine = rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_17)
        instance = rds.DatabaseInstance(stack, "Instance", engine=engine, vpc=vpc)
        target = r"dms.PostgreSqlTarget\(self, 'Target', connection=dms.Connection.to_instance\(instance\), database="
        fails(
            "DMS-E002", target, lambda: dms.AuroraPostgreSqlTarget(stack, "Orders", cluster=instance, database="shop")
        )

    def test_is_not_a_target_that_has_one(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        target = make()
        fails(
            "DMS-A001",
            "write cluster=target.cluster",
            lambda: dms.AuroraPostgreSqlTarget(stack, "Again", cluster=target, database="shop"),
        )

    def test_whose_password_rds_manages_is_refused(
        self, stack: cdk.Stack, vpc: ec2.IVpc, to_it: Make, fails: Callable
    ) -> None:
        managed = rds.DatabaseCluster(
            stack,
            "Managed",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            vpc=vpc,
            manage_master_user_password=True,
        )

        fails("DMS-N002", "secret that RDS manages", lambda: to_it(cluster=managed))


class TestWhatIsMissing:
    def test_is_a_network_or_a_cluster(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-B003",
            "write vpc=vpc, or cluster=cluster",
            lambda: dms.AuroraPostgreSqlTarget(stack, "Orders", database="orders"),
            path="Shop/Orders",
        )

    def test_is_not_a_secret(self, make: Make, secret: secretsmanager.ISecret, fails: Callable) -> None:
        fails("DMS-B003", "secret is for a cluster that is given", lambda: make(secret=secret))

    def test_is_a_second_zone(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        narrow = ec2.Vpc.from_vpc_attributes(
            stack, "Narrow", vpc_id="vpc-2", availability_zones=["eu-west-1a"], private_subnet_ids=["subnet-a"]
        )

        fails("DMS-B007", "these are in eu-west-1a", lambda: make(vpc=narrow), path="Shop/Orders")

    def test_is_one_of_the_security_groups(self, make: Make, fails: Callable) -> None:
        fails("DMS-B006", "security_groups must not be empty", lambda: make(security_groups=[]))


class TestRefused:
    @pytest.mark.parametrize("days", [0, 36, 50, 1.5])
    def test_backups_that_aurora_does_not_keep(self, make: Make, fails: Callable, days: float) -> None:
        retention = cdk.Duration.hours(int(days * 24))
        fails("DMS-B004", r"write backup_retention=cdk.Duration.days\(", lambda: make(backup_retention=retention))

    @pytest.mark.parametrize("readers", [-1, 16, 1.5])
    def test_readers_that_aurora_does_not_have(self, make: Make, fails: Callable, readers: float) -> None:
        nearest = {-1: 0, 16: 15, 1.5: 2}[readers]
        fails("DMS-B005", f"write readers={nearest} ", lambda: make(readers=readers), path="Shop/Orders")

    def test_an_interval_that_rds_does_not_have(self, make: Make, fails: Callable) -> None:
        interval = cdk.Duration.seconds(20)
        fails(
            "DMS-B008",
            r"write monitoring_interval=cdk.Duration.seconds\(15\)",
            lambda: make(monitoring_interval=interval),
        )

    def test_a_window_that_is_too_long(self, make: Make, fails: Callable) -> None:
        window = cdk.Duration.hours(73)
        fails("DMS-B008", "seconds", lambda: make(dms.AuroraMySqlTarget, backtrack_window=window))

    def test_a_version_of_another_engine(self, make: Make, fails: Callable) -> None:
        version = rds.AuroraMysqlEngineVersion.VER_3_10_3
        fails("DMS-B009", "must be an rds.AuroraPostgresEngineVersion", lambda: make(engine_version=version))

    @pytest.mark.parametrize("name", ["my-orders", "1st", "o" * 64])
    def test_a_name_that_no_database_has(self, make: Make, fails: Callable, name: str) -> None:
        fails("DMS-B012", "database must be a letter", lambda: make(database=name), path="Shop/Orders")

    def test_leaves_nothing(self, stack: cdk.Stack, make: Make) -> None:
        with pytest.raises(dms.ConfigurationError):
            make(readers=16)

        assert stack.node.try_find_child("Orders") is None


class TestPlaces:
    @pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1", None])
    def test_of_every_partition(self, region: str | None) -> None:
        env = cdk.Environment(account="111122223333", region=region) if region else None
        stack = cdk.Stack(cdk.App(), "Shop", env=env)
        dms.AuroraPostgreSqlTarget(stack, "Orders", vpc=ec2.Vpc(stack, "Vpc"), database="orders")

        assert "arn:aws:" not in str(template_of(stack))

    def test_in_a_stage(self) -> None:
        stack = cdk.Stack(cdk.Stage(cdk.App(), "Beta"), "Shop")
        dms.AuroraPostgreSqlTarget(stack, "Orders", vpc=ec2.Vpc(stack, "Vpc"), database="orders")

        assert len(resources_of(stack, CLUSTER)) == 1

    def test_beside_the_network(self) -> None:
        app = cdk.App()
        vpc = ec2.Vpc(cdk.Stack(app, "Network"), "Vpc")
        stack = cdk.Stack(app, "Shop")
        dms.AuroraPostgreSqlTarget(stack, "Orders", vpc=vpc, database="orders")

        assert len(resources_of(stack, CLUSTER)) == 1
