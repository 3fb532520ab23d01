import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import (
    aws_dms,
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_kms as kms,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.constructs.conftest import properties_of, warnings_of

WHOLE = {"host": "db.example.com", "port": 3306, "username": "dms"}
CHARACTERS = dms.PASSWORD_EXCLUDE_CHARACTERS
ENGINES = rds.DatabaseInstanceEngine

Secret = secretsmanager.Secret


def generated(stack: cdk.Stack, template: Any = None, key: str = "password", **more: Any) -> Secret:
    """A secret with a generated password."""
    if template is not None:
        more |= {"secret_string_template": template, "generate_string_key": key}
    more = {"exclude_characters": CHARACTERS, **more}
    return Secret(stack, "Own", generate_secret_string=secretsmanager.SecretStringGenerator(**more))


def written(stack: cdk.Stack, **values: str) -> Secret:
    """A secret whose values stand in the template."""
    plain = {name: cdk.SecretValue.unsafe_plain_text(value) for name, value in values.items()}
    return Secret(stack, "Own", secret_object_value=plain)


@pytest.fixture
def database(stack: cdk.Stack, vpc: ec2.IVpc) -> Callable[..., rds.DatabaseInstance]:
    return lambda engine=ENGINES.POSTGRES, **more: rds.DatabaseInstance(
        stack, "Database", engine=engine, vpc=vpc, **more
    )


class TestFromSecret:
    def test_keeps_the_secret(self, secret: secretsmanager.ISecret) -> None:
        assert dms.Connection.from_secret(secret).secret is secret

    def test_knows_neither_engine_nor_port_nor_what_to_open(self, secret: secretsmanager.ISecret) -> None:
        connection = dms.Connection.from_secret(secret)

        assert (connection.engine_name, connection.port, connection.peer) == (None, None, None)

    def test_keeps_the_port_and_what_to_open(self, stack: cdk.Stack, secret: secretsmanager.ISecret) -> None:
        group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")

        connection = dms.Connection.from_secret(secret, port=3307, peer=group)

        assert (connection.port, connection.peer) == (3307, group)

    def test_takes_a_whole_generated_secret(self, stack: cdk.Stack) -> None:
        assert dms.Connection.from_secret(generated(stack, json.dumps(WHOLE))).findings == ()

    def test_takes_a_whole_written_secret(self, stack: cdk.Stack) -> None:
        secret = written(stack, host="h", port="3306", username="u", password="p")

        assert dms.Connection.from_secret(secret).findings == ()

    def test_takes_a_secret_whose_values_are_known_at_deployment_only(
        self, stack: cdk.Stack, parameter: Callable
    ) -> None:
        secret = Secret(stack, "Own", secret_string_value=cdk.SecretValue.cfn_parameter(no_echo(stack)))

        assert dms.Connection.from_secret(secret).secret is secret

    def test_takes_a_template_with_a_value_known_at_deployment_only(
        self, stack: cdk.Stack, parameter: Callable
    ) -> None:
        template = stack.to_json_string({**WHOLE, "host": parameter().value_as_string})

        assert dms.Connection.from_secret(generated(stack, template)).findings == ()

    def test_reads_the_names_in_a_secret_with_a_value_known_at_deployment_only(
        self, stack: cdk.Stack, fails: Callable
    ) -> None:
        password = cdk.SecretValue.cfn_parameter(no_echo(stack))
        secret = Secret(stack, "Own", secret_object_value={"username": password, "password": password})

        fails("DMS-N003", "^Shop/Own: the secret has no host, port", lambda: dms.Connection.from_secret(secret))

    @pytest.mark.parametrize(
        "imported",
        [
            lambda stack: Secret.from_secret_name_v2(stack, "Imported", "dms/shop"),
            lambda stack: Secret.from_secret_partial_arn(
                stack, "Imported", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dms/shop"
            ),
            lambda stack: Secret.from_secret_attributes(
                stack,
                "Imported",
                secret_complete_arn="arn:aws:secretsmanager:eu-west-1:111122223333:secret:dms/shop-AbCdEf",
            ),
        ],
    )
    def test_trusts_what_an_imported_secret_holds(self, stack: cdk.Stack, imported: Callable) -> None:
        assert dms.Connection.from_secret(imported(stack)).findings == ()

    def test_takes_a_secret_of_another_stack(self, app: cdk.App) -> None:
        secret = generated(cdk.Stack(app, "Secrets"), json.dumps(WHOLE))

        assert dms.Connection.from_secret(secret).secret is secret

    def test_takes_a_secret_whose_arn_is_known_at_deployment_only(self, stack: cdk.Stack, parameter: Callable) -> None:
        secret = Secret.from_secret_complete_arn(stack, "Imported", parameter().value_as_string)

        assert dms.Connection.from_secret(secret).secret is secret

    @pytest.mark.parametrize("given", ["dms/shop", None, 5, {"host": "db"}])
    def test_fails_when_it_is_no_secret(self, fails: Callable, given: object) -> None:
        fails(
            "DMS-N001",
            "secret must be a Secrets Manager secret, got .*write secretsmanager.Secret.from_secret_name_v2",
            lambda: dms.Connection.from_secret(given),
        )

    def test_fails_when_the_name_is_empty(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-N001",
            "secret must have a name",
            lambda: dms.Connection.from_secret(Secret.from_secret_name_v2(stack, "Imported", "")),
        )

    @pytest.mark.parametrize("port", [0, -1, 65536, 99999, True, "3306", 3306.5])
    def test_fails_when_the_port_is_impossible(
        self, secret: secretsmanager.ISecret, fails: Callable, port: object
    ) -> None:
        fails("DMS-N004", "port must be .*1 to 65535", lambda: dms.Connection.from_secret(secret, port=port))

    @pytest.mark.parametrize("peer", ["sg-1", 5, ["sg-1"]])
    def test_fails_when_what_to_open_is_no_security_group(
        self, secret: secretsmanager.ISecret, fails: Callable, peer: object
    ) -> None:
        fails(
            "DMS-A001",
            "peer must be a security group, got .*write ec2.SecurityGroup.from_security_group_id",
            lambda: dms.Connection.from_secret(secret, peer=peer),
        )


class TestMadeDirectly:
    def test_is_checked_as_the_others(self, stack: cdk.Stack) -> None:
        secret = generated(stack, json.dumps(WHOLE), exclude_characters="")

        assert [finding.id for finding in dms.Connection(secret=secret).findings] == ["connection.passwordCharacters"]

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            ({"secret": "x"}, "DMS-N001", "secret must be a Secrets Manager secret, got str of 1 character;"),
            ({"secret": None}, "DMS-N001", "got None"),
            ({"secret": secretsmanager.Secret}, "DMS-N001", "got the class Secret; write secretsmanager.Secret.from_"),
            (
                {"engine_name": "mysql"},
                "DMS-A001",
                "engine_name must be of type .*; write dms.EngineName.MYSQL",
            ),
            ({"host": 5}, "DMS-A001", "host must be a string, got int 5"),
            ({"host": " "}, "DMS-A001", "host must not be empty"),
            ({"port": 0}, "DMS-N004", "port must be 1 to 65535, got 0"),
            (
                {"certificate": "ca"},
                "DMS-A001",
                "certificate must be a certificate, got str of 2 characters; write dms.Certificate",
            ),
            ({"peer": "sg-1"}, "DMS-A001", "peer must be a security group"),
            ({"database": "shop"}, "DMS-A001", "database must be an RDS cluster or instance"),
        ],
    )
    def test_fails_when_a_value_is_of_another_kind(
        self, secret: secretsmanager.ISecret, fails: Callable, arguments: dict, code: str, message: str
    ) -> None:
        fails(code, message, lambda: dms.Connection(**{"secret": secret, **arguments}))


