"""Whether a connection leads to RDS Proxy instead of the database: for applications that is right, for DMS it isn't."""

from __future__ import annotations

import re
from typing import Any

from aws_cdk import aws_secretsmanager as secretsmanager

from dms_constructs import facts
from dms_constructs._checks import is_object_with
from dms_constructs._references import construct_behind
from dms_constructs.errors import Finding, is_unresolved

__all__ = ["PROXY_FINDING", "proxy_findings", "through_proxy"]

PROXY_FINDING = "proxy.betweenDmsAndDatabase"


def through_proxy(connection: Any) -> bool:
    """
    Return whether a connection surely leads to a proxy: by its peer, its host, or what its secret is attached to.

    A connection to a cluster or an instance never does, so Node is asked nothing about it.
    """
    if connection.database is not None:
        return False
    if connection.peer is not None and is_object_with(connection.peer, "db_proxy_arn"):
        return True
    return _is_of_proxy(connection.host) or _is_attached_to_proxy(connection.secret)


def proxy_findings(connection: Any) -> tuple[Finding, ...]:
    """Return the finding about a connection that leads to a proxy."""
    if not through_proxy(connection):
        return ()
    return (
        Finding(
            "proxy.betweenDmsAndDatabase",
            "the connection leads to RDS Proxy: DMS keeps its connections for as long as it runs, so it gains nothing, "
            "takes connections from the applications, and can't read changes from PostgreSQL through it",
            fix="connect to the database itself, connection=dms.Connection.to_cluster(cluster)",
        ),
    )


def _is_of_proxy(host: str | None) -> bool:
    if host is None:
        return False
    if not is_unresolved(host):
        return re.fullmatch(facts.aurora_features()["proxy"]["endpoint"]["value"], host.lower()) is not None
    return _type_of(construct_behind(host)) in {"AWS::RDS::DBProxy", "AWS::RDS::DBProxyEndpoint"}


def _type_of(construct: Any) -> str | None:
    return getattr(type(construct), "CFN_RESOURCE_TYPE_NAME", None)


def _is_attached_to_proxy(secret: secretsmanager.ISecret) -> bool:
    if not isinstance(secret, secretsmanager.SecretTargetAttachment):
        return False
    attachment = secret.node.default_child
    return (
        isinstance(attachment, secretsmanager.CfnSecretTargetAttachment)
        and attachment.target_type == "AWS::RDS::DBProxy"
    )
