"""The checks of what an Aurora cluster is given, one kind of thing each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from dms_constructs import facts
from dms_constructs._checks import is_a, is_list, number_taken_as_is, skipped
from dms_constructs._construct import check_network, select_subnets
from dms_constructs.databases.limits import Limit, choices, limit
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, did_you_mean, is_list_token, is_unresolved, shown

__all__ = [
    "check_database",
    "check_days",
    "check_logs",
    "check_monitoring",
    "check_place",
    "check_readers",
    "check_rotation",
    "check_seconds",
    "check_user",
    "nearest",
    "stays",
]

_ZONES = 2
_USUAL_SECONDS = 300
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


def stays(policy: cdk.RemovalPolicy) -> bool:
    """Whether a cluster stays when it leaves its stack, so what it uses must stay, too."""
    return policy in {cdk.RemovalPolicy.RETAIN, cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE}


def check_place(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> ec2.SubnetSelection:
    """
    Return the subnets of a cluster: those asked for, or private ones, or isolated ones.

    The CDK's own default for a cluster is private ones only.

    Raises:
        ConfigurationError: `DMS-B007` where they are in one zone, or public without having been asked for.
    """
    check_network(vpc, selection)
    selected = select_subnets(vpc, selection)
    if selection is None and selected.has_public:
        raise ConfigurationError(
            "DMS-B007",
            "the VPC has public subnets only; write vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC) "
            "for a cluster that is there, without a public address, or give the VPC isolated ones",
        )
    zones = selected.availability_zones
    known = {zone for zone in zones if not is_unresolved(zone)}
    if is_list_token(zones) or len(known) < len(set(zones)) or len(known) >= _ZONES:
        return selection if selection is not None else ec2.SubnetSelection(subnets=selected.subnets)
    raise ConfigurationError(
        "DMS-B007",
        f"an Aurora cluster needs subnets in two Availability Zones, and these are in {', '.join(known) or 'none'}; "
        "write vpc_subnets=ec2.SubnetSelection(...) with others, or give the VPC a second zone, as in "
        "ec2.Vpc(self, 'Vpc', max_azs=2)",
        given=sorted(known),
    )


def check_days(name: str, value: cdk.Duration | None) -> None:
    """Raise unless backups can be kept for that long."""
    is_a("DMS-B004", name, value, cdk.Duration, "cdk.Duration.days(7)")
    if value is None or value.is_unresolved():
        return
    days, allowed = float(value.to_days(integral=False)), limit("backup_retention")
    if allowed.allows(days) and days.is_integer():
        return
    reason = ": Aurora's automated backups can't be switched off" if days < allowed.minimum else ""
    raise ConfigurationError(
        "DMS-B004",
        f"{name} must be {allowed}, whole ones, got {days:g}{reason}; write "
        f"{name}=cdk.Duration.days({nearest(math.ceil(days), allowed):g})",
        given=days,
    )


def check_seconds(code: str, name: str, value: cdk.Duration | None, limit_name: str) -> None:
    """Raise unless the limit allows that long, in whole seconds."""
    allowed = limit(limit_name)
    meant = value if isinstance(value, int) and not isinstance(value, bool) else _USUAL_SECONDS
    near = nearest(meant, allowed)
    is_a(code, name, value, cdk.Duration, f"{name}=cdk.Duration.seconds({near:g})")
    if value is None or value.is_unresolved():
        return
    seconds = float(value.to_seconds(integral=False))
    if not (allowed.allows(seconds) and seconds.is_integer()):
        near = nearest(math.ceil(seconds), allowed)
        raise ConfigurationError(
            code,
            f"{name} must be {allowed}, got {seconds:g}; write {name}=cdk.Duration.seconds({near:g})",
            given=seconds,
        )


def check_readers(value: int) -> None:
    """Raise unless a cluster can have so many readers."""
    allowed = limit("readers")
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if number_taken_as_is(value) or (isinstance(value, int) and is_number and allowed.allows(value)):
        return
    near = nearest(math.ceil(value), allowed) if is_number else 1
    raise ConfigurationError(
        "DMS-B005",
        f"readers must be {allowed}, got {value if is_number else shown(value)}; write readers={near:g}",
        given=value,
    )


def check_rotation(value: cdk.Duration | None) -> None:
    """Raise unless Secrets Manager can change a password so often."""
    name = "automatically_after"
    is_a("DMS-B013", name, value, cdk.Duration, "cdk.Duration.days(30)")
    if value is None or value.is_unresolved():
        return
    hours, allowed = float(value.to_hours(integral=False)), limit("rotation")
    if hours and not (allowed.allows(hours) and hours.is_integer()):
        near = nearest(math.ceil(hours), allowed)
        raise ConfigurationError(
            "DMS-B013",
            f"{name} must be {allowed}, whole ones, got {hours:g}; write {name}=cdk.Duration.hours({near:g})",
            given=hours,
        )


def check_monitoring(name: str, value: cdk.Duration | None) -> None:
    """Raise unless the operating system can be looked at so often."""
    is_a("DMS-B008", name, value, cdk.Duration, "cdk.Duration.seconds(30)")
    if value is None or value.is_unresolved():
        return
    seconds, allowed = float(value.to_seconds(integral=False)), choices("monitoring_interval")
    if seconds not in allowed:
        near = min(allowed, key=lambda each: abs(each - seconds))
        raise ConfigurationError(
            "DMS-B008",
            f"{name} must be one of {', '.join(map(str, allowed))} seconds, got {seconds:g}; write "
            f"{name}=cdk.Duration.seconds({near})",
            given=seconds,
        )


def check_logs(given: Sequence[str] | None, allowed: Iterable[str], engine: str) -> None:
    """Raise unless the engine has these logs."""
    example = f"cloudwatch_logs_exports={list(allowed)!r}"
    is_list("DMS-B010", "cloudwatch_logs_exports", given, example, of_texts=given in tuple(allowed))
    for each in given or ():
        if not isinstance(each, str) or each not in allowed:
            raise ConfigurationError(
                "DMS-B010",
                f"cloudwatch_logs_exports must name logs of {engine}, got {shown(each)}{did_you_mean(each, allowed)}; "
                f"write some of {', '.join(map(repr, allowed))}",
                given=each,
            )
    once = list(dict.fromkeys(given or ()))
    if len(once) < len(given or ()):
        raise ConfigurationError(
            "DMS-B010",
            f"cloudwatch_logs_exports must name each log once; write cloudwatch_logs_exports={once!r}",
            given=given,
        )


def check_database(value: str | None, engine: EngineName) -> None:
    """Raise unless a database of an engine can be made by this name."""
    if skipped(value):
        return
    known = facts.aurora()["names"][engine.value]
    longest: int = known["longest_database"]
    if not isinstance(value, str) or not _NAME.fullmatch(value) or len(value) > longest:
        write = _as_name(value, longest, "orders")
        raise ConfigurationError(
            "DMS-B012",
            f"database must be a letter and up to {longest - 1} letters, digits and underscores, as RDS makes "
            f"databases, got {shown(value)}; write database={write!r}",
            given=value,
        )
    if value.lower() in known["databases"]:
        raise ConfigurationError(
            "DMS-B012",
            f"database must not be {value!r}, which each server has already; write database='orders'",
            given=value,
        )


def check_user(name: str, value: str | None, engine: EngineName) -> None:
    """Raise unless a user of an engine can have this name."""
    if skipped(value):
        return
    known = facts.aurora()["names"][engine.value]
    longest: int = known["longest"][name]
    if not isinstance(value, str) or not _NAME.fullmatch(value) or len(value) > longest:
        write = _as_name(value, longest, "dms_writer")
        raise ConfigurationError(
            "DMS-B011",
            f"{name} must be a letter and up to {longest - 1} letters, digits and underscores, got {shown(value)}; "
            f"write {name}={write!r}",
            given=value,
        )
    if re.fullmatch(known["users"], value.lower()):
        raise ConfigurationError(
            "DMS-B011",
            f"{name} must not be {value!r}, which RDS or the engine keeps for itself; write {name}='dms_writer'",
            given=value,
        )


def _as_name(given: object, longest: int, otherwise: str) -> str:
    """Return a name of letters, digits and underscores that is near to what was given, or another."""
    near = re.sub(r"\W+", "_", given, flags=re.ASCII).strip("_") if isinstance(given, str) else ""
    return near if _NAME.fullmatch(near) and len(near) <= longest else otherwise


def nearest(value: float, allowed: Limit) -> float:
    """Return what a limit allows that is nearest."""
    return min(max(value, allowed.minimum), allowed.maximum if allowed.maximum is not None else value)
