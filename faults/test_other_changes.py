"""Foreign tasks, moves, certificates, many tasks, checkpoints, old formats, assets and assessments."""

from __future__ import annotations

import json

import pytest

import dms_constructs as dms
from faults.lab import Lab
from faults.outcomes import deployed, restored, says
from faults.templates import Form, synthesized

BEFORE = Form()
CHANGED = BEFORE.but(commit_rate=20_000)
ONLY_CHANGES = BEFORE.but(migration_type=dms.MigrationType.CDC)
OTHER_INSTANCE = {"instance": "Other"}
MINUTE = 60
CERTIFICATES = [f"-----BEGIN CERTIFICATE-----\n{each * 64}\n-----END CERTIFICATE-----\n" for each in "AB"]


@pytest.mark.fault(42)
def test_task_of_somebody_else_runs_on_a_changed_endpoint(lab: Lab) -> None:
    lab.run(BEFORE)
    own = lab.only
    foreign = lab.dms.create_replication_task(
        ReplicationTaskIdentifier="somebody-elses",
        **{key: own[key] for key in ("SourceEndpointArn", "TargetEndpointArn", "ReplicationInstanceArn")},
        MigrationType="cdc",
        TableMappings=own["TableMappings"],
    )["ReplicationTask"]["ReplicationTaskArn"]
    lab.advance(MINUTE)
    lab.dms.start_replication_task(ReplicationTaskArn=foreign, StartReplicationTaskType="start-replication")
    lab.advance(5 * MINUTE)
    stops = lab.count("dms:StopReplicationTask")
    lab.run(BEFORE.but(poll_seconds=7))

    assert (lab.status, lab.states(), stops()) == ("UPDATE_ROLLBACK_COMPLETE", ["running", "running"], 0), lab.story()
    says(lab, "somebody-elses")


@pytest.mark.fault(44)
def test_target_instance_refuses_a_move(lab: Lab) -> None:
    moving = BEFORE.but(moves=True)
    lab.run(moving)
    arn = lab.only["ReplicationTaskArn"]
    instance = lab.only["ReplicationInstanceArn"]
    lab.behave("moving", Then="failed-move", Message="not enough storage")
    lab.run(moving.but(**OTHER_INSTANCE))

    restored(lab, moving, arn)
    assert lab.only["ReplicationInstanceArn"] == instance


@pytest.mark.fault(44)
def test_move_is_rolled_back(lab: Lab) -> None:
    moving = BEFORE.but(moves=True)
    lab.run(moving)
    arn = lab.only["ReplicationTaskArn"]
    instance = lab.only["ReplicationInstanceArn"]
    lab.run(moving.but(**OTHER_INSTANCE, late_failure=True))

    restored(lab, moving, arn)
    assert lab.only["ReplicationInstanceArn"] == instance


@pytest.mark.forward
@pytest.mark.fault(44)
def test_move(lab: Lab) -> None:
    moving = BEFORE.but(moves=True)
    lab.run(moving)
    arn = lab.only["ReplicationTaskArn"]
    instance = lab.only["ReplicationInstanceArn"]
    moved = moving.but(**OTHER_INSTANCE)
    lab.run(moved)

    deployed(lab, moved)
    assert lab.only["ReplicationTaskArn"] == arn
    assert lab.only["ReplicationInstanceArn"] != instance
    lab.destroy()
    assert (lab.status, lab.tasks()) == ("DELETE_COMPLETE", []), lab.story()


@pytest.mark.forward
@pytest.mark.fault(45)
def test_certificate_is_replaced(lab: Lab) -> None:
    before, after = (BEFORE.but(certificate=each) for each in CERTIFICATES)
    lab.run(before)
    arn = lab.only["ReplicationTaskArn"]
    stops = lab.count("dms:StopReplicationTask")
    lab.run(after)

    deployed(lab, after)
    assert (lab.only["ReplicationTaskArn"], stops()) == (arn, 1)


@pytest.mark.forward
@pytest.mark.fault(48)
def test_twenty_tasks_stay_under_the_rate(lab: Lab) -> None:
    many = BEFORE.but(others=tuple(f"Task{number}" for number in range(19)))
    lab.run(many)
    assert lab.states() == ["running"] * 20, lab.story()
    lab.run(many.but(commit_rate=20_000))

    assert (lab.status, lab.states(), lab.marked()) == ("UPDATE_COMPLETE", ["running"] * 20, []), lab.story()
    assert "Rate exceeded" not in lab.logs()


