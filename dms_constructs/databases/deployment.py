"""How a database server is run, which decides what its administrator can do."""

from __future__ import annotations

import enum

__all__ = ["Deployment"]


class Deployment(str, enum.Enum):
    """
    How a database server is run: who administers it, where its parameters are set, and by which names.

    Source: the DMS User Guide, pages CHAP_Source.PostgreSQL and CHAP_Source.MySQL.
    """

    SELF_MANAGED = "self-managed"
    """On a machine of one's own, on Amazon EC2 or elsewhere: its administrator may do everything."""
    RDS = "rds"
    """On Amazon RDS, as an instance or a Multi-AZ cluster."""
    AURORA = "aurora"
    """A cluster of Amazon Aurora."""
