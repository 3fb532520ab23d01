"""The example stacks, deployed by the command people use and changed and destroyed with the CDK CLI."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local_cloud.cdk import Cdk, CdkError
from local_cloud.environment import client, client_environment
from tests.local_cloud.account import until

CHANGED = "audit_%,tmp_%"


@dataclass
class Story:
    """What was seen at each turn."""

    command: subprocess.CompletedProcess[str]
    run: dict[str, list[Any]]
    difference: str
    deployed: dict[str, list[Any]]
    changed: dict[str, list[Any]]
    refusal: str
    protected: list[Any]
    destroyed: dict[str, list[Any]]
    calls: list[dict[str, Any]]

    def excluded(self, turn: dict[str, list[Any]]) -> list[str]:
        """The tables that the task leaves out."""
        return excluded_by(task_that_excludes(turn))


def excluded_by(task: dict[str, Any]) -> list[str]:
    rules = json.loads(task["TableMappings"])["rules"]
    return [rule["object-locator"]["table-name"] for rule in rules if rule["rule-action"] == "exclude"]


def task_that_excludes(turn: dict[str, list[Any]]) -> dict[str, Any]:
    """The task of the one example that leaves tables out."""
    (found,) = (task for task in turn["ReplicationTasks"] if excluded_by(task))
    return found


def everything(dms: Any) -> dict[str, list[Any]]:
    return {
        "ReplicationInstances": dms.describe_replication_instances()["ReplicationInstances"],
        "ReplicationSubnetGroups": dms.describe_replication_subnet_groups()["ReplicationSubnetGroups"],
        "Endpoints": dms.describe_endpoints()["Endpoints"],
        "ReplicationTasks": dms.describe_replication_tasks()["ReplicationTasks"],
        "Replications": dms.describe_replications()["Replications"],
    }


def stop_all(dms: Any) -> None:
    """Stop every task that runs, which has no life cycle to do so before a change."""
    for task in dms.describe_replication_tasks()["ReplicationTasks"]:
        if task["Status"] == "running":
            dms.stop_replication_task(ReplicationTaskArn=task["ReplicationTaskArn"])
    until(lambda: "stopping" not in {each["Status"] for each in dms.describe_replication_tasks()["ReplicationTasks"]})


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory, project: Path) -> Iterator[Story]:
    home = tmp_path_factory.mktemp("local-cloud")
    command = [sys.executable, "-m", "local_cloud", "--home", str(home)]
    try:
        kept = subprocess.run([*command, "--keep"], cwd=project, capture_output=True, text=True, check=False)
        assert kept.returncode == 0, kept.stderr
        endpoint = json.loads((home / "running.json").read_text(encoding="utf-8"))["endpoint"]
        dms = client(endpoint, "dms")
        run = everything(dms)

        environment = client_environment(endpoint, home)
        changed_assembly = home / "changed.out"
        with Cdk(environment, project, {"excludedTables": CHANGED}).synthesizing(changed_assembly) as finish:
            cdk = Cdk(environment, project)
            cdk.deploy(home / "cdk.out")  # the other examples
            deployed = everything(dms)
            difference = cdk.diff(home / "cdk.out")
            finish()
        stop_all(dms)
        cdk.deploy(changed_assembly)
        changed = everything(dms)
        with pytest.raises(CdkError) as refused:
            cdk.destroy(changed_assembly)
        rds = client(endpoint, "rds")
        protected = rds.describe_db_clusters()["DBClusters"]
        for cluster in protected:
            rds.modify_db_cluster(DBClusterIdentifier=cluster["DBClusterIdentifier"], DeletionProtection=False)
        cdk.destroy(changed_assembly)
        log = (home / "dms-calls.jsonl").read_text(encoding="utf-8")
        yield Story(
            kept,
            run,
            difference,
            deployed,
            changed,
            str(refused.value),
            protected,
            everything(dms) | {"DBClusters": rds.describe_db_clusters()["DBClusters"]},
            [json.loads(each) for each in log.splitlines()],
        )
    finally:
        subprocess.run([*command, "--stop"], cwd=project, check=True, capture_output=True)


def test_task_runs(story: Story) -> None:
    assert [task["Status"] for task in story.run["ReplicationTasks"]] == ["running"]


def test_task_without_a_life_cycle_is_started_by_the_command_which_says_so(story: Story) -> None:
    started = "has no start policy, so its connections were tested and it was started here."

    assert story.command.stderr.count(started) == 1


def test_other_examples_deploy_as_well_and_one_with_a_start_policy_runs_then(story: Story) -> None:
    assert sorted(task["Status"] for task in story.deployed["ReplicationTasks"]) == ["ready", "running", "running"]


def test_change_is_made_and_reviewed(story: Story) -> None:
    assert "Changing the mappings: excludedTables=audit_%,sessions ..." in story.command.stderr
    assert "a rule is added: exclude table sessions of schema shop" in " ".join(story.command.stdout.split())


def test_report_shows_what_was_loaded(story: Story) -> None:
    shown = " ".join(story.command.stdout.split())

    assert "shop.orders │ 250,000" in shown
    assert "shop.audit_log" not in shown


def test_a_serverless_replication_is_created_for_its_first_start(story: Story) -> None:
    assert [each["Status"] for each in story.deployed["Replications"]] == ["created"]


def test_instances_are_available_and_private(story: Story) -> None:
    states = [
        (instance["ReplicationInstanceStatus"], instance["PubliclyAccessible"])
        for instance in story.deployed["ReplicationInstances"]
    ]

    assert set(states) == {("available", False)}


def test_subnet_groups_cover_two_zones(story: Story) -> None:
    zones = [
        {subnet["SubnetAvailabilityZone"]["Name"] for subnet in group["Subnets"]}
        for group in story.deployed["ReplicationSubnetGroups"]
    ]

    assert {len(each) for each in zones} == {2}


def test_endpoints_are_those_of_the_examples(story: Story) -> None:
    endpoints = {(each["EndpointType"], each["EngineName"]) for each in story.deployed["Endpoints"]}

    assert endpoints == {
        ("source", "mysql"),
        ("target", "aurora-postgresql"),
        ("source", "postgres"),
        ("target", "s3"),
    }


def test_report_shows_the_task_with_its_mappings_in_words(story: Story) -> None:
    shown = " ".join(story.command.stdout.split())

    assert "Replication tasks" in shown
    assert "full-load-and-cdc" in shown
    assert "include every table of schema" in shown


def test_all_connections_are_successful(story: Story) -> None:
    shown = " ".join(story.command.stdout.split())

    assert shown.count("successful") == 2
    assert "not tested" not in shown


def test_command_says_how_to_ask_and_how_to_stop(story: Story) -> None:
    assert "export AWS_ENDPOINT_URL=http://localhost:" in story.command.stderr
    assert "aws dms describe-replication-tasks" in story.command.stderr
    assert "python -m local_cloud --stop" in story.command.stderr


def test_what_is_deployed_is_no_difference(story: Story) -> None:
    assert "Number of stacks with differences: 0" in story.difference


def test_changed_mapping_changes_the_task(story: Story) -> None:
    assert story.excluded(story.deployed) == ["audit_%"]
    assert story.excluded(story.changed) == CHANGED.split(",")


def test_changed_mapping_keeps_the_task(story: Story) -> None:
    before, after = (task_that_excludes(turn)["ReplicationTaskArn"] for turn in (story.deployed, story.changed))

    assert before == after


def test_protected_database_survives_the_first_destruction(story: Story) -> None:
    assert "Cannot delete protected Cluster, please disable deletion protection" in story.refusal
    assert len(story.protected) == 3


def test_destruction_leaves_nothing_once_the_protection_is_gone(story: Story) -> None:
    assert not any(story.destroyed.values())


def test_calls_of_cloudformation_are_written_down(story: Story) -> None:
    made = [call["outcome"] for call in story.calls if call["operation"] == "CreateReplicationTask"]

    assert set(made) == {"OK"}
    assert any(call["caller"].startswith("cloudformation ") for call in story.calls)