class TestWhatWasMeant:
    """An ARN or an L1 construct is answered with the import that takes it."""

    def test_by_the_arn_of_a_secret(self, fails: Callable) -> None:
        arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"

        fails(
            "DMS-N001", "write secretsmanager.Secret.from_secret_complete_arn", lambda: dms.Connection.from_secret(arn)
        )

    def test_by_a_secret_of_level_1(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-N001",
            r'got CfnSecret; write secretsmanager.Secret.from_secret_complete_arn\(self, "SourceSecret", secret.ref\)',
            lambda: dms.Connection.from_secret(secretsmanager.CfnSecret(stack, "Raw")),
        )

    def test_by_a_cluster_of_level_1(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-A001",
            r"write rds.DatabaseCluster.from_database_cluster_attributes\(self, .*cluster_identifier=cluster.ref\)",
            lambda: dms.Connection.to_cluster(rds.CfnDBCluster(stack, "Raw")),
        )

    def test_by_an_instance_of_level_1(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-A001",
            "write rds.DatabaseInstance.from_database_instance_attributes.*instance_identifier=instance.ref",
            lambda: dms.Connection.to_instance(rds.CfnDBInstance(stack, "Raw")),
        )

    @pytest.mark.parametrize(
        ("argument", "make", "write"),
        [
            (
                "certificate",
                lambda s: aws_dms.CfnCertificate(s, "Raw"),
                "dms.Certificate.from_certificate_arn.*.ref",
            ),
            ("kms_key", lambda s: kms.CfnKey(s, "Raw"), "kms.Key.from_key_arn.*kms_key.attr_arn"),
            (
                "secret_access_role",
                lambda s: iam.CfnRole(s, "Raw", assume_role_policy_document={}),
                "iam.Role.from_role_arn.*secret_access_role.attr_arn",
            ),
        ],
    )
    def test_by_what_an_endpoint_takes_of_level_1(
        self,
        *,
        stack: cdk.Stack,
        connection: dms.Connection,
        fails: Callable,
        argument: str,
        make: Callable,
        write: str,
    ) -> None:
        raw = make(stack)

        fails("DMS-A001", write, lambda: dms.MySqlSource(stack, "Source", connection=connection, **{argument: raw}))

    @pytest.mark.parametrize(
        ("argument", "arn", "write"),
        [
            ("certificate", "arn:aws:dms:eu-west-1:1:cert:A", "dms.Certificate.from_certificate_arn"),
            ("kms_key", "arn:aws:kms:eu-west-1:1:key/1", "kms.Key.from_key_arn"),
            ("secret_access_role", "arn:aws:iam::1:role/reader", "iam.Role.from_role_arn"),
        ],
    )
    def test_by_the_arn_of_what_an_endpoint_takes(
        self, *, stack: cdk.Stack, connection: dms.Connection, fails: Callable, argument: str, arn: str, write: str
    ) -> None:
        fails(
            "DMS-A001",
            f'write {write}.*"{arn}"',
            lambda: dms.MySqlSource(stack, "Source", connection=connection, **{argument: arn}),
        )

    def test_by_the_certificate_for_its_arn(self, stack: cdk.Stack, fails: Callable) -> None:
        raw = aws_dms.CfnCertificate(stack, "Raw")

        fails(
            "DMS-A002",
            "got CfnCertificate; write certificate.ref",
            lambda: dms.Certificate.from_certificate_arn(stack, "Ca", raw),
        )


