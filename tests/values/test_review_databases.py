"""What a change does to the databases of a migration: phases, readers, capacity, versions."""

from __future__ import annotations

import copy
import json
from typing import Any, NamedTuple

import pytest

from dms_constructs.review.context import Known, Template
from dms_constructs.review.entry import Severity
from dms_constructs.review.prices import Prices
from dms_constructs.review.reviewing import review
from tests.values.migrations import app, entries

PRICES = Prices.from_json(
    json.dumps(
        {
            "format": 1,
            "currency": "USD",
            "as_of": "2026-11-28",
            "per_hour": {"dms.r6i.large": 0.25, "db.r6g.large": 0.5, "db.r6g.xlarge": 1, "acu": 0.125},
        }
    )
)


def cluster(
    phase: str | None = None, readers: int = 0, writer: str = "db.r6g.large", cluster: str = "Cluster", **given: Any
) -> dict[str, Any]:
    """The resources of a migration to a cluster with a writer and readers."""
    resources = copy.deepcopy(app())
    resources["Cluster"]["Properties"] |= given
    if phase is not None:
        resources["Cluster"]["Metadata"] = {"dms-constructs:phase": phase}
    for name in ("Writer", *(f"Reader{number}" for number in range(1, readers + 1))):
        resources[name] = {
            "Type": "AWS::RDS::DBInstance",
            "Properties": {"DBClusterIdentifier": {"Ref": cluster}, "DBInstanceClass": writer, "Engine": "aurora"},
        }
    return resources


def said(
    old: dict[str, Any], new: dict[str, Any], name: str, prices: Prices | None = None
) -> list[tuple[Severity, str]]:
    found = review([Template("", old)], [Template("", new)], Known(prices=prices))
    return [(each.severity, str(each)) for each in entries(found, name)]


class Told(NamedTuple):
    """A change, and one sentence that the review says of a resource."""

    old: dict[str, Any]
    new: dict[str, Any]
    name: str
    severity: Severity
    sentence: str
    prices: Prices | None = None


