"""Endpoints that log in with IAM: what they render, what they need, and what makes them another endpoint."""

import re
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_rds as rds

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
CUSTOM = "Custom::DmsAuthentication"
ELSEWHERE = {"user_name": "dms", "host": "db.example.com", "database_resource_id": "db-ABC"}
ROLE = "arn:aws:iam::111122223333:role/shop"
Make = Callable[..., dms.PostgreSqlTarget]


@pytest.fixture
def cluster(stack: cdk.Stack, vpc: ec2.IVpc) -> rds.DatabaseCluster:
    return rds.DatabaseCluster(
        stack,
        "Cluster",
        engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_4),
        writer=rds.ClusterInstance.serverless_v2("Writer"),
        vpc=vpc,
        iam_authentication=True,
    )


@pytest.fixture
def make(stack: cdk.Stack) -> Make:
    def make_target(connection: dms.IamAuthentication | None = None, **more: Any) -> dms.PostgreSqlTarget:
        connection = connection or dms.IamAuthentication(**ELSEWHERE)
        return dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop", **more)

    return make_target


class TestRendered:
    def test_server_and_user_stand_in_the_endpoint(self, stack: cdk.Stack, make: Make) -> None:
        make()

        properties = properties_of(stack, TYPE)
        said = [properties.get(name) for name in ("ServerName", "Port", "Username", "SslMode", "Password")]
        assert said == ["db.example.com", 5432, "dms", "require", None]

    def test_no_secret_is_in_its_settings(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert properties_of(stack, TYPE)["PostgreSqlSettings"] == {}

    def test_the_function_is_told_role_and_method(self, stack: cdk.Stack, make: Make) -> None:
        make(dms.IamAuthentication(**ELSEWHERE, service_access_role=iam.Role.from_role_arn(stack, "Role", ROLE)))

        told = properties_of(stack, CUSTOM)
        assert (told["Block"], told["Settings"]) == (
            "PostgreSQLSettings",
            {"AuthenticationMethod": "iam", "ServiceAccessRoleArn": ROLE},
        )

    def test_the_role_may_log_in_as_one_user_of_one_database(self, stack: cdk.Stack, make: Make) -> None:
        make()

        role = next(one for one in resources_of(stack, "AWS::IAM::Role").values() if "log in" in str(one))
        (policy,) = role["Properties"]["Policies"]
        (statement,) = policy["PolicyDocument"]["Statement"]
        assert statement["Action"] == ["rds-db:connect"]
        assert "dbuser:db-ABC/dms" in str(statement["Resource"])

    def test_the_function_may_modify_this_endpoint_and_pass_this_role_only(self, stack: cdk.Stack, make: Make) -> None:
        make()

        policies = resources_of(stack, "AWS::IAM::Policy").values()
        (policy,) = (one for one in policies if one["Properties"]["PolicyName"] == "SwitchesOnIam")
        modify, describe, hand_on = policy["Properties"]["PolicyDocument"]["Statement"]
        (endpoint,) = resources_of(stack, TYPE)
        assert (modify["Action"], modify["Resource"]) == (["dms:ModifyEndpoint"], {"Ref": endpoint})
        assert describe["Action"] == ["dms:DescribeEndpoints"]
        assert (hand_on["Action"], hand_on["Condition"]) == (
            "iam:PassRole",
            {"StringEquals": {"iam:PassedToService": "dms.amazonaws.com"}},
        )

    def test_a_cluster_tells_where_it_is_and_who_it_is(
        self, stack: cdk.Stack, make: Make, cluster: rds.DatabaseCluster
    ) -> None:
        make(dms.IamAuthentication.to_cluster(cluster, user_name="dms"))

        properties = properties_of(stack, TYPE)
        assert properties["EngineName"] == "aurora-postgresql"
        assert properties["ServerName"]["Fn::GetAtt"][1] == "Endpoint.Address"
        assert "DBClusterResourceId" in str(resources_of(stack, "AWS::IAM::Role"))

    def test_an_instance_tells_it_too(self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
        version = rds.PostgresEngineVersion.VER_16_10
        instance = rds.DatabaseInstance(
            stack,
            "Database",
            engine=rds.DatabaseInstanceEngine.postgres(version=version),
            vpc=vpc,
            iam_authentication=True,
        )
        make(dms.IamAuthentication.to_instance(instance, user_name="dms"))

        assert "DbiResourceId" in str(resources_of(stack, "AWS::IAM::Role"))
        assert warnings_of(stack) == []

    def test_a_change_from_a_password_makes_another_endpoint(
        self, stack: cdk.Stack, make: Make, connection: dms.Connection
    ) -> None:
        other = cdk.Stack(stack.node.root, "Other")
        dms.PostgreSqlTarget(other, "Target", connection=dms.Connection.from_secret(connection.secret), database="shop")
        make()

        assert set(resources_of(stack, TYPE)).isdisjoint(resources_of(other, TYPE))

    def test_its_l1_construct_is_in_reach(self, make: Make) -> None:
        endpoint = make()

        assert endpoint.node.default_child is endpoint.node.find_child("Iam")

    def test_an_endpoint_with_a_secret_has_nothing_of_it(self, stack: cdk.Stack, source: dms.MySqlSource) -> None:
        del source

        assert CUSTOM not in str(template_of(stack))


class TestOneUser:
    @pytest.mark.parametrize(
        ("wrong", "match"),
        [
            ({"user_name": "*"}, "write user_name='dms'"),
            ({"user_name": "dms*"}, "write user_name='dms'"),
            ({"user_name": "${aws:username}"}, "write user_name='dms'"),
            ({"user_name": "a/b"}, "write user_name='dms'"),
            ({"database_resource_id": "*"}, "write database_resource_id='cluster-ABC...'"),
            ({"database_resource_id": "shop"}, "write database_resource_id='cluster-ABC...'"),
        ],
    )
    def test_what_would_open_more_is_refused(self, wrong: dict[str, str], match: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=re.escape(match)) as caught:
            dms.IamAuthentication(**{**ELSEWHERE, **wrong})

        assert caught.value.code == "DMS-E017"

    @pytest.mark.parametrize(
        "right",
        [
            {"user_name": "dms.reader@shop-1"},
            {"user_name": cdk.Fn.import_value("User")},
            {"database_resource_id": "cluster-ABC123"},
            {"database_resource_id": "prx-0123abcd"},
            {"database_resource_id": cdk.Fn.import_value("Id")},
        ],
    )
    def test_one_user_of_one_database_is_taken(self, right: dict[str, str]) -> None:
        assert dms.IamAuthentication(**{**ELSEWHERE, **right})


class TestTasks:
    @pytest.fixture
    def task(
        self, stack: cdk.Stack, make: Make, source: dms.MySqlSource, instance: dms.IReplicationInstance
    ) -> dms.ReplicationTask:
        return dms.ReplicationTask(
            stack,
            "Task",
            replication_instance=instance,
            source=source,
            target=make(),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            start=dms.StartPolicy.ALWAYS_RUNNING,
        )

    @pytest.mark.usefixtures("task")
    def test_are_made_after_it_is_switched_on(self, stack: cdk.Stack) -> None:
        (custom,) = resources_of(stack, CUSTOM)
        (task,) = resources_of(stack, "AWS::DMS::ReplicationTask").values()

        assert custom in task["DependsOn"]

    @pytest.mark.usefixtures("task")
    def test_wait_for_the_gate_with_their_endpoint(self, stack: cdk.Stack) -> None:
        (gate,) = resources_of(stack, "Custom::DmsGate")
        endpoints = resources_of(stack, TYPE).values()
        (endpoint,) = (one for one in endpoints if one["Properties"]["EndpointType"] == "target")

        assert gate in endpoint["DependsOn"]

    def test_need_a_version_that_has_it(
        self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make, source: dms.MySqlSource, fails: Callable[..., Any]
    ) -> None:
        old = dms.ReplicationInstance(stack, "Old", vpc=vpc, engine_version="3.5.4")

        fails(
            "DMS-T009",
            "target: AuthenticationMethod 'iam' needs DMS 3.6.1 or later",
            lambda: dms.ReplicationTask(
                stack,
                "Task",
                replication_instance=old,
                source=source,
                target=make(),
                migration_type=dms.MigrationType.FULL_LOAD,
                table_mappings=dms.TableMappings(dms.Include("shop")),
            ),
        )


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "code", "message"),
        [
            ({"user_name": ""}, "DMS-E017", "user_name must"),
            ({"host": " "}, "DMS-E017", "host must"),
            ({"host": "https://db"}, "DMS-A001", "host"),
            ({"port": 0}, "DMS-N004", "port must be 1 to 65535"),
            ({"database_resource_id": ""}, "DMS-E017", "describe-db-instances"),
            ({"engine_name": "postgres"}, "DMS-A001", "write dms.EngineName.POSTGRESQL"),
            ({"service_access_role": "dms"}, "DMS-A001", "must be an IAM role"),
        ],
    )
    def test_what_is_none_of_it(
        self, fails: Callable[..., Any], given: dict[str, Any], code: str, message: str
    ) -> None:
        fails(code, message, lambda: dms.IamAuthentication(**{**ELSEWHERE, **given}))

    def test_without_tls(self, make: Make, fails: Callable[..., Any]) -> None:
        fails("DMS-E017", "needs TLS", lambda: make(ssl_mode=dms.SslMode.NONE), path="Shop/Target")

    def test_mysql_without_a_certificate(self, stack: cdk.Stack, fails: Callable[..., Any]) -> None:
        login = dms.IamAuthentication(**ELSEWHERE)

        fails("DMS-E017", "certificate=dms.Certificate", lambda: dms.MySqlTarget(stack, "Target", connection=login))

    def test_with_a_role_for_a_secret(self, stack: cdk.Stack, make: Make, fails: Callable[..., Any]) -> None:
        role = iam.Role.from_role_arn(stack, "Role", ROLE)

        fails("DMS-E017", "secret_access_role is for a secret", lambda: make(secret_access_role=role))

    def test_a_cluster_without_its_resource_id(self, stack: cdk.Stack, fails: Callable[..., Any]) -> None:
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            stack, "Cluster", cluster_identifier="shop", cluster_endpoint_address="db.example.com", port=5432
        )

        fails(
            "DMS-E017",
            "was imported without its cluster_resource_identifier, .*; import it with cluster_resource_identifier=",
            lambda: dms.IamAuthentication.to_cluster(cluster, user_name="dms"),
        )

    def test_a_stack_that_can_deploy_no_function(self, app: cdk.App, fails: Callable[..., Any]) -> None:
        bare = cdk.Stack(app, "Bare", synthesizer=cdk.BootstraplessSynthesizer())

        fails(
            "DMS-E017",
            "BootstraplessSynthesizer",
            lambda: dms.PostgreSqlTarget(
                bare, "Target", connection=dms.IamAuthentication(**ELSEWHERE), database="shop"
            ),
        )

    def test_a_refused_endpoint_leaves_nothing_behind(self, make: Make) -> None:
        with pytest.raises(dms.ConfigurationError):
            make(ssl_mode=dms.SslMode.NONE)

        make()


