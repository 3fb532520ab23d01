"""The checks of what an instance or a serverless replication is given (source: CreateReplicationInstance)."""

from __future__ import annotations

import difflib
import ipaddress
import re
from collections.abc import Sequence

from aws_cdk import aws_dms, aws_ec2 as ec2

from dms_constructs import facts
from dms_constructs._aws_names import identifier
from dms_constructs._checks import (
    flag,
    in_range,
    is_a,
    is_object_with,
    not_blank,
    provides,
    skipped,
    taken_as_is,
)
from dms_constructs._code import SELF, Variable, call
from dms_constructs.errors import ConfigurationError, is_list_token, shown
from dms_constructs.replication.instance_class import InstanceClass


def check_machine(
    instance_class: InstanceClass | None, storage: int | None, multi_az: bool, availability_zone: str | None
) -> None:
    named = "dms.r6i.large"
    if isinstance(instance_class, str | ec2.InstanceType):
        given = instance_class if isinstance(instance_class, str) else instance_class.to_string()
        named = _class_of(given if given.startswith("dms.") else f"dms.{given}")
    is_a("DMS-I001", "instance_class", instance_class, InstanceClass, call("dms.InstanceClass.of", named))
    sizes = facts.instances()["storage"]
    in_range(
        "DMS-I003", "allocated_storage_gib", storage, sizes["min_gib"]["value"], sizes["max_gib"]["value"], unit="GiB"
    )
    check_zones(availability_zone, multi_az=multi_az)


def _class_of(name: str) -> str:
    """Return the name of a class, or of the one that was probably meant."""
    try:
        return InstanceClass.of(name).name
    except ConfigurationError:
        near = difflib.get_close_matches(name, facts.instances()["classes"], n=1)
        return near[0] if near else "dms.r6i.large"


def check_zones(availability_zone: str | None, *, multi_az: bool) -> None:
    flag("multi_az", multi_az)
    if availability_zone is not None:
        not_blank("DMS-I004", "availability_zone", availability_zone)
        _check_zone(availability_zone)
    if multi_az and availability_zone is not None:
        raise ConfigurationError(
            "DMS-I004",
            f"availability_zone must be left out with multi_az=True, got {availability_zone!r}: DMS places both "
            "machines itself; remove availability_zone",
            given=availability_zone,
        )


_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d+")
_ZONE_ID = re.compile(r"[a-z]{3,5}\d+-[a-z0-9-]*az\d+")


def _check_zone(zone: str) -> None:
    """Raise for the name of a region, and for the id of a zone."""
    if taken_as_is(zone):
        return
    if _REGION.fullmatch(zone):
        raise ConfigurationError(
            "DMS-I004",
            f"availability_zone must be the name of a zone, got {zone!r}, which is a region; write "
            f"availability_zone='{zone}a', or leave it out",
            given=zone,
        )
    if _ZONE_ID.fullmatch(zone):
        raise ConfigurationError(
            "DMS-I004",
            f"availability_zone must be the name of a zone, got {zone!r}, which is the id of one; write its name in "
            "your account, such as 'eu-west-1a', or leave it out",
            given=zone,
        )


def check_names(name: str | None, window: str | None, name_servers: Sequence[str] | None) -> None:
    identifier("DMS-I005", "replication_instance_identifier", name, facts.limit("replication_instance_identifier_max"))
    _check_maintenance_window(window)
    if name_servers is None or is_list_token(name_servers):
        return
    if not isinstance(name_servers, list | tuple) or not 1 <= len(name_servers) <= facts.limit("dns_name_servers_max"):
        raise ConfigurationError(
            "DMS-I007",
            f"dns_name_servers must be a list of 1 to {facts.limit('dns_name_servers_max')} addresses, "
            f"got {shown(name_servers)}; write dns_name_servers=['10.0.0.2'], or leave it out to use the VPC's",
            given=name_servers,
        )
    for address in name_servers:
        try:
            if not taken_as_is(address):
                ipaddress.ip_address(str(address))
        except ValueError:
            raise ConfigurationError(
                "DMS-I007",
                f"dns_name_servers must hold IP addresses, got {shown(address)}; write dns_name_servers=['10.0.0.2'], "
                "or leave it out to use the VPC's",
                given=address,
            ) from None


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(\w{3}):([01]\d|2[0-3]):([0-5]\d)-(\w{3}):([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_MINUTES_PER_WEEK = 7 * 24 * 60


def _check_maintenance_window(window: str | None) -> None:
    if skipped(window):
        return
    match = _WINDOW.fullmatch(str(window).lower())
    if match is None or match[1] not in _DAYS or match[4] not in _DAYS:
        raise ConfigurationError(
            "DMS-I006",
            "preferred_maintenance_window must look like 'sun:03:00-sun:04:00' (UTC, days mon to sun), "
            f"got {shown(window)}",
            given=window,
        )
    start, end = (
        (_DAYS.index(day) * 24 + int(hour)) * 60 + int(minute)
        for day, hour, minute in ((match[1], match[2], match[3]), (match[4], match[5], match[6]))
    )
    length = (end - start) % _MINUTES_PER_WEEK
    minimum = facts.limit("maintenance_window_min")
    if length < minimum:
        raise ConfigurationError(
            "DMS-I006",
            f"preferred_maintenance_window must be at least {minimum} minutes, got {length}: {window!r}",
            given=window,
        )


def check_placement(vpc_subnets: object, subnet_group: object, security_groups: Sequence[object] | None) -> None:
    imported = "dms.ReplicationSubnetGroup.from_replication_subnet_group_name"
    if isinstance(subnet_group, str):
        written = call(imported, SELF, "Subnets", subnet_group)
    elif isinstance(subnet_group, aws_dms.CfnReplicationSubnetGroup):
        written = call(imported, SELF, "Subnets", Variable("subnet_group.ref"))
    else:
        written = "dms.ReplicationSubnetGroup(self, 'Subnets', vpc=vpc)"
    provides("subnet_group", subnet_group, "replication_subnet_group_name", "a subnet group", written)
    if vpc_subnets is not None and subnet_group is not None:
        raise ConfigurationError(
            "DMS-I008", "vpc_subnets must be left out with subnet_group, which has its own subnets; remove vpc_subnets"
        )
    check_security_groups("DMS-I009", security_groups)


def check_security_groups(code: str, security_groups: Sequence[object] | None) -> None:
    """Raise unless these are security groups, where any are given; with the code where there is none in the list."""
    if security_groups is not None and not security_groups:
        raise ConfigurationError(code, "security_groups must not be empty; leave it out to get one made")
    written = f"security_groups=[{_imported_group(security_groups) or 'group'}]"
    is_a("DMS-A001", "security_groups", security_groups, (list, tuple), written)
    for group in security_groups or ():
        if is_object_with(group, "security_group_id"):
            continue
        provides(
            "security_groups",
            group,
            "security_group_id",
            "a list of security groups",
            f"security_groups=[{_imported_group(group) or _imported_group('sg-...')}]",
            required=True,
        )


def _imported_group(given: object) -> str | None:
    """Return how the security group of an id is written; None for something else."""
    is_id = isinstance(given, str) and given.startswith("sg-")
    return call("ec2.SecurityGroup.from_security_group_id", SELF, "Group", given) if is_id else None
