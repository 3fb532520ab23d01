"""Aurora: what AWS would refuse, or do otherwise than was meant, by the kind of what is given; and its legal twins."""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions, aws_ec2 as ec2, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.clusters import POSTGRESQL, cluster_in, stack_in, vpc_of
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

CLUSTER = "AWS::RDS::DBCluster"
EIGHT = dms.ServerlessCapacity(min_acu=8, max_acu=16)
PAUSING: dict[str, Any] = {"serverless_v2_min_capacity": 0, "serverless_v2_max_capacity": 4}
OLD = rds.AuroraPostgresEngineVersion.VER_13_9
POSTGRESQL_VERSION = rds.AuroraPostgresEngineVersion
MYSQL_VERSION = rds.AuroraMysqlEngineVersion
Make = Callable[..., Any]


@pytest.fixture
def make(stack: cdk.Stack, vpc: ec2.IVpc) -> Make:
    def make(cls: type = dms.AuroraPostgreSqlTarget, /, **arguments: Any) -> Any:
        given = {"vpc": vpc, "database": "orders", "phase": dms.TargetPhase.SERVING, **arguments}
        return cls(stack, "Orders", **given)

    return make


def number(stack: cdk.Stack) -> Any:
    return cdk.CfnParameter(stack, "Number", type="Number").value_as_number


def code_of(make: Callable[[], object]) -> str:
    with pytest.raises(dms.ConfigurationError) as raised:
        make()
    return raised.value.code


class TestClasses:
    @pytest.mark.parametrize(
        "written", ["db.r7g.large", "m5.large", "c7g.xlarge", "t3.micro", "z1d.large", "r7g", "R7G.large", "r7g.metal"]
    )
    def test_that_aurora_lacks_are_refused(self, written: str) -> None:
        instance_type = ec2.InstanceType(written)

        assert code_of(lambda: dms.ProvisionedCapacity(instance_type=instance_type)) == "DMS-B001"

    def test_with_the_prefix_are_written_without(self) -> None:
        with pytest.raises(dms.ConfigurationError, match=r"ec2\.InstanceType\('r7g\.large'\)"):
            dms.ProvisionedCapacity(instance_type=ec2.InstanceType("db.r7g.large"))

    def test_while_loading_are_checked_too(self) -> None:
        with pytest.raises(dms.ConfigurationError, match="loading_instance_type"):
            dms.ProvisionedCapacity(
                instance_type=ec2.InstanceType("r7g.large"), loading_instance_type=ec2.InstanceType("m5.large")
            )

    def test_serverless_is_a_capacity_of_its_own(self) -> None:
        with pytest.raises(dms.ConfigurationError, match="ServerlessCapacity"):
            dms.ProvisionedCapacity(instance_type=ec2.InstanceType("serverless"))

    @pytest.mark.parametrize(
        "written", ["r6gd.xlarge", "r9g.48xlarge", "x2g.large", "t4g.medium", "t2.small", "r5.large"]
    )
    def test_of_its_families_are_taken(self, written: str) -> None:
        assert dms.ProvisionedCapacity(instance_type=ec2.InstanceType(written))

    def test_known_at_deployment_are_taken(self, stack: cdk.Stack, make: Make) -> None:
        written = cdk.CfnParameter(stack, "Class").value_as_string

        assert make(capacity=dms.ProvisionedCapacity(instance_type=ec2.InstanceType(written)))


