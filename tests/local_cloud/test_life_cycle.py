"""A migration that is kept running: deployed, changed in every way and destroyed by the CDK CLI, in one story each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from local_cloud.cdk import Cdk, CdkError
from local_cloud.plugin.configuration import CLOCK, IAM_PROPAGATION, STEP
from local_cloud.server import LocalCloud

APP = Path(__file__).parent / "apps" / "life_cycle"
_ALLOW = re.compile(r"dms\.Allow\(['\"]([0-9a-f]{8}-[0-9a-f]{8})['\"]\)")


@dataclass(frozen=True)
class Step:
    """
    One deployment.

    Args:
        what: What the user does.
        changed: What is changed in the app's context; it stays changed if the deployment succeeds.
        runs: How many tasks run then.
        says: A part of what the CDK says when it is refused; empty when the deployment succeeds.
        is_same: Whether the first task still is the one before.
        with_consent: Whether the user gives the consent that the step before asked for.
    """

    what: str
    changed: dict[str, str] = field(default_factory=dict)
    runs: int = 1
    says: str = ""
    is_same: bool = True
    with_consent: bool = False

    def __str__(self) -> str:
        return self.what


CHANGES = [
    Step("create and run", is_same=False),
    Step("change nothing"),
    Step("change a setting", {"rate": "20000"}),
    Step("change an endpoint", {"poll": "7"}),
    Step("add a certificate", {"authority": "A"}),
    Step("change the certificate", {"authority": "B"}),
    Step("change the class of the instance", {"class": "dms.r6i.xlarge"}),
    Step("change the mapping, which needs a reload", {"schema": "store"}, says="Nothing was touched"),
    Step("change the mapping and allow a reload", {"schema": "store", "reload": "WHEN_NEEDED"}),
    Step("add a task", {"second": "yes"}, runs=2),
    Step("change both", {"poll": "9"}, runs=2),
    Step("point to a secret with which DMS can't connect", {"secret": "incomplete"}, runs=2, says="can't connect"),
    Step(
        "change a setting, and something else fails",
        {"rate": "30000", "late": "yes"},
        runs=2,
        says="is not a valid engine",
    ),
    Step("remove a task", {"second": ""}),
    Step("rename the construct", {"name": "Renamed"}, says="this change replaces the task"),
    Step("rename the construct with consent", {"name": "Renamed"}, is_same=False, with_consent=True),
    Step("change the type", {"type": "cdc"}, says="this change replaces the task"),
    Step("change the type with consent", {"type": "cdc"}, is_same=False, with_consent=True),
    Step("take the life cycle away", {"start": "none"}),
    Step("add the life cycle again", {"start": "ALWAYS_RUNNING"}),
    Step("change a setting after that", {"rate": "15000"}),
    Step("remove the migration", {"removed": "yes"}, runs=0, is_same=False),
    Step("make it again", {"removed": ""}, is_same=False),
]
SERVERLESS = [
    Step("create and run", {"serverless": "yes"}, is_same=False),
    Step("change a setting", {"rate": "20000"}),
    Step("change the type", {"type": "cdc"}, says="this change replaces the task"),
    Step("change the type with consent", {"type": "cdc"}, is_same=False, with_consent=True),
    Step("remove it", {"removed": "yes"}, runs=0, is_same=False),
    Step("make it again", {"removed": ""}, is_same=False),
]


@dataclass(frozen=True)
class Seen:
    """What came of a step: what the CDK said, the states, the first task's ARN and whether it is the one before."""

    said: str
    failed: bool
    running: int
    others: list[str]
    is_same: bool


class Story:
    """A stack in an embedded cloud of its own, changed step by step."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._environment = {**cloud.environment, "PYTHONPATH": str(Path.cwd())}
        self._context: dict[str, str] = {}
        self._cloud = cloud
        self._allow = ""
        self._first = ""
        self.dms = cloud.client("dms")
        secret = {"host": "incomplete.example.com", "port": 3306, "username": "dms"}
        cloud.client("secretsmanager").create_secret(Name="incomplete", SecretString=json.dumps(secret))
        Cdk(self._environment, APP).bootstrap()

    def take(self, step: Step) -> Seen:
        context = {**self._context, **step.changed, **({"allow": self._allow} if step.with_consent else {})}
        failed = False
        try:
            said = Cdk(self._environment, APP, context).deploy()
            self._context = {**context, "allow": ""}
        except CdkError as refused:
            said, failed = str(refused), True
        self._allow = self._printed_consent() if failed else ""
        self._cloud.door("advance", {"Seconds": 3600})  # what a serverless start takes
        things = self.things()
        first = next(iter(things), "")
        is_same = first == self._first
        self._first = first
        others = [state for state in things.values() if state != "running"]
        return Seen(said, failed, len(things) - len(others), others, is_same)

    def _printed_consent(self) -> str:
        """Return the consent that the last refusal asked for; the CLI breaks lines in it, the stack's events don't."""
        if "Nothing was touched" not in " ".join(reasons := self._reasons()):
            return ""
        return next((found[1] for reason in reasons if (found := _ALLOW.search(reason))), "")

    def _reasons(self) -> list[str]:
        """Why something failed, the last first."""
        events = self._cloud.client("cloudformation").describe_stack_events(StackName="Kept")["StackEvents"]
        return [each.get("ResourceStatusReason", "") for each in events]

    def things(self) -> dict[str, str]:
        """Every task and serverless replication there is, with its state."""
        tasks = self.dms.describe_replication_tasks()["ReplicationTasks"]
        replications = self.dms.describe_replications()["Replications"]
        return {
            **{each["ReplicationTaskArn"]: each["Status"] for each in tasks},
            **{each["ReplicationConfigArn"]: each["Status"] for each in replications},
        }

    def end(self) -> Seen:
        Cdk(self._environment, APP, self._context).destroy()
        return Seen("", failed=False, running=len(self.things()), others=[], is_same=False)


def told(steps: list[Step]) -> Iterator[dict[str, Seen]]:
    with LocalCloud(settings={CLOCK: "jumping", STEP: "20", IAM_PROPAGATION: "0"}) as cloud:
        story = Story(cloud)
        seen = {step.what: story.take(step) for step in steps}
        seen["destroy"] = story.end()
        yield seen


@pytest.fixture(scope="module")
def of_tasks() -> Iterator[dict[str, Seen]]:
    yield from told(CHANGES)


@pytest.fixture(scope="module")
def of_replications() -> Iterator[dict[str, Seen]]:
    yield from told(SERVERLESS)


def came_out_right(step: Step, seen: Seen) -> None:
    assert seen.failed == bool(step.says), seen.said[-3000:]
    assert step.says in seen.said, seen.said[-3000:]
    assert (seen.running, seen.others) == (step.runs, []), seen.said[-3000:]
    assert seen.is_same == step.is_same


@pytest.mark.parametrize("step", CHANGES, ids=str)
def test_a_task(step: Step, of_tasks: dict[str, Seen]) -> None:
    came_out_right(step, of_tasks[step.what])


@pytest.mark.parametrize("step", SERVERLESS, ids=str)
def test_a_serverless_replication(step: Step, of_replications: dict[str, Seen]) -> None:
    came_out_right(step, of_replications[step.what])


def test_a_running_task_is_destroyed(of_tasks: dict[str, Seen]) -> None:
    assert of_tasks["destroy"].running == 0


def test_a_running_serverless_replication_is_destroyed(of_replications: dict[str, Seen]) -> None:
    assert of_replications["destroy"].running == 0