class TestCertificate:
    @pytest.fixture
    def certificate(self, stack: cdk.Stack) -> dms.ICertificate:
        return dms.Certificate.from_certificate_arn(stack, "Ca", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")

    def test_verifies_the_server_of_every_endpoint(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, certificate: dms.ICertificate
    ) -> None:
        connection = dms.Connection.from_secret(secret, certificate=certificate)
        dms.MySqlSource(stack, "Source", connection=connection)

        properties = properties_of(stack, "AWS::DMS::Endpoint")

        assert (properties["SslMode"], properties["CertificateArn"]) == ("verify-ca", certificate.certificate_arn)

    def test_gives_way_to_the_endpoints_own(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, certificate: dms.ICertificate
    ) -> None:
        arn = "arn:aws:dms:eu-west-1:111122223333:cert:OWN"
        own = dms.Certificate.from_certificate_arn(stack, "Own", arn)
        connection = dms.Connection.from_secret(secret, certificate=certificate)
        dms.MySqlSource(stack, "Source", connection=connection, certificate=own)

        assert properties_of(stack, "AWS::DMS::Endpoint")["CertificateArn"] == arn

    def test_is_not_used_where_the_mode_needs_none(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, certificate: dms.ICertificate
    ) -> None:
        connection = dms.Connection.from_secret(secret, certificate=certificate)
        dms.MySqlSource(stack, "Source", connection=connection, ssl_mode=dms.SslMode.NONE)

        assert "CertificateArn" not in properties_of(stack, "AWS::DMS::Endpoint")


class TestIdentity:
    def test_is_what_is_known_of_the_server(self, secret: secretsmanager.ISecret) -> None:
        identity = dms.Connection.from_secret(secret, host="db.example.com", port=3307).identity

        assert (identity.host, identity.port, identity.construct_path) == ("db.example.com", 3307, None)
        assert identity.secret.endswith(":secret:shop")

    def test_names_the_database_of_the_app(self, cluster: rds.DatabaseCluster) -> None:
        connection = dms.Connection.to_cluster(cluster)

        assert connection.database is cluster
        assert connection.identity.construct_path == "Shop/Cluster"


def no_echo(stack: cdk.Stack) -> cdk.CfnParameter:
    return cdk.CfnParameter(stack, "Secret", no_echo=True)


class TestASecretWithoutWhatDmsReads:
    @pytest.mark.parametrize(
        ("template", "missing"),
        [
            (None, "username, password, host, port"),
            ({"username": "dms"}, "host, port"),
            ({"host": "h", "port": 1}, "username"),
            ({"Host": "h", "Port": 1, "username": "u"}, "host, port"),
        ],
    )
    def test_is_refused_when_it_is_generated(
        self, stack: cdk.Stack, fails: Callable, template: dict | None, missing: str
    ) -> None:
        secret = generated(stack, None if template is None else json.dumps(template))

        fails(
            "DMS-N003",
            f"^Shop/Own: the secret has no {missing}: DMS reads",
            lambda: dms.Connection.from_secret(secret),
            path="Shop/Own",
        )

    def test_is_refused_when_the_password_has_another_name(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-N003",
            "has no password",
            lambda: dms.Connection.from_secret(generated(stack, json.dumps(WHOLE), key="pass")),
        )

    @pytest.mark.parametrize("template", ["not json", "[]", '"host"', "{"])
    def test_is_refused_when_its_template_is_no_object(self, stack: cdk.Stack, fails: Callable, template: str) -> None:
        fails("DMS-N003", "a JSON object", lambda: dms.Connection.from_secret(generated(stack, template)))

    def test_is_refused_when_it_is_written(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-N003",
            "has no host, port",
            lambda: dms.Connection.from_secret(written(stack, username="u", password="p")),
        )

    def test_is_refused_without_showing_its_text(self, stack: cdk.Stack) -> None:
        secret = Secret(stack, "Own", secret_string_value=cdk.SecretValue.unsafe_plain_text("hunter2"))

        with pytest.raises(dms.ConfigurationError, match="has no username, password, host, port") as caught:
            dms.Connection.from_secret(secret)

        assert "hunter2" not in str(caught.value)
        assert caught.value.given == []

    def test_is_refused_when_it_is_not_attached_yet(self, stack: cdk.Stack, fails: Callable) -> None:
        secret = rds.DatabaseSecret(stack, "Own", username="dms")

        fails("DMS-N003", "attach the secret to its database", lambda: dms.Connection.from_secret(secret))

    def test_is_taken_once_it_is_attached(self, stack: cdk.Stack, database: Callable) -> None:
        secret = rds.DatabaseSecret(stack, "Own", username="dms", exclude_characters=CHARACTERS)
        secret.attach(database())

        assert dms.Connection.from_secret(secret).findings == ()

    def test_is_taken_as_its_attachment(self, stack: cdk.Stack, database: Callable) -> None:
        secret = rds.DatabaseSecret(stack, "Own", username="dms", exclude_characters=CHARACTERS)

        attached = secret.attach(database())

        assert dms.Connection.from_secret(attached).secret is attached


class TestASecretThatRdsManages:
    @pytest.mark.parametrize("name", ["rds!cluster-1234", "rds!db-1234"])
    def test_is_refused_by_its_name(self, stack: cdk.Stack, fails: Callable, name: str) -> None:
        secret = Secret.from_secret_name_v2(stack, "Managed", name)

        fails("DMS-N002", "it holds no host and no port; use", lambda: dms.Connection.from_secret(secret))

    @pytest.mark.parametrize("suffix", ["", "-AbCdEf"])
    def test_is_refused_by_its_arn(self, stack: cdk.Stack, fails: Callable, suffix: str) -> None:
        arn = f"arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1{suffix}"
        read = Secret.from_secret_complete_arn if suffix else Secret.from_secret_partial_arn

        fails("DMS-N002", "RDS manages", lambda: dms.Connection.from_secret(read(stack, "Managed", arn)))

    def test_is_refused_in_a_stack_without_environment(self, app: cdk.App, fails: Callable) -> None:
        secret = Secret.from_secret_name_v2(cdk.Stack(app, "Anywhere"), "Managed", "rds!db-1")

        fails("DMS-N002", "RDS manages", lambda: dms.Connection.from_secret(secret))

    def test_is_refused_of_an_instance(self, database: Callable, fails: Callable) -> None:
        managed = database(manage_master_user_password=True)

        fails(
            "DMS-N002",
            "^Shop/Database: DMS can't use a secret that RDS manages .*from_generated_secret",
            lambda: dms.Connection.to_instance(managed),
            path="Shop/Database",
        )

    def test_is_refused_of_a_cluster(self, stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable) -> None:
        cluster = rds.DatabaseCluster(
            stack,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_4),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            vpc=vpc,
            manage_master_user_password=True,
        )

        fails("DMS-N002", "^Shop/Cluster: ", lambda: dms.Connection.to_cluster(cluster), path="Shop/Cluster")

    def test_is_no_matter_when_another_secret_is_given(
        self, database: Callable, secret: secretsmanager.ISecret
    ) -> None:
        managed = database(manage_master_user_password=True)

        assert dms.Connection.to_instance(managed, secret=secret).secret is secret


