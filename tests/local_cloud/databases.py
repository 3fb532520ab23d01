"""Resources of RDS for templates of tests."""

from __future__ import annotations

from typing import Any

from tests.local_cloud.stack import resource

__all__ = ["LOGIN", "POSTGRESQL", "cluster", "member"]

LOGIN = {"MasterUsername": "dms", "MasterUserPassword": "sesame-sesame"}
POSTGRESQL = {"Engine": "aurora-postgresql", "EngineVersion": "17.7"}


def cluster(**changed: object) -> dict[str, Any]:
    """A cluster that is deleted without a snapshot; a property that is None is left out."""
    given = {**POSTGRESQL, **LOGIN, **changed}
    properties = {name: value for name, value in given.items() if value is not None}
    return {**resource("RDS::DBCluster", **properties), "DeletionPolicy": "Delete"}


def member(**changed: object) -> dict[str, Any]:
    """An instance of the cluster `Cluster` of the same template."""
    properties = {
        "Engine": "aurora-postgresql",
        "DBInstanceClass": "db.r6g.large",
        "DBClusterIdentifier": {"Ref": "Cluster"},
    }
    return resource("RDS::DBInstance", **properties | changed)