class TestNames:
    @pytest.mark.parametrize(
        ("cls", "argument", "name", "code"),
        [
            (dms.AuroraPostgreSqlTarget, "admin_user", "admin", "DMS-B011"),
            (dms.AuroraPostgreSqlTarget, "admin_user", "pg_orders", "DMS-B011"),
            (dms.AuroraPostgreSqlTarget, "dms_user", "public", "DMS-B011"),
            (dms.AuroraPostgreSqlTarget, "database", "template1", "DMS-B012"),
            (dms.AuroraPostgreSqlTarget, "database", "_orders", "DMS-B012"),
            (dms.AuroraMySqlTarget, "admin_user", "a" * 17, "DMS-B011"),
            (dms.AuroraMySqlTarget, "dms_user", "a" * 33, "DMS-B011"),
            (dms.AuroraMySqlTarget, "admin_user", "rdsadmin", "DMS-B011"),
            (dms.AuroraMySqlTarget, "database", "MySQL", "DMS-B012"),
        ],
    )
    def test_that_the_engine_refuses(self, make: Make, cls: type, argument: str, name: str, code: str) -> None:
        assert code_of(lambda: make(cls, **{argument: name})) == code

    @pytest.mark.parametrize(
        ("cls", "argument", "name"),
        [
            (dms.AuroraMySqlTarget, "admin_user", "admin"),
            (dms.AuroraMySqlTarget, "admin_user", "pg_orders"),
            (dms.AuroraMySqlTarget, "database", "a" * 64),
            (dms.AuroraMySqlTarget, "database", "postgres"),
            (dms.AuroraPostgreSqlTarget, "dms_user", "a" * 63),
            (dms.AuroraPostgreSqlTarget, "database", "mysql"),
        ],
    )
    def test_that_only_the_other_engine_refuses(self, make: Make, cls: type, argument: str, name: str) -> None:
        assert make(cls, **{argument: name})


class TestNumbersKnownAtDeployment:
    def test_can_not_be_how_many_readers_there_are(self, stack: cdk.Stack, make: Make) -> None:
        assert code_of(lambda: make(readers=number(stack))) == "DMS-B005"

    def test_can_be_capacities(self, stack: cdk.Stack, make: Make) -> None:
        assert make(capacity=dms.ServerlessCapacity(min_acu=number(stack), max_acu=16))

    def test_are_not_shown_in_what_to_write(self, stack: cdk.Stack, make: Make) -> None:
        make(capacity=dms.ServerlessCapacity(min_acu=2, max_acu=number(stack))).alarms()

        found = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
        (memory,) = [str(each.entry.data) for each in found if "on the memory of" in str(each.entry.data)]
        assert "max_acu=max_acu" in memory


