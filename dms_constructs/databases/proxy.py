"""A proxy in front of an Aurora cluster, for the applications: what RDS would refuse is refused here."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a, located, not_blank, provides, taken_as_is
from dms_constructs._construct import check_network, warn
from dms_constructs.databases.cluster_checks import check_seconds
from dms_constructs.databases.limits import limit
from dms_constructs.databases.pausing import refuse_pause
from dms_constructs.endpoints._extra import refuse_credentials
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints._secret_checks import check_is_secret
from dms_constructs.errors import ConfigurationError, Finding, shown
from dms_constructs.replication._instance_checks import check_security_groups

__all__ = ["ProxyAuthentication", "make_proxy"]


class ProxyAuthentication(enum.Enum):
    """
    How clients log in to a proxy, and the proxy to its database.

    Source: the Amazon Aurora User Guide, page rds-proxy.
    """

    SECRETS = "secrets"
    """Clients send the user and password of a secret; the proxy logs in with the same."""
    IAM = "iam"
    """Clients send an IAM token; the proxy logs in with the secret of the user they name."""
    IAM_END_TO_END = "iam-end-to-end"
    """Clients send an IAM token, and so does the proxy: no secrets, and the cluster needs IAM authentication."""


def make_proxy(
    scope: Construct,
    construct_id: str,
    *,
    cluster: rds.DatabaseCluster | rds.IDatabaseCluster,
    vpc: ec2.IVpc | None = None,
    vpc_subnets: ec2.SubnetSelection | None = None,
    security_groups: Sequence[ec2.ISecurityGroup] | None = None,
    authentication: ProxyAuthentication = ProxyAuthentication.SECRETS,
    secrets: Sequence[secretsmanager.ISecret] = (),
    require_tls: bool = True,
    borrow_timeout: cdk.Duration | None = None,
    idle_client_timeout: cdk.Duration | None = None,
    max_connections_percent: int | None = None,
    max_idle_connections_percent: int | None = None,
    init_query: str | None = None,
    session_pinning_filters: Sequence[rds.SessionPinningFilter] = (),
    proxy_name: str | None = None,
    migration_logins: Sequence[secretsmanager.ISecret | None] = (),
) -> rds.DatabaseProxy:
    """
    Make a proxy in front of a cluster; `AuroraPostgreSqlTarget.add_proxy` says what each argument is.

    Beside those there is `migration_logins`: the secrets with which the migration logs in, or the administrator.
    """
    with located(scope, construct_id):
        network = vpc if vpc is not None else getattr(cluster, "vpc", None)
        check_network(network, vpc_subnets)  # type: ignore[arg-type]  # None is refused there
        check_security_groups("DMS-H001", security_groups)
        _check_login(authentication, secrets)
        most = max_connections_percent
        in_range("DMS-H001", "max_connections_percent", most, *_percent(), unit="percent")
        at_most = most if most is not None else _percent()[1]
        _check_idle(max_idle_connections_percent, at_most)
        check_seconds("DMS-H001", "borrow_timeout", borrow_timeout, "proxy_borrow_timeout")
        check_seconds("DMS-H001", "idle_client_timeout", idle_client_timeout, "proxy_idle_client_timeout")
        is_a("DMS-A001", "require_tls", require_tls, bool, "require_tls=True")
        _check_engine_has(cluster, init_query, session_pinning_filters)
        refuse_pause(cluster, "a proxy keeps it awake")
        if proxy_name is not None:
            _check_name(proxy_name)
    proxy = rds.DatabaseProxy(
        scope,
        construct_id,
        proxy_target=rds.ProxyTarget.from_cluster(cluster),
        vpc=network,  # type: ignore[arg-type]  # checked above
        vpc_subnets=vpc_subnets,
        security_groups=list(security_groups) if security_groups is not None else None,
        secrets=list(secrets) or None,
        iam_auth=authentication is ProxyAuthentication.IAM or None,
        default_auth_scheme=(
            rds.DefaultAuthScheme.IAM_AUTH if authentication is ProxyAuthentication.IAM_END_TO_END else None
        ),
        require_tls=require_tls,
        borrow_timeout=borrow_timeout,
        idle_client_timeout=idle_client_timeout,
        # RDS takes the second only with the first.
        max_connections_percent=at_most if max_idle_connections_percent is not None else most,
        max_idle_connections_percent=max_idle_connections_percent,
        init_query=init_query,
        session_pinning_filters=list(session_pinning_filters) or None,
        db_proxy_name=proxy_name or _name_for(scope, construct_id),
    )
    if secrets and _are_all_among(secrets, migration_logins):
        warn(
            proxy,
            [
                Finding(
                    "proxy.migrationLogin",
                    "the applications behind this proxy log in as the migration or the administrator does, so they "
                    "may do anything, and they lose their access when that login is removed after the migration",
                    fix="give the proxy a secret of the application's own user, secrets=[app_secret]",
                )
            ],
        )
    return proxy


def _check_login(authentication: ProxyAuthentication, secrets: Sequence[secretsmanager.ISecret]) -> None:
    is_a(
        "DMS-H004", "authentication", authentication, ProxyAuthentication, "authentication=dms.ProxyAuthentication.IAM"
    )
    is_a("DMS-H004", "secrets", secrets, (list, tuple), "secrets=[app_secret]", secret=True)
    for secret in secrets:
        check_is_secret(secret)
    most = facts.aurora_features()["proxy"]["secrets"]["maximum"]
    if len(secrets) > most:
        raise ConfigurationError(
            "DMS-H004", f"a proxy has at most {most} secrets, one for each user, got {len(secrets)}; add a second proxy"
        )
    end_to_end = authentication is ProxyAuthentication.IAM_END_TO_END
    if end_to_end and secrets:
        raise ConfigurationError(
            "DMS-H004",
            "a proxy that logs in with IAM tokens reads no secrets; leave secrets out, or write "
            "authentication=dms.ProxyAuthentication.IAM",
        )
    if not end_to_end and not secrets:
        raise ConfigurationError(
            "DMS-H004",
            "a proxy logs in to the database with the application's secrets, and there are none; write "
            "secrets=[app_secret], or authentication=dms.ProxyAuthentication.IAM_END_TO_END",
        )


def _percent() -> tuple[int, int]:
    allowed = limit("proxy_connections_percent")
    return int(allowed.minimum), int(allowed.maximum or 0)


def _check_idle(idle: int | None, at_most: int) -> None:
    in_range("DMS-H001", "max_idle_connections_percent", idle, 0, _percent()[1], unit="percent")
    if idle is not None and not taken_as_is(idle) and isinstance(at_most, int) and idle > at_most:
        raise ConfigurationError(
            "DMS-H002",
            f"max_idle_connections_percent must be at most max_connections_percent, {at_most}, got {idle}; "
            f"write max_idle_connections_percent={at_most}",
            given=idle,
        )


def _check_engine_has(cluster: Any, init_query: str | None, filters: Sequence[rds.SessionPinningFilter]) -> None:
    """Raise for what a proxy can do on MySQL only."""
    is_a("DMS-H003", "session_pinning_filters", filters, (list, tuple), f"[{_FILTER}]")
    for each in filters:
        provides("session_pinning_filters", each, "filter_name", "a list of filters", f"[{_FILTER}]", required=True)
    refuse_credentials("init_query", init_query)
    if init_query is not None:
        not_blank("DMS-H003", "init_query", init_query, "it, or leave it out")
    engine = getattr(cluster, "engine", None)
    if engine is None:
        raise ConfigurationError(
            "DMS-H003",
            "the cluster was imported without its engine, and a proxy must know it; give "
            "rds.DatabaseCluster.from_database_cluster_attributes its engine",
        )
    if engine.engine_family != "POSTGRESQL":
        return
    if init_query is not None:
        raise ConfigurationError(
            "DMS-H003",
            "init_query doesn't work on PostgreSQL; leave it out, and set what it sets for the application's user, "
            "in SQL: ALTER ROLE app SET search_path = shop",
        )
    if filters:
        raise ConfigurationError(
            "DMS-H003",
            "session_pinning_filters don't exist on PostgreSQL, where each SET pins its session; leave them out, and "
            "set for the application's user what its sessions set, in SQL: ALTER ROLE app SET search_path = shop",
        )


_FILTER = "rds.SessionPinningFilter.EXCLUDE_VARIABLE_SETS"
_NAME = re.compile(r"[A-Za-z](-?[A-Za-z0-9]){0,62}")


def _check_name(name: str) -> None:
    if not taken_as_is(name) and not (isinstance(name, str) and _NAME.fullmatch(name)):
        raise ConfigurationError(
            "DMS-H001",
            "proxy_name must have 1 to 63 letters, digits and single hyphens, begin with a letter and not end with a "
            f"hyphen, got {shown(name)}; leave it out to get a name that is unique in the account",
            given=name,
        )


def _name_for(scope: Construct, construct_id: str) -> str:
    """Return a name that no other stack gives: CloudFormation makes none for proxies, and the CDK takes the id."""
    tail = re.sub(r"[^A-Za-z0-9]", "", construct_id)[:20]
    return f"{cdk.Names.unique_resource_name(scope, max_length=40)}-{tail}"


def _are_all_among(secrets: Sequence[secretsmanager.ISecret], known: Sequence[secretsmanager.ISecret | None]) -> bool:
    identities = {KnownSecret.of(each).identity for each in known if each is not None}
    return all(KnownSecret.of(secret).identity in identities for secret in secrets)
