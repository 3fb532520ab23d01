"""What secrets of the app hold, by which names they are imported, and those that are completed later."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms

Secret = secretsmanager.Secret
WHOLE: dict[str, Any] = {"host": "db.example.com", "port": 3306, "username": "dms", "password": "hunter2"}
ACCOUNT = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"


def as_object(stack: cdk.Stack, values: dict[str, Any]) -> Secret:
    texts = {key: cdk.SecretValue.unsafe_plain_text(str(value)) for key, value in values.items()}
    return Secret(stack, "Shop", secret_object_value=texts)


def as_text(stack: cdk.Stack, values: dict[str, Any]) -> Secret:
    return Secret(stack, "Shop", secret_string_value=cdk.SecretValue.unsafe_plain_text(json.dumps(values)))


def as_template(stack: cdk.Stack, values: dict[str, Any]) -> Secret:
    generator = secretsmanager.SecretStringGenerator(
        secret_string_template=json.dumps(values),
        generate_string_key="other",
        exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
    )
    return Secret(stack, "Shop", generate_secret_string=generator)


WRITTEN = [as_object, as_text, as_template]
BAD = [
    ("host", "https://db.example.com", "must be a host name without scheme, user, port and path"),
    ("host", "db.example.com:3306", "must be a host name without scheme"),
    ("host", "db.example.com/shop", "must be a host name"),
    ("host", " ", "must be a host name"),
    ("host", "localhost", "is the replication instance itself"),
    ("host", "127.0.0.1", "is the replication instance itself"),
    ("host", "::1", "is the replication instance itself"),
    ("host", "<host>", "must be a host name"),
    ("host", "*.example.com", "must be a host name"),
    ("host", "db,example.com", "must be a host name"),
    ("host", "db..example.com", "must be a host name"),
    ("host", ".example.com", "must be a host name"),
    ("host", "d" * 256, "must be a host name"),
    ("port", "", "must be a whole number, 1 to 65535"),
    ("port", "3306/tcp", "must be a whole number"),
    ("port", 0, "must be a whole number"),
    ("port", 65536, "must be a whole number"),
    ("username", " ", "must be a string that is not empty"),
    ("password", "", "must be a string that is not empty"),
    *(("password", f"hunter2{character}", "has a character that DMS refuses") for character in ";.:+{}*&,%\\"),
]
LEGAL = [
    ("host", "10.0.0.1"),
    ("host", "2001:db8::1"),
    ("host", "db"),
    ("host", "[2001:db8::1]"),
    ("host", "db.example.com."),
    ("host", "DB_1.example.com"),
    ("host", "localhost.example.com"),
    ("host", "128.0.0.1"),
    ("port", "03306"),
    ("port", "3306"),
    ("port", 65535),
    ("username", "dms.user"),
    ("password", "hunter2!#$^()_-=[]|<>/~"),
]


@pytest.mark.parametrize("write", WRITTEN)
class TestValues:
    @pytest.mark.parametrize(("key", "value", "problem"), BAD)
    def test_that_can_not_work_are_refused_and_not_shown(
        self, stack: cdk.Stack, write: Callable, key: str, value: object, problem: str
    ) -> None:
        with pytest.raises(dms.ConfigurationError, match=f"^Shop/Shop: the secret's {key} {problem}") as caught:
            dms.Connection.from_secret(write(stack, {**WHOLE, key: value}))

        assert caught.value.code == "DMS-N011"
        assert "hunter2" not in str(caught.value)

    @pytest.mark.parametrize(("key", "value"), LEGAL)
    def test_that_can_work_pass(self, stack: cdk.Stack, write: Callable, key: str, value: object) -> None:
        assert dms.Connection.from_secret(write(stack, {**WHOLE, key: value})).findings == ()

    def test_known_at_deployment_only_pass(self, stack: cdk.Stack, write: Callable) -> None:
        later = {key: cdk.CfnParameter(stack, f"Its{key}").value_as_string for key in WHOLE}

        assert dms.Connection.from_secret(write(stack, later)).findings == ()

    def test_read_from_elsewhere_at_deployment_pass(self, stack: cdk.Stack, write: Callable) -> None:
        values = {**WHOLE, "password": "{{resolve:ssm-secure:/dms/password:1}}"}

        assert dms.Connection.from_secret(write(stack, values)).findings == ()


def test_a_port_without_quotes_may_be_known_at_deployment_only(stack: cdk.Stack) -> None:
    port = cdk.CfnParameter(stack, "Port", type="Number").value_as_number
    text = stack.to_json_string({**WHOLE, "port": port})
    secret = Secret(stack, "Shop", secret_string_value=cdk.SecretValue.unsafe_plain_text(text))

    assert dms.Connection.from_secret(secret).findings == ()


class TestCompletedLater:
    @pytest.mark.parametrize(
        "value",
        [None, cdk.SecretValue.unsafe_plain_text("{}"), cdk.SecretValue.unsafe_plain_text('{"host": "TODO:"}')],
    )
    def test_needs_nothing_yet(self, stack: cdk.Stack, value: cdk.SecretValue | None) -> None:
        secret = Secret(stack, "Shop", secret_string_value=value)

        connection = dms.Connection.from_secret(secret, complete_later=True)

        assert (connection.complete_later, connection.findings) == (True, ())

    def test_is_named_where_something_is_missing(self, stack: cdk.Stack, fails: Callable) -> None:
        fails(
            "DMS-N003",
            r"write dms\.Connection\.from_secret\(secret, complete_later=True\)",
            lambda: dms.Connection.from_secret(Secret(stack, "Shop")),
        )

    def test_still_is_a_secret_that_dms_can_use(self, stack: cdk.Stack, fails: Callable) -> None:
        managed = Secret.from_secret_name_v2(stack, "Managed", "rds!cluster-1")

        fails("DMS-N002", "RDS manages", lambda: dms.Connection.from_secret(managed, complete_later=True))

    @pytest.mark.parametrize("given", ["yes", 1])
    def test_is_said_by_a_boolean(self, secret: secretsmanager.ISecret, fails: Callable, given: object) -> None:
        fails("DMS-A001", "complete_later", lambda: dms.Connection.from_secret(secret, complete_later=given))  # type: ignore[arg-type]


class TestArguments:
    @pytest.mark.parametrize("write", WRITTEN)
    @pytest.mark.parametrize(
        ("given", "problem"),
        [
            ({"port": 3307}, "port is 3307, but the secret's port is 3306"),
            ({"host": "other.example.com"}, "host is 'other.example.com', but the secret's host is 'db.example.com'"),
        ],
    )
    def test_that_contradict_the_secret_are_refused(
        self, stack: cdk.Stack, fails: Callable, write: Callable, given: dict[str, Any], problem: str
    ) -> None:
        fails("DMS-N011", problem, lambda: dms.Connection.from_secret(write(stack, WHOLE), **given))

    @pytest.mark.parametrize("write", WRITTEN)
    @pytest.mark.parametrize(
        "given",
        [{"port": 3306}, {"host": "db.example.com"}, {"host": "DB.example.com."}, {"complete_later": True, "port": 1}],
    )
    def test_that_say_the_same_pass(self, stack: cdk.Stack, write: Callable, given: dict[str, Any]) -> None:
        assert dms.Connection.from_secret(write(stack, WHOLE), **given)

    def test_of_what_is_known_at_deployment_only_pass(self, stack: cdk.Stack) -> None:
        later = as_object(stack, {**WHOLE, "port": cdk.CfnParameter(stack, "Port").value_as_string})

        assert dms.Connection.from_secret(later, port=3307)

    def test_of_an_imported_secret_pass(self, secret: secretsmanager.ISecret) -> None:
        assert dms.Connection.from_secret(secret, host="db.example.com", port=3307)


class TestNames:
    @pytest.mark.parametrize(
        "name", ["dms shop", "dms:shop", "secret:dms/shop", "dms/shop#1", "dms\\shop", "dms/shop-AbCdEf:password::"]
    )
    def test_that_no_secret_can_have_are_refused(self, stack: cdk.Stack, fails: Callable, name: str) -> None:
        secret = Secret.from_secret_name_v2(stack, "Named", name)

        fails("DMS-N007", "can't be the name of a secret", lambda: dms.Connection.from_secret(secret))

    def test_with_a_key_of_their_json_behind_are_refused(self, stack: cdk.Stack, fails: Callable) -> None:
        secret = Secret.from_secret_partial_arn(stack, "Named", f"{ACCOUNT}shop-AbCdEf:password::")

        fails("DMS-N007", "can't be the name of a secret", lambda: dms.Connection.from_secret(secret))

    @pytest.mark.parametrize("name", ["shop", "a/b_c+d=e.f@g-h", "shop!1", "7"])
    def test_of_all_letters_that_are_allowed_pass(self, stack: cdk.Stack, name: str) -> None:
        assert dms.Connection.from_secret(Secret.from_secret_name_v2(stack, "Named", name)).findings == ()

    @pytest.mark.parametrize(
        "arn",
        [
            "arn:aws:ssm:eu-west-1:111122223333:parameter/dms/shop-AbCdEf",
            "arn:aws:rds:eu-west-1:111122223333:cluster:shop-AbCdEf",
            "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-AbCdEf",
        ],
    )
    def test_of_something_else_are_refused(self, stack: cdk.Stack, fails: Callable, arn: str) -> None:
        secret = Secret.from_secret_complete_arn(stack, "Named", arn)

        fails("DMS-N001", "secret must be a Secrets Manager secret", lambda: dms.Connection.from_secret(secret))

    def test_that_are_arns_are_refused(self, stack: cdk.Stack, fails: Callable) -> None:
        secret = Secret.from_secret_name_v2(stack, "Named", f"{ACCOUNT}shop-AbCdEf")
        write = rf'from_secret_complete_arn\(self, "SourceSecret", "{ACCOUNT}shop-AbCdEf"\)'

        fails("DMS-N007", f"whole ARN.*write secretsmanager.Secret.{write}", lambda: dms.Connection.from_secret(secret))

    @pytest.mark.parametrize("name", ["shop-AbCdEf", "dms/shop-x1Y2z3", "shop-aBCDEf"])
    @pytest.mark.parametrize("by", [Secret.from_secret_name_v2, Secret.from_secret_partial_arn])
    def test_that_end_as_arns_do_are_told(self, stack: cdk.Stack, by: Callable, name: str) -> None:
        secret = by(stack, "Named", name if by == Secret.from_secret_name_v2 else f"{ACCOUNT}{name}")
        (finding,) = dms.Connection.from_secret(secret).findings

        assert finding.id == "connection.secretSuffix"
        assert f"'{name[:-7]}'" in finding.fix

    @pytest.mark.parametrize(
        "name",
        ["shop", "shop-master", "shop-Source", "shop-SOURCE", "shop-123456", "AbCdEf", "shop-AbCdE", "shop/AbCdEf"],
    )
    def test_that_are_words_pass(self, stack: cdk.Stack, name: str) -> None:
        assert dms.Connection.from_secret(Secret.from_secret_name_v2(stack, "Named", name)).findings == ()

    def test_are_whole_in_a_complete_arn(self, stack: cdk.Stack) -> None:
        secret = Secret.from_secret_complete_arn(stack, "Named", f"{ACCOUNT}shop-AbCdEf")

        assert dms.Connection.from_secret(secret).findings == ()


class TestSecretsOfOtherAccounts:
    ARN = f"{ACCOUNT.replace('111122223333', '444455556666')}shop-AbCdEf"

    def test_need_their_key(self, stack: cdk.Stack, fails: Callable) -> None:
        secret = Secret.from_secret_complete_arn(stack, "Theirs", self.ARN)
        fails(
            "DMS-N008",
            rf'^Shop/Source: .*from_secret_attributes\(self, "SourceSecret", secret_complete_arn="{self.ARN}", '
            r"encryption_key=kms\.Key",
            lambda: dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret)),
        )

    def test_made_in_a_stack_of_the_app_need_it_too(self, app: cdk.App, stack: cdk.Stack, fails: Callable) -> None:
        other = cdk.Stack(app, "Other", env=cdk.Environment(account="444455556666", region="eu-west-1"))
        secret = as_text(other, WHOLE)
        fails(
            "DMS-N008",
            "another account's",
            lambda: dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret)),
        )

    @pytest.mark.parametrize("name", ["alias/aws/secretsmanager", "alias/aws/rds"])
    def test_need_one_that_aws_does_not_manage(self, stack: cdk.Stack, fails: Callable, name: str) -> None:
        key = kms.Alias.from_alias_name(stack, "Key", name)
        secret = Secret.from_secret_attributes(stack, "Theirs", secret_complete_arn=self.ARN, encryption_key=key)
        fails(
            "DMS-N008",
            "comes with a key that AWS manages",
            lambda: dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret)),
        )

    def test_of_this_account_may_have_one_that_aws_manages(self, stack: cdk.Stack) -> None:
        key = kms.Alias.from_alias_name(stack, "Key", "alias/aws/secretsmanager")
        secret = Secret.from_secret_attributes(
            stack, "Ours", secret_complete_arn=f"{ACCOUNT}shop-AbCdEf", encryption_key=key
        )

        assert dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret))

    def test_pass_with_it(self, stack: cdk.Stack) -> None:
        key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:444455556666:key/1")
        secret = Secret.from_secret_attributes(stack, "Theirs", secret_complete_arn=self.ARN, encryption_key=key)

        assert dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret))

    def test_are_left_to_a_role_of_the_user_s_own(self, stack: cdk.Stack) -> None:
        role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/reader")
        secret = Secret.from_secret_complete_arn(stack, "Theirs", self.ARN)

        assert dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret), secret_access_role=role)

    def test_are_not_known_as_such_where_the_account_is_not(self, app: cdk.App) -> None:
        anywhere = cdk.Stack(app, "Anywhere")
        secret = Secret.from_secret_complete_arn(anywhere, "Theirs", self.ARN)

        assert dms.MySqlSource(anywhere, "Source", connection=dms.Connection.from_secret(secret))


class TestSecretsOfOtherRegions:
    ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:shop-AbCdEf"

    def test_are_refused(self, stack: cdk.Stack, fails: Callable) -> None:
        secret = Secret.from_secret_complete_arn(stack, "Theirs", self.ARN)
        fails(
            "DMS-N012",
            "^Shop/Source: the connection's secret is in region us-east-1, but this stack is in region eu-west-1",
            lambda: dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret)),
        )

    def test_made_in_a_stack_of_the_app_are_refused(self, app: cdk.App, stack: cdk.Stack, fails: Callable) -> None:
        other = cdk.Stack(app, "Other", env=cdk.Environment(account="111122223333", region="us-east-1"))
        connection = dms.Connection.from_secret(as_text(other, WHOLE))

        fails("DMS-N012", "in region us-east-1", lambda: dms.MySqlSource(stack, "Source", connection=connection))

    def test_of_a_cluster_there_are_refused(self, app: cdk.App, stack: cdk.Stack, fails: Callable) -> None:
        other = cdk.Stack(app, "Other", env=cdk.Environment(account="111122223333", region="us-east-1"))
        cluster = rds.DatabaseCluster(
            other,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.of("17.7", "17")),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            vpc=ec2.Vpc(other, "Vpc"),
            credentials=rds.Credentials.from_generated_secret(
                "dms_admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
            ),
        )

        fails(
            "DMS-N012",
            "in region us-east-1",
            lambda: dms.AuroraPostgreSqlTarget(stack, "Target", cluster=cluster, database="shop"),
        )

    def test_are_not_known_as_such_where_the_region_is_not(self, app: cdk.App) -> None:
        anywhere = cdk.Stack(app, "Anywhere")
        secret = Secret.from_secret_complete_arn(anywhere, "Theirs", self.ARN)

        assert dms.MySqlSource(anywhere, "Source", connection=dms.Connection.from_secret(secret))


def test_what_an_attachment_writes_is_not_read(stack: cdk.Stack) -> None:
    secret = as_text(stack, {"username": "dms", "password": "hunter2", "host": "TODO:", "port": "?"})
    secretsmanager.CfnSecretTargetAttachment(
        secret, "Attached", secret_id=secret.secret_arn, target_id="db", target_type="AWS::RDS::DBInstance"
    )

    assert dms.Connection.from_secret(secret).findings == ()
