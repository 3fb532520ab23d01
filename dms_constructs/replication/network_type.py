"""The IP versions a replication instance speaks."""

from __future__ import annotations

import enum

__all__ = ["NetworkType"]


class NetworkType(enum.Enum):
    """
    The IP versions a replication instance speaks.

    Source: the NetworkType parameter of CreateReplicationInstance in the AWS DMS API reference.
    """

    IPV4 = "IPV4"
    DUAL = "DUAL"
    """IPv4 and IPv6; the subnets must have both."""