class TestToCluster:
    def test_takes_the_clusters_own_secret(self, stack: cdk.Stack, cluster: rds.DatabaseCluster) -> None:
        connection = dms.Connection.to_cluster(cluster)

        assert stack.resolve(connection.secret.secret_arn) == stack.resolve(cluster.secret.secret_arn)

    def test_opens_the_cluster(self, cluster: rds.DatabaseCluster) -> None:
        connection = dms.Connection.to_cluster(cluster)

        assert (connection.peer, connection.port) == (cluster, None)

    @pytest.mark.parametrize(
        ("engine", "name"),
        [
            (rds.DatabaseClusterEngine.AURORA_MYSQL, dms.EngineName.AURORA_MYSQL),
            (rds.DatabaseClusterEngine.AURORA_POSTGRESQL, dms.EngineName.AURORA_POSTGRESQL),
        ],
    )
    def test_recognises_the_engine(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, engine: rds.IClusterEngine, name: dms.EngineName
    ) -> None:
        cluster = imported_cluster(stack, engine=engine)

        assert dms.Connection.to_cluster(cluster, secret=secret).engine_name is name

    def test_does_not_know_the_engine_of_a_cluster_imported_without(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret
    ) -> None:
        assert dms.Connection.to_cluster(imported_cluster(stack), secret=secret).engine_name is None

    def test_fails_when_the_cluster_has_no_secret(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-N005",
            "^Shop/Imported: this cluster has no secret for DMS to read; .*generated_secret.* or write "
            r"dms.Connection.to_cluster\(cluster, secret=secret\)",
            lambda: dms.Connection.to_cluster(imported_cluster(stack)),
            path="Shop/Imported",
        )

    @pytest.mark.parametrize("given", ["shop", None, 5])
    def test_fails_when_it_is_no_cluster(self, fails: Callable, given: object) -> None:
        fails(
            "DMS-A001",
            "cluster must be an RDS cluster, got .*write rds.DatabaseCluster",
            lambda: dms.Connection.to_cluster(given),
        )

    def test_fails_when_the_secret_is_none(self, cluster: rds.DatabaseCluster, fails: Callable) -> None:
        fails(
            "DMS-N001",
            "^Shop/Cluster: secret must be a Secrets Manager secret, got str",
            lambda: dms.Connection.to_cluster(cluster, secret="dms/shop"),
        )


