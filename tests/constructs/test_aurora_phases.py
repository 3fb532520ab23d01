"""Phases and capacity of Aurora targets: what cut-over changes, and what serving doesn't let through."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds

import dms_constructs as dms
from dms_constructs.databases.parameter_facts import parameter
from dms_constructs.databases.phase_parameters import phase_parameters
from tests.constructs.conftest import Template, properties_of, resources_of, template_of, warnings_of

CLUSTER = "AWS::RDS::DBCluster"
INSTANCE = "AWS::RDS::DBInstance"
GROUPS = {"cluster": "AWS::RDS::DBClusterParameterGroup", "instance": "AWS::RDS::DBParameterGroup"}
LOADING, SERVING = dms.TargetPhase.LOADING, dms.TargetPhase.SERVING
Make = Callable[..., Any]
TARGETS = [dms.AuroraPostgreSqlTarget, dms.AuroraMySqlTarget]
CAPACITIES = {
    "serverless": dms.ServerlessCapacity(min_acu=2, max_acu=64),
    "provisioned": dms.ProvisionedCapacity(
        instance_type=ec2.InstanceType("r7g.large"), loading_instance_type=ec2.InstanceType("r7g.4xlarge")
    ),
}


@pytest.fixture
def make(stack: cdk.Stack, vpc: ec2.IVpc) -> Make:
    def make(cls: type = dms.AuroraPostgreSqlTarget, /, **arguments: Any) -> Any:
        return cls(stack, "Orders", **{"vpc": vpc, "database": "orders", **arguments})

    return make


@pytest.fixture
def serving(make: Make) -> Make:
    return lambda *args, **arguments: make(*args, **{"phase": SERVING, **arguments})


def with_migration(cls: Any, phase: dms.TargetPhase, **arguments: Any) -> Template:
    """A stack with a migration into a target, in a phase."""
    stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
    # Without it DMS comes to MySQL without TLS, which a cluster that serves refuses.
    certificate = dms.Certificate.from_certificate_arn(stack, "Ca", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")
    target = cls(stack, "Orders", vpc=vpc, database="orders", phase=phase, certificate=certificate, **arguments)
    dms.DatabaseMigration(
        stack,
        "Migration",
        compute=dms.Provisioned(vpc=vpc),
        source=dms.MySqlSource.from_endpoint_arn(
            stack, "Source", "arn:aws:dms:eu-west-1:111122223333:endpoint:ABC", engine_name=dms.EngineName.MYSQL
        ),
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )
    return template_of(stack)


# What CloudFormation replaces a resource for, of those that a phase could touch.
REPLACES = {
    CLUSTER: {"DBSubnetGroupName", "DatabaseName", "Engine", "KmsKeyId", "MasterUsername", "StorageEncrypted"},
    INSTANCE: {"DBClusterIdentifier", "DBSubnetGroupName", "Engine"},
    **{group: {"Description", "Family"} for group in GROUPS.values()},
}


@pytest.mark.parametrize("capacity", CAPACITIES.values(), ids=CAPACITIES)
@pytest.mark.parametrize("cls", TARGETS, ids=lambda cls: cls.__name__)
class TestCutOver:
    @pytest.fixture
    def before(self, cls: Any, capacity: Any) -> dict[str, Any]:
        return with_migration(cls, LOADING, capacity=capacity, storage=WHILE_LOADING)["Resources"]

    @pytest.fixture
    def after(self, cls: Any, capacity: Any) -> dict[str, Any]:
        return with_migration(cls, SERVING, capacity=capacity, storage=WHILE_LOADING)["Resources"]

    def test_removes_nothing(self, before: Any, after: Any) -> None:
        assert before.keys() - after.keys() == set()

    def test_adds_readers_only(self, before: Any, after: Any) -> None:
        assert [name for name in after.keys() - before.keys() if "ClusterReader1" not in name] == []
        assert len(after.keys() - before.keys()) == 1

    def test_changes_the_cluster_its_writer_and_its_parameters_only(self, before: Any, after: Any) -> None:
        changed = {before[name]["Type"] for name in before if before[name] != after[name]}

        assert changed <= {CLUSTER, INSTANCE, *GROUPS.values()}

    def test_replaces_nothing(self, before: Any, after: Any) -> None:
        for name, old in before.items():
            new = after[name]
            for fixed in REPLACES.get(old["Type"], ()):
                assert old["Properties"].get(fixed) == new["Properties"].get(fixed)

    def test_says_so_in_the_template(self, before: Any, after: Any) -> None:
        (old,), (new,) = ([each for each in found.values() if each["Type"] == CLUSTER] for found in (before, after))

        assert (old["Metadata"]["dms-constructs:phase"], new["Metadata"]["dms-constructs:phase"]) == (
            "loading",
            "serving",
        )


WHILE_LOADING = dms.AuroraStorage.IO_OPTIMIZED_WHILE_LOADING


@pytest.mark.parametrize("serverless", [True, False])
@pytest.mark.parametrize("family", ["aurora-postgresql16", "aurora-postgresql17", "aurora-mysql8.0", "aurora-mysql8.4"])
def test_no_parameter_that_a_phase_changes_needs_a_reboot(family: str, serverless: bool) -> None:
    loading, serving = (
        {
            name: value
            for group in phase_parameters(family, phase, serverless=serverless).values()
            for name, value in group.items()
        }
        for phase in (LOADING, SERVING)
    )
    changed = [name for name in {**loading, **serving} if loading.get(name) != serving.get(name)]

    assert changed
    assert [name for name in changed if parameter(family, name).static] == []


class TestLoading:
    def test_is_the_default(self, make: Make) -> None:
        assert make().phase is LOADING

    def test_has_a_writer_only(self, stack: cdk.Stack, make: Make) -> None:
        make(readers=3)

        assert len(resources_of(stack, INSTANCE)) == 1

    def test_keeps_backups_for_a_day(self, stack: cdk.Stack, make: Make) -> None:
        make(backup_retention=cdk.Duration.days(14))

        assert properties_of(stack, CLUSTER)["BackupRetentionPeriod"] == 1

    def test_begins_with_a_quarter_of_the_greatest_capacity(self, stack: cdk.Stack, make: Make) -> None:
        make(capacity=dms.ServerlessCapacity(min_acu=2, max_acu=64))

        assert properties_of(stack, CLUSTER)["ServerlessV2ScalingConfiguration"] == {
            "MinCapacity": 16,
            "MaxCapacity": 64,
        }

    @pytest.mark.parametrize(
        ("capacity", "floor"),
        [
            (dms.ServerlessCapacity(min_acu=32, max_acu=64), 32),
            (dms.ServerlessCapacity(min_acu=0.5, max_acu=1), 0.5),
            (dms.ServerlessCapacity(min_acu=0.5, max_acu=5), 1.5),
            (dms.ServerlessCapacity(min_acu=2, max_acu=64, loading_min_acu=48), 48),
            (dms.ServerlessCapacity(min_acu=0, max_acu=8), 2),
        ],
        ids=["its floor is higher", "half a step", "rounded up", "given", "pauses later"],
    )
    def test_begins_with(self, stack: cdk.Stack, make: Make, capacity: dms.ServerlessCapacity, floor: float) -> None:
        make(capacity=capacity)

        assert properties_of(stack, CLUSTER)["ServerlessV2ScalingConfiguration"]["MinCapacity"] == floor

    def test_does_not_pause(self, stack: cdk.Stack, make: Make) -> None:
        make(capacity=dms.ServerlessCapacity(min_acu=0, max_acu=8, pause_after=cdk.Duration.minutes(10)))

        assert "SecondsUntilAutoPause" not in properties_of(stack, CLUSTER)["ServerlessV2ScalingConfiguration"]

    def test_lets_mysql_load_files(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.AuroraMySqlTarget)

        assert properties_of(stack, GROUPS["instance"])["Parameters"]["local_infile"] == "1"

    def test_has_its_own_class(self, stack: cdk.Stack, make: Make) -> None:
        make(capacity=CAPACITIES["provisioned"])

        assert properties_of(stack, INSTANCE)["DBInstanceClass"] == "db.r7g.4xlarge"

    def test_can_pay_for_no_request(self, stack: cdk.Stack, make: Make) -> None:
        make(storage=WHILE_LOADING)

        assert properties_of(stack, CLUSTER)["StorageType"] == "aurora-iopt1"

    def test_that_nothing_loads_is_told(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert warnings_of(stack) == ["dms-constructs:aurora.notLoaded"]

    def test_that_a_task_loads_is_not(
        self, stack: cdk.Stack, make: Make, instance: Any, source: Any, mappings: dms.TableMappings
    ) -> None:
        dms.ReplicationTask(
            stack,
            "Task",
            replication_instance=instance,
            source=source,
            target=make(),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=mappings,
        )

        assert "dms-constructs:aurora.notLoaded" not in warnings_of(stack)

    def test_that_a_task_loads_by_an_endpoint_that_logs_in_with_iam_is_not(
        self, stack: cdk.Stack, make: Make, instance: Any, source: Any, mappings: dms.TableMappings
    ) -> None:
        dms.ReplicationTask(
            stack,
            "Task",
            replication_instance=instance,
            source=source,
            target=dms.PostgreSqlTarget(
                stack,
                "ByIam",
                connection=dms.IamAuthentication.to_cluster(make().cluster, user_name="dms"),
                database="orders",
            ),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=mappings,
        )

        assert "dms-constructs:aurora.notLoaded" not in warnings_of(stack)

    def test_that_a_task_of_another_stack_loads_is_not(
        self, app: cdk.App, stack: cdk.Stack, make: Make, mappings: dms.TableMappings
    ) -> None:
        other = cdk.Stack(app, "Other", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        arn = "arn:aws:dms:eu-west-1:111122223333"
        dms.ReplicationTask(
            other,
            "Task",
            replication_instance=dms.ReplicationInstance.from_replication_instance_attributes(
                other, "Instance", replication_instance_arn=f"{arn}:rep:ABC"
            ),
            source=dms.MySqlSource.from_endpoint_arn(other, "Source", f"{arn}:endpoint:DEF"),
            target=make(),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=mappings,
        )

        assert warnings_of(stack) == []


class TestServing:
    def test_has_a_reader_that_takes_over(self, stack: cdk.Stack, serving: Make) -> None:
        serving()

        assert sorted(each["Properties"]["PromotionTier"] for each in resources_of(stack, INSTANCE).values()) == [0, 1]

    def test_has_as_many_readers_as_are_asked_for(self, stack: cdk.Stack, serving: Make) -> None:
        serving(readers=3)

        assert len(resources_of(stack, INSTANCE)) == 4

    def test_has_readers_of_the_writers_class(self, stack: cdk.Stack, serving: Make) -> None:
        serving(capacity=CAPACITIES["provisioned"])

        classes = {each["Properties"]["DBInstanceClass"] for each in resources_of(stack, INSTANCE).values()}
        assert classes == {"db.r7g.large"}

    @pytest.mark.parametrize(("given", "days"), [(None, 7), (35, 35), (1, 1)])
    def test_keeps_backups(self, stack: cdk.Stack, serving: Make, given: int | None, days: int) -> None:
        serving(backup_retention=cdk.Duration.days(given) if given is not None else None)

        assert properties_of(stack, CLUSTER)["BackupRetentionPeriod"] == days

    def test_begins_with_what_is_given(self, stack: cdk.Stack, serving: Make) -> None:
        serving(capacity=dms.ServerlessCapacity(min_acu=2, max_acu=64))

        assert properties_of(stack, CLUSTER)["ServerlessV2ScalingConfiguration"] == {
            "MinCapacity": 2,
            "MaxCapacity": 64,
        }

    def test_lets_nobody_load_files(self, stack: cdk.Stack, serving: Make) -> None:
        serving(dms.AuroraMySqlTarget)

        assert properties_of(stack, GROUPS["instance"])["Parameters"]["local_infile"] == "0"

    def test_pays_for_requests_again(self, stack: cdk.Stack, serving: Make) -> None:
        serving(storage=WHILE_LOADING)

        assert properties_of(stack, CLUSTER)["StorageType"] == "aurora"

    def test_can_go_on_paying_for_none(self, stack: cdk.Stack, serving: Make) -> None:
        serving(storage=dms.AuroraStorage.IO_OPTIMIZED)

        assert properties_of(stack, CLUSTER)["StorageType"] == "aurora-iopt1"

    def test_restarts_the_writer_for_another_class_and_says_so(self, stack: cdk.Stack, serving: Make) -> None:
        serving(capacity=CAPACITIES["provisioned"])

        assert warnings_of(stack) == ["dms-constructs:aurora.restart"]

    def test_says_nothing_of_a_class_that_stays(self, stack: cdk.Stack, serving: Make) -> None:
        kind = ec2.InstanceType("r7g.large")
        serving(capacity=dms.ProvisionedCapacity(instance_type=kind, loading_instance_type=kind))

        assert warnings_of(stack) == []


class TestWhatTheCdkLetsThrough:
    """Each does with `rds.DatabaseCluster`; see the Aurora guide for what happens then."""

    @pytest.mark.parametrize("days", [0, 50])
    def test_backups_for_no_time_and_for_too_long(self, serving: Make, fails: Callable, days: int) -> None:
        retention = cdk.Duration.days(days)
        fails("DMS-B004", "backup_retention must be 1 to 35 days", lambda: serving(backup_retention=retention))

    def test_a_pause_with_logical_replication(self, serving: Make, fails: Callable) -> None:
        capacity = dms.ServerlessCapacity(min_acu=0, max_acu=16)
        fails(
            "DMS-B002",
            r"write capacity=dms.ServerlessCapacity\(min_acu=2, max_acu=16\)",
            lambda: serving(capacity=capacity, parameters={"rds.logical_replication": "1"}),
            path="Shop/Orders",
        )

    def test_a_pause_with_a_binary_log(self, serving: Make, fails: Callable) -> None:
        capacity = dms.ServerlessCapacity(min_acu=0, max_acu=16)
        parameters = {"binlog_format": "ROW"}
        fails(
            "DMS-B002",
            "keeps it awake",
            lambda: serving(dms.AuroraMySqlTarget, capacity=capacity, parameters=parameters),
        )

    def test_a_pause_without_either_is_fine(self, stack: cdk.Stack, serving: Make) -> None:
        capacity = dms.ServerlessCapacity(min_acu=0, max_acu=16, pause_after=cdk.Duration.minutes(10))
        serving(capacity=capacity, parameters={"rds.logical_replication": "0"})
        scaling = properties_of(stack, CLUSTER)["ServerlessV2ScalingConfiguration"]

        assert scaling == {"MinCapacity": 0, "MaxCapacity": 16, "SecondsUntilAutoPause": 600}

    def test_a_cluster_that_anybody_can_delete(self, stack: cdk.Stack, serving: Make) -> None:
        serving(deletion_protection=False)

        assert warnings_of(stack) == ["dms-constructs:aurora.notProtected"]

    def test_a_writer_alone(self, stack: cdk.Stack, serving: Make) -> None:
        serving(readers=0)

        assert warnings_of(stack) == ["dms-constructs:aurora.noReader"]

    def test_instances_that_may_be_public(self, stack: cdk.Stack, serving: Make) -> None:
        serving(readers=2)

        assert {each["Properties"]["PubliclyAccessible"] for each in resources_of(stack, INSTANCE).values()} == {False}

    def test_storage_that_is_not_encrypted(self, stack: cdk.Stack, serving: Make) -> None:
        serving()

        assert properties_of(stack, CLUSTER)["StorageEncrypted"] is True

    @pytest.mark.parametrize(
        ("cls", "parameter"), [(TARGETS[0], ("rds.force_ssl", "1")), (TARGETS[1], ("require_secure_transport", "ON"))]
    )
    def test_parameters_that_force_no_tls(
        self, stack: cdk.Stack, serving: Make, cls: type, parameter: tuple[str, str]
    ) -> None:
        serving(cls)

        assert parameter in properties_of(stack, GROUPS["cluster"])["Parameters"].items()

    @pytest.mark.parametrize("floor", [0, 0.5, 1.5])
    def test_a_floor_that_is_too_low(self, stack: cdk.Stack, serving: Make, floor: float) -> None:
        serving(capacity=dms.ServerlessCapacity(min_acu=floor, max_acu=8))

        assert warnings_of(stack) == ["dms-constructs:aurora.smallFloor"]

    def test_a_capacity_that_is_fixed(self, stack: cdk.Stack, serving: Make) -> None:
        serving(capacity=dms.ServerlessCapacity(min_acu=8, max_acu=8))

        assert warnings_of(stack) == ["dms-constructs:aurora.fixedCapacity"]

    def test_a_secret_that_goes_while_the_cluster_stays(self, stack: cdk.Stack, serving: Make) -> None:
        serving()

        assert {each["DeletionPolicy"] for each in resources_of(stack, "AWS::SecretsManager::Secret").values()} == {
            "Retain"
        }

    @pytest.mark.parametrize(
        "parameters",
        [{"synchronous_comit": "on"}, {"aurora_parallel_query": "ON"}, {"aurora_wal_milliseconds": "200"}],
        ids=["misspelt", "of the other engine", "invented"],
    )
    def test_parameters_that_rds_refuses(self, serving: Make, parameters: dict[str, str]) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            serving(parameters=parameters)

        assert caught.value.code.startswith("DMS-F")


class TestCapacity:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (
                {"min_acu": -1, "max_acu": 16},
                "min_acu must be 0 to 256 ACU in steps of 0.5, got int -1; write min_acu=0",
            ),
            ({"min_acu": 0.75, "max_acu": 16}, "write min_acu=1"),
            ({"min_acu": 2, "max_acu": 0.5}, "max_acu must be 1 to 256 ACU"),
            ({"min_acu": 2, "max_acu": 512}, "write max_acu=256"),
            ({"min_acu": 32, "max_acu": 16}, "min_acu must not be above max_acu, got 32 and 16; write max_acu=32"),
            ({"min_acu": 2, "max_acu": 16, "loading_min_acu": 32}, "loading_min_acu must not be above max_acu"),
            (
                {"min_acu": 2, "max_acu": 16, "pause_after": cdk.Duration.minutes(10)},
                "pause_after is for min_acu=0 only",
            ),
            (
                {"min_acu": 0, "max_acu": 16, "pause_after": cdk.Duration.minutes(1)},
                r"must be 300 to 86400 s, got 60; write pause_after=cdk.Duration.seconds\(300\)",
            ),
        ],
    )
    def test_is_what_aurora_takes(self, fails: Callable, arguments: dict[str, Any], message: str) -> None:
        fails("DMS-B001", message, lambda: dms.ServerlessCapacity(**arguments))

    def test_can_be_known_at_deployment_only(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        later = parameter("Number").value_as_number
        make(capacity=dms.ServerlessCapacity(min_acu=later, max_acu=later))

        scaling = properties_of(stack, CLUSTER)["ServerlessV2ScalingConfiguration"]
        assert scaling == {"MinCapacity": {"Ref": "Parameter"}, "MaxCapacity": {"Ref": "Parameter"}}

    def test_is_no_more_than_the_version_has(self, make: Make, fails: Callable) -> None:
        version = rds.AuroraPostgresEngineVersion.of("14.6", "14")
        capacity = dms.ServerlessCapacity(min_acu=2, max_acu=256)
        fails("DMS-B001", "max_acu must be 128 at most", lambda: make(engine_version=version, capacity=capacity))

    @pytest.mark.parametrize(
        ("cls", "version"),
        [
            (TARGETS[0], rds.AuroraPostgresEngineVersion.of("16.1", "16")),
            (TARGETS[1], rds.AuroraMysqlEngineVersion.of("8.0.mysql_aurora.3.04.0", "8.0")),
        ],
        ids=["postgresql", "mysql"],
    )
    def test_pauses_where_the_version_does(self, make: Make, fails: Callable, cls: Any, version: Any) -> None:
        capacity = dms.ServerlessCapacity(min_acu=0, max_acu=16)
        fails("DMS-B001", "write min_acu=0.5", lambda: make(cls, engine_version=version, capacity=capacity))

    def test_is_an_instance_type(self, fails: Callable) -> None:
        fails("DMS-B001", r"ec2.InstanceType\(", lambda: dms.ProvisionedCapacity(instance_type="r7g.large"))

    def test_is_a_class_without_db(self, fails: Callable) -> None:
        kind = ec2.InstanceType("db.r7g.large")
        fails(
            "DMS-B001",
            r"write instance_type=ec2.InstanceType\('r7g.large'\)",
            lambda: dms.ProvisionedCapacity(instance_type=kind),
        )

    def test_is_a_capacity(self, make: Make, fails: Callable) -> None:
        kind = ec2.InstanceType("r7g.large")
        fails(
            "DMS-B001",
            r"write capacity=dms.ProvisionedCapacity\(instance_type=ec2.InstanceType\('r7g.large'\)\)",
            lambda: make(capacity=kind),
            path="Shop/Orders",
        )
