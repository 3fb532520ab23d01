"""The example stacks, deployed by the command people use and changed and destroyed with the CDK CLI."""

from __future__ import annotations

from tests.local_cloud.story import CHANGED, Story, task_that_excludes


def test_task_runs(story: Story) -> None:
    assert [task["Status"] for task in story.run["ReplicationTasks"]] == ["running"]


def test_task_without_a_life_cycle_is_started_by_the_command_which_says_so(story: Story) -> None:
    started = "has no start policy, so its connections were tested and it was started here."

    assert story.command.stderr.count(started) == 1


def test_other_examples_deploy_as_well_and_one_with_a_start_policy_runs_then(story: Story) -> None:
    assert sorted(task["Status"] for task in story.deployed["ReplicationTasks"]) == [
        *["ready"] * 10,
        "running",
        "running",
    ]


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
        ("target", "aurora"),
        ("target", "aurora-postgresql"),
        ("source", "postgres"),
        ("target", "s3"),
        ("source", "aurora"),
        ("target", "kinesis"),
        ("source", "oracle"),
        ("source", "sqlserver"),
        ("target", "redshift"),
        ("source", "mongodb"),
        ("target", "docdb"),
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
    assert len(story.protected) == 10


def test_destruction_leaves_nothing_once_the_protection_is_gone(story: Story) -> None:
    assert not any(story.destroyed.values())


def test_calls_of_cloudformation_are_written_down(story: Story) -> None:
    made = [call["outcome"] for call in story.calls if call["operation"] == "CreateReplicationTask"]

    assert set(made) == {"OK"}
    assert any(call["caller"].startswith("cloudformation ") for call in story.calls)