def imported_cluster(stack: cdk.Stack, **attributes: Any) -> rds.IDatabaseCluster:
    return rds.DatabaseCluster.from_database_cluster_attributes(
        stack, "Imported", cluster_identifier="shop", **attributes
    )


@jsii.implements(rds.IInstanceEngine)
class OfRdsCustom:
    """An engine that the CDK has no name for."""

    engine_type = "custom-oracle-ee"


class TestToInstance:
    @pytest.mark.parametrize(
        ("engine", "name"),
        [
            (ENGINES.MYSQL, dms.EngineName.MYSQL),
            (ENGINES.MARIADB, dms.EngineName.MARIADB),
            (ENGINES.POSTGRES, dms.EngineName.POSTGRESQL),
            (ENGINES.ORACLE_EE, dms.EngineName.ORACLE),
            (ENGINES.SQL_SERVER_EX, dms.EngineName.SQL_SERVER),
            (ENGINES.postgres(version=rds.PostgresEngineVersion.VER_16_3), dms.EngineName.POSTGRESQL),
        ],
    )
    def test_recognises_the_engine(self, database: Callable, engine: rds.IInstanceEngine, name: dms.EngineName) -> None:
        assert dms.Connection.to_instance(database(engine)).engine_name is name

    def test_fails_when_the_engine_has_no_endpoints_here(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, fails: Callable
    ) -> None:
        instance = rds.DatabaseInstance.from_database_instance_attributes(
            stack,
            "Database",
            instance_identifier="shop",
            instance_endpoint_address="shop.abc.eu-west-1.rds.amazonaws.com",
            port=1521,
            security_groups=[],
            engine=OfRdsCustom(),
        )

        fails(
            "DMS-N006",
            "^Shop/Database: there are endpoints for aurora, .*, and this database's engine is custom-oracle-ee",
            lambda: dms.Connection.to_instance(instance, secret=secret),
            path="Shop/Database",
        )

    def test_takes_the_secret_its_credentials_came_from(self, stack: cdk.Stack, database: Callable) -> None:
        secret = generated(stack, json.dumps(WHOLE))

        connection = dms.Connection.to_instance(database(credentials=rds.Credentials.from_secret(secret)))

        assert stack.resolve(connection.secret.secret_arn)["Ref"].startswith("OwnAttachment")

    def test_takes_a_secret_of_your_own(self, database: Callable, secret: secretsmanager.ISecret) -> None:
        assert dms.Connection.to_instance(database(), secret=secret).secret is secret

    def test_fails_when_the_password_is_not_in_a_secret(self, database: Callable, fails: Callable) -> None:
        password = cdk.SecretValue.unsafe_plain_text("hunter2")

        fails(
            "DMS-N005",
            "this instance has no secret",
            lambda: dms.Connection.to_instance(database(credentials=rds.Credentials.from_password("dms", password))),
        )

    def test_takes_a_read_replica_with_a_secret(
        self, stack: cdk.Stack, vpc: ec2.IVpc, database: Callable, secret: secretsmanager.ISecret
    ) -> None:
        replica = rds.DatabaseInstanceReadReplica(
            stack,
            "Replica",
            source_database_instance=database(),
            instance_type=ec2.InstanceType("t3.micro"),
            vpc=vpc,
        )

        assert dms.Connection.to_instance(replica, secret=secret).peer is replica


