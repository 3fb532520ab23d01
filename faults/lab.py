"""An account of the embedded cloud in which a stack of our own constructs is deployed, broken and looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from faults.templates import SUBNET_GROUP, Form, Synthesized, synthesized
from local_cloud.server import LocalCloud
from tests.lifecycle import lab
from tests.local_cloud.account import Account

__all__ = ["EACH_TIME", "Lab"]

EACH_TIME = 1000
"""How often an order is carried out that never ends."""
_SECRETS = ("shop", "other", "copy")


class Lab(lab.Lab):
    """One stack in an account of its own."""

    def __init__(self, cloud: LocalCloud) -> None:
        super().__init__(Account(cloud))
        self.cloud = cloud
        self._bucket = f"cdk-hnb659fds-assets-{self.account.number}-us-east-1"
        for bucket in (self._bucket, f"reports-{self.account.number}"):
            self.s3.create_bucket(Bucket=bucket)
        self._published: set[str] = set()
        self.account.make_vpc_role()
        self.cloud.door("advance", {"Seconds": 60})  # the role is usable then
        self.account.make_subnet_group(ReplicationSubnetGroupIdentifier=SUBNET_GROUP)
        for name in _SECRETS:
            secret = {"host": f"{name}.example.com", "port": 3306, "username": "dms", "password": "not-a-real-one"}
            self.account.secrets.create_secret(Name=name, SecretString=json.dumps(secret))

    # What users do

    def run(self, form: Form, *, rollback: bool = True) -> str:
        """Deploy, and return the status that the stack ends in."""
        self.begin(form, rollback=rollback)
        return self.settled()

    def run_unpublished(self, form: Form) -> str:
        """Deploy without the files that the template refers to."""
        self._begin(synthesized(form).template)
        return self.settled()

    def run_template(self, template: dict[str, Any], form: Form) -> str:
        """Deploy a template that is another than the form's, with the form's files."""
        self._publish(synthesized(form))
        self._begin(template)
        return self.settled()

    def begin(self, form: Form, *, rollback: bool = True) -> None:
        """Begin to create or update the stack."""
        made = synthesized(form)
        self._publish(made)
        self._begin(made.template, rollback=rollback)

    def _begin(self, template: dict[str, Any], *, rollback: bool = True) -> None:
        act = self.cloudformation.update_stack if self.stack_id else self.cloudformation.create_stack
        # A template in a bucket may be larger than one in a request, and it is how the CDK deploys.
        self.s3.put_object(Bucket=self._bucket, Key="template.json", Body=json.dumps(template))
        url = f"https://s3.us-east-1.amazonaws.com/{self._bucket}/template.json"
        made = act(StackName=self.name, TemplateURL=url, DisableRollback=not rollback)
        self.stack_id = made["StackId"]

    def _publish(self, made: Synthesized) -> None:
        for key, content in made.files.items():
            if key not in self._published:
                self.s3.put_object(Bucket=self._bucket, Key=key, Body=content)
                self._published.add(key)

    # What goes wrong

    def order(self, on: str, do: str, **more: Any) -> None:
        """Let something go wrong: see `local_cloud/plugin/orders.py`."""
        self.cloud.door("order", {"Account": self.account.number, "On": on, "Do": do, **more})

    def forget(self) -> None:
        """Let nothing go wrong any more."""
        self.cloud.door("forget", {"Account": self.account.number})
        self.cloud.door("calm", {"Account": self.account.number})

    def behave(self, state: str, *, resource: str = "*", **more: Any) -> None:
        """Let things behave otherwise in a state: see `local_cloud/plugin/behaviours.py`."""
        self.cloud.door("behave", {"Account": self.account.number, "Resource": resource, "While": state, **more})

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.cloud.door("advance", {"Seconds": seconds})

    def count(self, action: str) -> Callable[[], int]:
        """Count from now on how often something happens."""
        self.order(action, "fail", Nth=10**9)

        def counted() -> int:
            orders = self.cloud.door("orders", {"Account": self.account.number})["Orders"]
            return int(next(each["Seen"] for each in orders if (each["On"], each["Due"]) == (action, 10**9)))

        return counted

    # What is then

    @property
    def only(self) -> dict[str, Any]:
        """The one task that there is."""
        (task,) = self.tasks()
        return task

    @property
    def only_replication(self) -> dict[str, Any]:
        """The one serverless replication that there is."""
        (replication,) = self.dms.describe_replications()["Replications"]
        found: dict[str, Any] = replication
        return found

    def states(self) -> list[str]:
        """The state of every task there is, in order."""
        return sorted(str(each["Status"]) for each in self.tasks())

    def marked(self) -> list[str]:
        """The ARNs of tasks that have the mark of a deployment that stopped them."""
        return [arn for each in self.tasks() if lab.MARK in self._tags(arn := str(each["ReplicationTaskArn"]))]

    def _tags(self, arn: str) -> set[str]:
        return {tag["Key"] for tag in self.dms.list_tags_for_resource(ResourceArn=arn)["TagList"]}

    def reasons(self) -> str:
        """Why anything failed."""
        return "\n".join(each.get("ResourceStatusReason", "") for each in self.events())

    def has_happened(self, event: str) -> bool:
        """Say whether the last operation has an event: logical id and status."""
        return event in [f"{each['LogicalResourceId']} {each['ResourceStatus']}" for each in self.events()]

    def release(self) -> None:
        """Deliver the events that were held, and wait until they are served."""
        self.cloud.door("release", {"Account": self.account.number})
        self.quiet()
