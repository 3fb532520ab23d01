"""What every handler shares: pauses, patience, reasons, and what is told from what."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone
from typing import Any

import answer
import kinds
import pytest
import stack
import waiting
from botocore.exceptions import ClientError
from request import Request
from signals import Refused, Wait


def request(**properties: Any) -> Request:
    return Request({"RequestType": "Update", "ResourceProperties": properties, "LogicalResourceId": "Gate"})


def refusal(code: str, status: int = 400) -> ClientError:
    return ClientError(
        {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}},
        "StopReplicationTask",
    )


def test_pauses_grow_while_the_same_is_waited_for() -> None:
    same = request()

    pauses = [waiting._pause(same, "rest") for _ in range(7)]

    assert all(least <= pause <= 1.2 * least for least, pause in zip((1, 2, 5, 10, 15, 15, 15), pauses, strict=True))


def test_pauses_begin_anew_when_something_else_is_waited_for() -> None:
    other = request()
    for _ in range(4):
        waiting._pause(other, "rest")

    assert waiting._pause(other, "start") < 2


@pytest.mark.parametrize(
    ("given", "seconds"), [({}, 3540), ({"ServiceTimeout": "3600"}, 3540), ({"ServiceTimeout": "60"}, 54)]
)
def test_patience_ends_before_that_of_cloudformation(given: dict[str, str], seconds: float) -> None:
    assert waiting._patience(request(**given).event) == seconds


@pytest.mark.parametrize("code", ["ThrottlingException", "Throttling", "ServiceUnavailable"])
def test_throttling_is_waited_for(code: str) -> None:
    assert isinstance(waiting._understood(request(), refusal(code)), Wait)


def test_a_failure_of_the_service_is_waited_for() -> None:
    assert isinstance(waiting._understood(request(), refusal("Whatever", 503)), Wait)


def test_a_denial_is_waited_for_a_minute_long() -> None:
    young, old = request(), request()
    old.memo["Denied"] = time.time() - 61

    assert isinstance(waiting._understood(young, refusal("AccessDeniedException")), Wait)
    assert isinstance(waiting._understood(old, refusal("AccessDeniedException")), Refused)


def test_another_refusal_is_the_reason() -> None:
    understood = waiting._understood(request(), refusal("KMSKeyNotAccessibleFault"))

    assert isinstance(understood, Refused)
    assert "KMSKeyNotAccessibleFault" in str(understood)


_YAML = """\
Description: |
  Resources:
    No:
Resources:
  Orders:
    Type: AWS::DMS::ReplicationTask
    Properties:
      TableMappings: >-
        {}

  # it stops them
  Gate:
    DependsOn:
      - Latch
Outputs:
  Arn:
    Value: x
"""


@pytest.mark.parametrize(
    "body",
    [
        {"Resources": {"Orders": {}, "Gate": {}}},
        '{"Resources": {"Orders": {}, "Gate": {}}}',
        _YAML,
        '\ufeff---\r\n"Resources":\r\n    "Orders":\r\n        Type: A\r\n    \'Gate\' : {Type: B}\r\n',
    ],
    ids=["object", "JSON", "YAML", "YAML of another hand"],
)
def test_names_are_read_from_a_template_in_each_form(body: object) -> None:
    assert stack.names_in(body) == {"Orders", "Gate"}


def test_a_template_without_names_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(Refused):
        stack.names_in("{Resources: {Orders: {}}}")


def test_a_reason_is_as_long_as_cloudformation_shows() -> None:
    assert answer.shortened("x" * 2000) == "x" * 896 + " ..."


def test_what_is_carried_along_is_small() -> None:
    handed = request()
    handed.memo.update(
        Began=time.time(), Phase="forward", Stop={f"arn:aws:dms:us-east-1:1:task:{n:026}": "" for n in range(100)}
    )

    assert len(json.dumps(handed.memo)) < 10_000


def test_a_mark_fits_into_a_tag_for_the_longest_name_of_a_stack() -> None:
    stack_id = f"arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/{'x' * 128}/{'0' * 36}"

    assert len(kinds.mark_of(stack_id, datetime(2026, 11, 28, 12, 0, 0, 123456, tzinfo=timezone.utc))) <= 256
