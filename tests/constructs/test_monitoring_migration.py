"""Dashboards, queries, and all of it in one line."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_sns as sns

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of

DASHBOARD = "AWS::CloudWatch::Dashboard"
QUERY = "AWS::Logs::QueryDefinition"


@pytest.fixture
def make(
    stack: cdk.Stack,
    vpc: ec2.IVpc,
    source: dms.MySqlSource,
    target: dms.PostgreSqlTarget,
    mappings: dms.TableMappings,
) -> Callable[..., dms.DatabaseMigration]:
    def migration(**given: Any) -> dms.DatabaseMigration:
        usual: dict[str, Any] = {
            "compute": dms.Provisioned(vpc=vpc, multi_az=True),
            "source": source,
            "target": target,
            "migration_type": dms.MigrationType.FULL_LOAD_AND_CDC,
            "table_mappings": mappings,
        }
        return dms.DatabaseMigration(stack, "Migration", **{**usual, **given})

    return migration


def widgets(stack: cdk.Stack) -> list[dict[str, Any]]:
    """The widgets of the only dashboard, with `TOKEN` for what is known at deployment only."""
    body = properties_of(stack, DASHBOARD)["DashboardBody"]
    text = "".join(part if isinstance(part, str) else "TOKEN" for part in body["Fn::Join"][1])
    return json.loads(text)["widgets"]


def graphed(stack: cdk.Stack) -> set[str]:
    """The names of all metrics on the dashboard."""
    metrics = [each for one in widgets(stack) for each in one["properties"].get("metrics", [])]
    return {each[1] for each in metrics}


def test_without_monitoring_a_migration_has_none(stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]) -> None:
    assert make().monitoring is None
    assert not any("CloudWatch" in each["Type"] for each in template_of(stack)["Resources"].values())


def test_one_line_makes_alarms_a_dashboard_a_topic_rules_and_queries(
    stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]
) -> None:
    make(monitoring=dms.Monitoring(emails=["dba@example.com"]))

    types = {each["Type"] for each in template_of(stack)["Resources"].values()}

    assert {
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::CompositeAlarm",
        DASHBOARD,
        "AWS::SNS::Topic",
        "AWS::SNS::Subscription",
        "AWS::Events::Rule",
        QUERY,
    } <= types


def test_alarms_of_both_severities_tell_the_topic(stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]) -> None:
    migration = make(monitoring=dms.Monitoring(emails=["dba@example.com"]))
    assert migration.monitoring is not None
    assert migration.monitoring.topic is not None
    told = [stack.resolve(migration.monitoring.topic.topic_arn)]

    assert properties_of(stack, "AWS::CloudWatch::CompositeAlarm")["AlarmActions"] == told
    warning = next(
        each["Properties"] for of, each in resources_of(stack, "AWS::CloudWatch::Alarm").items() if "Cpu" in of
    )
    assert warning["AlarmActions"] == told


def test_what_is_switched_off_is_not_made(stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]) -> None:
    make(monitoring=dms.Monitoring(dashboard=False, queries=False))

    types = {each["Type"] for each in template_of(stack)["Resources"].values()}

    assert types.isdisjoint({DASHBOARD, QUERY, "AWS::SNS::Topic", "AWS::Events::Rule"})


def test_a_topic_that_is_given_is_told(stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]) -> None:
    topic = sns.Topic(stack, "Told")
    make(monitoring=dms.Monitoring(topic=topic))

    assert len(resources_of(stack, "AWS::SNS::Topic")) == 1
    assert properties_of(stack, "AWS::CloudWatch::CompositeAlarm")["AlarmActions"] == [stack.resolve(topic.topic_arn)]


def test_a_task_that_is_added_is_watched_too(stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]) -> None:
    migration = make(monitoring=dms.Monitoring(emails=["dba@example.com"]))
    crm = dms.TableMappings(dms.Include("crm"))
    migration.add_task("Second", migration_type=dms.MigrationType.CDC, table_mappings=crm)

    assert any("SecondSilence" in name for name in resources_of(stack, "AWS::CloudWatch::Alarm"))
    assert "## Task Shop/Migration/Second" in [one["properties"].get("markdown") for one in widgets(stack)]
    assert len(resources_of(stack, "AWS::Events::Rule")) == 3
    assert "Shop/Migration/Second/errors" in [
        each["Properties"]["Name"] for each in resources_of(stack, QUERY).values()
    ]


def test_a_refused_monitoring_leaves_nothing_behind(
    stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration], fails: Callable[..., Any]
) -> None:
    actions: Any = {dms.AlarmSeverity.WARNING: ["chat"]}

    fails("DMS-O005", "topics or alarm actions", lambda: make(monitoring=dms.Monitoring(actions=actions)))

    assert stack.node.try_find_child("Migration") is None


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"emails": "dba@example.com"}, "must be of type list or tuple"),
        ({"thresholds": dms.Levels(1)}, r"dms\.AlarmThresholds\(\)"),
        ({"topic": "chat"}, "must be a topic"),
        ({"dashboard": None, "queries": 1}, r"queries=True"),
    ],
    ids=str,
)
def test_what_monitoring_can_not_be_fails(given: dict[str, Any], match: str, fails: Callable[..., Any]) -> None:
    fails("DMS-O012", match, lambda: dms.Monitoring(**given))


def test_addresses_with_a_topic_fail(stack: cdk.Stack, fails: Callable[..., Any]) -> None:
    topic = sns.Topic(stack, "Told")

    fails("DMS-O012", "leave topic out", lambda: dms.Monitoring(emails=["dba@example.com"], topic=topic))


def test_a_notification_topic_is_not_its_topic(stack: cdk.Stack, fails: Callable[..., Any]) -> None:
    notifications: Any = dms.NotificationTopic(stack, "Notifications")

    fails("DMS-O012", r"write topic=notifications\.topic", lambda: dms.Monitoring(topic=notifications))


def test_something_else_is_not_monitoring(
    make: Callable[..., dms.DatabaseMigration], fails: Callable[..., Any]
) -> None:
    fails("DMS-O012", r"monitoring=dms\.Monitoring\(\)", lambda: make(monitoring=True), path="Shop/Migration")


class TestTheDashboard:
    """What a dashboard shows."""

    def test_graphs_load_changes_and_machine(
        self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]
    ) -> None:
        dms.MigrationDashboard(stack, "Dashboard", replications=[make().task])

        assert {"FullLoadThroughputRowsTarget", "CDCLatencyTarget", "FreeStorageSpace", "SwapUsage"} <= graphed(stack)
        assert "ValidationFailedOverallCount" not in graphed(stack)

    def test_graphs_validation_where_there_is_some(
        self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]
    ) -> None:
        settings = dms.TaskSettings(validation=dms.Validation())
        dms.MigrationDashboard(stack, "Dashboard", replications=[make(task_settings=settings).task])

        assert "ValidationFailedOverallCount" in graphed(stack)

    def test_graphs_no_changes_of_a_full_load(
        self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]
    ) -> None:
        task = make(migration_type=dms.MigrationType.FULL_LOAD).task
        dms.MigrationDashboard(stack, "Dashboard", replications=[task])

        assert not any(name.startswith("CDC") for name in graphed(stack))

    def test_links_the_console_and_the_runbook(
        self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]
    ) -> None:
        dms.MigrationDashboard(
            stack, "Dashboard", replications=[make().task], runbook_url="https://wiki.example.com/shop"
        )

        title = widgets(stack)[0]["properties"]["markdown"]

        assert title.startswith("# Shop\n")
        assert "[Tasks](https://eu-west-1.console.aws.amazon.com/dms/v2/home?region=eu-west-1#tasks)" in title
        assert "[Runbook](https://wiki.example.com/shop)" in title

    @pytest.mark.parametrize(
        ("region", "domain"),
        [("cn-north-1", "console.amazonaws.cn"), ("us-gov-west-1", "console.amazonaws-us-gov.com")],
    )
    def test_links_the_console_of_its_partition(self, app: cdk.App, region: str, domain: str) -> None:
        stack = cdk.Stack(app, "There", env=cdk.Environment(account="111122223333", region=region))
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            stack,
            "Instance",
            replication_instance_arn=f"arn:aws:dms:{region}:111122223333:rep:ABC",
            replication_instance_identifier="shop",
        )
        task = dms.ReplicationTask.from_replication_task_arn(
            stack, "Task", f"arn:aws:dms:{region}:111122223333:task:ABC", replication_instance=instance
        )
        dms.MigrationDashboard(stack, "Dashboard", replications=[task])

        assert domain in json.dumps(properties_of(stack, DASHBOARD))

    def test_shows_the_alarms_that_are_on(self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]) -> None:
        task = make().task
        alarms = dms.Alarms(stack, "Alarms", replications=[task])
        dms.MigrationDashboard(stack, "Dashboard", replications=[task], alarms=alarms)

        states = [one for one in widgets(stack) if one["type"] == "alarm"]

        assert [one["properties"]["title"] for one in states] == ["Is it healthy?", "Alarms", "Alarms"]

    def test_shows_the_errors_of_this_task_s_log(
        self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]
    ) -> None:
        dms.MigrationDashboard(stack, "Dashboard", replications=[make().task])

        (log,) = (one for one in widgets(stack) if one["type"] == "log")

        assert "filter @logStream = 'dms-task-TOKEN'" in log["properties"]["query"]
        assert "]E:" in log["properties"]["query"].replace("\\", "")

    @pytest.mark.parametrize("name", ["the shop", "", "ü", "x" * 256])
    def test_with_a_bad_name_fails(
        self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration], name: str, fails: Callable[..., Any]
    ) -> None:
        task = make().task

        fails(
            "DMS-O011",
            "leave it out",
            lambda: dms.MigrationDashboard(stack, "Dashboard", replications=[task], dashboard_name=name),
        )


class TestTheQueries:
    """Saved queries on logs."""

    def test_are_on_the_stream_of_the_task(self, stack: cdk.Stack, make: Callable[..., dms.DatabaseMigration]) -> None:
        dms.LogQueries(stack, "Queries", replications=[make().task])

        queries = {each["Properties"]["Name"]: each["Properties"] for each in resources_of(stack, QUERY).values()}

        assert [*queries] == [f"Shop/Migration/Task/{name}" for name in ("errors", "latency", "slow tables")]
        parts = queries["Shop/Migration/Task/errors"]["QueryString"]["Fn::Join"][1]
        assert parts[0] == "filter @logStream = 'dms-task-"
        assert parts[1]["Fn::Select"][0] == 6

    def test_of_an_imported_instance_without_a_name_are_left_out(
        self, stack: cdk.Stack, instance: dms.IReplicationInstance
    ) -> None:
        task = dms.ReplicationTask.from_replication_task_arn(
            stack, "Task", "arn:aws:dms:eu-west-1:111122223333:task:ABC", replication_instance=instance
        )
        dms.LogQueries(stack, "Queries", replications=[task])

        assert resources_of(stack, QUERY) == {}
