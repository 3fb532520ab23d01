import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of

INSTANCE = "AWS::DMS::ReplicationInstance"
TASK = "AWS::DMS::ReplicationTask"
INGRESS = "AWS::EC2::SecurityGroupIngress"
EGRESS = "AWS::EC2::SecurityGroupEgress"
GROUP = "AWS::EC2::SecurityGroup"
FULL_LOAD, CDC = dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC

Make = Callable[..., dms.DatabaseMigration]


@pytest.fixture
def make(
    *, stack: cdk.Stack, vpc: ec2.IVpc, source: dms.IEndpoint, target: dms.IEndpoint, mappings: dms.TableMappings
) -> Make:
    """Make a migration in the stack, without the function that ensures roles; arguments win over what it needs."""
    # Found by this id: the stack's own.
    dms.ServiceRoles(stack, "DmsServiceRoles", mode=dms.ServiceRolesMode.EXISTING)
    needed = {
        "compute": dms.Provisioned(vpc=vpc),
        "source": source,
        "target": target,
        "migration_type": FULL_LOAD,
        "table_mappings": mappings,
    }
    return lambda **arguments: dms.DatabaseMigration(stack, "Migration", **{**needed, **arguments})


@pytest.fixture
def to_cluster(stack: cdk.Stack, cluster: rds.DatabaseCluster) -> dms.PostgreSqlTarget:
    return dms.PostgreSqlTarget(stack, "Warehouse", connection=dms.Connection.to_cluster(cluster), database="shop")


