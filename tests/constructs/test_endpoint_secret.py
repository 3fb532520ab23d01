"""Secrets that DMS can read, made for servers elsewhere and for a user of DMS's own."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_rds as rds

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

TYPE = "AWS::SecretsManager::Secret"
ROTATION = "AWS::SecretsManager::RotationSchedule"
FORBIDDEN = facts.engines()["password_forbidden_characters"]["value"]
ELSEWHERE = {"username": "dms", "host": "db.example.com", "engine_name": dms.EngineName.MYSQL}
Make = Callable[..., dms.EndpointSecret]


@pytest.fixture
def make(stack: cdk.Stack) -> Make:
    return lambda **given: dms.EndpointSecret(stack, "Login", **{**ELSEWHERE, **given})


@pytest.fixture
def own(stack: cdk.Stack, cluster: rds.DatabaseCluster) -> dms.EndpointSecret:
    return dms.EndpointSecret(stack, "Login", username="dms", cluster=cluster)


def generated(stack: cdk.Stack) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one["Properties"]["GenerateSecretString"] for name, one in resources_of(stack, TYPE).items() if "Login" in name
    )
    return found


class TestElsewhere:
    def test_it_holds_what_dms_reads(self, stack: cdk.Stack, make: Make) -> None:
        make()

        written = json.loads(generated(stack)["SecretStringTemplate"])
        assert written == {"username": "dms", "engine": "mysql", "host": "db.example.com", "port": 3306}
        assert generated(stack)["GenerateStringKey"] == "password"

    def test_its_password_has_no_character_that_dms_refuses(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert set(FORBIDDEN) <= set(generated(stack)["ExcludeCharacters"])

    @pytest.mark.parametrize(
        ("engine", "called", "port"),
        [
            (dms.EngineName.MARIADB, "mariadb", 3306),
            (dms.EngineName.POSTGRESQL, "postgres", 5432),
            (dms.EngineName.ORACLE, "oracle", 1521),
            (dms.EngineName.SQL_SERVER, "sqlserver", 1433),
        ],
    )
    def test_an_engine_is_called_as_rotations_call_it(
        self, stack: cdk.Stack, make: Make, engine: dms.EngineName, called: str, port: int
    ) -> None:
        make(engine_name=engine)

        written = json.loads(generated(stack)["SecretStringTemplate"])
        assert (written["engine"], written["port"]) == (called, port)

    def test_another_port_is_written(self, stack: cdk.Stack, make: Make) -> None:
        make(port=3307)

        assert json.loads(generated(stack)["SecretStringTemplate"])["port"] == 3307

    def test_a_host_may_be_known_at_deployment_only(
        self, stack: cdk.Stack, make: Make, parameter: Callable[..., Any]
    ) -> None:
        make(host=parameter().value_as_string)

        assert {"Ref": "Parameter"} in generated(stack)["SecretStringTemplate"]["Fn::Join"][1]

    def test_an_endpoint_connects_by_it(self, stack: cdk.Stack, make: Make) -> None:
        dms.MySqlSource(stack, "Source", connection=make().connection, ssl_mode=dms.SslMode.NONE)

        assert warnings_of(stack) == []
        settings = properties_of(stack, "AWS::DMS::Endpoint")["MySqlSettings"]
        (secret,) = resources_of(stack, TYPE)
        assert settings["SecretsManagerSecretId"] == {"Ref": secret}

    def test_its_user_is_the_one_of_the_checklist(self, stack: cdk.Stack, make: Make) -> None:
        source = dms.MySqlSource(stack, "Source", connection=make(username="reader").connection)

        sql = source.prerequisites(migration_type=dms.MigrationType.FULL_LOAD, schemas=["shop"]).sql()
        assert "reader" in sql

    def test_its_key_lets_dms_decrypt(self, stack: cdk.Stack, make: Make) -> None:
        key = kms.Key(stack, "Key")
        dms.MySqlSource(stack, "Source", connection=make(encryption_key=key).connection, ssl_mode=dms.SslMode.NONE)

        assert "kms:Decrypt" in str(resources_of(stack, "AWS::IAM::Role"))

    def test_it_stays_when_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(removal_policy=cdk.RemovalPolicy.RETAIN)

        (secret,) = resources_of(stack, TYPE).values()
        assert secret["DeletionPolicy"] == "Retain"


class TestOfADatabase:
    def test_the_attachment_adds_host_and_port(self, stack: cdk.Stack, own: dms.EndpointSecret) -> None:
        del own

        assert json.loads(generated(stack)["SecretStringTemplate"]) == {"username": "dms", "engine": "postgres"}
        attachments = resources_of(stack, "AWS::SecretsManager::SecretTargetAttachment")
        assert any("Login" in name for name in attachments)

    def test_an_endpoint_knows_the_database(self, stack: cdk.Stack, own: dms.EndpointSecret) -> None:
        target = dms.PostgreSqlTarget(stack, "Target", connection=own.connection, database="shop")

        assert target.engine_name is dms.EngineName.AURORA_POSTGRESQL
        assert target.peer is not None


class TestRotation:
    def test_leaves_out_the_same_characters(self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
        make().add_rotation_single_user(vpc=vpc)

        hosted = properties_of(stack, ROTATION)["HostedRotationLambda"]
        assert hosted["RotationType"] == "MySQLSingleUser"
        assert set(FORBIDDEN) <= set(hosted["ExcludeCharacters"])

    def test_gives_no_warning_at_an_endpoint(self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
        login = make()
        login.add_rotation_single_user(vpc=vpc)
        dms.MySqlSource(stack, "Source", connection=login.connection, ssl_mode=dms.SslMode.NONE)

        assert warnings_of(stack) == []

    def test_comes_as_often_as_asked(self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
        make().add_rotation_single_user(vpc=vpc, automatically_after=cdk.Duration.days(7))

        assert "7" in str(properties_of(stack, ROTATION)["RotationRules"])

    def test_is_let_into_the_database(self, stack: cdk.Stack, vpc: ec2.IVpc, own: dms.EndpointSecret) -> None:
        own.add_rotation_single_user(vpc=vpc)

        rules = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        assert any("rotation" in one["Properties"].get("Description", "") for one in rules)

    def test_is_let_through_a_group_in_front_of_a_server(self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
        make(peer=ec2.SecurityGroup.from_security_group_id(stack, "Guard", "sg-1")).add_rotation_single_user(vpc=vpc)

        (rule,) = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        assert (rule["Properties"]["FromPort"], rule["Properties"]["GroupId"]) == (3306, "sg-1")

    @pytest.mark.parametrize(
        ("engine", "message"),
        [(dms.EngineName.SAP_ASE, "no function that changes passwords of dms.EngineName.SAP_ASE")],
    )
    def test_fails_for_an_engine_that_aws_has_none_for(
        self, *, vpc: ec2.IVpc, make: Make, fails: Callable[..., Any], engine: dms.EngineName, message: str
    ) -> None:
        login = make(engine_name=engine)

        fails("DMS-E018", message, lambda: login.add_rotation_single_user(vpc=vpc), path="Shop/Login")

    def test_fails_a_second_time(self, vpc: ec2.IVpc, make: Make, fails: Callable[..., Any]) -> None:
        login = make()
        login.add_rotation_single_user(vpc=vpc)

        fails("DMS-E018", "rotated already", lambda: login.add_rotation_single_user(vpc=vpc))


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ({"username": " "}, "DMS-E018", "username must"),
        ({"host": None}, "DMS-E018", "got none of them; write host='db.example.com'"),
        ({"engine_name": None}, "DMS-E018", "engine_name must be given"),
        ({"engine_name": "mysql"}, "DMS-E018", "write dms.EngineName.MYSQL"),
        ({"engine_name": dms.EngineName.S3}, "DMS-E018", "DMS reads no secret for dms.EngineName.S3"),
        ({"port": 70000}, "DMS-N004", "port must be 1 to 65535"),
        ({"host": "mysql://db"}, "DMS-A001", "host"),
        ({"encryption_key": "alias/shop"}, "DMS-A001", "must be a KMS key"),
        ({"peer": "sg-1"}, "DMS-A001", "must be a security group"),
        ({"cluster": "shop"}, "DMS-E018", "got host and cluster"),
    ],
)
def test_what_can_not_be_is_refused(
    make: Make, fails: Callable[..., Any], given: dict[str, Any], code: str, message: str
) -> None:
    fails(code, message, lambda: make(**given), path="Shop/Login")


def test_another_engine_than_the_database_is_refused(
    stack: cdk.Stack, cluster: rds.DatabaseCluster, fails: Callable[..., Any]
) -> None:
    fails(
        "DMS-E018",
        "leave engine_name out",
        lambda: dms.EndpointSecret(stack, "Login", username="dms", cluster=cluster, engine_name=dms.EngineName.MYSQL),
    )


def test_no_password_is_in_the_template(stack: cdk.Stack, make: Make) -> None:
    make()

    assert '"password":' not in json.dumps(template_of(stack))


def test_given_as_a_connection_it_is_told_where_that_is(stack: cdk.Stack, make: Make) -> None:
    with pytest.raises(dms.ConfigurationError, match=r"got EndpointSecret; write connection=login.connection"):
        dms.MySqlSource(stack, "Source", connection=make())
