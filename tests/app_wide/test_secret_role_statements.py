"""What the statements around a user's role say: conditions, denials, boundaries, and policies of secrets and keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.app_wide.conftest import ACCOUNT, REGION, errors_of, warnings_of

SERVICE = f"dms.{REGION}.amazonaws.com"
READ, DECRYPT = "secretsmanager:GetSecretValue", "kms:Decrypt"
NAMED = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret"
THEIRS = f"{NAMED}:dms/shop-AbCdEf"
DMS = f"arn:aws:dms:{REGION}:{ACCOUNT}"


@dataclass
class Given:
    """What a case changes: a role that reads a secret, and all that is around them."""

    stack: cdk.Stack
    role: iam.Role
    secret: secretsmanager.ISecret
    key: kms.IKey | None = None

    def allow(self, **given: Any) -> None:
        self.role.add_to_policy(say(**given))

    def deny(self, **given: Any) -> None:
        self.allow(effect=iam.Effect.DENY, **given)


def say(actions: tuple[str, ...] = (READ,), resources: tuple[str, ...] = ("*",), **given: Any) -> iam.PolicyStatement:
    given.setdefault("actions", [*actions])
    given.setdefault("resources", [*resources])
    for other in ("action", "resource"):
        if f"not_{other}s" in given:
            del given[f"{other}s"]
    return iam.PolicyStatement(**given)


def own(scope: cdk.Stack, name: str = "Shop", **given: Any) -> secretsmanager.Secret:
    return secretsmanager.Secret(
        scope,
        name,
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template='{"host": "db", "port": 3306, "username": "dms"}',
            generate_string_key="password",
            exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
        ),
        **given,
    )


def role_in(stack: cdk.Stack, conditions: dict[str, Any] | None = None, **given: Any) -> iam.Role:
    principal = iam.ServicePrincipal(SERVICE, conditions=conditions)
    return iam.Role(stack, "Reader", **{"assumed_by": principal, **given})


def endpoint(given: Given) -> None:
    connection = dms.Connection.from_secret(given.secret)
    dms.MySqlSource(given.stack, "Source", connection=connection, secret_access_role=given.role)


def trusts(conditions: dict[str, Any] | None = None, **given: Any) -> Callable[[cdk.Stack], None]:
    def build(stack: cdk.Stack) -> None:
        case = Given(stack, role_in(stack, conditions, **given), own(stack))
        case.secret.grant_read(case.role)
        endpoint(case)

    return build


def denies_in_trust(**given: Any) -> Callable[[cdk.Stack], None]:
    def build(stack: cdk.Stack) -> None:
        case = Given(stack, role_in(stack), own(stack))
        case.secret.grant_read(case.role)
        said = {"effect": iam.Effect.DENY, "actions": ["sts:AssumeRole"], **given}
        case.role.assume_role_policy.add_statements(iam.PolicyStatement(**said))  # type: ignore[union-attr]  # made here
        endpoint(case)

    return build


TRUST_BAD = {
    "account": trusts({"StringEquals": {"aws:SourceAccount": "999999999999"}}),
    "account, in another letter case": trusts({"StringEquals": {"AWS:sourceaccount": "999999999999"}}),
    "accounts": trusts({"StringEquals": {"aws:SourceAccount": ["999999999999", "888888888888"]}}),
    "account that is not this one": trusts({"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}),
    "account, if it is there": trusts({"StringEqualsIfExists": {"aws:SourceAccount": "999999999999"}}),
    "no account": trusts({"Null": {"aws:SourceAccount": "true"}}),
    "region": trusts({"ArnLike": {"aws:SourceArn": f"arn:aws:dms:us-east-1:{ACCOUNT}:*"}}),
    "account in an ARN": trusts({"ArnLike": {"aws:SourceArn": f"arn:aws:dms:{REGION}:999999999999:*"}}),
    "partition": trusts({"ArnLike": {"aws:SourceArn": f"arn:aws-cn:dms:*:{ACCOUNT}:*"}}),
    "service in an ARN": trusts({"ArnLike": {"aws:SourceArn": f"arn:aws:s3:*:{ACCOUNT}:*"}}),
    "wildcards where none are": trusts({"StringEquals": {"aws:SourceArn": f"arn:aws:dms:{REGION}:{ACCOUNT}:*"}}),
    "accounts by a pattern": trusts({"StringLike": {"aws:SourceAccount": "9*"}}),
    "all of a statement's conditions": trusts(
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": "arn:aws:dms:us-*:*:*"}}
    ),
    "denied to the service": denies_in_trust(principals=[iam.ServicePrincipal(SERVICE)]),
    "denied to everybody": denies_in_trust(principals=[iam.StarPrincipal()]),
    "denied to everybody but another account": denies_in_trust(
        principals=[iam.StarPrincipal()], conditions={"StringNotEquals": {"aws:SourceAccount": "999999999999"}}
    ),
    "a service that doesn't exist": trusts(assumed_by=iam.ServicePrincipal(f"dms.{REGION}.amazonaws.com.cn")),
}
TRUST_LEGAL = {
    "account": trusts({"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    "account as a token": trusts({"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}}),
    "accounts": trusts({"StringEquals": {"aws:SourceAccount": ["999999999999", ACCOUNT]}}),
    "account that is not another": trusts({"StringNotEquals": {"aws:SourceAccount": "999999999999"}}),
    "account, if it is there": trusts({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}),
    "an account": trusts({"Null": {"aws:SourceAccount": "false"}}),
    "region": trusts({"ArnLike": {"aws:SourceArn": f"arn:aws:dms:{REGION}:{ACCOUNT}:*"}}),
    "any region": trusts({"ArnLike": {"aws:SourceArn": f"arn:aws:dms:*:{ACCOUNT}:*"}}),
    "one kind of resource": trusts({"ArnEquals": {"aws:SourceArn": f"{DMS}:endpoint:*"}}),
    "any partition": trusts({"StringLike": {"aws:SourceArn": f"arn:*:dms:{REGION}:{ACCOUNT}:*"}}),
    "partition as a token": trusts({"ArnLike": {"aws:SourceArn": f"arn:{cdk.Aws.PARTITION}:dms:*:{ACCOUNT}:*"}}),
    "a key that nobody knows": trusts({"StringEquals": {"aws:SourceOrgID": "o-1234567890"}}),
    "an operator of sets": trusts({"ForAnyValue:StringEquals": {"aws:SourceAccount": "999999999999"}}),
    "everybody": trusts(assumed_by=iam.StarPrincipal()),
    "denied to another service": denies_in_trust(principals=[iam.ServicePrincipal("dms.amazonaws.com")]),
    "denied to other accounts": denies_in_trust(
        principals=[iam.StarPrincipal()], conditions={"StringNotEquals": {"aws:SourceAccount": ACCOUNT}}
    ),
    "denied something else": denies_in_trust(principals=[iam.StarPrincipal()], actions=["sts:TagSession"]),
}


def reads(
    change: Callable[[Given], object], *, imported: str = "", with_key: bool = False, granted: bool = True
) -> Callable[[cdk.Stack], None]:
    def build(stack: cdk.Stack) -> None:
        key = kms.Key(stack, "Key") if with_key else None
        if imported.startswith("arn:"):
            secret = secretsmanager.Secret.from_secret_complete_arn(stack, "Theirs", imported)
        elif imported:
            secret = secretsmanager.Secret.from_secret_name_v2(stack, "Theirs", imported)
        else:
            secret = own(stack, encryption_key=key, secret_name="dms/shop")
        case = Given(stack, role_in(stack), secret, key)
        if granted:
            secret.grant_read(case.role)
        endpoint(case)  # policies come later, too
        change(case)

    return build


def bounded(*statements: iam.PolicyStatement) -> Callable[[cdk.Stack], None]:
    def build(stack: cdk.Stack) -> None:
        boundary = iam.ManagedPolicy(stack, "Boundary", statements=[*statements])
        case = Given(stack, role_in(stack, permissions_boundary=boundary), own(stack))
        case.secret.grant_read(case.role)
        endpoint(case)

    return build


def managed(*statements: iam.PolicyStatement) -> Callable[[cdk.Stack], None]:
    def build(stack: cdk.Stack) -> None:
        policy = iam.ManagedPolicy(stack, "Reading", statements=[*statements])
        endpoint(Given(stack, role_in(stack, managed_policies=[policy]), own(stack, secret_name="dms/shop")))

    return build


def keyed(*statements: iam.PolicyStatement, by_role: bool = False) -> Callable[[cdk.Stack], None]:
    """A secret that is imported with a key whose whole policy the app shows."""

    def build(stack: cdk.Stack) -> None:
        role = role_in(stack)
        said = list(statements)
        if by_role:
            said.append(say((DECRYPT,), principals=[iam.ArnPrincipal(role.role_arn)]))
        admin = say(("kms:Put*",), principals=[iam.ArnPrincipal(f"arn:aws:iam::{ACCOUNT}:role/admin")])
        key = kms.Key(stack, "Key", policy=iam.PolicyDocument(statements=[admin, *said]))
        secret = secretsmanager.Secret.from_secret_attributes(
            stack, "Theirs", secret_complete_arn=THEIRS, encryption_key=key
        )
        case = Given(stack, role, secret, key)
        case.allow()
        case.allow(actions=(DECRYPT,), resources=(key.key_arn,))
        endpoint(case)

    return build


def everybody(**given: Any) -> iam.PolicyStatement:
    return say(principals=[iam.StarPrincipal()], **given)


def of_the_secret(said: iam.PolicyStatement) -> Callable[[Given], object]:
    return lambda case: case.secret.add_to_resource_policy(said)


def of_the_key(said: iam.PolicyStatement) -> Callable[[Given], object]:
    return lambda case: case.key.add_to_resource_policy(said)  # type: ignore[union-attr]  # of cases with one


def other(case: Given) -> secretsmanager.Secret:
    return own(case.stack, "Crm", secret_name="dms/crm")


def denied(case: Given, where: str, **given: Any) -> None:
    """Deny reading in another policy than the role's own."""
    said = say(effect=iam.Effect.DENY, **given)
    kind = iam.ManagedPolicy if where == "managed" else iam.Policy
    kind(case.stack, "Denying", statements=[said], roles=[case.role])


