"""The IP versions that a replication instance uses."""

from __future__ import annotations

import enum

__all__ = ["NetworkType"]


class NetworkType(enum.Enum):
    """
    The IP versions that a replication instance uses.

    Source: the NetworkType parameter of CreateReplicationInstance in the AWS DMS API reference.
    """

    IPV4 = "IPV4"
    DUAL = "DUAL"
    """IPv4 and IPv6; the subnets must have both."""
