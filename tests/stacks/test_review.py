"""Apps with a life cycle are reviewed as cdk synth writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.cli import review_files
from dms_constructs.review.entry import Consent, ResourceReview
from dms_constructs.review.reviewing import review

TABLES = dms.Catalog(
    *(dms.SourceTable("shop", name, [dms.SourceColumn("id", "bigint")], primary_key=["id"]) for name in "ab"),
    engine=dms.EngineName.MYSQL,
)


def synthesized(folder: Path, construct_id: str = "Task", **arguments: Any) -> Path:
    """An app with one migration, whose task has these arguments too."""
    app = cdk.App(outdir=str(folder))
    stack = cdk.Stack(app, "Shop")
    source, target = (
        dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(stack, name, name))
        for name in ("shop", "orders")
    )
    dms.ReplicationTask(
        stack,
        construct_id,
        replication_instance=dms.ReplicationInstance(stack, "Instance", vpc=ec2.Vpc(stack, "Vpc")),
        source=dms.MySqlSource(stack, "Source", connection=source),
        target=dms.PostgreSqlTarget(stack, "Target", connection=target, database="orders"),
        start=dms.StartPolicy.ALWAYS_RUNNING,
        source_catalog=TABLES,
        **{
            "migration_type": dms.MigrationType.FULL_LOAD_AND_CDC,
            "table_mappings": dms.TableMappings(dms.Include("shop", "a")),
        }
        | arguments,
    )
    app.synth()
    return folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app as it is deployed."""
    return synthesized(tmp_path_factory.mktemp("before"))


def task_of(old: Path, new: Path) -> ResourceReview:
    """What the review says of the task."""
    found = review(review_files.read(str(old)), review_files.read(str(new)))
    (task,) = (each for each in found.resources if each.type == "AWS::DMS::ReplicationTask")
    return task


def fingerprint(folder: Path) -> str:
    template = json.loads((folder / "Shop.template.json").read_text(encoding="utf-8"))
    (gate,) = (each for each in template["Resources"].values() if each["Type"] == "Custom::DmsGate")
    (told,) = gate["Properties"]["Tasks"].values()
    return str(json.loads(told["Entry"])["Fingerprint"])[:8]


def test_a_table_that_is_gained_is_named_and_needs_consent(before: Path, tmp_path: Path) -> None:
    after = synthesized(tmp_path / "after", table_mappings=dms.TableMappings(dms.Include("shop")))

    task = task_of(before, after)

    assert "1 table gained: shop.b: they are loaded" in map(str, task.entries)
    assert task.consent == Consent(f"{fingerprint(before)}-{fingerprint(after)}", given=False)


def test_the_consent_that_the_review_prints_is_the_one_that_is_taken(before: Path, tmp_path: Path) -> None:
    changed: dict[str, Any] = {"migration_type": dms.MigrationType.CDC}
    asked = task_of(before, synthesized(tmp_path / "asked", **changed)).consent

    assert asked is not None
    allowed = synthesized(tmp_path / "allowed", allow=dms.Allow(asked.digest), **changed)

    assert task_of(before, allowed).consent == Consent(asked.digest, given=True)


def test_a_construct_that_moved_is_told_how_to_stay(before: Path, tmp_path: Path) -> None:
    task = task_of(before, synthesized(tmp_path / "after", construct_id="Moved"))

    assert any('override_logical_id("Task")' in each.fix for each in task.entries)


def test_the_same_app_has_no_review(before: Path, tmp_path: Path) -> None:
    again = synthesized(tmp_path / "again")

    assert review(review_files.read(str(before)), review_files.read(str(again))).resources == ()
