"""Serverless replications, event subscriptions and homogeneous data migrations."""

import pytest

from tests.local_cloud.account import MAPPINGS, Account, until


def make_config(account: Account, **changed) -> str:
    wanted = {
        "ReplicationConfigIdentifier": "config",
        "SourceEndpointArn": account.source,
        "TargetEndpointArn": account.target,
        "ComputeConfig": {"MaxCapacityUnits": 4, "ReplicationSubnetGroupId": account.subnet_group},
        "ReplicationType": "full-load-and-cdc",
        "TableMappings": MAPPINGS,
    }
    return account.dms.create_replication_config(**wanted | changed)["ReplicationConfig"]["ReplicationConfigArn"]


def await_replication(account: Account, status: str) -> None:
    until(lambda: account.dms.describe_replications()["Replications"][0]["Status"] == status)


def make_running_replication(account: Account, **changed) -> str:
    arn = make_config(account, **changed)
    account.dms.start_replication(ReplicationConfigArn=arn, StartReplicationType="start-replication")
    await_replication(account, "running")
    return arn


def test_replication_is_created_with_its_config(account: Account) -> None:
    make_config(account)

    assert account.dms.describe_replications()["Replications"][0]["Status"] == "created"


def test_capacity_comes_in_certain_sizes(account: Account, refuses) -> None:
    with refuses("InvalidParameterValueException", "Invalid value 3 for MaxCapacityUnits"):
        make_config(account, ComputeConfig={"MaxCapacityUnits": 3})


def test_replication_runs_and_stops(account: Account) -> None:
    arn = make_running_replication(account)

    account.dms.stop_replication(ReplicationConfigArn=arn)

    await_replication(account, "stopped")


def test_running_replication_can_not_be_deleted(account: Account, refuses) -> None:
    arn = make_running_replication(account)

    with refuses("InvalidResourceStateFault", "cannot be deleted: its state is running"):
        account.dms.delete_replication_config(ReplicationConfigArn=arn)


def test_endpoints_are_fixed_once_capacity_was_provisioned(account: Account, refuses) -> None:
    arn = make_running_replication(account)
    account.dms.stop_replication(ReplicationConfigArn=arn)
    await_replication(account, "stopped")
    other = account.make_endpoint("source", EndpointIdentifier="other")

    with refuses("InvalidResourceStateFault", "SourceEndpointArn of config cannot be modified"):
        account.dms.modify_replication_config(ReplicationConfigArn=arn, SourceEndpointArn=other)


def test_full_load_of_a_replication_counts_its_tables(account: Account) -> None:
    arn = make_config(account, ReplicationType="full-load")
    account.dms.start_replication(ReplicationConfigArn=arn, StartReplicationType="start-replication")
    await_replication(account, "stopped")

    tables = account.dms.describe_replication_table_statistics(ReplicationConfigArn=arn)["ReplicationTableStatistics"]

    assert [table["TableState"] for table in tables] == ["Table completed"]


def test_subscription_needs_a_topic_that_exists(account: Account, refuses) -> None:
    with refuses("SNSInvalidTopicFault"):
        account.dms.create_event_subscription(SubscriptionName="news", SnsTopicArn="arn:gone")


def test_subscription_takes_categories_of_its_source_type(account: Account, refuses) -> None:
    topic = account.client("sns").create_topic(Name="news")["TopicArn"]

    with refuses("InvalidParameterValueException", "Invalid event category for replication-task: failover"):
        account.dms.create_event_subscription(
            SubscriptionName="news", SnsTopicArn=topic, SourceType="replication-task", EventCategories=["failover"]
        )
    assert account.dms.describe_event_subscriptions()["EventSubscriptionsList"] == []


def test_subscription_becomes_active(account: Account) -> None:
    topic = account.client("sns").create_topic(Name="news")["TopicArn"]

    account.dms.create_event_subscription(SubscriptionName="news", SnsTopicArn=topic)

    until(lambda: account.dms.describe_event_subscriptions()["EventSubscriptionsList"][0]["Status"] == "active")


@pytest.fixture
def project(account: Account) -> str:
    settings = {"PostgreSqlSettings": {"ServerName": "db.example.com", "Port": 5432, "DatabaseName": "shop"}}
    for name in ("old", "new"):
        account.dms.create_data_provider(DataProviderName=name, Engine="postgres", Settings=settings)
    account.dms.create_instance_profile(InstanceProfileName="profile", SubnetGroupIdentifier=account.subnet_group)
    made = account.dms.create_migration_project(
        MigrationProjectName="move",
        InstanceProfileIdentifier="profile",
        SourceDataProviderDescriptors=[{"DataProviderIdentifier": "old"}],
        TargetDataProviderDescriptors=[{"DataProviderIdentifier": "new"}],
    )["MigrationProject"]
    assert made["SourceDataProviderDescriptors"][0]["DataProviderName"] == "old"
    return made["MigrationProjectArn"]


def test_project_needs_what_it_names(account: Account, refuses) -> None:
    with refuses("ResourceNotFoundFault", "Instance profile gone not found"):
        account.dms.create_migration_project(
            InstanceProfileIdentifier="gone", SourceDataProviderDescriptors=[], TargetDataProviderDescriptors=[]
        )


def test_provider_of_a_project_can_not_be_deleted(account: Account, refuses, project: str) -> None:
    with refuses("InvalidResourceStateFault", "in use by move"):
        account.dms.delete_data_provider(DataProviderIdentifier="old")


def test_data_migration_has_a_life_too(account: Account, refuses, project: str) -> None:
    account.dms.create_data_migration(
        DataMigrationName="run",
        MigrationProjectIdentifier=project,
        DataMigrationType="full-load-and-cdc",
        ServiceAccessRoleArn="arn:aws:iam::1:role/r",
    )

    def status() -> str:
        return account.dms.describe_data_migrations()["DataMigrations"][0]["DataMigrationStatus"]

    until(lambda: status() == "ready")
    account.dms.start_data_migration(DataMigrationIdentifier="run", StartType="start-replication")
    until(lambda: status() == "running")
    with refuses("InvalidResourceStateFault", "cannot be deleted: it is running"):
        account.dms.delete_data_migration(DataMigrationIdentifier="run")
