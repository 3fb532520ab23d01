"""Redis as target: how DMS logs in, and encrypts."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_elasticache as elasticache,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.constructs.cluster_targets import replication_group
from tests.constructs.conftest import properties_of, warnings_of

TYPE = "AWS::DMS::Endpoint"


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_attributes(stack, "Bucket", bucket_arn="arn:aws:s3:::graph")


class TestRedis:
    @pytest.mark.parametrize(
        ("encrypts", "protocol", "is_told"),
        [
            (True, None, False),
            (None, None, True),
            (False, None, True),
            (None, dms.RedisSecurityProtocol.PLAINTEXT, False),
            (True, dms.RedisSecurityProtocol.PLAINTEXT, True),
        ],
    )
    def test_a_cluster_and_its_target_encrypt_both_or_neither(
        self, stack: cdk.Stack, encrypts: bool | None, protocol: dms.RedisSecurityProtocol | None, is_told: bool
    ) -> None:
        cluster = replication_group(stack, transit_encryption_enabled=encrypts)
        dms.RedisTarget(stack, "Target", cluster=cluster, ssl_security_protocol=protocol)

        assert ("dms-constructs:endpoint.encryptionDiffers" in warnings_of(stack)) is is_told

    def test_a_single_node_is_no_target(self, stack: cdk.Stack) -> None:
        node = elasticache.CfnCacheCluster(
            stack, "Cluster", cache_node_type="cache.r7g.large", engine="redis", num_cache_nodes=1
        )

        with pytest.raises(dms.ConfigurationError, match="cluster mode enabled only") as error:
            dms.RedisTarget(stack, "Target", cluster=node)

        assert error.value.code == "DMS-Y022"

    def test_a_serverless_cache_always_encrypts(self, stack: cdk.Stack) -> None:
        cache = elasticache.CfnServerlessCache(stack, "Cache", engine="redis", serverless_cache_name="shop")
        plain = dms.RedisSecurityProtocol.PLAINTEXT
        dms.RedisTarget(stack, "Target", cluster=cache, ssl_security_protocol=plain)

        assert "dms-constructs:endpoint.encryptionDiffers" in warnings_of(stack)

    def test_a_cache_of_memcached_is_no_target(self, stack: cdk.Stack) -> None:
        cache = elasticache.CfnServerlessCache(stack, "Cache", engine="memcached", serverless_cache_name="shop")

        with pytest.raises(dms.ConfigurationError, match="a cache of Memcached") as error:
            dms.RedisTarget(stack, "Target", cluster=cache)

        assert error.value.code == "DMS-Y022"

    @pytest.mark.parametrize(
        ("mode", "is_target"),
        [
            ({}, False),
            ({"num_node_groups": 1}, False),
            ({"cache_parameter_group_name": "default.redis7"}, False),
            ({"num_node_groups": 2, "cluster_mode": "disabled"}, False),
            ({"num_node_groups": 2}, True),
            ({"cache_parameter_group_name": "default.valkey8.cluster.on"}, True),
            ({"cache_parameter_group_name": "of-the-shop"}, True),
            ({"cluster_mode": "enabled"}, True),
        ],
    )
    def test_a_replication_group_has_cluster_mode(
        self, stack: cdk.Stack, mode: dict[str, Any], is_target: bool
    ) -> None:
        group = elasticache.CfnReplicationGroup(stack, "Cluster", replication_group_description="shop", **mode)

        if is_target:
            dms.RedisTarget(stack, "Target", cluster=group)
        else:
            with pytest.raises(dms.ConfigurationError, match="has no cluster mode") as error:
                dms.RedisTarget(stack, "Target", cluster=group)
            assert error.value.code == "DMS-Y022"

    @pytest.mark.parametrize(
        ("arguments", "auth_type"),
        [
            ({}, "none"),
            ({"auth_password": True}, "auth-token"),
            ({"auth_password": True, "auth_user_name": "dms"}, "auth-role"),
        ],
    )
    def test_how_dms_logs_in_follows_from_what_is_given(
        self, stack: cdk.Stack, secret: secretsmanager.ISecret, arguments: dict[str, Any], auth_type: str
    ) -> None:
        if "auth_password" in arguments:
            arguments = {**arguments, "auth_password": dms.SecretField(secret, "password")}
        dms.RedisTarget(stack, "Target", server_name="redis.example.com", **arguments)

        assert properties_of(stack, TYPE)["RedisSettings"]["AuthType"] == auth_type

    @pytest.mark.parametrize(
        ("arguments", "missing"),
        [
            ({"auth_type": dms.RedisAuthType.AUTH_TOKEN}, "auth_password"),
            ({"auth_type": dms.RedisAuthType.AUTH_ROLE}, "auth_user_name"),
            ({"auth_user_name": "dms"}, "auth_password"),
        ],
    )
    def test_a_way_to_log_in_has_what_it_needs(self, stack: cdk.Stack, arguments: dict[str, Any], missing: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=f"needs {missing}; give {missing}=") as error:
            dms.RedisTarget(stack, "Target", server_name="redis.example.com", **arguments)

        assert error.value.code == "DMS-Y024"

    def test_a_password_that_is_not_used_is_told(self, stack: cdk.Stack, secret: secretsmanager.ISecret) -> None:
        dms.RedisTarget(
            stack,
            "Target",
            server_name="redis.example.com",
            auth_type=dms.RedisAuthType.NONE,
            auth_password=dms.SecretField(secret, "password"),
        )

        assert "dms-constructs:endpoint.settingWithoutEffect" in warnings_of(stack)
