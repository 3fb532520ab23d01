"""Filters, pages and tags work alike for everything; every call is written down."""

import json

import pytest

from tests.local_cloud.account import Account


def test_nothing_there_is_an_empty_list(account: Account) -> None:
    assert account.dms.describe_endpoints()["Endpoints"] == []


def test_nothing_found_is_a_fault(account: Account, refuses) -> None:
    with refuses("ResourceNotFoundFault", "No Endpoints found matching provided filters."):
        account.dms.describe_endpoints(Filters=[{"Name": "endpoint-id", "Values": ["gone"]}])


def test_filters_must_all_match(account: Account) -> None:
    account.make_endpoint("source")
    account.make_endpoint("target")

    found = account.dms.describe_endpoints(
        Filters=[{"Name": "engine-name", "Values": ["mysql"]}, {"Name": "endpoint-type", "Values": ["target", "x"]}]
    )

    assert [endpoint["EndpointIdentifier"] for endpoint in found["Endpoints"]] == ["target-end"]


@pytest.mark.parametrize("name", ["replication-task-id", "migration-type", "endpoint-arn", "replication-instance-arn"])
def test_tasks_can_be_found_by(account: Account, name: str) -> None:
    task = account.task(account.make_task())
    values = {
        "replication-task-id": "task",
        "migration-type": "full-load-and-cdc",
        "endpoint-arn": account.target,
        "replication-instance-arn": account.instance,
    }

    found = account.dms.describe_replication_tasks(Filters=[{"Name": name, "Values": [values[name]]}])

    assert found["ReplicationTasks"] == [task]


def test_unknown_filter_is_refused(account: Account, refuses) -> None:
    with refuses("InvalidParameterValueException", "Invalid filter name: colour"):
        account.dms.describe_endpoints(Filters=[{"Name": "colour", "Values": ["red"]}])


def test_long_lists_come_in_pages(account: Account) -> None:
    names = [f"end-{number}" for number in range(25)]
    for name in names:
        account.make_endpoint("source", EndpointIdentifier=name)

    pages = list(account.dms.get_paginator("describe_endpoints").paginate(PaginationConfig={"PageSize": 20}))

    assert [len(page["Endpoints"]) for page in pages] == [20, 5]
    assert [endpoint["EndpointIdentifier"] for page in pages for endpoint in page["Endpoints"]] == names


@pytest.mark.parametrize("size", [19, 101])
def test_page_size_has_bounds(account: Account, refuses, size: int) -> None:
    with refuses("InvalidParameterValueException", "MaxRecords. Must be between 20 and 100"):
        account.dms.describe_endpoints(MaxRecords=size)


def test_settings_can_be_left_out(account: Account) -> None:
    account.make_task()

    found = account.dms.describe_replication_tasks(WithoutSettings=True)

    assert "ReplicationTaskSettings" not in found["ReplicationTasks"][0]


def test_waiter_of_boto3_ends(account: Account) -> None:
    task = account.make_running_task()

    wanted = [{"Name": "replication-task-arn", "Values": [task]}]
    account.dms.get_waiter("replication_task_running").wait(Filters=wanted, WaiterConfig={"Delay": 1})


def test_tags_can_be_set_and_taken_away(account: Account) -> None:
    arn = account.make_endpoint("source", Tags=[{"Key": "team", "Value": "shop"}])

    account.dms.add_tags_to_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])
    account.dms.remove_tags_from_resource(ResourceArn=arn, TagKeys=["team"])

    tags = account.dms.list_tags_for_resource(ResourceArn=arn)["TagList"]
    assert [(tag["Key"], tag["Value"]) for tag in tags] == [("stage", "test")]


def test_unknown_operation_is_said_to_be_missing(account: Account, refuses) -> None:
    with refuses("InvalidAction", "does not have the operation DescribeSchemas"):
        account.dms.describe_schemas(EndpointArn="arn")


def test_orderable_instances_come_from_the_facts(account: Account) -> None:
    found = account.dms.describe_orderable_replication_instances()["OrderableReplicationInstances"]

    assert "dms.r6i.large" in {each["ReplicationInstanceClass"] for each in found}


def calls(account: Account) -> list[dict]:
    return [json.loads(line) for line in account.cloud.call_log.read_text(encoding="utf-8").splitlines()]


def test_every_call_is_written_down_with_its_outcome(account: Account, refuses) -> None:
    with refuses("ResourceNotFoundFault"):
        account.dms.delete_endpoint(EndpointArn="arn:unheard-of")

    call = calls(account)[-1]

    assert (call["operation"], call["outcome"]) == ("DeleteEndpoint", "ResourceNotFoundFault")
    assert call["request"] == {"EndpointArn": "arn:unheard-of"}


def test_no_secret_is_written_down(account: Account) -> None:
    account.make_endpoint("source", Password="open-says-me")

    assert calls(account)[-1]["request"]["Password"] == "***"
    assert "open-says-me" not in account.cloud.call_log.read_text(encoding="utf-8")
