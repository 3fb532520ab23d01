"""Small rules that several operations share: identifiers, and parameters that exclude each other."""

from __future__ import annotations

import re

from local_cloud.plugin import inside
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Data

__all__ = ["check_identifiers", "check_key", "exclude", "invalid"]

_IDENTIFIER = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(-[a-zA-Z0-9]+)*")
# CreateReplicationInstance, CreateReplicationTask, CreateEndpoint and the like: the text of these parameters.
_LONGEST = {
    "ReplicationInstanceIdentifier": 63,
    "ReplicationTaskIdentifier": 255,
    "EndpointIdentifier": 255,
    "ReplicationConfigIdentifier": 255,
    "ReplicationSubnetGroupIdentifier": 255,
    "ResourceIdentifier": 31,
}
_LOWER_CASE = ("ReplicationInstanceIdentifier", "ReplicationSubnetGroupIdentifier", "EndpointIdentifier")


def invalid(message: str) -> Fault:
    """Make the fault for a value that DMS doesn't take."""
    return Fault("InvalidParameterValueException", message)


def exclude(request: Data, one: str, other: str) -> None:
    """Refuse two parameters together."""
    if request.get(one) and request.get(other):
        raise Fault("InvalidParameterCombinationException", f"{one} and {other} cannot be specified together.")


def check_identifiers(request: Data) -> None:
    """Refuse ill-formed identifiers, and store in lower case the ones that DMS does."""
    for name, longest in _LONGEST.items():
        value = request.get(name)
        if value is None:
            continue
        if name == "ReplicationSubnetGroupIdentifier":
            _check_subnet_group_name(value)
        elif not _IDENTIFIER.fullmatch(value) or len(value) > longest:
            raise invalid(
                f"The parameter {name} is not a valid identifier. Identifiers must begin with a letter; must contain "
                "only ASCII letters, digits, and hyphens; must not end with a hyphen or contain two consecutive "
                f"hyphens; and must have at most {longest} characters."
            )
        if name in _LOWER_CASE:
            request[name] = value.lower()


def _check_subnet_group_name(value: str) -> None:
    if value.lower() == "default" or not re.fullmatch(r"[a-zA-Z0-9._ -]{1,255}", value):
        raise invalid(
            "The parameter ReplicationSubnetGroupIdentifier must contain no more than 255 alphanumeric characters, "
            "periods, spaces, underscores, or hyphens, and must not be 'default'."
        )


def check_key(request: Data) -> None:
    """Refuse a KMS key that isn't there."""
    key = request.get("KmsKeyId")
    if key and inside.find_key(key) is None:
        raise Fault("KMSKeyNotAccessibleFault", f"The specified KMS key {key} is not accessible.")