@pytest.mark.fault(50)
def test_replaced_cdc_task_has_no_checkpoint(lab: Lab) -> None:
    lab.run(ONLY_CHANGES)
    arn = lab.only["ReplicationTaskArn"]
    lab.behave("stopping", Then="stopped", With={"RecoveryCheckpoint": None})
    lab.run(ONLY_CHANGES.but(**OTHER_INSTANCE))

    restored(lab, ONLY_CHANGES, arn)
    says(lab, "checkpoint")


@pytest.mark.fault(50)
def test_checkpoint_of_a_replaced_cdc_task_is_refused(lab: Lab) -> None:
    lab.run(ONLY_CHANGES)
    arn = lab.only["ReplicationTaskArn"]
    refused = {"Code": "InvalidParameterValueException", "Message": "no such position"}
    lab.order("dms:StartReplicationTask", "fail", **refused)
    lab.run(ONLY_CHANGES.but(**OTHER_INSTANCE))

    restored(lab, ONLY_CHANGES, arn)
    says(lab, "no such position")


@pytest.mark.forward
@pytest.mark.fault(50)
def test_checkpoint_of_a_replaced_cdc_task_is_carried_over(lab: Lab) -> None:
    lab.run(ONLY_CHANGES)
    arn = lab.only["ReplicationTaskArn"]
    after = ONLY_CHANGES.but(**OTHER_INSTANCE)
    lab.run(after)

    deployed(lab, after)
    assert lab.only["ReplicationTaskArn"] != arn


@pytest.mark.fault(51)
def test_rollback_crosses_an_upgrade_of_the_library(lab: Lab) -> None:
    lab.run_template(of_format_before(synthesized(BEFORE).template), BEFORE)
    arn = lab.only["ReplicationTaskArn"]
    lab.run(CHANGED.but(late_failure=True))

    restored(lab, BEFORE, arn)
    lab.run(CHANGED)
    deployed(lab, CHANGED)


def of_format_before(template: dict) -> dict:
    """Return a template as a version before this one would have written it: a tree, no text, and less in it."""
    older = json.loads(json.dumps(template))
    for resource in older["Resources"].values():
        if resource["Type"].startswith("Custom::Dms"):
            resource["Properties"]["Format"] = "0"
            for entry in [resource["Properties"], *resource["Properties"].get("Tasks", {}).values()]:
                entry.update(json.loads(entry.pop("Entry", "{}")))
                for name in ("Moves", "Source", "Load", "PrepMode"):
                    entry.pop(name, None)
    return older


@pytest.mark.fault(52)
def test_asset_with_the_mappings_is_missing(lab: Lab) -> None:
    before = BEFORE.but(as_asset=True)
    lab.run(before)
    arn = lab.only["ReplicationTaskArn"]
    stops = lab.count("dms:StopReplicationTask")
    lab.run_unpublished(before.but(tables=("orders", "invoices")))

    restored(lab, before, arn)
    assert stops() == 0


@pytest.mark.fault(52)
def test_rollback_gives_back_mappings_from_an_asset(lab: Lab) -> None:
    before = BEFORE.but(as_asset=True)
    lab.run(before)
    arn = lab.only["ReplicationTaskArn"]
    lab.run(before.but(tables=("orders", "invoices"), late_failure=True))

    restored(lab, before, arn)


@pytest.mark.forward
@pytest.mark.fault(53)
def test_assessment_finds_failures(lab: Lab) -> None:
    lab.behave("running", resource="*:assessment-run:*", Then="failed", With={"mysql-check-binlog-image": "failed"})
    lab.run(BEFORE.but(assessed=True))

    assert lab.status == "ROLLBACK_COMPLETE", lab.story()
    assert lab.tasks() == []
    says(lab, f"reports-{lab.account.number}")


@pytest.mark.forward
@pytest.mark.fault(53)
def test_assessment_finds_nothing(lab: Lab) -> None:
    lab.run(BEFORE.but(assessed=True))

    deployed(lab, BEFORE, "CREATE_COMPLETE")
