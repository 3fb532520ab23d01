"""Clusters of Redis: of which kind they are, and whether they encrypt and ask for a password as their target says."""

from __future__ import annotations

from typing import Any

from dms_constructs._checks import is_other_l1, taken_as_is
from dms_constructs.endpoints.cluster import has_all
from dms_constructs.errors import ConfigurationError, Finding, shown

__all__ = ["KINDS", "authentication", "check_cluster", "encryption"]

_GROUP, _CACHE = "AWS::ElastiCache::ReplicationGroup", "AWS::ElastiCache::ServerlessCache"
_MEMORY_DB = "AWS::MemoryDB::Cluster"
KINDS = (
    (_GROUP, "attr_configuration_end_point_address", "attr_configuration_end_point_port"),
    (_CACHE, "attr_endpoint_address", "attr_endpoint_port"),
    (_MEMORY_DB, "attr_cluster_endpoint_address", "attr_cluster_endpoint_port"),
)
# How the names of the parameter groups begin that ElastiCache has by itself, and what those with cluster mode have.
_OWN_PARAMETERS, _WITH_CLUSTER_MODE = "default.", ".cluster.on"
# The access control list of MemoryDB that lets everybody in, as the user `default`.
_OPEN = "open-access"


def check_cluster(cluster: object) -> None:
    """Raise for something that is not a cluster, or one that DMS doesn't write into."""
    if cluster is None:
        return
    kind = getattr(type(cluster), "CFN_RESOURCE_TYPE_NAME", "")
    if any(has_all(cluster, *each) and not is_other_l1(cluster, l1_type) for l1_type, *each in KINDS):
        _check_mode(cluster, kind)
        return
    if kind == "AWS::ElastiCache::CacheCluster":
        raise ConfigurationError(
            "DMS-Y022",
            "cluster is a single cache node, and of ElastiCache DMS writes into clusters with cluster mode enabled "
            "only; make an elasticache.CfnReplicationGroup with num_node_groups, or an elasticache.CfnServerlessCache",
        )
    raise ConfigurationError(
        "DMS-A001",
        "cluster must be a Redis cluster (elasticache.CfnReplicationGroup, elasticache.CfnServerlessCache, "
        f"memorydb.CfnCluster, or something with their attributes), got {shown(cluster, secret=True)}; write "
        "server_name='redis.example.com' for another",
    )


def _check_mode(cluster: Any, kind: str) -> None:
    """Raise for a cluster of ElastiCache that surely has no cluster mode, or is not one of Redis."""
    if kind == _CACHE and cluster.engine == "memcached":
        raise ConfigurationError(
            "DMS-Y022", "cluster is a cache of Memcached, into which DMS does not write; make one with engine='redis'"
        )
    if kind == _GROUP and _has_no_cluster_mode(cluster):
        raise ConfigurationError(
            "DMS-Y022",
            "cluster has no cluster mode, so it has no configuration endpoint, and of ElastiCache DMS writes into "
            "clusters with cluster mode enabled only; give it num_node_groups=2 or more, or "
            "cache_parameter_group_name='default.redis7.cluster.on'",
        )


def _has_no_cluster_mode(group: Any) -> bool:
    """Whether a replication group surely has none: parameter groups of the user's may switch it on."""
    if group.cluster_mode == "disabled":
        return True
    if group.cluster_mode is not None or group.node_group_configuration or (group.num_node_groups or 1) != 1:
        return False
    parameters = group.cache_parameter_group_name or _OWN_PARAMETERS
    return parameters.startswith(_OWN_PARAMETERS) and not parameters.endswith(_WITH_CLUSTER_MODE)


