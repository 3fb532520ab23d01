"""A migration that is kept running, deployed, changed and destroyed by the CDK CLI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local_cloud.cdk import Cdk, CdkError
from local_cloud.server import LocalCloud
from tests.local_cloud.conftest import FAST

APP = Path(__file__).parent / "apps" / "life_cycle"


class Kept:
    """The stack in an embedded cloud of its own."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._environment = {**cloud.environment, "PYTHONPATH": str(Path.cwd())}
        self.dms = cloud.client("dms")
        self.cloudformation = cloud.client("cloudformation")
        Cdk(self._environment, APP).bootstrap()

    def deploy(self, **context: str) -> str:
        """Deploy it with what is changed, and return what the CDK says, also of a refusal."""
        try:
            return Cdk(self._environment, APP, context).deploy()
        except CdkError as refused:
            return str(refused)

    def consent(self) -> str:
        """Return what the last refusal prints."""
        events = self.cloudformation.describe_stack_events(StackName="Kept")["StackEvents"]
        printed = (re.search(r'dms\.Allow\("(.+?)"\)', each.get("ResourceStatusReason", "")) for each in events)
        return next(found[1] for found in printed if found)

    def destroy(self) -> None:
        Cdk(self._environment, APP).destroy()

    def tasks(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.dms.describe_replication_tasks()["ReplicationTasks"]
        return found

    def states(self) -> list[str]:
        return [each["Status"] for each in self.tasks()]

    def schemas(self) -> list[str]:
        return re.findall(r'"schema-name":\s*"(\w+)"', self.tasks()[0]["TableMappings"])


@pytest.fixture(scope="module")
def story() -> Iterator[dict[str, Any]]:
    with LocalCloud(settings=FAST) as cloud:
        kept = Kept(cloud)
        seen: dict[str, Any] = {}
        seen["deployed"] = kept.deploy(), kept.states()
        seen["setting of an endpoint"] = kept.deploy(poll="7"), kept.states()
        seen["class"] = kept.deploy(poll="7", **{"class": "dms.r6i.xlarge"}), kept.states()
        known = {"poll": "7", "class": "dms.r6i.xlarge"}
        seen["mappings refused"] = kept.deploy(**known, schema="store"), kept.states(), kept.schemas()
        known["reload"] = "WHEN_NEEDED"
        seen["mappings"] = kept.deploy(**known, schema="store"), kept.states(), kept.schemas()
        known["schema"] = "store"
        before = kept.tasks()[0]["ReplicationTaskArn"]
        seen["replacement refused"] = (
            kept.deploy(**known, type="cdc"),
            kept.states(),
            kept.tasks()[0]["ReplicationTaskArn"] == before,
        )
        seen["consent"] = kept.consent()
        seen["replacement"] = (
            kept.deploy(**known, type="cdc", allow=seen["consent"]),
            kept.states(),
            [each["MigrationType"] for each in kept.tasks()],
        )
        kept.destroy()
        seen["destroyed"] = kept.tasks()
        yield seen


def test_a_deployed_task_runs(story: dict[str, Any]) -> None:
    assert story["deployed"][1] == ["running"]


@pytest.mark.parametrize("change", ["setting of an endpoint", "class"])
def test_a_task_runs_after_a_change_that_needs_it_at_rest(story: dict[str, Any], change: str) -> None:
    assert story[change][1] == ["running"]


def test_a_change_that_needs_a_reload_is_refused(story: dict[str, Any]) -> None:
    assert "Nothing was touched" in story["mappings refused"][0]


def test_a_refused_change_leaves_the_task_as_it_was(story: dict[str, Any]) -> None:
    assert story["mappings refused"][1:] == (["running"], ["shop"])


def test_tables_are_loaded_again_where_that_is_allowed(story: dict[str, Any]) -> None:
    assert story["mappings"][1:] == (["running"], ["store"])


def test_a_replacement_is_refused_with_what_to_write(story: dict[str, Any]) -> None:
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{8}", story["consent"])


def test_a_refused_replacement_leaves_the_task(story: dict[str, Any]) -> None:
    assert story["replacement refused"][1:] == (["running"], True)


def test_with_consent_there_is_one_task_which_runs(story: dict[str, Any]) -> None:
    assert story["replacement"][1:] == (["running"], ["cdc"])


def test_a_running_task_is_destroyed(story: dict[str, Any]) -> None:
    assert story["destroyed"] == []
