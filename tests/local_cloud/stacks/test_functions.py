"""Lambda functions: their clock, their time, their code, and how often they may call themselves."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from tests.local_cloud.account import Account, until
from tests.local_cloud.stack import Stack, resource
from tests.local_cloud.stacks.provider import Provider, zipped

CLOCK = """
import time


def handler(event, context):
    before = time.time()
    time.sleep(event["Seconds"])
    return {"Now": before, "Slept": time.time() - before, "Left": context.get_remaining_time_in_millis() / 1000}
"""

# It hands itself on until it is refused, and leaves the number of times in a parameter.
HANDING_ON = """
import json
import boto3


def handler(event, context):
    times = event["Times"] + 1
    boto3.client("ssm", region_name="us-east-1").put_parameter(
        Name="times", Value=str(times), Type="String", Overwrite=True
    )
    boto3.client("lambda", region_name="us-east-1").invoke(
        FunctionName=context.invoked_function_arn, InvocationType="Event", Payload=json.dumps({"Times": times})
    )
"""

# It calls itself, waits for the answer and gives it on.
CALLING = """
import json
import time
import boto3


def handler(event, context):
    if "Called" in event:
        before = time.time()
        time.sleep(event["Seconds"])
        return {"Slept": time.time() - before}
    called = boto3.client("lambda", region_name="us-east-1").invoke(
        FunctionName=context.invoked_function_arn, Payload=json.dumps({**event, "Called": True})
    )
    return json.load(called["Payload"])
"""


def invoke(provider: Provider, **event: object) -> Any:
    answer = provider.functions.invoke(FunctionName="provider", Payload=json.dumps(event))
    return json.loads(answer["Payload"].read())


def test_sleep_of_a_function_moves_the_clouds_clock(account: Account) -> None:
    provider = Provider(account, CLOCK, timeout=900)
    before = account.cloud.door("advance", {})["Now"]

    answer = invoke(provider, Seconds=600)

    assert answer["Now"] == pytest.approx(before, abs=60)
    assert answer["Slept"] == pytest.approx(600, abs=60)
    assert answer["Left"] == pytest.approx(300, abs=60)


def test_functions_that_sleep_at_the_same_time_sleep_once(account: Account, stack: Stack) -> None:
    provider = Provider(account, timeout=900)
    before = account.cloud.door("advance", {})["Now"]
    stack.create(**{name: provider.custom(Sleep=500) for name in ("A", "B", "C")})

    assert account.cloud.door("advance", {})["Now"] - before == pytest.approx(500, abs=200)


def test_events_tell_the_time_of_the_clouds_clock(account: Account, stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom())

    told = stack.cloudformation.describe_stack_events(StackName=stack.stack_id)["StackEvents"][0]["Timestamp"]
    assert told.timestamp() == pytest.approx(account.cloud.door("advance", {})["Now"], abs=60)


def test_function_ends_when_its_time_is_over(account: Account) -> None:
    provider = Provider(account, CLOCK, timeout=60)

    assert invoke(provider, Seconds=600)["errorMessage"] == "Task timed out after 60.00 seconds"


def test_function_that_timed_out_is_called_again(account: Account, stack: Stack) -> None:
    provider = Provider(account, "import time\ndef handler(event, context):\n    time.sleep(600)\n", timeout=60)
    stack.create(Thing=provider.custom())

    assert [each["Error"] for each in provider.deliveries[:3]] == ["Task timed out after 60.00 seconds"] * 3


def test_all_that_a_function_prints_is_in_its_log(account: Account) -> None:
    code = "def handler(event, context):\n    print('line\\n' * event['Lines'] + 'the last', end='')\n"
    write = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    provider = Provider(account, code, statements=[write])
    invoke(provider, Lines=300_000)

    logs = account.client("logs")
    (stream,) = logs.describe_log_streams(logGroupName="/aws/lambda/provider")["logStreams"]
    events = logs.get_log_events(
        logGroupName="/aws/lambda/provider", logStreamName=stream["logStreamName"], startFromHead=False, limit=3
    )["events"]
    assert events[0]["message"] == "the last"


def test_function_that_waits_for_one_that_sleeps_sleeps_no_longer_than_that(account: Account) -> None:
    calls = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}
    provider = Provider(account, CALLING, statements=[calls], timeout=900)
    began = time.monotonic()

    assert invoke(provider, Seconds=600)["Slept"] == pytest.approx(600, abs=60)
    assert time.monotonic() - began < 60


def test_function_may_call_itself_sixteen_times(account: Account) -> None:
    allowed = {"Effect": "Allow", "Action": ["lambda:InvokeFunction", "ssm:PutParameter"], "Resource": "*"}
    provider = Provider(account, HANDING_ON, statements=[allowed])
    provider.functions.invoke(FunctionName="provider", InvocationType="Event", Payload=json.dumps({"Times": 0}))

    def stopped() -> bool:
        return any("RecursiveInvocationException" in str(each["Error"]) for each in provider.deliveries)

    until(stopped)
    assert account.client("ssm").get_parameter(Name="times")["Parameter"]["Value"] == "16"


def test_changed_code_answers_the_next_call(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Size=1))
    provider.change_code("import os\ndef handler(event, context):\n    os._exit(1)\n")

    assert stack.update(Thing=provider.custom(Size=2, ServiceTimeout=5)) == "UPDATE_ROLLBACK_FAILED"


def test_code_of_several_modules_comes_from_a_bucket(account: Account, stack: Stack) -> None:
    account.client("s3").create_bucket(Bucket="code")
    files = {
        "index.py": "import words\ndef handler(event, context):\n    return words.GREETING\n",
        "words.py": "GREETING = 'hello'\n",
    }
    account.client("s3").put_object(Bucket="code", Key="asset.zip", Body=zipped(files))
    allowed = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    role = Provider(account, statements=[allowed]).role
    function = resource(
        "Lambda::Function",
        FunctionName="greeter",
        Runtime="python3.12",
        Handler="index.handler",
        Role=role,
        Code={"S3Bucket": "code", "S3Key": "asset.zip"},
        LoggingConfig={"LogGroup": "/greetings"},
    )
    stack.create(Greeter=function)

    answer = account.client("lambda").invoke(FunctionName="greeter")["Payload"].read()

    assert answer == b'"hello"'
    groups = account.client("logs").describe_log_groups()["logGroups"]
    assert [each["logGroupName"] for each in groups] == ["/greetings"]


def test_function_may_bring_its_own_boto3(account: Account) -> None:
    provider = Provider(account)
    code = "import boto3\ndef handler(event, context):\n    return boto3.OWN\n"
    provider.functions.update_function_code(
        FunctionName="provider", ZipFile=zipped({"index.py": code, "boto3/__init__.py": "OWN = 'mine'"})
    )

    assert invoke(provider) == "mine"


@pytest.mark.parametrize(("group", "written"), [("/aws/lambda/provider", True), ("/aws/lambda/other", False)])
def test_function_writes_its_log_only_if_allowed(account: Account, group: str, written: bool) -> None:
    allowed = {
        "Effect": "Allow",
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"arn:aws:logs:us-east-1:{account.number}:log-group:{group}:*",
    }
    provider = Provider(account, "def handler(event, context):\n    print('hello')\n", statements=[allowed])
    account.client("logs").create_log_group(logGroupName="/aws/lambda/provider")
    invoke(provider)

    streams = account.client("logs").describe_log_streams(logGroupName="/aws/lambda/provider")["logStreams"]
    assert bool(streams) == written