@pytest.mark.parametrize("said", [{}, {"iam_authentication": False}], ids=["nothing said", "off"])
def test_a_database_that_does_not_take_it_is_warned_of(
    stack: cdk.Stack, vpc: ec2.IVpc, make: Make, said: dict[str, bool]
) -> None:
    cluster = rds.DatabaseCluster(
        stack,
        "Closed",
        engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_4),
        writer=rds.ClusterInstance.serverless_v2("Writer"),
        vpc=vpc,
        **said,
    )
    make(dms.IamAuthentication.to_cluster(cluster, user_name="dms"))

    assert warnings_of(stack) == ["dms-constructs:connection.iamSwitchedOff"]


def test_its_checklist_makes_a_user_without_a_password(make: Make) -> None:
    sql = make().prerequisites(migration_type=dms.MigrationType.FULL_LOAD, schemas=["public"]).sql()

    assert "GRANT rds_iam TO" in sql
    assert "PASSWORD :" not in sql


def test_its_checklist_for_mysql_does_so_too(stack: cdk.Stack) -> None:
    certificate = dms.Certificate.from_certificate_arn(stack, "Ca", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")
    login = dms.IamAuthentication(**ELSEWHERE, certificate=certificate)
    source = dms.MySqlSource(stack, "Source", connection=login)

    sql = source.prerequisites(migration_type=dms.MigrationType.FULL_LOAD, schemas=["shop"]).sql()

    assert "IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'" in sql
    assert "@dms_password)" not in sql
