"""State machines call DMS, and catch its errors by the names that AWS gives them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_cloud.account import Account, trust, until


def run(account: Account, action: str, **parameters: object) -> dict[str, Any]:
    """Run a state machine of one call, and return how it ended."""
    states = account.client("stepfunctions")
    call = {
        "Type": "Task",
        "Resource": f"arn:aws:states:::aws-sdk:databasemigration:{action}",
        "Parameters": parameters,
        "End": True,
    }
    role = account.iam.create_role(RoleName="states", AssumeRolePolicyDocument=trust("states.amazonaws.com"))
    machine = states.create_state_machine(
        name="machine",
        definition=json.dumps({"StartAt": "Call", "States": {"Call": call}}),
        roleArn=role["Role"]["Arn"],
    )["stateMachineArn"]
    execution = states.start_execution(stateMachineArn=machine)["executionArn"]

    def end() -> dict[str, Any] | None:
        found: dict[str, Any] = states.describe_execution(executionArn=execution)
        return None if found["status"] == "RUNNING" else found

    ended: dict[str, Any] = until(end)
    return ended


def test_answer_of_dms_is_the_result(account: Account) -> None:
    account.make_endpoint("source")

    ended = run(account, "describeEndpoints")

    assert json.loads(ended["output"])["Endpoints"][0]["EndpointIdentifier"] == "source-end"


@pytest.mark.parametrize(
    ("action", "parameters", "error"),
    [
        ("deleteEndpoint", {"EndpointArn": "arn:gone"}, "DatabaseMigration.ResourceNotFoundException"),
        (
            "createEventSubscription",
            {"SubscriptionName": "news", "SnsTopicArn": "arn:gone"},
            "DatabaseMigration.SnsInvalidTopicException",
        ),
        (
            "createEndpoint",
            {"EndpointIdentifier": "e", "EndpointType": "source", "EngineName": "mysql", "KmsKeyId": "gone"},
            "DatabaseMigration.KmsKeyNotAccessibleException",
        ),
        (
            "createEndpoint",
            {"EndpointIdentifier": "e", "EndpointType": "source", "EngineName": "postgresql"},
            "DatabaseMigration.DatabaseMigrationException",
        ),
    ],
)
def test_refusal_of_dms_is_an_error_with_the_name_that_aws_gives_it(
    account: Account, action: str, parameters: dict, error: str
) -> None:
    ended = run(account, action, **parameters)

    assert (ended["status"], ended["error"]) == ("FAILED", error)