ROOT = iam.AccountPrincipal(ACCOUNT)
VIA = {"StringEquals": {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}}
RIGHTS_BAD = {
    "denied": reads(lambda case: case.deny()),
    "denied by name": reads(lambda case: case.deny(resources=(f"{NAMED}:dms/shop-*",))),
    "denied as a token": reads(lambda case: case.deny(resources=(case.secret.secret_arn,))),
    "denied by a pattern of actions": reads(lambda case: case.deny(actions=("SecretsManager:Get*",))),
    "denied all but something else": reads(lambda case: case.deny(not_actions=["s3:*"])),
    "denied everywhere but at another": reads(lambda case: case.deny(not_resources=[f"{NAMED}:dms/crm-*"])),
    "denied in this region": reads(
        lambda case: case.deny(conditions={"StringEquals": {"aws:RequestedRegion": REGION}})
    ),
    "denied to other accounts than another": reads(
        lambda case: case.deny(conditions={"StringNotEquals": {"aws:PrincipalAccount": "999999999999"}})
    ),
    "denied by a policy beside": reads(lambda case: denied(case, "inline")),
    "denied by a managed policy": reads(lambda case: denied(case, "managed")),
    "denied where it is imported": reads(lambda case: case.deny(), imported=THEIRS),
    "denied where its name is known": reads(
        lambda case: case.deny(resources=(f"{NAMED}:dms/shop-??????",)), imported="dms/shop"
    ),
    "denied by the secret": reads(of_the_secret(everybody(effect=iam.Effect.DENY))),
    "denied by the secret to the account": reads(of_the_secret(say(effect=iam.Effect.DENY, principals=[ROOT]))),
    "denied by the secret to the role": reads(
        lambda case: case.secret.add_to_resource_policy(
            say(effect=iam.Effect.DENY, principals=[iam.ArnPrincipal(case.role.role_arn)])
        )
    ),
    "denied to decrypt": reads(lambda case: case.deny(actions=(DECRYPT,)), with_key=True),
    "denied by the key": reads(of_the_key(everybody(actions=(DECRYPT,), effect=iam.Effect.DENY)), with_key=True),
    "denied by the key via Secrets Manager": reads(
        of_the_key(everybody(actions=(DECRYPT,), effect=iam.Effect.DENY, conditions=VIA)), with_key=True
    ),
    "granted another secret": reads(lambda case: other(case).grant_read(case.role), granted=False),
    "granted by another name": reads(lambda case: case.allow(resources=(f"{NAMED}:dms/crm-*",)), granted=False),
    "granted in another region": reads(
        lambda case: case.allow(resources=(f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:*",)), granted=False
    ),
    "granted in another account": reads(
        lambda case: case.allow(resources=(f"arn:aws:secretsmanager:{REGION}:999999999999:secret:*",)), granted=False
    ),
    "granted all but this": reads(lambda case: case.allow(not_actions=["secretsmanager:*"]), granted=False),
    "granted everywhere but here": reads(
        lambda case: case.allow(not_resources=[case.secret.secret_arn]), granted=False
    ),
    "granted on a condition that is never met": reads(
        lambda case: case.allow(conditions={"StringEquals": {"aws:RequestedRegion": "us-east-1"}}), granted=False
    ),
    "granted without TLS only": reads(
        lambda case: case.allow(conditions={"Bool": {"aws:SecureTransport": "false"}}), granted=False
    ),
    "granted by the secret to another role": reads(
        of_the_secret(say(principals=[iam.ArnPrincipal("arn:aws:iam::999999999999:role/other")])), granted=False
    ),
    "granted by the secret to a service": reads(
        of_the_secret(say(principals=[iam.ServicePrincipal(SERVICE)])), granted=False
    ),
    "granted by the secret for something else": reads(
        of_the_secret(everybody(actions=("secretsmanager:DescribeSecret",))), granted=False
    ),
    "granted by a managed policy for something else": managed(say(resources=(f"{NAMED}:dms/crm-*",))),
    "a boundary without it": bounded(say(("s3:*",))),
    "a boundary that denies": bounded(say(("*",)), say(effect=iam.Effect.DENY)),
    "a key that lets nobody in": keyed(),
    "a key that lets another role in": keyed(
        say((DECRYPT,), principals=[iam.ArnPrincipal("arn:aws:iam::999999999999:role/other")])
    ),
    "a key that lets the account in via another service": keyed(
        say(
            (DECRYPT,), principals=[ROOT], conditions={"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}
        )
    ),
    "decrypting with another key": reads(
        lambda case: (
            case.allow(),
            case.allow(actions=(DECRYPT,), resources=(kms.Key(case.stack, "Other").key_arn,)),
        ),
        with_key=True,
        granted=False,
    ),
}
RIGHTS_LEGAL = {
    "denied to another secret": reads(lambda case: case.deny(resources=(other(case).secret_arn,))),
    "denied by another name": reads(lambda case: case.deny(resources=(f"{NAMED}:dms/crm-*",))),
    "denied something else": reads(lambda case: case.deny(actions=("secretsmanager:Put*", "secretsmanager:Delete*"))),
    "denied all but this": reads(lambda case: case.deny(not_actions=["secretsmanager:*", "kms:*"])),
    "denied everywhere but here": reads(lambda case: case.deny(not_resources=[case.secret.secret_arn])),
    "denied in other regions": reads(
        lambda case: case.deny(conditions={"StringNotEquals": {"aws:RequestedRegion": REGION}})
    ),
    "denied on what nobody knows": reads(
        lambda case: case.deny(conditions={"StringNotEquals": {"aws:SourceVpce": "vpce-1"}})
    ),
    "denied without TLS": reads(lambda case: case.deny(conditions={"Bool": {"aws:SecureTransport": "false"}})),
    "denied by a suffix that may be another": reads(
        lambda case: case.deny(resources=(f"{NAMED}:dms/shop-XyZ123",)), imported="dms/shop"
    ),
    "denied as a parameter": reads(
        lambda case: case.deny(resources=(cdk.CfnParameter(case.stack, "Arn").value_as_string,))
    ),
    "denied by the secret to others": reads(
        of_the_secret(say(effect=iam.Effect.DENY, principals=[iam.AccountPrincipal("999999999999")]))
    ),
    "denied by the secret without TLS": reads(
        of_the_secret(everybody(effect=iam.Effect.DENY, conditions={"Bool": {"aws:SecureTransport": "false"}}))
    ),
    "denied by the secret but not to the role": reads(
        lambda case: case.secret.add_to_resource_policy(
            everybody(effect=iam.Effect.DENY, conditions={"ArnNotEquals": {"aws:PrincipalArn": case.role.role_arn}})
        )
    ),
    "denied by the key but via Secrets Manager": reads(
        of_the_key(
            everybody(
                actions=(DECRYPT,),
                effect=iam.Effect.DENY,
                conditions={"StringNotEquals": {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com"}},
            )
        ),
        with_key=True,
    ),
    "granted later": reads(lambda case: case.secret.grant_read(case.role), granted=False),
    "granted later, with the key": reads(lambda case: case.secret.grant_read(case.role), granted=False, with_key=True),
    "granted by name": reads(lambda case: case.allow(resources=(f"{NAMED}:dms/sh?p-*",)), granted=False),
    "granted in any region": reads(
        lambda case: case.allow(resources=(f"arn:aws:secretsmanager:*:{ACCOUNT}:secret:*",)), granted=False
    ),
    "granted all but something else": reads(lambda case: case.allow(not_actions=["iam:*"]), granted=False),
    "granted on what nobody knows": reads(
        lambda case: case.allow(conditions={"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}), granted=False
    ),
    "granted as a parameter": reads(
        lambda case: case.allow(resources=(cdk.CfnParameter(case.stack, "Arn").value_as_string,)), granted=False
    ),
    "granted with the suffix that only the account knows": reads(
        lambda case: case.allow(resources=(f"{NAMED}:dms/shop-XyZ123",)), granted=False, imported="dms/shop"
    ),
    "granted by the secret": reads(
        lambda case: case.secret.add_to_resource_policy(say(principals=[iam.ArnPrincipal(case.role.role_arn)])),
        granted=False,
    ),
    "granted by a managed policy": managed(say(resources=(f"{NAMED}:*",))),
    "a boundary with it": bounded(say(("secretsmanager:*", "s3:*"))),
    "a boundary that denies something else": bounded(say(("*",)), say(("iam:*",), effect=iam.Effect.DENY)),
    "a key that lets the role in": keyed(by_role=True),
    "a key that lets the account in": keyed(say(("kms:*",), principals=[ROOT])),
    "a key that lets the account in via Secrets Manager": keyed(say((DECRYPT,), principals=[ROOT], conditions=VIA)),
}


def cases(of: dict[str, Callable[[cdk.Stack], None]]) -> list[Any]:
    return [pytest.param(build, id=name) for name, build in of.items()]


@pytest.mark.parametrize("build", cases(TRUST_BAD))
def test_trust_that_never_lets_dms_in_is_an_error(
    app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], None]
) -> None:
    build(stack)

    (line,) = errors_of(app)

    assert line.startswith("[Shop/Source] secret_access_role (Shop/Reader) ")
    assert line.endswith("[DMS-N009]")


@pytest.mark.parametrize("build", cases(TRUST_LEGAL))
def test_trust_that_may_let_dms_in_passes(app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], None]) -> None:
    build(stack)

    assert errors_of(app) == []
    assert [one for one in warnings_of(app) if one.startswith("connection.")] == []


@pytest.mark.parametrize("build", cases(RIGHTS_BAD))
def test_rights_that_surely_lack_are_an_error(
    app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], None]
) -> None:
    build(stack)

    (line,) = errors_of(app)

    assert line.startswith("[Shop/Source] secret_access_role (Shop/Reader) may not ")
    assert line.endswith("[DMS-N010]")


@pytest.mark.parametrize("build", cases(RIGHTS_LEGAL))
def test_rights_that_may_be_there_pass(app: cdk.App, stack: cdk.Stack, build: Callable[[cdk.Stack], None]) -> None:
    build(stack)

    assert errors_of(app) == []
    assert [one for one in warnings_of(app) if one.startswith("connection.")] == []


def read_across(trusted: str, **env: str) -> cdk.App:
    """A role in a stack of its own, that reads the secret of another for the endpoint of a third."""
    app = cdk.App()
    secrets, roles, endpoints = (
        cdk.Stack(app, name, env=cdk.Environment(**env)) for name in ("Secrets", "Roles", "Endpoints")
    )
    role = iam.Role(roles, "Reader", assumed_by=iam.ServicePrincipal(trusted))
    secret = own(secrets)
    role.add_to_policy(say(resources=(secret.secret_arn,)))
    role.add_to_policy(say(effect=iam.Effect.DENY, resources=(own(secrets, "Crm").secret_arn,)))
    endpoint(Given(endpoints, role, secret))
    return app


@pytest.mark.parametrize(
    ("trusted", "env"),
    [
        (SERVICE, {"account": ACCOUNT, "region": REGION}),
        (SERVICE, {}),
        ("dms.cn-north-1.amazonaws.com.cn", {"region": "cn-north-1"}),
        ("dms.cn-north-1.amazonaws.com", {"region": "cn-north-1"}),
        ("dms.us-gov-west-1.amazonaws.com", {"region": "us-gov-west-1"}),
        ("dms.us-iso-east-1.c2s.ic.gov", {"region": "us-iso-east-1"}),
        (f"dms.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}", {"region": "cn-north-1"}),
    ],
    ids=["known", "not known", "China", "China's short name", "GovCloud", "isolated", "told at deployment"],
)
def test_what_is_in_other_stacks_and_partitions_may_be_right(trusted: str, env: dict[str, str]) -> None:
    assert errors_of(read_across(trusted, **env)) == []


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_an_arn_of_another_partition_is_an_error(app: cdk.App, region: str) -> None:
    stack = cdk.Stack(app, "Shop", env=cdk.Environment(account=ACCOUNT, region=region))
    conditions = {"ArnLike": {"aws:SourceArn": f"arn:aws:dms:*:{ACCOUNT}:*"}}
    role = iam.Role(
        stack, "Reader", assumed_by=iam.ServicePrincipal(f"dms.{region}.{cdk.Aws.URL_SUFFIX}", conditions=conditions)
    )
    endpoint(Given(stack, role, own(stack)))

    (line,) = errors_of(app)

    assert "only on conditions that are never met here (aws:SourceArn); write " in line


def test_a_secret_that_is_attached_to_a_database_goes_by_the_arn_of_its_secret(app: cdk.App, stack: cdk.Stack) -> None:
    secret, role = own(stack), role_in(stack)
    attached = secretsmanager.SecretTargetAttachment(
        stack,
        "Attached",
        secret=secret,
        target=rds.DatabaseInstance.from_database_instance_attributes(
            stack,
            "Database",
            instance_identifier="shop",
            instance_endpoint_address="shop.example.com",
            port=3306,
            security_groups=[],
        ),
    )
    endpoint(Given(stack, role, attached))
    secret.grant_read(role)

    assert errors_of(app) == []


def test_the_message_of_a_denial_says_where_it_is(app: cdk.App, stack: cdk.Stack) -> None:
    RIGHTS_BAD["denied by a managed policy"](stack)

    (line,) = errors_of(app)

    assert "the connection's secret: the policy Shop/Denying denies secretsmanager:GetSecretValue; take " in line


def test_the_message_of_a_condition_says_what_to_write(app: cdk.App, stack: cdk.Stack) -> None:
    TRUST_BAD["account"](stack)

    (line,) = errors_of(app)

    assert "conditions={'StringEquals': {'aws:SourceAccount': self.account}})" in line


def test_an_external_id_is_a_warning_for_dms_may_send_none(app: cdk.App, stack: cdk.Stack) -> None:
    trusts({"StringEquals": {"sts:ExternalId": "shop"}})(stack)

    assert errors_of(app) == []
    assert "connection.roleWithExternalId" in warnings_of(app)


def test_an_external_id_that_is_asked_for_where_there_is_one_is_not(app: cdk.App, stack: cdk.Stack) -> None:
    trusts({"StringEqualsIfExists": {"sts:ExternalId": "shop"}})(stack)

    assert "connection.roleWithExternalId" not in warnings_of(app)