class TestPasswordCharacters:
    @pytest.mark.parametrize(
        ("template", "key"),
        [({**WHOLE, "password": "{{resolve:ssm:x}}"}, "other"), ({**WHOLE, "password": "x"}, "username")],
        ids=["of something else", "of the user name"],
    )
    def test_are_no_matter_where_something_else_is_generated(
        self, stack: cdk.Stack, template: dict[str, object], key: str
    ) -> None:
        secret = generated(stack, json.dumps(template), key, exclude_characters="")

        assert dms.Connection.from_secret(secret).findings == ()

    @pytest.mark.parametrize("argument", ["exclude_characters", "key"])
    def test_may_not_be_known_before_deployment(self, stack: cdk.Stack, parameter: Callable, argument: str) -> None:
        given = {"exclude_characters": "", argument: parameter().value_as_string}
        secret = generated(stack, json.dumps({**WHOLE, "password": "x"}), **given)

        assert dms.Connection.from_secret(secret).findings == ()

    def test_warn_when_dms_would_refuse_some(self, stack: cdk.Stack, database: Callable) -> None:
        dms.PostgreSqlTarget(stack, "Target", connection=dms.Connection.to_instance(database()), database="shop")

        assert "dms-constructs:connection.passwordCharacters" in warnings_of(stack)

    def test_are_named(self, stack: cdk.Stack) -> None:
        (finding,) = dms.Connection.from_secret(
            generated(stack, json.dumps(WHOLE), exclude_characters=CHARACTERS.replace(",", ""))
        ).findings

        assert finding.message == "the generated password can contain characters that DMS refuses: ','"
        assert "PASSWORD_EXCLUDE_CHARACTERS" in finding.fix

    def test_are_fine_when_all_are_left_out(self, cluster: rds.DatabaseCluster) -> None:
        assert dms.Connection.to_cluster(cluster).findings == ()

    def test_are_fine_without_punctuation(self, stack: cdk.Stack) -> None:
        secret = generated(stack, json.dumps(WHOLE), exclude_characters="", exclude_punctuation=True)

        assert dms.Connection.from_secret(secret).findings == ()

    def test_are_fine_in_the_generated_cluster_secret(self, stack: cdk.Stack, cluster: rds.DatabaseCluster) -> None:
        excluded = properties_of(stack, "AWS::SecretsManager::Secret")["GenerateSecretString"]["ExcludeCharacters"]

        assert set(";.:+{}*&,%\\") <= set(excluded)
