"""What an instance and a serverless replication need alike: a security group, name servers, a name, a retention."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from dms_constructs import facts
from dms_constructs._construct import stack_of
from dms_constructs.errors import is_list_token

__all__ = [
    "LONGEST_NAME",
    "joined",
    "physical_name",
    "retention_of",
    "security_group",
    "short_names",
]

# Nobody wants to read the longest name that DMS would take.
LONGEST_NAME = 47
_LONGEST_PATH = 255
_HASH_OF_PATH = re.compile(r"-[0-9A-F]{8}$")
_NOT_IN_A_DESCRIPTION = re.compile(r"[^\w .:/()#,@\[\]+=&;{}!$*-]", re.ASCII)


def security_group(
    scope: Construct,
    vpc: ec2.IVpc,
    description: str,
    removal_policy: cdk.RemovalPolicy | None,
    *,
    allow_all_outbound: bool = True,
) -> ec2.SecurityGroup:
    """Make a security group that may reach anything, or nothing, described in the characters that EC2 takes."""
    described = _NOT_IN_A_DESCRIPTION.sub("_", description)[:255]
    group = ec2.SecurityGroup(
        scope, "SecurityGroup", vpc=vpc, description=described, allow_all_outbound=allow_all_outbound
    )
    if removal_policy is not None:
        group.apply_removal_policy(removal_policy)
    return group


def joined(name_servers: Sequence[str] | None) -> str | None:
    """Return name servers as DMS takes them: one text."""
    if not name_servers:
        return None
    return cdk.Fn.join(",", list(name_servers)) if is_list_token(name_servers) else ",".join(name_servers)


def physical_name(scope: Construct, longest: int, *replacing: object) -> str:
    """
    Make a name from the construct's path and from the properties whose change replaces the resource.

    CloudFormation creates the new resource before it deletes the old one, so the two must not share a name.
    """
    digest = _digest(scope, replacing)
    readable = cdk.Names.unique_resource_name(scope, max_length=longest - len(digest) - 1, separator="-").lower()
    return f"{readable}-{digest}"


def short_names(scope: Construct, longest: Sequence[int], *replacing: object) -> list[str]:
    """Make such names, each of whole words of the path and not too long: the digest tells them apart."""
    unique = cdk.Names.unique_resource_name(scope, max_length=_LONGEST_PATH, separator="-")
    digest = _digest(scope, (unique, *replacing))
    readable = _HASH_OF_PATH.sub("", unique).lower()
    return [f"{_shortened(readable, most - len(digest) - 1)}-{digest}" for most in longest]


def _digest(scope: Construct, replacing: Sequence[object]) -> str:
    resolved = json.dumps(stack_of(scope).resolve(list(replacing)), sort_keys=True)
    return hashlib.sha256(resolved.encode()).hexdigest()[:6]


def _shortened(name: str, longest: int) -> str:
    """Leave out words in the middle until the name is short enough; the first one begins with a letter."""
    words = name.split("-")
    while len("-".join(words)) > longest and len(words) > 1:
        del words[len(words) // 2]
    return "-".join(words)[:longest]


def retention_of(given: object) -> str:
    """Return the code for a retention that was given as a number of days, or in another way."""
    days = given.days if isinstance(given, dt.timedelta) else given
    name = facts.instances()["log_retention"]["days"].get(str(days), "ONE_MONTH")
    return f"logs.RetentionDays.{name}"