def encryption(cluster: Any, *, expects: bool) -> list[Finding]:
    """
    Find a cluster that encrypts no connections, where DMS would encrypt its own, or the other way round.

    Args:
        cluster: The cluster.
        expects: Whether DMS encrypts its connections.
    """
    if getattr(type(cluster), "CFN_RESOURCE_TYPE_NAME", "") == _CACHE:
        if expects:
            return []
        return [
            Finding(
                "endpoint.encryptionDiffers",
                "a serverless cache always encrypts its connections, and DMS would connect without it",
                fix="write ssl_security_protocol=dms.RedisSecurityProtocol.SSL_ENCRYPTION, or leave it out",
            )
        ]
    name = next((each for each in ("transit_encryption_enabled", "tls_enabled") if _has(cluster, each)), None)
    if name is None:
        return []
    encrypts = getattr(cluster, name)
    if encrypts is None:
        encrypts = name == "tls_enabled"  # as MemoryDB has it by default, and ElastiCache has not
    if not isinstance(encrypts, bool) or encrypts is expects:
        return []
    if encrypts and getattr(cluster, "transit_encryption_mode", None) not in {None, "required"}:
        return []  # which takes both kinds of connections, or is not known
    write = "SSL_ENCRYPTION" if encrypts else "PLAINTEXT"
    other = {
        ("transit_encryption_enabled", True): "remove transit_encryption_enabled=True",
        ("transit_encryption_enabled", False): "give the cluster transit_encryption_enabled=True",
        ("tls_enabled", True): "give the cluster tls_enabled=False and acl_name='open-access'",
        ("tls_enabled", False): "give the cluster tls_enabled=True",
    }[name, encrypts]
    return [
        Finding(
            "endpoint.encryptionDiffers",
            f"the cluster {'has' if encrypts else 'has no'} encryption in transit, and DMS would connect "
            f"{'with' if expects else 'without'} it",
            fix=f"{other}, or write ssl_security_protocol=dms.RedisSecurityProtocol.{write}",
        )
    ]


def authentication(cluster: Any, auth_type: str, user_name: object) -> list[Finding]:
    """
    Find a cluster that asks for a password that DMS would not send, or has no user that DMS would log in as.

    Args:
        cluster: The cluster.
        auth_type: How DMS logs in, as it calls it.
        user_name: The user that it logs in as, if any.
    """
    if _has(cluster, "acl_name"):
        return _of_access_list(cluster.acl_name, auth_type, user_name)
    groups = getattr(cluster, "user_group_ids", None) or getattr(cluster, "user_group_id", None)
    if groups or not (_has(cluster, "auth_token") or _has(cluster, "user_group_id")):
        return []  # whether the user `default` of a group needs a password is not known
    token = getattr(cluster, "auth_token", None)
    if token is not None and auth_type == "none":
        return [
            _differs(
                "the cluster has an auth_token, and DMS would log in without a password",
                "write auth_password=dms.SecretField(secret, 'password') at the target, with the secret that has it",
            )
        ]
    if token is not None and auth_type == "auth-role" and not _may_be_default(user_name):
        return [
            _differs(
                "the cluster has an auth_token and no users, and DMS would log in as one",
                "remove auth_user_name at the target, or give the cluster user_group_ids=[...] instead of auth_token",
            )
        ]
    if token is None and (auth_type == "auth-token" or not (auth_type == "none" or _may_be_default(user_name))):
        has = _has(cluster, "auth_token")
        needs = "auth_token=secret.secret_value_from_json('password').unsafe_unwrap()" if has else "user_group_id='...'"
        if has and auth_type == "auth-role":
            needs = "user_group_ids=[...]"
        return [
            _differs(
                "the cluster asks for no password, and DMS would log in with one, which Redis refuses then",
                f"give the cluster {needs}, or remove auth_password and auth_user_name at the target",
            )
        ]
    return []


def _of_access_list(acl_name: object, auth_type: str, user_name: object) -> list[Finding]:
    if not isinstance(acl_name, str) or taken_as_is(acl_name):
        return []
    if acl_name == _OPEN:
        if auth_type == "none" or (auth_type == "auth-role" and _may_be_default(user_name)):
            return []
        return [
            _differs(
                f"the cluster's acl_name is {_OPEN!r}, which asks for no password, and DMS would log in with one, "
                "which Redis refuses then",
                "give the cluster acl_name='...' with this user, or remove auth_password and auth_user_name at the "
                "target",
            )
        ]
    if auth_type == "auth-role":
        return []
    return [
        _differs(
            f"the cluster's acl_name is {acl_name!r}, whose users have names, and DMS would log in without one",
            "write auth_user_name=dms.SecretField(secret, 'username') and auth_password=dms.SecretField(secret, "
            f"'password') at the target, or give the cluster acl_name={_OPEN!r}",
        )
    ]


def _may_be_default(user_name: object) -> bool:
    """Whether a user may be the one that every cluster has."""
    return user_name == "default" or not isinstance(user_name, str) or taken_as_is(user_name)


def _has(cluster: object, name: str) -> bool:
    return hasattr(type(cluster), name) or (cluster is not None and name in getattr(cluster, "__dict__", {}))


def _differs(message: str, fix: str) -> Finding:
    return Finding("endpoint.authenticationDiffers", message, fix=fix)
