"""What a cluster of MSK listens for: which protocols, and how clients log in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import taken_as_is
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["check_broker_ports", "check_listener"]

# The brokers of a cluster of MSK, also of a serverless one: b-1.shop.abc123.c2.kafka.eu-west-1.amazonaws.com:9094.
_MSK_BROKER = re.compile(r"[\w.-]+\.kafka(?:-serverless)?\.[a-z0-9-]+\.(?:amazonaws\.com|amazonaws\.com\.cn):(\d{1,5})")
_PROPERTIES = "msk.CfnCluster.ClientAuthenticationProperty"
_NEW = {
    "unauthenticated": "unauthenticated=msk.CfnCluster.UnauthenticatedProperty(enabled=True)",
    "tls": "tls=msk.CfnCluster.TlsProperty(enabled=True, certificate_authority_arn_list=[...])",
    "scram": "scram=msk.CfnCluster.ScramProperty(enabled=True)",
    "iam": "iam=msk.CfnCluster.IamProperty(enabled=True)",
}


class _NotKnown(Exception):  # noqa: N818  # not an error: what a token hides
    """A part of a cluster is known at deployment only."""


def check_listener(cluster: Any, protocol: str) -> list[Finding]:
    """
    Raise for a cluster of MSK that surely has no brokers for a protocol; find one that lets clients in in another way.

    Args:
        cluster: The cluster; one that says nothing of its clients is not checked.
        protocol: The protocol, as DMS calls it.

    Raises:
        ConfigurationError: `DMS-Y033`.
    """
    try:
        ways = _ways_in(cluster)
        encryption = _client_broker(cluster)
    except _NotKnown:
        return []
    fact = facts.endpoint_settings("KafkaSettings")["msk_listeners"]
    needs: Mapping[str, Any] = fact["value"][protocol]
    missing = []
    if encryption is not None and encryption not in needs["client_broker"]:
        missing.append(f"its client_broker is {encryption!r}")
    if not any(ways[each] for each in needs["any_of"]):
        missing.append(f"client_authentication has no {' and no '.join(needs['any_of'])}")
    if missing:
        others = [name for name, each in fact["value"].items() if _is_there(each, ways, encryption)]
        raise ConfigurationError(
            "DMS-Y033",
            f"cluster has no brokers for security_protocol {protocol!r}: {' and '.join(missing)}; "
            f"{_fix(needs, ways, encryption)}{_or_protocol(others)}",
            source=fact["source"],
        )
    wanted = needs["logs_in_by"]
    if wanted is None or ways[wanted]:
        return []
    other = next(name for name, each in fact["value"].items() if ways[each["logs_in_by"]])
    return [
        Finding(
            "endpoint.authenticationDiffers",
            f"DMS would connect with security_protocol {protocol!r}, and client_authentication of the cluster has no "
            f"{wanted}",
            fact["source"],
            fix=f"give the cluster {_authentication(wanted, ways)}{_or_protocol([other])}",
        )
    ]


def _ways_in(cluster: Any) -> dict[str, bool]:
    """Return which ways to log in a cluster has; with none of the others, all clients are let in."""
    given = _part(cluster, "client_authentication")
    sasl, tls = _part(given, "sasl"), _part(given, "tls")
    has_tls = _switch(tls)
    if has_tls is None:
        has_tls = bool(_part(tls, "certificate_authority_arn_list"))
    scram, iam = bool(_switch(_part(sasl, "scram"))), bool(_switch(_part(sasl, "iam")))
    everybody = _switch(_part(given, "unauthenticated"))
    if everybody is None:
        everybody = not (scram or iam or has_tls)
    return {"unauthenticated": everybody, "tls": has_tls, "scram": scram, "iam": iam}


def _client_broker(cluster: Any) -> str | None:
    """Return how clients and brokers talk; None where it is left to MSK, which always has TLS then."""
    value = _part(_part(_part(cluster, "encryption_info"), "encryption_in_transit"), "client_broker")
    if value is not None and (not isinstance(value, str) or taken_as_is(value)):
        raise _NotKnown
    return value


def _part(owner: Any, name: str) -> Any:
    """Return a part of what a cluster is made with; None where it is not said."""
    if owner is None:
        return None
    if isinstance(owner, Mapping):
        return owner.get(name)
    if not hasattr(type(owner), name) and not hasattr(owner, name):
        raise _NotKnown
    return getattr(owner, name)


def _switch(owner: Any) -> bool | None:
    value = _part(owner, "enabled")
    if value is not None and not isinstance(value, bool):
        raise _NotKnown
    return value


def _is_there(needs: Mapping[str, Any], ways: Mapping[str, bool], encryption: str | None) -> bool:
    wanted = needs["logs_in_by"]
    is_spoken = (encryption or "TLS") in needs["client_broker"]
    return is_spoken and any(ways[each] for each in needs["any_of"]) and (wanted is None or ways[wanted])


def _fix(needs: Mapping[str, Any], ways: Mapping[str, bool], encryption: str | None) -> str:
    writes = []
    if encryption is not None and encryption not in needs["client_broker"]:
        writes.append(f"client_broker={needs['client_broker'][0]!r}")
    if not any(ways[each] for each in needs["any_of"]):
        writes.append(_authentication(needs["logs_in_by"], ways))
    return f"give the cluster {' and '.join(writes)}"


def _authentication(wanted: str, ways: Mapping[str, bool]) -> str:
    """Return the client authentication that a cluster has, and what it needs beside it."""
    on = [name for name in _NEW if name == wanted or ways[name]]
    in_sasl = ", ".join(_NEW[name] for name in on if name in {"scram", "iam"})
    named = [
        "tls=cluster.client_authentication.tls" if name == "tls" and ways[name] else _NEW[name]
        for name in on
        if name in {"unauthenticated", "tls"}
    ]
    if in_sasl:
        named.append(f"sasl=msk.CfnCluster.SaslProperty({in_sasl})")
    return f"client_authentication={_PROPERTIES}({', '.join(named)})"


def _or_protocol(others: list[str]) -> str:
    if not others:
        return ""
    return f", or write security_protocol=dms.KafkaSecurityProtocol.{others[0].upper().replace('-', '_')} at the target"


def check_broker_ports(brokers: str | None, protocol: str) -> None:
    """
    Raise for brokers of MSK whose port is for another protocol.

    Args:
        brokers: The brokers, as DMS reads them.
        protocol: The protocol, as DMS calls it.

    Raises:
        ConfigurationError: `DMS-Y034`.
    """
    fact = facts.endpoint_settings("KafkaSettings")["msk_all_ports"]
    for broker in (brokers or "").split(","):
        found = _MSK_BROKER.fullmatch(broker)
        if found is None:
            continue
        here = fact["value"].get(found[1])
        if here is None or protocol in here:
            continue
        port = next(port for port, protocols in fact["value"].items() if protocol in protocols)
        name = f"dms.KafkaSecurityProtocol.{here[0].upper().replace('-', '_')}" if here else ""
        what = f"{' and '.join(map(repr, here))}" if here else "IAM authentication, which DMS doesn't have for Kafka"
        raise ConfigurationError(
            "DMS-Y034",
            f"port {found[1]} of MSK is for {what}, and security_protocol is {protocol!r}; write port {port} in broker"
            f"{f', or security_protocol={name}' if name else ''}",
            source=fact["source"],
        )