class TestParts:
    def test_are_an_instance_and_a_task(self, stack: cdk.Stack, make: Make) -> None:
        make()

        (instance,) = resources_of(stack, INSTANCE)

        assert properties_of(stack, TASK)["ReplicationInstanceArn"] == {"Ref": instance}

    def test_are_in_reach(self, make: Make, source: dms.IEndpoint, target: dms.IEndpoint) -> None:
        migration = make()

        assert isinstance(migration.compute, dms.ReplicationInstance)
        assert isinstance(migration.task, dms.ReplicationTask)
        assert migration.tasks == (migration.task,)
        assert (migration.source, migration.target) == (source, target)

    @pytest.mark.parametrize(
        ("argument", "value", "name", "rendered"),
        [
            ("instance_class", dms.InstanceClass.of("dms.c5.large"), "ReplicationInstanceClass", "dms.c5.large"),
            ("allocated_storage_gib", 200, "AllocatedStorage", 200),
            ("multi_az", True, "MultiAZ", True),
        ],
    )
    def test_the_instance_is_as_asked(
        self,
        *,
        stack: cdk.Stack,
        vpc: ec2.IVpc,
        make: Make,
        argument: str,
        value: object,
        name: str,
        rendered: object,
    ) -> None:
        make(compute=dms.Provisioned(vpc=vpc, **{argument: value}))

        assert properties_of(stack, INSTANCE)[name] == rendered

    def test_the_instance_has_the_roles_that_are_given(self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
        make(compute=dms.Provisioned(vpc=vpc, service_roles=dms.ServiceRoles(stack, "Roles")))

        assert len(resources_of(stack, "Custom::DmsServiceRoles")) == 1

    def test_the_task_is_as_asked(self, stack: cdk.Stack, make: Make, mappings: dms.TableMappings) -> None:
        settings = dms.TaskSettings(lobs=dms.NoLobs())
        make(
            migration_type=CDC,
            task_settings=settings,
            cdc_start=dms.CdcStart.from_log_position("binlog.000001:4"),
        )

        task = properties_of(stack, TASK)

        assert task["ReplicationTaskSettings"] == settings.to_json()
        assert task["TableMappings"] == mappings.to_json()
        assert task["CdcStartPosition"] == "binlog.000001:4"


class TestWhatItOpens:
    def test_is_the_clusters_port_for_the_instance(
        self, stack: cdk.Stack, make: Make, to_cluster: dms.IEndpoint
    ) -> None:
        make(target=to_cluster)

        rule = properties_of(stack, INGRESS)

        assert rule["GroupId"]["Fn::GetAtt"][0].startswith("ClusterSecurityGroup")
        assert rule["SourceSecurityGroupId"]["Fn::GetAtt"][0].startswith("MigrationInstanceSecurityGroup")
        assert rule["FromPort"] == rule["ToPort"]
        assert "CidrIp" not in rule

    def test_is_nothing_without_security_groups(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert resources_of(stack, INGRESS) == {}

    def test_is_nothing_in_the_instances_own_group(
        self, stack: cdk.Stack, make: Make, to_cluster: dms.IEndpoint
    ) -> None:
        make(target=to_cluster)

        (group,) = (one for name, one in resources_of(stack, GROUP).items() if name.startswith("MigrationInstance"))

        assert "SecurityGroupIngress" not in group["Properties"]

    def test_is_both_databases(
        self, *, stack: cdk.Stack, secret: secretsmanager.ISecret, make: Make, to_cluster: dms.IEndpoint
    ) -> None:
        guard = ec2.SecurityGroup.from_security_group_id(stack, "Guard", "sg-guard")
        source = dms.MySqlSource(stack, "Guarded", connection=dms.Connection.from_secret(secret, port=3307, peer=guard))
        make(source=source, target=to_cluster)

        rules = [rule["Properties"] for rule in resources_of(stack, INGRESS).values()]

        assert sorted(rule["FromPort"] if isinstance(rule["FromPort"], int) else 0 for rule in rules) == [0, 3307]

    def test_is_each_database_once_for_several_tasks(
        self, stack: cdk.Stack, make: Make, to_cluster: dms.IEndpoint
    ) -> None:
        migration = make(target=to_cluster)
        migration.add_task("Second", migration_type=FULL_LOAD, table_mappings=dms.TableMappings(dms.Include("crm")))

        assert len(resources_of(stack, INGRESS)) == 1

    def test_is_the_way_out_too_of_a_group_that_has_none(
        self, *, stack: cdk.Stack, vpc: ec2.IVpc, make: Make, to_cluster: dms.IEndpoint
    ) -> None:
        group = ec2.SecurityGroup(stack, "Closed", vpc=vpc, allow_all_outbound=False)
        instance = dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=[group])
        make(compute=instance, target=to_cluster)

        assert properties_of(stack, EGRESS)["GroupId"]["Fn::GetAtt"][0].startswith("Closed")

    def test_can_be_a_database_that_it_does_not_know(
        self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make, cluster: rds.DatabaseCluster
    ) -> None:
        migration = make()
        cluster.connections.allow_default_port_from(migration)

        (rule,) = resources_of(stack, INGRESS).values()

        (group,) = [name for name in resources_of(stack, GROUP) if name.startswith("MigrationInstance")]
        assert rule["Properties"]["SourceSecurityGroupId"] == {"Fn::GetAtt": [group, "GroupId"]}

    def test_is_left_to_the_owner_of_an_imported_endpoint(self, stack: cdk.Stack, make: Make) -> None:
        arn = "arn:aws:dms:eu-west-1:111122223333:endpoint:A"
        make(target=dms.PostgreSqlTarget.from_endpoint_arn(stack, "Imported", arn))

        assert resources_of(stack, INGRESS) == {}

    def test_fails_when_the_cluster_was_imported_without_security_groups(
        self, *, stack: cdk.Stack, secret: secretsmanager.ISecret, make: Make, fails: Callable
    ) -> None:
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(stack, "Imported", cluster_identifier="shop")
        connection = dms.Connection.to_cluster(cluster, secret=secret)
        target = dms.PostgreSqlTarget(stack, "Closed", connection=connection, database="shop")

        fails("DMS-E007", "import it with security_groups", lambda: make(target=target), path="Shop/Closed")

    def test_fails_when_the_instance_was_imported_without_security_groups(
        self, make: Make, instance: dms.IReplicationInstance, to_cluster: dms.IEndpoint, fails: Callable
    ) -> None:
        fails(
            "DMS-I010",
            r"security_groups=\[ec2.SecurityGroup.from_security_group_id\(self, ",
            lambda: make(compute=instance, target=to_cluster),
            path="Shop/Instance",
        )


class TestAddTask:
    def test_runs_on_the_same_instance_between_the_same_endpoints(
        self, stack: cdk.Stack, make: Make, mappings: dms.TableMappings
    ) -> None:
        make().add_task("Second", migration_type=CDC, table_mappings=mappings)

        first, second = (task["Properties"] for task in resources_of(stack, TASK).values())

        for name in ("ReplicationInstanceArn", "SourceEndpointArn", "TargetEndpointArn"):
            assert first[name] == second[name]

    def test_keeps_the_order(self, make: Make, mappings: dms.TableMappings) -> None:
        migration = make()

        second = migration.add_task("Second", migration_type=CDC, table_mappings=mappings)

        assert migration.tasks == (migration.task, second)

    def test_may_write_into_another_target_and_opens_it(
        self, *, stack: cdk.Stack, make: Make, to_cluster: dms.IEndpoint, mappings: dms.TableMappings
    ) -> None:
        make().add_task("Second", migration_type=FULL_LOAD, table_mappings=mappings, target=to_cluster)

        second = list(resources_of(stack, TASK).values())[1]["Properties"]

        assert second["TargetEndpointArn"]["Ref"].startswith("Warehouse")
        assert len(resources_of(stack, INGRESS)) == 1

    def test_fails_when_the_task_is_wrong(
        self, make: Make, source: dms.IEndpoint, mappings: dms.TableMappings, fails: Callable
    ) -> None:
        migration = make()

        fails(
            "DMS-T005",
            "^Shop/Migration/Second: target must be a target endpoint",
            lambda: migration.add_task("Second", migration_type=CDC, table_mappings=mappings, target=source),
            path="Shop/Migration/Second",
        )


def test_a_database_is_opened_once_however_many_tasks_use_it(
    stack: cdk.Stack, make: Make, to_cluster: dms.PostgreSqlTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    monkeypatch.setattr(to_cluster, "allow_from", lambda *_, **__: opened.append(1))
    migration = make(target=to_cluster)

    migration.add_task("Second", migration_type=FULL_LOAD, table_mappings=dms.TableMappings(dms.Include("crm")))

    assert opened == [1]


class TestSharedInstance:
    def test_is_used_as_it_is(self, stack: cdk.Stack, make: Make, instance: dms.IReplicationInstance) -> None:
        migration = make(compute=instance)

        assert migration.compute is instance
        assert resources_of(stack, INSTANCE) == {}

    def test_serves_two_migrations(
        self,
        *,
        stack: cdk.Stack,
        vpc: ec2.IVpc,
        make: Make,
        source: dms.IEndpoint,
        target: dms.IEndpoint,
    ) -> None:
        first = make()
        dms.DatabaseMigration(
            stack,
            "Other",
            compute=first.compute,
            source=source,
            target=target,
            migration_type=FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("crm")),
        )

        assert len(resources_of(stack, INSTANCE)) == 1
        assert len(resources_of(stack, TASK)) == 2

    def test_fails_when_nothing_is_given(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-A001",
            r"^Shop/Migration: compute must be .*, got None; write compute=dms.Provisioned\(vpc=vpc\)",
            lambda: make(compute=None),
            path="Shop/Migration",
        )

    def test_fails_when_it_is_a_network_only(self, make: Make, vpc: ec2.IVpc, fails: Callable) -> None:
        fails(
            "DMS-P001",
            r"^Shop/Migration: compute must say what runs in the VPC; write compute=dms.Provisioned\(vpc=vpc\)",
            lambda: make(compute=vpc),
        )

    def test_fails_when_it_is_no_instance(self, make: Make, fails: Callable) -> None:
        fails(
            "DMS-A001",
            "^Shop/Migration: compute must be a replication instance, got str 'shop'",
            lambda: make(compute="shop"),
        )

    def test_an_l1_instance_is_to_be_imported(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        instance = aws_dms.CfnReplicationInstance(stack, "L1", replication_instance_class="dms.r6i.large")

        fails(
            "DMS-A001",
            r'write compute=dms.ReplicationInstance.from_replication_instance_attributes\(self, "Instance", '
            r"replication_instance_arn=compute.ref, security_groups=\[group\]\)",
            lambda: make(compute=instance),
        )


@pytest.mark.parametrize("compute", [{"vpc": "vpc-1"}, {"multi_az": "yes"}])
def test_fails_when_the_instance_could_not_be_made(
    *, make: Make, vpc: ec2.IVpc, fails: Callable, compute: dict[str, Any]
) -> None:
    (argument,) = compute
    fails(
        "DMS-A001",
        f"{argument} must be",
        lambda: make(compute=dms.Provisioned(**{"vpc": vpc, **compute})),
        path="Shop/Migration/Instance",
    )


def test_what_is_provisioned_can_have_a_subclass_with_more(make: Make, vpc: ec2.IVpc, stack: cdk.Stack) -> None:
    @dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
    class Ours(dms.Provisioned):
        team: str

    make(compute=Ours(vpc=vpc, team="shop"))

    assert len(resources_of(stack, INSTANCE)) == 1


def test_what_is_provisioned_can_be_kept_in_a_set(vpc: ec2.IVpc, stack: cdk.Stack) -> None:
    group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
    one, other = (dms.Provisioned(vpc=vpc, security_groups=[group]) for _ in range(2))

    assert len({one, other, one}) == 2


def test_what_is_provisioned_takes_what_an_instance_takes() -> None:
    taken = set(inspect.signature(dms.ReplicationInstance.__init__).parameters) - {"self", "scope", "construct_id"}

    assert set(inspect.signature(dms.Provisioned).parameters) == taken


class TestAcrossStacks:
    """The rules for the database's groups are made where they make no two stacks need each other."""

    @staticmethod
    def synthesize(*, database: str, endpoints: str, instance: str, migration: str) -> dict[str, dict[str, Any]]:
        """Spread a migration over stacks of these names, each one once; return what each holds and needs."""
        app = cdk.App()
        stacks: dict[str, cdk.Stack] = {}

        def stack(name: str) -> cdk.Stack:
            if name not in stacks:
                stacks[name] = cdk.Stack(app, name, env=cdk.Environment(account="111122223333", region="eu-west-1"))
            return stacks[name]

        vpc = ec2.Vpc(stack("network"), "Vpc", max_azs=2, nat_gateways=1)
        cluster = rds.DatabaseCluster(
            stack(database),
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_4),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            vpc=vpc,
            credentials=rds.Credentials.from_generated_secret(
                "dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
            ),
        )
        secret = secretsmanager.Secret.from_secret_name_v2(stack(endpoints), "Secret", "shop")
        where = (
            dms.Provisioned(vpc=vpc)
            if instance == migration
            else dms.ReplicationInstance(stack(instance), "Instance", vpc=vpc)
        )
        dms.DatabaseMigration(
            stack(migration),
            "Migration",
            source=dms.MySqlSource(stack(endpoints), "Source", connection=dms.Connection.from_secret(secret)),
            target=dms.PostgreSqlTarget(
                stack(endpoints), "Target", connection=dms.Connection.to_cluster(cluster), database="shop"
            ),
            migration_type=FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            compute=where,
        )
        assembly = app.synth()
        found = {}
        for name, one in stacks.items():
            resources = assembly.get_stack_by_name(name).template["Resources"].values()
            found[name] = {
                "needs": sorted(other.stack_name for other in one.dependencies),
                "rules": sum(resource["Type"] == INGRESS for resource in resources),
            }
        return found

    @pytest.mark.parametrize(
        ("database", "endpoints", "instance", "migration", "opens"),
        [
            ("all", "all", "all", "all", "all"),
            ("database", "migration", "migration", "migration", "migration"),
            ("database", "database", "migration", "migration", "migration"),
            ("migration", "migration", "instance", "migration", "migration"),
            ("database", "migration", "instance", "migration", "migration"),
            ("database", "database", "instance", "migration", "migration"),
            ("network", "migration", "migration", "migration", "migration"),
            ("network", "network", "migration", "migration", "migration"),
            ("network", "network", "network", "migration", "network"),
            ("database", "endpoints", "instance", "migration", "migration"),
        ],
    )
    def test_opens_the_database_once(
        self, *, database: str, endpoints: str, instance: str, migration: str, opens: str
    ) -> None:
        found = self.synthesize(database=database, endpoints=endpoints, instance=instance, migration=migration)

        assert {name: one["rules"] for name, one in found.items() if one["rules"]} == {opens: 1}

    def test_the_database_does_not_need_the_migration(self) -> None:
        found = self.synthesize(database="database", endpoints="migration", instance="migration", migration="migration")

        assert found["database"]["needs"] == ["network"]
        assert found["migration"]["needs"] == ["database", "network"]

    def test_an_endpoint_opens_the_database_from_its_own_stack(self, app: cdk.App) -> None:
        env = cdk.Environment(account="111122223333", region="eu-west-1")
        theirs, ours = cdk.Stack(app, "Theirs", env=env), cdk.Stack(app, "Ours", env=env)
        guard = ec2.SecurityGroup(theirs, "Guard", vpc=ec2.Vpc(theirs, "Vpc", max_azs=2))
        secret = secretsmanager.Secret.from_secret_name_v2(ours, "Secret", "shop")
        endpoint = dms.MySqlSource(ours, "Source", connection=dms.Connection.from_secret(secret, peer=guard))

        endpoint.allow_from(ec2.SecurityGroup.from_security_group_id(ours, "Client", "sg-client"))
        endpoint.allow_from(ec2.SecurityGroup.from_security_group_id(ours, "Other", "sg-other"))

        rules = [rule["Properties"] for rule in resources_of(ours, INGRESS).values()]

        assert sorted(rule["SourceSecurityGroupId"] for rule in rules) == ["sg-client", "sg-other"]
        assert all(":ExportsOutputFnGetAttGuard" in rule["GroupId"]["Fn::ImportValue"] for rule in rules)
        assert resources_of(theirs, INGRESS) == {}

    def test_a_migration_in_a_nested_stack_reaches_a_cluster_around_it(
        self, *, stack: cdk.Stack, vpc: ec2.IVpc, cluster: rds.DatabaseCluster, mappings: dms.TableMappings
    ) -> None:
        nested = cdk.NestedStack(stack, "Nested")
        secret = secretsmanager.Secret.from_secret_name_v2(nested, "Secret", "shop")
        dms.DatabaseMigration(
            nested,
            "Migration",
            compute=dms.Provisioned(vpc=vpc),
            source=dms.MySqlSource(nested, "Source", connection=dms.Connection.from_secret(secret)),
            target=dms.PostgreSqlTarget(
                nested, "Target", connection=dms.Connection.to_cluster(cluster), database="shop"
            ),
            migration_type=FULL_LOAD,
            table_mappings=mappings,
        )

        assert len(resources_of(nested, INGRESS)) == 1
        assert resources_of(stack, INGRESS) == {}


def test_a_migration_makes_nothing_else(stack: cdk.Stack, make: Make) -> None:
    make()

    assert sorted(one["Type"] for one in template_of(stack)["Resources"].values()) == [
        "AWS::DMS::Endpoint",
        "AWS::DMS::Endpoint",
        "AWS::DMS::ReplicationInstance",
        "AWS::DMS::ReplicationSubnetGroup",
        "AWS::DMS::ReplicationTask",
        "AWS::EC2::SecurityGroup",
        "AWS::IAM::Role",
        "AWS::IAM::Role",
        "AWS::Logs::LogGroup",
    ]


@pytest.mark.parametrize("part", ["compute", "instance", "task", "database"])
def test_a_refused_migration_leaves_nothing_behind(
    make: Make, stack: cdk.Stack, vpc: ec2.IVpc, to_cluster: dms.PostgreSqlTarget, part: str
) -> None:
    # Without its security groups nothing can be opened to it.
    imported = dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Existing", replication_instance_arn="arn:aws:dms:eu-west-1:123456789012:rep:ABC"
    )
    wrong: dict[str, dict[str, Any]] = {
        "compute": {"compute": vpc},
        "instance": {"compute": dms.Provisioned(vpc=vpc, allocated_storage_gib=1)},
        "task": {"cdc_start": dms.CdcStart.from_checkpoint("checkpoint:V1#1#mysql-bin.000001:4:-1:4:0")},
        "database": {"compute": imported, "target": to_cluster},
    }

    with pytest.raises(dms.ConfigurationError):
        make(**wrong[part])

    assert stack.node.try_find_child("Migration") is None
