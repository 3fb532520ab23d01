"""A CloudFormation stack in an account, and the resources that tests put into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from local_cloud.environment import REGION
from tests.local_cloud.account import Account, until

__all__ = ["Stack", "endpoint", "resource"]


def resource(kind: str, **properties: object) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def endpoint(kind: str = "source", **changed: object) -> dict[str, Any]:
    login = {"ServerName": "db.example.com", "Port": "3306", "Username": "dms", "Password": "sesame"}
    return resource("DMS::Endpoint", **{"EndpointType": kind, "EngineName": "mysql", **login, **changed})


class Stack:
    """A stack of an account; `outputs` go into its template with the resources."""

    def __init__(self, account: Account, name: str = "stack", region: str = REGION) -> None:
        self.account = account
        self.name = name
        self.outputs: dict[str, Any] = {}
        self.cloudformation = account.client("cloudformation", region)

    def create(self, **resources: dict[str, Any]) -> str:
        return self._finish(self.cloudformation.create_stack, resources)

    def update(self, **resources: dict[str, Any]) -> str:
        return self._finish(self.cloudformation.update_stack, resources)

    def delete(self, **options: object) -> str:
        self.cloudformation.delete_stack(StackName=self.stack_id, **options)
        return self.settled()

    def _finish(self, action: Callable[..., Any], resources: dict[str, Any]) -> str:
        self.begin(action, resources)
        return self.settled()

    def begin(self, action: Callable[..., Any], resources: dict[str, Any], **options: object) -> None:
        """Begin an operation without waiting for its end."""
        template = {"Resources": resources, "Outputs": self.outputs}
        self.stack_id = action(StackName=self.name, TemplateBody=json.dumps(template), **options)["StackId"]

    def settled(self) -> str:
        """Wait for the end of an operation, and return the status then."""

        def status() -> str | None:
            found = str(self.described["StackStatus"])
            return None if found.endswith("PROGRESS") else found

        return str(until(status))

    @property
    def described(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cloudformation.describe_stacks(StackName=self.stack_id)["Stacks"][0]
        return found

    def ref(self, name: str) -> str:
        found = self.cloudformation.describe_stack_resource(StackName=self.stack_id, LogicalResourceId=name)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])

    def output(self, name: str) -> str:
        return next(each["OutputValue"] for each in self.described["Outputs"] if each["OutputKey"] == name)

    def events(self) -> list[str]:
        """Tell what happened since the last operation began, in order: name and status."""
        found = self.cloudformation.describe_stack_events(StackName=self.stack_id)["StackEvents"]
        told = [f"{each['LogicalResourceId']} {each['ResourceStatus']}" for each in reversed(found)]
        begun = [f"{self.name} {verb}_IN_PROGRESS" for verb in ("CREATE", "UPDATE", "DELETE")]
        return told[max(place for place, each in enumerate(told) if each in begun) :]

    def reasons(self) -> str:
        events = self.cloudformation.describe_stack_events(StackName=self.stack_id)["StackEvents"]
        return "\n".join(event.get("ResourceStatusReason", "") for event in events)
