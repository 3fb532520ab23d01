"""How clusters of Redis and Neptune let clients in, and how their targets log in."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_elasticache as elasticache,
    aws_memorydb as memorydb,
    aws_neptune as neptune,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.constructs.cluster_targets import replication_group
from tests.constructs.conftest import warnings_of

DIFFERS = "dms-constructs:endpoint.authenticationDiffers"
ENCRYPTION = "dms-constructs:endpoint.encryptionDiffers"


def login(secret: secretsmanager.ISecret, how: str) -> dict[str, Any]:
    """Return the arguments for no password, for one, and for a user with one."""
    said: dict[str, Any] = {}
    if how != "none":
        said["auth_password"] = dms.SecretField(secret, "password")
    if how not in {"none", "token"}:
        said["auth_user_name"] = dms.SecretField(secret, "username") if how == "hidden" else how
    return said


def memory_db(stack: cdk.Stack, acl_name: str = "open-access", **properties: Any) -> memorydb.CfnCluster:
    return memorydb.CfnCluster(
        stack, "Cluster", acl_name=acl_name, cluster_name="shop", node_type="db.r7g.large", **properties
    )


@pytest.mark.parametrize(
    ("group", "how", "is_told"),
    [
        ({"auth_token": "{{resolve:secretsmanager:token}}"}, "none", True),
        ({"auth_token": "{{resolve:secretsmanager:token}}"}, "token", False),
        ({"auth_token": "{{resolve:secretsmanager:token}}"}, "dms", True),
        ({"auth_token": "{{resolve:secretsmanager:token}}"}, "default", False),
        ({}, "none", False),
        ({}, "token", True),
        ({}, "dms", True),
        ({}, "hidden", False),
        ({"user_group_ids": ["shop"]}, "none", False),
        ({"user_group_ids": ["shop"]}, "token", False),
        ({"user_group_ids": ["shop"]}, "dms", False),
    ],
)
def test_a_group_and_its_target_have_a_password_both_or_neither(
    stack: cdk.Stack, secret: secretsmanager.ISecret, group: dict[str, Any], how: str, is_told: bool
) -> None:
    cluster = replication_group(stack, transit_encryption_enabled=True, **group)
    dms.RedisTarget(stack, "Target", cluster=cluster, **login(secret, how))

    assert (DIFFERS in warnings_of(stack)) is is_told


@pytest.mark.parametrize(
    ("acl_name", "how", "is_told"),
    [
        ("open-access", "none", False),
        ("open-access", "token", True),
        ("open-access", "dms", True),
        ("open-access", "default", False),
        ("open-access", "hidden", False),
        ("shop", "none", True),
        ("shop", "token", True),
        ("shop", "dms", False),
        ("shop", "hidden", False),
    ],
)
def test_a_target_logs_in_as_the_access_control_list_of_memory_db_says(
    stack: cdk.Stack, secret: secretsmanager.ISecret, acl_name: str, how: str, is_told: bool
) -> None:
    dms.RedisTarget(stack, "Target", cluster=memory_db(stack, acl_name), **login(secret, how))

    assert (DIFFERS in warnings_of(stack)) is is_told


def test_an_access_control_list_that_is_not_known_is_taken(stack: cdk.Stack) -> None:
    name = cdk.CfnParameter(stack, "List").value_as_string
    dms.RedisTarget(stack, "Target", cluster=memory_db(stack, name))

    assert DIFFERS not in warnings_of(stack)


@pytest.mark.parametrize(("how", "is_told"), [("none", False), ("token", True), ("dms", True)])
def test_a_serverless_cache_without_users_asks_for_no_password(
    stack: cdk.Stack, secret: secretsmanager.ISecret, how: str, is_told: bool
) -> None:
    cache = elasticache.CfnServerlessCache(stack, "Cache", engine="redis", serverless_cache_name="shop")
    dms.RedisTarget(stack, "Target", cluster=cache, **login(secret, how))

    assert (DIFFERS in warnings_of(stack)) is is_told


def test_a_serverless_cache_with_users_may_ask_for_one(stack: cdk.Stack, secret: secretsmanager.ISecret) -> None:
    cache = elasticache.CfnServerlessCache(
        stack, "Cache", engine="redis", serverless_cache_name="shop", user_group_id="shop"
    )
    dms.RedisTarget(stack, "Target", cluster=cache, **login(secret, "dms"))

    assert DIFFERS not in warnings_of(stack)


@pytest.mark.parametrize(
    ("encrypts", "protocol", "is_told"),
    [
        (None, "ssl-encryption", False),
        (True, "ssl-encryption", False),
        (False, "ssl-encryption", True),
        (None, "plaintext", True),
        (False, "plaintext", False),
    ],
)
def test_memory_db_and_its_target_encrypt_both_or_neither(
    stack: cdk.Stack, encrypts: bool | None, protocol: str, is_told: bool
) -> None:
    cluster = memory_db(stack, tls_enabled=encrypts)
    said = dms.RedisSecurityProtocol(protocol)
    dms.RedisTarget(stack, "Target", cluster=cluster, ssl_security_protocol=said)

    assert (ENCRYPTION in warnings_of(stack)) is is_told


def test_a_group_that_prefers_encryption_takes_both(stack: cdk.Stack) -> None:
    cluster = replication_group(stack, transit_encryption_enabled=True, transit_encryption_mode="preferred")
    dms.RedisTarget(stack, "Target", cluster=cluster, ssl_security_protocol=dms.RedisSecurityProtocol.PLAINTEXT)

    assert ENCRYPTION not in warnings_of(stack)


class TestNeptune:
    @pytest.mark.parametrize(
        ("cluster", "asked", "is_told"),
        [
            ({}, None, False),
            ({}, False, False),
            ({"iam_auth_enabled": True}, True, False),
            ({"iam_auth_enabled": True}, None, True),
            ({"iam_auth_enabled": True}, False, True),
            ({}, True, True),
            ({"iam_auth_enabled": False}, True, True),
            ({"snapshot_identifier": "shop"}, True, False),
            ({"iam_auth_enabled": None}, None, False),
        ],
    )
    def test_cluster_and_target_have_iam_authentication_both_or_neither(
        self, stack: cdk.Stack, cluster: dict[str, Any], asked: bool | None, is_told: bool
    ) -> None:
        dms.NeptuneTarget(
            stack,
            "Target",
            bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "shop-graph"),
            bucket_folder="dms",
            cluster=neptune.CfnDBCluster(stack, "Cluster", **cluster),
            iam_auth_enabled=asked,
        )

        assert (DIFFERS in warnings_of(stack)) is is_told

    def test_what_a_token_hides_is_taken(self, stack: cdk.Stack) -> None:
        dms.NeptuneTarget(
            stack,
            "Target",
            bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "shop-graph"),
            bucket_folder="dms",
            cluster=neptune.CfnDBCluster(
                stack, "Cluster", iam_auth_enabled=cdk.Fn.condition_if("HasIam", "true", "false")
            ),
        )

        assert DIFFERS not in warnings_of(stack)
