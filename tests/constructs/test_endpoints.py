"""What all endpoints share."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.endpoints._extra import render_extra
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
ROLE = "AWS::IAM::Role"
INGRESS = "AWS::EC2::SecurityGroupIngress"
SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1"
ARN = "arn:aws:dms:eu-west-1:111122223333:endpoint:ABC"

Secret = secretsmanager.Secret
Make = Callable[..., dms.IEndpoint]

CLASSES = [dms.MySqlSource, dms.MySqlTarget, dms.PostgreSqlSource, dms.PostgreSqlTarget]


@pytest.fixture(params=CLASSES, ids=lambda cls: cls.__name__)
def cls(request: pytest.FixtureRequest) -> type:
    return request.param


@pytest.fixture
def make_any(stack: cdk.Stack, connection: dms.Connection, cls: type) -> Make:
    """Make an endpoint of each class in turn."""
    needed = {"database": "shop"} if cls in {dms.PostgreSqlSource, dms.PostgreSqlTarget} else {}
    return lambda **arguments: cls(stack, "Endpoint", **{"connection": connection, **needed, **arguments})


@pytest.fixture
def make(stack: cdk.Stack, connection: dms.Connection) -> Make:
    """Make a MySQL source, where the class does not matter."""
    return lambda **arguments: dms.MySqlSource(stack, "Endpoint", **{"connection": connection, **arguments})


def settings_of(stack: cdk.Stack) -> dict[str, Any]:
    (block,) = (value for name, value in properties_of(stack, TYPE).items() if name.endswith("SqlSettings"))
    return block


class TestEveryClass:
    def test_reads_its_credentials_from_the_secret(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        (role,) = resources_of(stack, ROLE)

        assert settings_of(stack)["SecretsManagerSecretId"] == SECRET_ARN
        assert settings_of(stack)["SecretsManagerAccessRoleArn"] == {"Fn::GetAtt": [role, "Arn"]}

    @pytest.mark.parametrize("name", ["Username", "Password", "ServerName", "Port"])
    def test_has_no_credentials_of_its_own(self, stack: cdk.Stack, make_any: Make, name: str) -> None:
        make_any()

        assert name not in properties_of(stack, TYPE)

    def test_has_no_argument_for_a_password(self, make_any: Make) -> None:
        with pytest.raises(TypeError, match="password"):
            make_any(password="hunter2")

    def test_has_no_fixed_name(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any()

        assert "EndpointIdentifier" not in properties_of(stack, TYPE)
        assert "ResourceIdentifier" not in properties_of(stack, TYPE)

    def test_takes_a_fixed_name(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any(endpoint_identifier="shop-1")

        assert properties_of(stack, TYPE)["EndpointIdentifier"] == "shop-1"

    def test_flows_its_way(self, stack: cdk.Stack, make_any: Make, cls: type) -> None:
        endpoint = make_any()

        flow = "source" if cls.__name__.endswith("Source") else "target"

        assert properties_of(stack, TYPE)["EndpointType"] == flow
        assert endpoint.endpoint_type is dms.EndpointType(flow)

    def test_is_known_by_its_arn(self, stack: cdk.Stack, make_any: Make) -> None:
        arn = make_any().endpoint_arn

        assert stack.resolve(arn) == {"Ref": next(iter(resources_of(stack, TYPE)))}

    def test_keeps_its_connection(self, connection: dms.Connection, make_any: Make) -> None:
        assert make_any().connection is connection

    def test_encrypts_stored_connection_data_with_the_key_that_is_given(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any(kms_key=kms.Key.from_key_arn(stack, "Key", KEY_ARN))

        assert properties_of(stack, TYPE)["KmsKeyId"] == KEY_ARN

    def test_takes_extra_attributes(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any(extra_connection_attributes={"ConnectionTimeout": 30})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == "ConnectionTimeout=30"

    def test_is_kept_with_its_role_when_asked(self, stack: cdk.Stack, make_any: Make) -> None:
        make_any(removal_policy=cdk.RemovalPolicy.RETAIN)

        kept = [*resources_of(stack, TYPE).values(), *resources_of(stack, ROLE).values()]

        assert [one.get("DeletionPolicy") for one in kept] == ["Retain", "Retain"]

    @pytest.mark.parametrize(
        ("argument", "value", "message"),
        [
            ("certificate", ARN, "certificate must be a certificate, got str .*write dms.Certificate"),
            ("kms_key", KEY_ARN, "kms_key must be a KMS key, got str .*write kms.Key.from_key_arn"),
            (
                "secret_access_role",
                "dms-role",
                "secret_access_role must be an IAM role, .*write iam.Role.from_role_arn",
            ),
            ("removal_policy", "retain", "removal_policy must be of type RemovalPolicy, got str 'retain'"),
        ],
    )
    def test_fails_when_an_argument_is_of_another_kind(
        self, make_any: Make, fails: Callable, argument: str, value: object, message: str
    ) -> None:
        fails("DMS-A001", message, lambda: make_any(**{argument: value}), path="Shop/Endpoint")

    def test_fails_when_it_should_be_kept_as_a_snapshot(self, make_any: Make, fails: Callable) -> None:
        fails("DMS-A003", "must not be SNAPSHOT", lambda: make_any(removal_policy=cdk.RemovalPolicy.SNAPSHOT))

    @pytest.mark.parametrize("given", [None, "dms/shop", {}])
    def test_fails_when_there_is_no_connection(self, make_any: Make, fails: Callable, given: object) -> None:
        fails(
            "DMS-E001",
            "^Shop/Endpoint: connection must be .*write dms.Connection.from_secret",
            lambda: make_any(connection=given),
            path="Shop/Endpoint",
        )

    def test_fails_when_the_connection_is_the_secret(
        self, make_any: Make, secret: secretsmanager.ISecret, fails: Callable
    ) -> None:
        fails(
            "DMS-E001",
            "connection must be of type Connection, got [A-Za-z]+; write dms.Connection.from_secret",
            lambda: make_any(connection=secret),
        )

    def test_fails_when_the_engine_is_text(self, make_any: Make, fails: Callable) -> None:
        fails(
            "DMS-E002",
            "engine_name must be of type EngineName, got str of 1 character; write dms.EngineName",
            lambda: make_any(engine_name="x"),
        )

    def test_a_refused_endpoint_leaves_nothing_behind(self, make_any: Make) -> None:
        with pytest.raises(dms.ConfigurationError):
            make_any(endpoint_identifier="-")

        make_any()


class TestFacts:
    """What checks need of an endpoint, as a value."""

    def test_are_side_and_engine(self, make_any: Make, cls: type) -> None:
        known = make_any().endpoint_facts

        assert (known.endpoint_type, known.engine_name) == (cls.TYPE, cls.ENGINES[0])

    def test_are_settings_and_attributes_as_declared(self, stack: cdk.Stack, connection: dms.Connection) -> None:
        known = dms.PostgreSqlSource(
            stack,
            "Source",
            connection=connection,
            database="shop",
            slot_name="dms",
            map_boolean_as_boolean=True,
            extra_connection_attributes={"fetchCacheSize": 100},
        ).endpoint_facts

        assert known.settings == {"SlotName": "dms", "MapBooleanAsBoolean": True, "HeartbeatEnable": True}
        assert known.extra_connection_attributes == {"fetchCacheSize": "100"}

    def test_hold_no_access(self, make_any: Make) -> None:
        assert not {name for name in make_any().endpoint_facts.settings if name.startswith("SecretsManager")}

    def test_are_the_database_as_far_as_known_and_the_secret_without_its_suffix(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret
    ) -> None:
        connection = dms.Connection.from_secret(secret, host="db.example.com")
        target = dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop")
        database = target.endpoint_facts.database

        assert (database.host, database.database, database.secret) == (
            "db.example.com",
            "shop",
            SECRET_ARN.removesuffix("-AbCdEf"),
        )

    def test_of_an_imported_endpoint_are_side_and_engine_only(self, stack: cdk.Stack) -> None:
        known = dms.MySqlSource.from_endpoint_arn(stack, "Endpoint", ARN).endpoint_facts

        assert (known.endpoint_type, known.engine_name) == (dms.EndpointType.SOURCE, None)
        assert (known.settings, known.extra_connection_attributes, known.database) == (None, None, None)


class TestImported:
    def test_makes_no_resource(self, stack: cdk.Stack, cls: type) -> None:
        endpoint = cls.from_endpoint_arn(stack, "Endpoint", ARN)

        assert endpoint.endpoint_arn == ARN
        assert template_of(stack).get("Resources", {}) == {}

    def test_flows_the_way_of_its_class(self, stack: cdk.Stack, cls: type) -> None:
        assert cls.from_endpoint_arn(stack, "Endpoint", ARN).endpoint_type is cls.TYPE

    def test_has_no_engine_unless_told(self, stack: cdk.Stack) -> None:
        assert dms.MySqlSource.from_endpoint_arn(stack, "Endpoint", ARN).engine_name is None

    def test_has_the_engine_it_is_told(self, stack: cdk.Stack) -> None:
        endpoint = dms.MySqlSource.from_endpoint_arn(stack, "Endpoint", ARN, engine_name=dms.EngineName.MARIADB)

        assert endpoint.engine_name is dms.EngineName.MARIADB

    @pytest.mark.parametrize("engine", [dms.EngineName.POSTGRESQL, "mysql"])
    def test_fails_when_the_engine_is_of_another_family(
        self, stack: cdk.Stack, fails: Callable, engine: object
    ) -> None:
        fails(
            "DMS-E002",
            "^Shop/Endpoint: ",
            lambda: dms.MySqlSource.from_endpoint_arn(stack, "Endpoint", ARN, engine_name=engine),
        )

    @pytest.mark.parametrize("arn", ["shop", "", None, ARN.replace(":endpoint:", ":rep:")])
    def test_fails_when_the_arn_is_of_something_else(self, stack: cdk.Stack, fails: Callable, arn: object) -> None:
        fails(
            "DMS-A002",
            "^Shop/Endpoint: endpoint_arn must look like .*:endpoint:ABC'",
            lambda: dms.MySqlSource.from_endpoint_arn(stack, "Endpoint", arn),
        )


class TestAccessRole:
    """The role with which DMS reads the secret of one endpoint."""

    @staticmethod
    def policy_of(stack: cdk.Stack) -> list[dict[str, Any]]:
        (policy,) = properties_of(stack, ROLE)["Policies"]
        return policy["PolicyDocument"]["Statement"]

    def test_trusts_dms_of_the_region_on_behalf_of_this_account(self, stack: cdk.Stack, make: Make) -> None:
        make()

        (statement,) = properties_of(stack, ROLE)["AssumeRolePolicyDocument"]["Statement"]

        assert statement == {
            "Effect": "Allow",
            "Principal": {
                "Service": {"Fn::Join": ["", ["dms.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}]]}
            },
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
        }

    def test_may_read_this_secret_only(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert self.policy_of(stack) == [
            {
                "Effect": "Allow",
                "Action": ["secretsmanager:GetSecretValue"],
                "Resource": SECRET_ARN,
            }
        ]

    def test_may_also_describe_a_secret_of_another_account(self, stack: cdk.Stack, make: Make) -> None:
        arn, key = (one.replace("111122223333", "444455556666") for one in (SECRET_ARN, KEY_ARN))
        theirs = Secret.from_secret_attributes(
            stack, "Theirs", secret_complete_arn=arn, encryption_key=kms.Key.from_key_arn(stack, "Key", key)
        )
        make(connection=dms.Connection.from_secret(theirs))

        assert self.policy_of(stack)[0]["Action"] == ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]

    @pytest.mark.parametrize(
        ("arn", "read"),
        [
            ("arn:aws:secretsmanager:eu-west-1:111122223333:secret:dms/shop", Secret.from_secret_partial_arn),
            (None, Secret.from_secret_name_v2),
        ],
    )
    def test_allows_any_six_last_characters_when_the_whole_arn_is_not_known(
        self, stack: cdk.Stack, make: Make, arn: str | None, read: Callable
    ) -> None:
        make(connection=dms.Connection.from_secret(read(stack, "Named", arn or "dms/shop")))

        resource = json.dumps(self.policy_of(stack)[0]["Resource"])

        assert ":secret:dms/shop-??????" in resource

    def test_may_decrypt_with_the_secrets_own_key(self, stack: cdk.Stack, make: Make) -> None:
        key = kms.Key.from_key_arn(stack, "Key", KEY_ARN)
        secret = Secret.from_secret_attributes(stack, "Kept", secret_complete_arn=SECRET_ARN, encryption_key=key)
        make(connection=dms.Connection.from_secret(secret))

        assert self.policy_of(stack)[1:] == [
            {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": KEY_ARN}
        ]

    def test_has_no_wildcard(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert "*" not in json.dumps(self.policy_of(stack))

    def test_reaches_a_secret_and_a_key_of_another_stack(self, app: cdk.App, stack: cdk.Stack, make: Make) -> None:
        other = cdk.Stack(app, "Secrets", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        value = {"host": "db", "port": "3306", "username": "dms", "password": "x"}
        value = {name: cdk.SecretValue.unsafe_plain_text(text) for name, text in value.items()}
        secret = Secret(other, "Shop", encryption_key=kms.Key(other, "Key"), secret_object_value=value)
        make(connection=dms.Connection.from_secret(secret))

        reading, decrypting = self.policy_of(stack)

        assert ":ExportsOutputRefShop" in reading["Resource"]["Fn::ImportValue"]
        assert ":ExportsOutputFnGetAttKey" in decrypting["Resource"]["Fn::ImportValue"]

    def test_reads_the_attached_secret_of_a_cluster(self, stack: cdk.Stack, cluster: rds.DatabaseCluster) -> None:
        dms.PostgreSqlTarget(stack, "Target", connection=dms.Connection.to_cluster(cluster), database="shop")

        (attachment,) = resources_of(stack, "AWS::SecretsManager::SecretTargetAttachment")
        (statement,) = self.policy_of(stack)

        assert statement["Resource"] == {"Ref": attachment}
        assert settings_of(stack)["SecretsManagerSecretId"] == {"Ref": attachment}

    def test_is_one_for_each_endpoint(
        self, stack: cdk.Stack, source: dms.MySqlSource, target: dms.PostgreSqlTarget
    ) -> None:
        assert len(resources_of(stack, ROLE)) == 2

    def test_is_the_one_that_is_given(self, stack: cdk.Stack, make: Make) -> None:
        arn = "arn:aws:iam::111122223333:role/reader"
        make(secret_access_role=iam.Role.from_role_arn(stack, "Role", arn))

        assert settings_of(stack)["SecretsManagerAccessRoleArn"] == arn
        assert resources_of(stack, ROLE) == {}

    def test_is_a_role_by_its_arn(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        user = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:user/reader")

        fails("DMS-A001", "secret_access_role must be an IAM role, got", lambda: make(secret_access_role=user))


class TestExtraConnectionAttributes:
    @pytest.mark.parametrize(
        ("attributes", "rendered"),
        [
            ({"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}, "Initstmt=SET FOREIGN_KEY_CHECKS=0"),
            (
                {"skipTableSuspensionForPartitionDdl": True, "IgnoreOpenXaTransactionsCheck": False},
                "skipTableSuspensionForPartitionDdl=true;IgnoreOpenXaTransactionsCheck=false",
            ),
            ({"eventsPollInterval": 5, "ConnectionTimeout": 30}, "eventsPollInterval=5;ConnectionTimeout=30"),
            ({dms.unchecked("a"): ""}, "a="),
            ({"secretsManagerEndpointOverride": "vpce-1"}, "secretsManagerEndpointOverride=vpce-1"),
            ({"SecretsManagerEndpointOverride": "vpce-1"}, "SecretsManagerEndpointOverride=vpce-1"),
            ({"Initstmt": "SET password_encryption=1"}, "Initstmt=SET password_encryption=1"),
            ({"Initstmt": "SET @token=1"}, "Initstmt=SET @token=1"),
            ({dms.unchecked("x"): "https://host:8443/path@v1"}, "x=https://host:8443/path@v1"),
            ({dms.unchecked("tokenSize"): 1}, "tokenSize=1"),
            ({"Initstmt": dms.unchecked("x;y")}, "Initstmt=x;y"),
        ],
    )
    def test_are_written_as_dms_reads_them(self, stack: cdk.Stack, make: Make, attributes: dict, rendered: str) -> None:
        make(extra_connection_attributes=attributes)

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == rendered

    @pytest.mark.parametrize(
        "name",
        [
            "serverSideEncryptionKmsKeyId",
            "securityDbEncryptionName",
            "bypassCheck",
            "keyspace",
            "keepalive",
        ],
    )
    def test_may_sound_a_little_like_credentials(self, name: str) -> None:
        assert render_extra({name: "1"}) == f"{name}=1"

    @pytest.mark.parametrize("attributes", [None, {}])
    def test_may_be_none(self, stack: cdk.Stack, make: Make, attributes: dict | None) -> None:
        make(extra_connection_attributes=attributes)

        assert "ExtraConnectionAttributes" not in properties_of(stack, TYPE)

    @pytest.mark.parametrize("kind", ["Number", "String"])
    def test_may_be_known_at_deployment_only(
        self, stack: cdk.Stack, make: Make, parameter: Callable, kind: str
    ) -> None:
        value = parameter(kind)
        known_later = value.value_as_number if kind == "Number" else value.value_as_string
        make(extra_connection_attributes={"eventsPollInterval": known_later})

        assert properties_of(stack, TYPE)["ExtraConnectionAttributes"] == {
            "Fn::Join": ["", ["eventsPollInterval=", {"Ref": "Parameter"}]]
        }

    @pytest.mark.parametrize(
        "name",
        [
            "password",
            "sslClientKeyPassword",
            "asm_pwd",
            "AuthToken",
            "clientSecret",
            "Pass",
            "dbPass",
            "PWD",
            "access_key",
            "apiKey",
            "privateKey",
            "passphrase",
            "credentials",
            "securityDbEncryption",
        ],
    )
    def test_fails_when_they_hold_credentials(self, make: Make, name: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=f"must not hold credentials, got '{name}'") as caught:
            make(extra_connection_attributes={name: "hunter2"})

        assert caught.value.code == "DMS-E005"
        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize(
        "attributes",
        [
            "user=dms;password=hunter2",
            ["password=hunter2"],
            {"Initstmt": "SET x=1;password=hunter2"},
            {"x": "postgres://user:hunter2@host/shop"},
            {"pw": "hunter2"},
            {"userPW": "hunter2"},
            {"password=hunter2": "1"},
            {"a;password=hunter2": "1"},
            {"Initstmt": "SET PASSWORD = 'hunter2'"},
            {"Initstmt": "CREATE USER a IDENTIFIED BY 'hunter2'"},
            {"a": ["hunter2"]},
            {"a": "x\nhunter2"},
        ],
    )
    def test_a_refusal_shows_no_credentials(self, make: Make, attributes: object) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            make(extra_connection_attributes=attributes)

        assert caught.value.code == "DMS-E005"
        assert "hunter2" not in f"{caught.value} {caught.value.given}"

    @pytest.mark.parametrize(
        "attributes",
        [
            {"": "x"},
            {"a b": "x"},
            {"a=b": "x"},
            {"a;b": "x"},
            {"a\t": "x"},
            {"a": "x;y"},
            {"a": "x\ny"},
            {"a": None},
            {"a": ["x"]},
            {1: "x"},
            "a=b;c=d",
            ["a=b"],
        ],
    )
    def test_fails_when_dms_could_not_read_them(self, make: Make, fails: Callable, attributes: object) -> None:
        fails(
            "DMS-E005",
            "^Shop/Endpoint: extra_connection_attributes must",
            lambda: make(extra_connection_attributes=attributes),
        )


@pytest.mark.parametrize("name", ["my_ep--", "a" * 256, "", "1a", "a.b", 5])
def test_fails_when_the_name_is_bad(make: Make, fails: Callable, name: object) -> None:
    fails(
        "DMS-E006",
        "endpoint_identifier must start with a letter.*at most 255 characters",
        lambda: make(endpoint_identifier=name),
    )


def test_the_name_may_be_known_at_deployment_only(stack: cdk.Stack, make: Make, parameter: Callable) -> None:
    make(endpoint_identifier=parameter().value_as_string)

    assert properties_of(stack, TYPE)["EndpointIdentifier"] == {"Ref": "Parameter"}


class TestAllowFrom:
    @pytest.fixture
    def client(self, stack: cdk.Stack) -> ec2.ISecurityGroup:
        return ec2.SecurityGroup.from_security_group_id(stack, "Client", "sg-client")

    @pytest.fixture
    def guard(self, stack: cdk.Stack) -> ec2.ISecurityGroup:
        return ec2.SecurityGroup.from_security_group_id(stack, "Guard", "sg-guard")

    def test_opens_the_default_port_of_a_cluster(
        self, stack: cdk.Stack, cluster: rds.DatabaseCluster, client: ec2.ISecurityGroup
    ) -> None:
        endpoint = dms.PostgreSqlTarget(stack, "Target", connection=dms.Connection.to_cluster(cluster), database="shop")
        endpoint.allow_from(client)

        rule = properties_of(stack, INGRESS)

        assert rule["FromPort"]["Fn::GetAtt"][1] == "Endpoint.Port"
        assert rule["SourceSecurityGroupId"] == "sg-client"
        assert rule["Description"] == "DMS target endpoint"

    def test_opens_the_port_that_is_given(
        self,
        stack: cdk.Stack,
        secret: secretsmanager.ISecret,
        client: ec2.ISecurityGroup,
        guard: ec2.ISecurityGroup,
        make: Make,
    ) -> None:
        make(connection=dms.Connection.from_secret(secret, port=3307, peer=guard)).allow_from(client)

        rule = properties_of(stack, INGRESS)

        assert (rule["GroupId"], rule["FromPort"], rule["ToPort"]) == ("sg-guard", 3307, 3307)
        assert rule["IpProtocol"] == "tcp"

    def test_opens_the_engines_port_otherwise(
        self,
        stack: cdk.Stack,
        secret: secretsmanager.ISecret,
        client: ec2.ISecurityGroup,
        guard: ec2.ISecurityGroup,
        make: Make,
    ) -> None:
        make(connection=dms.Connection.from_secret(secret, peer=guard)).allow_from(client)

        assert properties_of(stack, INGRESS)["FromPort"] == 3306

    def test_opens_a_port_known_at_deployment_only(
        self,
        *,
        stack: cdk.Stack,
        secret: secretsmanager.ISecret,
        client: ec2.ISecurityGroup,
        guard: ec2.ISecurityGroup,
        make: Make,
        parameter: Callable,
    ) -> None:
        port = parameter("Number").value_as_number
        make(connection=dms.Connection.from_secret(secret, port=port, peer=guard)).allow_from(client)

        assert properties_of(stack, INGRESS)["FromPort"] == {"Ref": "Parameter"}

    def test_opens_nothing_without_security_groups(
        self, stack: cdk.Stack, client: ec2.ISecurityGroup, make: Make
    ) -> None:
        make().allow_from(client)

        assert resources_of(stack, INGRESS) == {}

    def test_opens_an_imported_cluster(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, guard: ec2.ISecurityGroup, client: ec2.ISecurityGroup
    ) -> None:
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            stack, "Imported", cluster_identifier="shop", port=5433, security_groups=[guard]
        )
        connection = dms.Connection.to_cluster(cluster, secret=secret)
        dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop").allow_from(client)

        assert properties_of(stack, INGRESS)["FromPort"] == 5433

    def test_fails_when_the_cluster_was_imported_without_security_groups(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, client: ec2.ISecurityGroup, fails: Callable
    ) -> None:
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(stack, "Imported", cluster_identifier="shop")
        connection = dms.Connection.to_cluster(cluster, secret=secret)
        endpoint = dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop")

        fails(
            "DMS-E007",
            "imported without its security groups, .*; import it with security_groups",
            lambda: endpoint.allow_from(client),
            path="Shop/Target",
        )


def test_a_connection_without_tls_warns(stack: cdk.Stack, make: Make) -> None:
    make()

    assert warnings_of(stack) == ["dms-constructs:endpoint.notEncrypted"]


def test_the_warning_can_be_acknowledged(stack: cdk.Stack, make: Make) -> None:
    cdk.Validations.of(make()).acknowledge(
        cdk.Acknowledgment(id="dms-constructs:endpoint.notEncrypted", reason="runs over a VPN")
    )

    assert warnings_of(stack) == []
