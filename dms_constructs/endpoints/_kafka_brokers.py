"""Where the brokers of Kafka are: in a text, or looked up of a cluster of MSK."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import aws_cdk as cdk
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import is_other_l1, taken_as_is
from dms_constructs._construct import stack_of
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["MskAccess", "brokers_of", "check_cluster", "ports_of", "security_groups_of"]

_BROKER = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")
_EXAMPLE = "b-1.example.com:9094,b-2.example.com:9094"
_LARGEST_PORT = 65535


class MskAccess:
    """DMS finds the brokers of a cluster of MSK as a function looks them up."""

    def __init__(self, cluster_arn: str, protocol: str) -> None:
        self._cluster_arn = cluster_arn
        self._protocol = protocol

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:  # noqa: ARG002  # nothing that could be kept
        """Make the function."""
        from dms_constructs.account.msk_brokers import MskBrokers  # noqa: PLC0415  # slow to load, and few have MSK

        name = _fact("msk_broker_strings")[self._protocol]
        return {"Broker": MskBrokers(scope, "Brokers", cluster_arn=self._cluster_arn, broker_string=name).broker}


def _fact(name: str) -> Mapping[str, Any]:
    value: Mapping[str, Any] = facts.endpoint_settings("KafkaSettings")[name]["value"]
    return value


def check_cluster(scope: Construct, cluster: object, broker: object) -> None:
    """Raise unless it is said once where the brokers are, and the cluster is one that DMS can log in to."""
    if cluster is None and broker is None:
        raise ConfigurationError(
            "DMS-Y022", f"it must be said where it is; give cluster=cluster, or broker={_EXAMPLE!r}"
        )
    if cluster is None:
        return
    if broker is not None:
        raise ConfigurationError(
            "DMS-Y022", "cluster says where the brokers are, and so does broker; remove broker, or remove cluster"
        )
    if getattr(type(cluster), "CFN_RESOURCE_TYPE_NAME", "") == "AWS::MSK::ServerlessCluster":
        raise ConfigurationError(
            "DMS-Y022",
            "cluster is one of MSK Serverless, which has IAM authentication only, and DMS has none for Kafka; make an "
            "msk.CfnCluster with TLS or SASL/SCRAM, or let Kinesis be the target",
        )
    has_arn = hasattr(type(cluster), "attr_arn") or hasattr(cluster, "attr_arn")
    if isinstance(cluster, type) or not has_arn or is_other_l1(cluster, "AWS::MSK::Cluster"):
        raise ConfigurationError(
            "DMS-A001",
            f"cluster must be a cluster of MSK (msk.CfnCluster, or something with its attr_arn), got {shown(cluster)}; "
            f"write broker={_EXAMPLE!r} for another",
        )
    from dms_constructs.account.lambda_backed import can_be_lambda_backed  # noqa: PLC0415  # as above

    if not can_be_lambda_backed(stack_of(scope)):
        raise ConfigurationError(
            "DMS-R002",
            "the brokers of the cluster can't be looked up in a stack with a BootstraplessSynthesizer: a Lambda "
            f"function does it, and such a stack can't deploy its code; write broker={_EXAMPLE!r} with yours",
        )


def brokers_of(broker: str | Sequence[str] | None) -> str | None:
    """Return the brokers as DMS reads them; refuse what is not a list of hosts with ports."""
    if broker is None or taken_as_is(broker):
        return broker if isinstance(broker, str) else None
    given = broker.split(",") if isinstance(broker, str) else broker
    if not isinstance(given, list | tuple) or not given or not all(isinstance(each, str) for each in given):
        raise _not_brokers(broker)
    for each in given:
        if not taken_as_is(each) and not _is_broker(each):
            raise _not_brokers(broker)
    return ",".join(given)


def _is_broker(text: str) -> bool:
    found = _BROKER.fullmatch(text)
    return found is not None and 0 < int(found[1]) <= _LARGEST_PORT


def _not_brokers(broker: object) -> ConfigurationError:
    near = ""
    if isinstance(broker, str):
        parts = [part.strip() for part in re.split(r"[,;\s]+", broker) if part.strip()]
        if parts and all(map(_is_broker, parts)):
            near = ",".join(parts)
    return ConfigurationError(
        "DMS-Y023",
        "broker must be one or more brokers, each as host:port, with commas and nothing else between, got "
        f"{shown(broker, secret=True)}; write broker={near or _EXAMPLE!r}",
    )


def ports_of(brokers: str | None, protocol: str) -> list[int]:
    """Return what clients connect to: the ports of the brokers, or those of MSK where they aren't known."""
    known = sorted({int(found) for found in re.findall(r":([0-9]{1,5})(?=,|$)", brokers or "")})
    return known or [_fact("msk_ports")[protocol]]


def security_groups_of(cluster: Any) -> Sequence[str] | None:
    """Return the security groups of a cluster of MSK, where they are known."""
    groups: Sequence[str] | None = getattr(getattr(cluster, "broker_node_group_info", None), "security_groups", None)
    return groups
