"""An account of the embedded cloud in which apps with a life cycle are deployed, changed and destroyed."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.lifecycle.apps import App, lists_of, template_of
from tests.local_cloud.account import Account

__all__ = ["MARK", "Lab"]

MARK = "dms-constructs:stopped-by"
_HANDLERS = Path(__file__).parents[2] / "dms_constructs" / "lifecycle" / "handlers"
_CODE = "code.zip"
_PATIENCE = 60


class Lab:
    """
    One stack in an account of its own, deployed as the CDK would.

    What was seen can be asked for: the stack's events, the tasks as DMS has them, the calls since a moment.
    """

    def __init__(self, account: Account, name: str = "shop") -> None:
        self.account = account
        self.name = name
        self.cloudformation = account.client("cloudformation")
        self.dms = account.dms
        self.s3 = account.client("s3")
        self.stack_id = ""

    # What users do

    def deploy(self, app: App, *, rollback: bool = True) -> str:
        """Publish, deploy and return the status that the stack ends in."""
        template = self.published(app)
        more = {"DisableRollback": not rollback}
        if self.status in {"", "DELETE_COMPLETE"}:
            made = self.cloudformation.create_stack(StackName=self.name, TemplateBody=template, **more)
            self.stack_id = made["StackId"]
        else:
            self.cloudformation.update_stack(StackName=self.name, TemplateBody=template, **more)
        return self.settled()

    def published(self, app: App) -> str:
        """Put the assets of an app where it expects them, and return its template."""
        for key, body in lists_of(app).items():
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)
        subnets = self.account.subnets
        assert self.account.subnet_group == "group"
        return json.dumps(template_of(app, bucket=self.bucket, code=_CODE, subnets=subnets))

    def destroy(self) -> str:
        """Destroy the stack and return the status it ends in."""
        self.cloudformation.delete_stack(StackName=self.stack_id)
        return self.settled()

    def settled(self) -> str:
        """Wait until the stack does nothing."""
        self.until(lambda: not self.status.endswith("_IN_PROGRESS"))
        return self.status

    def until(self, condition: Callable[[], Any]) -> Any:
        """Return what a condition gives as soon as it gives something true; give up when nothing goes on any more."""
        seen, deadline = 0, time.monotonic() + _PATIENCE
        while not (found := condition()):
            if time.monotonic() > deadline:
                # A slow machine needs long for a deployment, but something happens all the time.
                before, seen = seen, len(self.events()) + len(self.calls())
                assert seen > before, f"nothing happens any more in {self.status}:\n{self.story()}"
                deadline = time.monotonic() + _PATIENCE
            time.sleep(0.02)
        return found

    def quiet(self) -> None:
        """Wait until no function does anything for this account any more."""
        self.until(lambda: all(each["Over"] for each in self._deliveries()))

    def delivered(self, name: str) -> dict[str, Any]:
        """The last event that a custom resource's function got."""
        events: list[dict[str, Any]] = [each["Event"] for each in self._deliveries()]
        return next(event for event in reversed(events) if event["LogicalResourceId"] == name)

    def _deliveries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.account.cloud.door("deliveries", {"Account": self.account.number})[
            "Deliveries"
        ]
        return found

    def order(self, on: str, do: str, **more: object) -> None:
        """Let something go wrong: see `local_cloud/plugin/orders.py`."""
        self.account.cloud.door("order", {"Account": self.account.number, "On": on, "Do": do, **more})

    def behave(self, resource: str, state: str, **more: object) -> None:
        """Let DMS do something else than usual: see `local_cloud/plugin/behaviours.py`."""
        wanted = {"Account": self.account.number, "Resource": resource, "While": state}
        self.account.cloud.door("behave", {**wanted, **more})

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.account.cloud.door("advance", {"Seconds": seconds})

    def stop(self, name: str = "Orders", *, reason: str = "", failure: str = "") -> None:
        """Stop a task by hand, or let it end by itself: for a reason of DMS's, or with a failure."""
        arn = self.arn(name)
        if failure:
            self.behave(arn, "stopping", Then="failed", Message=failure)
        elif reason:
            self.behave(arn, "stopping", Then="stopped", Message=f"Stop Reason {reason}")
        if ":replication-config:" in arn:
            self.dms.stop_replication(ReplicationConfigArn=arn)
        else:
            self.dms.stop_replication_task(ReplicationTaskArn=arn)
        self.await_status("failed" if failure else "stopped", name)

    def await_status(self, status: str, name: str = "Orders") -> None:
        """Let time pass until a task is in a state."""
        for _ in range(60):
            found = self.task(name)["Status"]
            if found == status:
                return
            self.pass_time(1)
        raise AssertionError(f"{name} stays {found}")

    # What they have

    @cached_property
    def bucket(self) -> str:
        """The bucket for assets, with the function's code in it."""
        name = f"assets-{self.account.number}"  # every account shares the names of buckets
        self.s3.create_bucket(Bucket=name)
        self.s3.put_object(Bucket=name, Key=_CODE, Body=zipped(_HANDLERS))
        return name

    @property
    def status(self) -> str:
        """The stack's status; empty if there is none yet."""
        if not self.stack_id:
            return ""
        return str(self.cloudformation.describe_stacks(StackName=self.stack_id)["Stacks"][0]["StackStatus"])

    def events(self) -> list[dict[str, Any]]:
        """The stack's events, oldest first."""
        pages = self.cloudformation.get_paginator("describe_stack_events").paginate(StackName=self.stack_id)
        return [event for page in pages for event in page["StackEvents"]][::-1]

    def reason(self, name: str) -> str:
        """Why a resource failed last."""
        failed = [
            event
            for event in self.events()
            if event["LogicalResourceId"] == name and event["ResourceStatus"].endswith("_FAILED")
        ]
        assert failed, f"{name} did not fail:\n{self.story()}"
        return str(failed[-1].get("ResourceStatusReason", ""))

    def story(self) -> str:
        """Tell what happened, for those who look for a mistake."""
        events = "\n".join(
            f"{event['LogicalResourceId']} {event['ResourceStatus']} {event.get('ResourceStatusReason', '')}"
            for event in self.events()
        )
        return f"{events}\n\n{self._logs()}"

    def logs(self) -> str:
        """What the functions said, with what those say that answered and haven't ended yet."""
        self.quiet()
        return self._logs()

    def _logs(self) -> str:
        logs = self.account.client("logs")
        lines = []
        for group in logs.describe_log_groups()["logGroups"]:
            name = group["logGroupName"]
            # One page has fifty streams, and each run of a function has one.
            for page in logs.get_paginator("describe_log_streams").paginate(logGroupName=name):
                for stream in page["logStreams"]:
                    events = logs.get_log_events(logGroupName=name, logStreamName=stream["logStreamName"])["events"]
                    lines += [event["message"].rstrip() for event in events]
        return "\n".join(lines)

    def arn(self, name: str) -> str:
        """The physical id of a resource of the stack."""
        found = self.cloudformation.describe_stack_resource(StackName=self.stack_id, LogicalResourceId=name)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def task(self, name: str = "Orders") -> dict[str, Any]:
        """A task, or a serverless replication, as DMS has it."""
        return self.described(self.arn(name))

    def described(self, arn: str) -> dict[str, Any]:
        """The same by ARN."""
        if ":replication-config:" in arn:
            wanted = [{"Name": "replication-config-arn", "Values": [arn]}]
            found: dict[str, Any] = self.dms.describe_replications(Filters=wanted)["Replications"][0]
            return found
        return self.account.task(arn)

    def tasks(self) -> list[dict[str, Any]]:
        """All tasks of the account."""
        found: list[dict[str, Any]] = self.dms.describe_replication_tasks()["ReplicationTasks"]
        return found

    def is_marked(self, name: str = "Orders") -> bool:
        """Whether a task has the mark of a deployment that stopped it."""
        found = self.dms.list_tags_for_resource(ResourceArn=self.arn(name))["TagList"]
        return any(tag["Key"] == MARK and tag["Value"].startswith(self.stack_id) for tag in found)

    def selected(self, name: str = "Orders") -> list[str]:
        """The tables in the mappings that DMS has."""
        document = self.task(name)["TableMappings"]
        rules = (json.loads(document) if isinstance(document, str) else document)["rules"]
        locators = [rule["object-locator"] for rule in rules if rule["rule-type"] == "selection"]
        return [f"{locator['schema-name']}.{locator['table-name']}" for locator in locators]

    def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """The DMS calls that functions and CloudFormation made for this account, from a number on."""
        log = self.account.cloud.call_log
        lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
        return [json.loads(line) for line in lines[since:]]

    def operations(self, since: int = 0) -> list[str]:
        """The names of these calls."""
        return [call["operation"] for call in self.calls(since)]

    def switch(self, **settings: str) -> None:
        """Set what nobody outside AWS knows."""
        self.account.cloud.door("switch", settings)


def zipped(folder: Path) -> bytes:
    """Zip a folder's files as the CDK does, without what Python leaves there."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for path in sorted(folder.iterdir()):
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
    return body.getvalue()


def moment(call: dict[str, Any]) -> datetime:
    """When a call was made."""
    return datetime.fromisoformat(call["time"])