ACU = "ServerlessV2ScalingConfiguration"
STAYS = "if applications use it, keep phase=dms.TargetPhase.SERVING: a task writes to a cluster that serves, too"
RESTARTED = "it is restarted with it, so connections are lost, and tasks wait until it is back"
UPGRADED = "the upgrade restarts it, so connections are lost, and tasks wait until it is back"
PAID = "each instance of a cluster is paid for"
CASES = {
    "a cluster that serves is loaded again": Told(
        cluster("serving", 2, BackupRetentionPeriod=7),
        cluster("loading", 0, BackupRetentionPeriod=1),
        "Cluster",
        Severity.LOSES,
        "phase: serving -> loading: of a database that is in use, it deletes 2 readers, deletes the backups that are "
        f"older than 1 day, of 7 that were kept and takes the parameters of a load; {STAYS}",
    ),
    "one without readers is loaded again": Told(
        cluster("serving", BackupRetentionPeriod=1),
        cluster("loading", BackupRetentionPeriod=1),
        "Cluster",
        Severity.LOSES,
        f"phase: serving -> loading: of a database that is in use, it takes the parameters of a load; {STAYS}",
    ),
    "a cluster serves": Told(
        cluster("loading"),
        cluster("serving", 1),
        "Cluster",
        Severity.NOTE,
        "phase: loading -> serving: it takes the parameters of a database that is in use; static ones wait for a "
        "restart of its writer; 1 task can go on writing to it",
    ),
    "a reader comes": Told(
        cluster("loading"),
        cluster("serving", 1),
        "Reader1",
        Severity.COSTS,
        f"a reader is added, db.r6g.large (16 GiB): {PAID}",
    ),
    "a reader comes, with prices": Told(
        cluster("loading"),
        cluster("serving", 1),
        "Reader1",
        Severity.COSTS,
        f"a reader is added, db.r6g.large (16 GiB): {PAID}; 0 -> 0.5 USD per hour, by prices of 2026-11-28",
        PRICES,
    ),
    "a serverless reader comes": Told(
        cluster(writer="db.serverless", **{ACU: {"MinCapacity": 2, "MaxCapacity": 16}}),
        cluster(readers=1, writer="db.serverless", **{ACU: {"MinCapacity": 2, "MaxCapacity": 16}}),
        "Reader1",
        Severity.COSTS,
        f"a reader is added, db.serverless of 2 to 16 ACU (4 to 32 GiB): {PAID}; 0 -> 0.25 USD per hour, by prices of "
        "2026-11-28",
        PRICES,
    ),
    "the last reader goes": Told(
        cluster(readers=1),
        cluster(),
        "Reader1",
        Severity.WEAKENS,
        "a reader is removed, db.r6g.large (16 GiB): the cluster has no other: when its writer fails, it is not "
        "available for up to 10 minutes, and what reads from the reader endpoint reads from the writer",
    ),
    "one reader of two goes": Told(
        cluster(readers=2),
        cluster(readers=1),
        "Reader2",
        Severity.NOTE,
        "a reader is removed, db.r6g.large (16 GiB): it costs nothing any more, and 1 reader stays",
    ),
    "the only instance goes": Told(
        cluster(),
        {name: each for name, each in cluster().items() if name != "Writer"},
        "Writer",
        Severity.BREAKS,
        "its instance is removed, db.r6g.large (16 GiB): the cluster has no other instance, so nothing can connect to "
        "it; its data stays",
    ),
    "a larger class": Told(
        cluster(),
        cluster(writer="db.r6g.xlarge"),
        "Writer",
        Severity.STOPS,
        f"db.r6g.large (16 GiB) becomes db.r6g.xlarge (32 GiB): {RESTARTED}; 0.5 -> 1 USD per hour, by prices of "
        "2026-11-28",
        PRICES,
    ),
    "a class that nobody knows": Told(
        cluster(),
        cluster(writer="db.nobody"),
        "Writer",
        Severity.STOPS,
        f"db.r6g.large (16 GiB) becomes db.nobody: {RESTARTED}",
    ),
    "a class that is known at deployment only": Told(
        cluster(),
        cluster(writer={"Ref": "Class"}),  # type: ignore[arg-type]
        "Writer",
        Severity.STOPS,
        f"db.r6g.large (16 GiB) becomes Class: {RESTARTED}",
    ),
    "more capacity": Told(
        cluster(**{ACU: {"MinCapacity": 2, "MaxCapacity": 16}}),
        cluster(**{ACU: {"MinCapacity": 8, "MaxCapacity": 16}}),
        "Cluster",
        Severity.COSTS,
        "at least 8 ACU (16 GiB) for each instance, at least 2 ACU (4 GiB) before: 0.25 -> 1 USD per hour, by prices "
        "of 2026-11-28",
        PRICES,
    ),
    "less capacity": Told(
        cluster(**{ACU: {"MinCapacity": 2, "MaxCapacity": 16}}),
        cluster(**{ACU: {"MinCapacity": 2, "MaxCapacity": "8"}}),
        "Cluster",
        Severity.NOTE,
        "at most 8 ACU (16 GiB) for each instance, at most 16 ACU (32 GiB) before: it bills what it uses, within these "
        "bounds",
    ),
    "I/O-Optimized storage": Told(
        cluster(StorageType="aurora"),
        cluster(StorageType="aurora-iopt1"),
        "Cluster",
        Severity.COSTS,
        "its storage becomes I/O-Optimized: instances and storage cost more, and I/O nothing; it can be changed back "
        "at any time",
    ),
    "standard storage": Told(
        cluster(StorageType="aurora-iopt1"),
        cluster(),
        "Cluster",
        Severity.NOTE,
        "its storage is no longer I/O-Optimized: I/O is paid for; it can become I/O-Optimized again 30 days after it "
        "last did",
    ),
    "a newer version": Told(
        cluster(EngineVersion="16.4"),
        cluster(EngineVersion="17.7"),
        "Cluster",
        Severity.STOPS,
        f"EngineVersion: 16.4 -> 17.7: {UPGRADED}",
    ),
    "a newer version of Aurora MySQL": Told(
        cluster(EngineVersion="8.0.mysql_aurora.3.08.2"),
        cluster(EngineVersion="8.0.mysql_aurora.3.10.1"),
        "Cluster",
        Severity.STOPS,
        f"EngineVersion: 8.0.mysql_aurora.3.08.2 -> 8.0.mysql_aurora.3.10.1: {UPGRADED}",
    ),
    "an older version": Told(
        cluster(EngineVersion="17.7"),
        cluster(EngineVersion="16.10"),
        "Cluster",
        Severity.BREAKS,
        "EngineVersion: 17.7 -> 16.10: RDS upgrades engines and never takes them back, so the deployment fails; keep "
        "the version that it has",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_changes_for_a_database_is_told(case: str) -> None:
    old, new, name, severity, sentence, prices = CASES[case]

    assert (severity, sentence) in said(old, new, name, prices)


SILENT = {
    "the same phase": (cluster("serving", 1), cluster("serving", 1)),
    "a phase that nobody had said": (cluster(None, 1), cluster("loading", 1)),
    "a phase that nobody says any more": (cluster("serving", 1), cluster(None, 1)),
    "the same capacity, written in another way": (
        cluster(**{ACU: {"MinCapacity": 2, "MaxCapacity": 16}}),
        cluster(**{ACU: {"MinCapacity": "2", "MaxCapacity": "16"}}),
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_what_does_not_change_is_not_told(case: str) -> None:
    old, new = SILENT[case]

    assert review([Template("", old)], [Template("", new)], Known()).resources == ()


def test_a_reader_that_is_kept_is_not_said_to_be_deleted() -> None:
    old = cluster(readers=1)
    old["Reader1"]["DeletionPolicy"] = "Retain"

    assert said(old, cluster(), "Reader1") == [
        (Severity.NOTE, "removed: CloudFormation leaves it as it is, outside the stack")
    ]


def test_readers_of_a_cluster_that_goes_are_not_told_alone() -> None:
    new = {name: each for name, each in cluster().items() if name not in {"Cluster", "Writer"}}

    assert said(cluster(readers=1), new, "Reader1") == [
        (Severity.NOTE, "removed: CloudFormation deletes the database instance")
    ]


def test_the_instances_of_a_new_cluster_are_not_readers() -> None:
    old = {name: each for name, each in cluster().items() if name not in {"Cluster", "Writer"}}

    assert said(old, cluster(), "Writer") == [(Severity.COSTS, "a new database instance, db.r6g.large (16 GiB)")]


def test_an_instance_of_no_cluster_that_goes_has_a_last_snapshot() -> None:
    old = cluster()
    del old["Writer"]["Properties"]["DBClusterIdentifier"]
    old["Source"]["Properties"]["ServerName"] = {"Fn::GetAtt": ["Writer", "Endpoint.Address"]}

    assert said(old, app(), "Writer") == [(Severity.LOSES, "removed: CloudFormation takes a last snapshot first")]
