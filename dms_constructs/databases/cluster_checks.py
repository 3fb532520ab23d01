"""The checks of what an Aurora cluster is given, one kind of thing each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from dms_constructs._checks import is_a, number_taken_as_is, skipped
from dms_constructs._construct import check_network, select_subnets
from dms_constructs.databases.limits import Limit, choices, limit
from dms_constructs.errors import ConfigurationError, did_you_mean, is_list_token, is_unresolved, shown

__all__ = [
    "check_database",
    "check_days",
    "check_logs",
    "check_monitoring",
    "check_place",
    "check_readers",
    "check_seconds",
    "check_user",
    "nearest",
]

_ZONES = 2
_USUAL_SECONDS = 300
_DATABASE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)
_USER = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
# `admin` is reserved by Aurora PostgreSQL, the others by RDS.
_RESERVED = {"admin", "rdsadmin", "rdsproxyadmin", "rds_superuser"}


def check_place(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> None:
    """Raise unless the VPC has such subnets, in two zones."""
    check_network(vpc, selection)
    zones = select_subnets(vpc, selection).availability_zones
    known = {zone for zone in zones if not is_unresolved(zone)}
    if is_list_token(zones) or len(known) < len(set(zones)) or len(known) >= _ZONES:
        return
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
    is_number = isinstance(value, int) and not isinstance(value, bool)
    near = nearest(value if is_number else _USUAL_SECONDS, allowed)
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
    is_a("DMS-B010", "cloudwatch_logs_exports", given, (list, tuple), example)
    for each in given or ():
        if isinstance(each, str) and (is_unresolved(each) or each in allowed):
            continue
        raise ConfigurationError(
            "DMS-B010",
            f"cloudwatch_logs_exports must name logs of {engine}, got {shown(each)}{did_you_mean(each, allowed)}; "
            f"write some of {', '.join(map(repr, allowed))}",
            given=each,
        )


def check_database(value: str | None) -> None:
    """Raise unless a database can be made by this name."""
    if skipped(value) or (isinstance(value, str) and _DATABASE.fullmatch(value)):
        return
    near = re.sub(r"\W+", "_", value, flags=re.ASCII).strip("_") if isinstance(value, str) else ""
    write = near if _DATABASE.fullmatch(near) else "orders"
    raise ConfigurationError(
        "DMS-B012",
        "database must be a letter and up to 62 letters, digits and underscores, as RDS makes databases, got "
        f"{shown(value)}; write database={write!r}",
        given=value,
    )


def check_user(name: str, value: str | None, longest: int) -> None:
    """Raise unless a user can have this name."""
    if skipped(value):
        return
    if not isinstance(value, str) or not _USER.fullmatch(value) or len(value) > longest:
        near = re.sub(r"\W+", "_", value, flags=re.ASCII).strip("_") if isinstance(value, str) else ""
        write = near if _USER.fullmatch(near) and len(near) <= longest else "dms_writer"
        raise ConfigurationError(
            "DMS-B011",
            f"{name} must be a letter and up to {longest - 1} letters, digits and underscores, got {shown(value)}; "
            f"write {name}={write!r}",
            given=value,
        )
    if value.lower() in _RESERVED:
        raise ConfigurationError(
            "DMS-B011",
            f"{name} must not be {value!r}, which RDS keeps for itself; write {name}='dms_{value.lower()}'",
            given=value,
        )


def nearest(value: float, allowed: Limit) -> float:
    """Return what a limit allows that is nearest."""
    return min(max(value, allowed.minimum), allowed.maximum if allowed.maximum is not None else value)