class TestSubnets:
    @staticmethod
    def vpc_of_only(stack: cdk.Stack, kind: ec2.SubnetType) -> ec2.Vpc:
        only = ec2.SubnetConfiguration(name="Only", subnet_type=kind)
        return ec2.Vpc(stack, "Only", max_azs=2, nat_gateways=0, subnet_configuration=[only])

    def test_that_are_isolated_are_taken_where_there_are_no_private_ones(self, stack: cdk.Stack, make: Make) -> None:
        make(vpc=self.vpc_of_only(stack, ec2.SubnetType.PRIVATE_ISOLATED))

        assert len(properties_of(stack, "AWS::RDS::DBSubnetGroup")["SubnetIds"]) == 2

    def test_that_are_public_are_not_taken_by_default(self, stack: cdk.Stack, make: Make) -> None:
        assert code_of(lambda: make(vpc=self.vpc_of_only(stack, ec2.SubnetType.PUBLIC))) == "DMS-B007"

    def test_that_are_public_are_taken_when_asked_for(self, stack: cdk.Stack, make: Make) -> None:
        asked = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)

        assert make(vpc=self.vpc_of_only(stack, ec2.SubnetType.PUBLIC), vpc_subnets=asked)

    def test_of_a_restored_cluster_may_be_isolated(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        isolated = self.vpc_of_only(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        source = cluster_in(stack, vpc)

        assert dms.RestoredCluster(
            stack, "Copy", source=source, restore=dms.Restore.clone(), vpc=isolated, capacity=EIGHT
        )


class TestVersions:
    @pytest.mark.parametrize(
        ("cls", "version"),
        [
            (dms.AuroraPostgreSqlTarget, POSTGRESQL_VERSION.of("17.7", "16")),
            (dms.AuroraPostgreSqlTarget, POSTGRESQL_VERSION.of("16.9-limitless", "16")),
            (dms.AuroraMySqlTarget, MYSQL_VERSION.of("8.0.mysql_aurora.3.10.3", "5.7")),
        ],
        ids=["another major", "limitless", "another major of MySQL"],
    )
    def test_that_no_cluster_can_have_are_refused(self, make: Make, cls: type, version: Any) -> None:
        assert code_of(lambda: make(cls, engine_version=version)) == "DMS-B009"

    @pytest.mark.parametrize("version", [POSTGRESQL_VERSION.of("17", "17"), POSTGRESQL_VERSION.of("19.1", "19")])
    def test_as_far_as_the_major_one_and_new_ones_are_taken(self, make: Make, version: Any) -> None:
        assert make(engine_version=version)

    @pytest.mark.parametrize(
        ("cls", "version"),
        [
            (dms.AuroraPostgreSqlTarget, POSTGRESQL_VERSION.VER_12_9),
            (dms.AuroraPostgreSqlTarget, POSTGRESQL_VERSION.of("13.4", "13")),
            (dms.AuroraMySqlTarget, MYSQL_VERSION.VER_2_11_1),
        ],
        ids=["12", "13.4", "5.7"],
    )
    def test_without_serverless_capacity_need_instances(self, make: Make, cls: type, version: Any) -> None:
        assert code_of(lambda: make(cls, engine_version=version)) == "DMS-B001"

    def test_without_serverless_capacity_take_instances(self, make: Make) -> None:
        capacity = dms.ProvisionedCapacity(instance_type=ec2.InstanceType("r5.large"))

        assert make(engine_version=POSTGRESQL_VERSION.VER_12_9, capacity=capacity)

    def test_limit_the_capacity_of_a_restored_cluster(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        old = rds.DatabaseClusterEngine.aurora_postgres(version=OLD)
        capacity = dms.ServerlessCapacity(min_acu=2, max_acu=256)
        source = cluster_in(stack, vpc, engine=old)

        assert (
            code_of(
                lambda: dms.RestoredCluster(
                    stack, "Copy", source=source, restore=dms.Restore.clone(), vpc=vpc, capacity=capacity
                )
            )
            == "DMS-B001"
        )


class TestRemovalPolicies:
    @pytest.mark.parametrize("policy", [cdk.RemovalPolicy.RETAIN, cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])
    def test_that_keep_the_cluster_keep_all_that_it_uses(
        self, stack: cdk.Stack, make: Make, policy: cdk.RemovalPolicy
    ) -> None:
        make(removal_policy=policy, readers=0, dms_user="dms_writer")

        goes = {"AWS::DMS::Endpoint", "AWS::IAM::Role"}
        assert {
            resource["UpdateReplacePolicy"]
            for resource in template_of(stack)["Resources"].values()
            if resource["Type"] not in goes and resource["Type"].startswith(("AWS::RDS", "AWS::Sec", "AWS::EC2::Sec"))
        } == {"Retain"}

    def test_that_keep_a_restored_cluster_keep_its_secret(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        source = cluster_in(stack, vpc)
        policy = cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
        dms.RestoredCluster(
            stack,
            "Copy",
            source=source,
            restore=dms.Restore.clone(),
            vpc=vpc,
            capacity=EIGHT,
            removal_policy=policy,
        )

        copied = {name: each for name, each in template_of(stack)["Resources"].items() if name.startswith("Copy")}
        assert {each["UpdateReplacePolicy"] for each in copied.values()} == {"Retain"}


class TestKeys:
    def test_of_rds_itself_encrypt_no_secret(self, stack: cdk.Stack, make: Make) -> None:
        make(encryption_key=kms.Alias.from_alias_name(stack, "Key", "alias/aws/rds"), dms_user="dms_writer")

        secrets = resources_of(stack, "AWS::SecretsManager::Secret").values()
        assert not any("KmsKeyId" in secret["Properties"] for secret in secrets)
        assert "KmsKeyId" in properties_of(stack, CLUSTER)

    def test_of_ones_own_encrypt_secrets_too(self, stack: cdk.Stack, make: Make) -> None:
        make(encryption_key=kms.Alias.from_alias_name(stack, "Key", "alias/shop"))

        assert "KmsKeyId" in properties_of(stack, "AWS::SecretsManager::Secret")


class TestGivenClustersThatPause:
    def test_get_no_proxy(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        cluster = cluster_in(stack, vpc, **PAUSING)
        target = dms.AuroraPostgreSqlTarget(stack, "Orders", cluster=cluster, database="orders")
        app = secretsmanager.Secret(stack, "App")

        assert code_of(lambda: target.add_proxy("Proxy", secrets=[app])) == "DMS-B002"

    def test_are_in_no_global_database(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        cluster = cluster_in(stack, vpc, **PAUSING)

        assert (
            code_of(lambda: dms.GlobalDatabase(stack, "Global", cluster=cluster, global_cluster_identifier="shop"))
            == "DMS-B002"
        )

    def test_get_a_proxy_when_they_stay_awake(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        target = dms.AuroraPostgreSqlTarget(stack, "Orders", cluster=cluster_in(stack, vpc), database="orders")

        assert target.add_proxy("Proxy", secrets=[secretsmanager.Secret(stack, "App")])


class TestFloorOfAGivenPrimary:
    @pytest.mark.parametrize(("floor", "is_told"), [(2, True), (8, False)])
    def test_is_told_when_it_is_low(self, stack: cdk.Stack, vpc: ec2.IVpc, floor: int, *, is_told: bool) -> None:
        cluster = cluster_in(stack, vpc, serverless_v2_min_capacity=floor)
        dms.GlobalDatabase(stack, "Global", cluster=cluster, global_cluster_identifier="shop")

        assert ("dms-constructs:globalDatabase.smallFloor" in warnings_of(stack)) is is_told


def test_a_global_database_is_made_where_its_primary_is() -> None:
    elsewhere = stack_in(cdk.App(), "ap-south-1")
    cluster = cluster_in(elsewhere, vpc_of(elsewhere))
    here = stack_in(cdk.App(), "eu-west-1")

    assert (
        code_of(lambda: dms.GlobalDatabase(here, "Global", cluster=cluster, global_cluster_identifier="shop"))
        == "DMS-H006"
    )


class TestRotation:
    @pytest.mark.parametrize(
        "often",
        ["7", 7, cdk.Duration.minutes(10), cdk.Duration.hours(3), cdk.Duration.days(1001)],
        ids=["text", "number", "10 minutes", "3 hours", "1001 days"],
    )
    def test_of_another_time_is_refused(self, make: Make, often: Any) -> None:
        assert code_of(lambda: make().add_rotation(automatically_after=often)) == "DMS-B013"

    def test_is_asked_for_once(self, make: Make) -> None:
        target = make()
        target.add_rotation()

        assert code_of(target.add_rotation) == "DMS-B013"

    @pytest.mark.parametrize(
        "often",
        [cdk.Duration.hours(4), cdk.Duration.days(1000), cdk.Duration.days(0)],
        ids=["4 hours", "1000 days", "never"],
    )
    def test_of_a_time_that_secrets_manager_takes(self, make: Make, often: cdk.Duration) -> None:
        assert make().add_rotation(automatically_after=often)


class TestLogs:
    def test_are_named_once(self, make: Make) -> None:
        assert code_of(lambda: make(cloudwatch_logs_exports=["postgresql", "postgresql"])) == "DMS-B010"

    def test_are_known_now(self, stack: cdk.Stack, make: Make) -> None:
        log = cdk.CfnParameter(stack, "Log").value_as_string

        assert code_of(lambda: make(cloudwatch_logs_exports=[log])) == "DMS-B010"


class TestSupportAfterTheEnd:
    def test_is_not_bought_for_a_global_database(self, stack: cdk.Stack, make: Make) -> None:
        make(capacity=EIGHT).add_to_global(global_cluster_identifier="shop")

        support = properties_of(stack, "AWS::RDS::GlobalCluster")["EngineLifecycleSupport"]
        assert support == "open-source-rds-extended-support-disabled"

    def test_is_bought_for_a_global_database_as_for_its_primary(self, stack: cdk.Stack, make: Make) -> None:
        make(capacity=EIGHT, extended_support=True).add_to_global(global_cluster_identifier="shop")

        support = properties_of(stack, "AWS::RDS::GlobalCluster")["EngineLifecycleSupport"]
        assert support == "open-source-rds-extended-support"

    def test_is_not_bought_for_a_restored_cluster(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        source = cluster_in(stack, vpc)
        dms.RestoredCluster(stack, "Copy", source=source, restore=dms.Restore.clone(), vpc=vpc, capacity=EIGHT)

        (copy,) = [each for name, each in resources_of(stack, CLUSTER).items() if name.startswith("Copy")]
        assert copy["Properties"]["EngineLifecycleSupport"] == "open-source-rds-extended-support-disabled"


class TestExistingGlobalDatabases:
    @pytest.mark.parametrize(
        ("argument", "code"),
        [
            ({"primary_region": None}, "DMS-H007"),
            ({"port": -1}, "DMS-H005"),
            ({"port": "5432"}, "DMS-H005"),
            ({"is_encrypted": "yes"}, "DMS-A001"),
            ({"parameters": "rds.force_ssl"}, "DMS-F008"),
            ({"engine": rds.DatabaseClusterEngine.AURORA_POSTGRESQL}, "DMS-H006"),
        ],
        ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
    )
    def test_are_described_as_they_are(self, stack: cdk.Stack, argument: dict[str, Any], code: str) -> None:
        given = {
            "global_cluster_identifier": "shop",
            "engine": POSTGRESQL,
            "primary_region": "us-east-1",
            **argument,
        }

        assert code_of(lambda: dms.GlobalDatabase.from_global_database_attributes(stack, "Global", **given)) == code


class TestSecondaries:
    @staticmethod
    def secondary(region: str, **arguments: Any) -> dms.GlobalSecondary:
        stack = stack_in(cdk.App(), region)
        given = {"engine": POSTGRESQL, "primary_region": "eu-west-1"}
        there = dms.GlobalDatabase.from_global_database_attributes(
            stack, "Global", global_cluster_identifier="shop", **{**given, **arguments.pop("database", {})}
        )
        key = kms.Alias.from_alias_name(stack, "Key", "alias/aws/rds")
        needed = {"vpc": vpc_of(stack), "capacity": EIGHT, "encryption_key": key}
        return dms.GlobalSecondary(stack, "Orders", global_database=there, **{**needed, **arguments})

    @pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
    def test_are_in_the_partition_of_the_primary(self, region: str) -> None:
        assert code_of(lambda: self.secondary(region)) == "DMS-H007"

    def test_may_be_of_a_region_that_is_new(self) -> None:
        assert self.secondary("eu-west-9")

    @pytest.mark.parametrize(
        "capacity",
        [dms.ServerlessCapacity(min_acu=8, max_acu=256), dms.ServerlessCapacity(min_acu=0, max_acu=4)],
        ids=["largest", "pause"],
    )
    def test_have_the_limits_of_their_version(self, capacity: dms.ServerlessCapacity) -> None:
        old = {"engine": rds.DatabaseClusterEngine.aurora_postgres(version=OLD)}

        assert code_of(lambda: self.secondary("us-east-1", database=old, capacity=capacity)) == "DMS-B001"


def test_nothing_is_restored_to_the_future() -> None:
    assert code_of(lambda: dms.Restore.to_time(datetime(2999, 1, 1, tzinfo=timezone.utc))) == "DMS-H010"
