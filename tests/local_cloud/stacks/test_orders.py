"""Faults on order: calls that fail, handlers that are killed, events and answers that go astray."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from local_cloud.server import LocalCloudError
from tests.local_cloud.account import Account, until
from tests.local_cloud.stack import Stack, endpoint
from tests.local_cloud.stacks.provider import Provider

# It describes endpoints as often as `Calls` says, then succeeds.
CALLING = """
import json
import urllib.request
import boto3
from botocore.config import Config


def handler(event, context):
    dms = boto3.client("dms", region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}))
    answer = {"Status": "SUCCESS", "PhysicalResourceId": "thing", "Reason": ""}
    try:
        for _ in range(int(event["ResourceProperties"].get("Calls", 1))):
            dms.describe_endpoints()
    except Exception as error:
        answer |= {"Status": "FAILED", "Reason": str(error)}
    answer |= {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    request = urllib.request.Request(event["ResponseURL"], json.dumps(answer).encode(), method="PUT")
    try:
        urllib.request.urlopen(request).close()
    except urllib.error.HTTPError:
        urllib.request.urlopen(request).close()
"""


@pytest.fixture
def provider(account: Account) -> Provider:
    allowed = {"Effect": "Allow", "Action": "dms:DescribeEndpoints", "Resource": "*"}
    return Provider(account, CALLING, statements=[allowed])


def order(account: Account, on: str, do: str, **more: object) -> None:
    account.cloud.door("order", {"Account": account.number, "On": on, "Do": do, **more})


def test_nth_call_fails(account: Account, stack: Stack, provider: Provider) -> None:
    order(account, "dms:Describe*", "fail", Nth=2, Code="InternalFailure", Message="on order")

    assert stack.create(Thing=provider.custom(Calls=3)) == "ROLLBACK_COMPLETE"
    assert "An error occurred (InternalFailure) when calling the DescribeEndpoints operation: on order" in (
        stack.reasons()
    )


def test_call_from_outside_fails(account: Account) -> None:
    order(account, "dms:DescribeEndpoints", "fail", Code="OnOrder", Message="as asked")

    with pytest.raises(ClientError, match=r"\(OnOrder\) when calling the DescribeEndpoints operation: as asked"):
        account.dms.describe_endpoints()
    assert account.dms.describe_endpoints()["Endpoints"] == []


def test_call_of_cloudformation_fails(account: Account, stack: Stack) -> None:
    order(account, "dms:CreateEndpoint", "fail", Where={"By": "cloudformation"}, Message="on order")

    assert stack.create(Source=endpoint()) == "ROLLBACK_COMPLETE"
    assert "on order (Service: AWSDatabaseMigrationService" in stack.reasons()


def test_order_is_for_one_account(account: Account, stack: Stack) -> None:
    order(Account(account.cloud), "dms:CreateEndpoint", "fail")

    assert stack.create(Source=endpoint()) == "CREATE_COMPLETE"


@pytest.mark.parametrize("do", ["kill-before", "kill-after"])
def test_handler_is_killed_at_a_call(account: Account, stack: Stack, provider: Provider, do: str) -> None:
    order(account, "dms:DescribeEndpoints", do, Where={"LogicalResourceId": "Thing"})

    assert stack.create(Thing=provider.custom()) == "CREATE_COMPLETE"
    assert [bool(each["Error"]) for each in provider.deliveries] == [True, False]


@pytest.mark.parametrize("do", ["kill-before", "kill-after"])
def test_handler_is_killed_at_its_answer(account: Account, stack: Stack, provider: Provider, do: str) -> None:
    order(account, "answer", do)

    assert stack.create(Thing=provider.custom()) == "CREATE_COMPLETE"
    assert "signal: killed" in until(lambda: provider.deliveries[0]["Error"])


def test_answer_is_refused_once(account: Account, stack: Stack, provider: Provider) -> None:
    order(account, "answer", "fail")

    assert stack.create(Thing=provider.custom()) == "CREATE_COMPLETE"
    assert len(provider.deliveries) == 1


@pytest.mark.parametrize("do", ["twice", "again"])
def test_event_is_delivered_twice(account: Account, stack: Stack, provider: Provider, do: str) -> None:
    order(account, "event", do, Where={"RequestType": "Create"})

    assert stack.create(Thing=provider.custom()) == "CREATE_COMPLETE"
    assert until(lambda: provider.calls == ["Create Thing", "Create Thing"])


def test_held_event_is_delivered_when_nobody_waits_any_more(account: Account, stack: Stack, provider: Provider) -> None:
    order(account, "event", "hold", Where={"RequestType": "Create"})

    assert stack.create(Thing=provider.custom()) == "ROLLBACK_COMPLETE"
    assert account.cloud.door("release", {"Account": account.number}) == {"Released": 1}
    assert until(lambda: provider.calls[-1] == "Create Thing")


def test_what_an_order_waits_for_is_counted(account: Account, stack: Stack, provider: Provider) -> None:
    order(account, "dms:DescribeEndpoints", "fail", Nth=1000)
    stack.create(Thing=provider.custom(Calls=3))

    assert account.cloud.door("orders", {"Account": account.number})["Orders"] == [
        {"On": "dms:DescribeEndpoints", "Do": "fail", "Seen": 3, "Due": 1000}
    ]


def test_orders_can_be_withdrawn(account: Account, stack: Stack) -> None:
    order(account, "dms:CreateEndpoint", "fail")
    account.cloud.door("forget", {"Account": account.number})

    assert stack.create(Source=endpoint()) == "CREATE_COMPLETE"


def test_unknown_deed_is_refused_with_the_known_ones(account: Account) -> None:
    with pytest.raises(LocalCloudError, match="kill-before"):
        order(account, "event", "explode")
