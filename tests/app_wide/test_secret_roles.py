"""Roles of users that read secrets: DMS of the region assumes them, and they may read and decrypt."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.app_wide.conftest import codes_of, errors_of, secret, stack_in, warnings_of

REGIONAL = "dms.eu-west-1.amazonaws.com"


def role_of(stack: cdk.Stack, *services: str, **given: object) -> iam.Role:
    principals = [iam.ServicePrincipal(service) for service in services or (REGIONAL,)]
    return iam.Role(stack, "Reader", assumed_by=iam.CompositePrincipal(*principals), **given)


def endpoint(stack: cdk.Stack, read: secretsmanager.ISecret, role: iam.IRole) -> dms.MySqlSource:
    return dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(read), secret_access_role=role)


def own_secret(stack: cdk.Stack, key: kms.IKey | None = None) -> secretsmanager.Secret:
    return secretsmanager.Secret(
        stack,
        "Shop",
        encryption_key=key,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template='{"host": "db", "port": 3306, "username": "dms"}',
            generate_string_key="password",
            exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
        ),
    )


class TestTrust:
    @pytest.mark.parametrize(
        "services",
        [
            ["dms.amazonaws.com"],
            ["dms.us-east-1.amazonaws.com"],
            ["lambda.amazonaws.com", "dms.amazonaws.com"],
            ["dms.eu-west-1.amazonaws.com.example.com"],
        ],
    )
    def test_of_another_service_only_is_an_error(self, app: cdk.App, stack: cdk.Stack, services: list[str]) -> None:
        read = own_secret(stack)
        role = role_of(stack, *services)
        read.grant_read(role)
        endpoint(stack, read, role)

        (line,) = errors_of(app)

        assert "[Shop/Source] secret_access_role (Shop/Reader) trusts " in line
        assert f"assumed_by=iam.ServicePrincipal('{REGIONAL}')" in line
        assert line.endswith("[DMS-N009]")

    @pytest.mark.parametrize(
        "services",
        [
            [REGIONAL],
            ["dms.amazonaws.com", REGIONAL],
            [f"dms.{cdk.Aws.REGION}.amazonaws.com"],
            [f"dms.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"],
        ],
    )
    def test_of_the_service_of_the_region_passes(self, app: cdk.App, stack: cdk.Stack, services: list[str]) -> None:
        read = own_secret(stack)
        role = role_of(stack, *services)
        read.grant_read(role)
        endpoint(stack, read, role)

        assert errors_of(app) == []

    def test_of_any_region_passes_where_the_region_is_not_known(self, app: cdk.App) -> None:
        stack = cdk.Stack(app, "Anywhere")
        read = own_secret(stack)
        role = role_of(stack, "dms.us-east-1.amazonaws.com")
        read.grant_read(role)
        endpoint(stack, read, role)

        assert errors_of(app) == []

    def test_may_be_given_after_the_endpoint_is_made(self, app: cdk.App, stack: cdk.Stack) -> None:
        read = own_secret(stack)
        role = role_of(stack, "dms.amazonaws.com")
        endpoint(stack, read, role)
        read.grant_read(role)
        role.assume_role_policy.add_statements(  # type: ignore[union-attr]  # of a role that is made here
            iam.PolicyStatement(actions=["sts:AssumeRole"], principals=[iam.ServicePrincipal(REGIONAL)])
        )

        assert errors_of(app) == []

    def test_of_a_role_that_is_imported_is_not_known(self, app: cdk.App, stack: cdk.Stack) -> None:
        role = iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::111122223333:role/reader")
        endpoint(stack, own_secret(stack), role)

        assert errors_of(app) == []


READ = ["secretsmanager:GetSecretValue"]
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dms/shop-AbCdEf"


def statement(*resources: str, actions: list[str] = READ) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=actions, resources=list(resources))


def in_the_role(stack: cdk.Stack, role: iam.Role, said: iam.PolicyStatement) -> None:
    role.add_to_policy(said)


def in_a_policy(stack: cdk.Stack, role: iam.Role, said: iam.PolicyStatement) -> None:
    iam.Policy(stack, "Reading", statements=[said], roles=[role])


def in_a_managed_policy(stack: cdk.Stack, role: iam.Role, said: iam.PolicyStatement) -> None:
    iam.ManagedPolicy(stack, "Reading", statements=[said], roles=[role])


class TestRights:
    def test_to_read_a_secret_of_the_app_must_be_there(self, app: cdk.App, stack: cdk.Stack) -> None:
        endpoint(stack, own_secret(stack), role_of(stack))

        (line,) = errors_of(app)

        assert "may not read the connection's secret: secretsmanager:GetSecretValue is not allowed; " in line
        assert line.endswith("write secret.grant_read(role) [DMS-N010]")

    def test_to_read_an_imported_secret_should_be_there(self, app: cdk.App, stack: cdk.Stack) -> None:
        endpoint(stack, secret(stack, "shop"), role_of(stack))

        assert "connection.roleWithoutRights" in warnings_of(app)

    @pytest.mark.parametrize("give", [in_the_role, in_a_policy, in_a_managed_policy])
    @pytest.mark.parametrize(
        "said",
        [
            statement(ARN),
            statement("*"),
            statement("arn:aws:secretsmanager:eu-west-1:111122223333:secret:dms/*"),
            statement("arn:aws:secretsmanager:*:*:secret:dms/shop-??????"),
            statement(ARN, actions=["SecretsManager:Get*"]),
            statement("*", actions=["*"]),
        ],
    )
    def test_may_come_from_any_policy(
        self, app: cdk.App, stack: cdk.Stack, give: Callable, said: iam.PolicyStatement
    ) -> None:
        role = role_of(stack)
        endpoint(stack, secretsmanager.Secret.from_secret_complete_arn(stack, "Theirs", ARN), role)
        give(stack, role, said)

        assert "connection.roleWithoutRights" not in warnings_of(app)

    @pytest.mark.parametrize(
        "said",
        [
            statement(ARN.replace("shop", "crm")),
            statement(ARN.removesuffix("-AbCdEf")),
            statement("*", actions=["secretsmanager:DescribeSecret"]),
        ],
    )
    def test_to_something_else_do_not_count(self, app: cdk.App, stack: cdk.Stack, said: iam.PolicyStatement) -> None:
        role = role_of(stack)
        endpoint(stack, secretsmanager.Secret.from_secret_complete_arn(stack, "Theirs", ARN), role)
        role.add_to_policy(said)

        assert "connection.roleWithoutRights" in warnings_of(app)

    def test_may_be_written_into_the_role(self, app: cdk.App, stack: cdk.Stack) -> None:
        role = role_of(stack, inline_policies={"Read": iam.PolicyDocument(statements=[statement(ARN)])})
        endpoint(stack, secretsmanager.Secret.from_secret_complete_arn(stack, "Theirs", ARN), role)

        assert "connection.roleWithoutRights" not in warnings_of(app)

    def test_of_a_managed_policy_of_aws_are_not_known(self, app: cdk.App, stack: cdk.Stack) -> None:
        policy = iam.ManagedPolicy.from_aws_managed_policy_name("SecretsManagerReadWrite")
        endpoint(stack, own_secret(stack), role_of(stack, managed_policies=[policy]))

        assert errors_of(app) == []

    def test_may_be_given_by_the_secret(self, app: cdk.App, stack: cdk.Stack) -> None:
        read, role = own_secret(stack), role_of(stack)
        endpoint(stack, read, role)
        read.add_to_resource_policy(
            iam.PolicyStatement(actions=READ, resources=["*"], principals=[iam.ArnPrincipal(role.role_arn)])
        )

        assert errors_of(app) == []

    @pytest.mark.parametrize("granted", ["grant_read", "both"])
    def test_to_decrypt_come_with_the_right_to_read(self, app: cdk.App, stack: cdk.Stack, granted: str) -> None:
        key = kms.Key(stack, "Key")
        read, role = own_secret(stack, key), role_of(stack)
        read.grant_read(role)
        if granted == "both":
            key.grant_decrypt(role)
        endpoint(stack, read, role)

        assert errors_of(app) == []

    def test_to_decrypt_must_be_there(self, app: cdk.App, stack: cdk.Stack) -> None:
        read, role = own_secret(stack, kms.Key(stack, "Key")), role_of(stack)
        role.add_to_policy(statement("*"))
        endpoint(stack, read, role)

        (line,) = errors_of(app)

        assert "may not decrypt the connection's secret: kms:Decrypt is not allowed; " in line
        assert line.endswith("[DMS-N010]")

    def test_to_decrypt_with_an_imported_key_are_not_known(self, app: cdk.App, stack: cdk.Stack) -> None:
        key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1")
        read, role = own_secret(stack, key), role_of(stack)
        role.add_to_policy(statement("*"))
        endpoint(stack, read, role)

        assert errors_of(app) == []

    def test_across_stacks_are_seen(self, app: cdk.App, stack: cdk.Stack) -> None:
        read, role = own_secret(stack), role_of(stack)
        read.grant_read(role)
        endpoint(stack_in(app, "Other"), read, role)

        assert codes_of(app) == []
