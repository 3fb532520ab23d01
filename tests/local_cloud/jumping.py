"""An account in a cloud whose clock jumps: no test of it waits."""

from __future__ import annotations

from typing import Any

from tests.local_cloud.account import Account

__all__ = ["MINUTE", "Jumping"]

MINUTE = 60
_PATIENCE = 20


class Jumping(Account):
    """An account of which a step passes whenever something is waited for."""

    def step(self, steps: float = 1) -> None:
        self.cloud.door("advance", {"Seconds": steps * MINUTE})

    def await_task(self, arn: str, status: str) -> dict[str, Any]:
        for _ in range(_PATIENCE):
            if (task := self.task(arn))["Status"] == status:
                return task
            self.step()
        raise AssertionError(f"it is {task['Status']}")

    def await_instance(self, arn: str, status: str = "available") -> None:
        self.step()
        assert self.instance_status(arn) == status

    def test_connection(self, endpoint: str) -> dict[str, Any]:
        self.dms.test_connection(ReplicationInstanceArn=self.instance, EndpointArn=endpoint)
        self.step()
        return self.connection(endpoint)

    def connection(self, endpoint: str) -> dict[str, Any]:
        wanted = [{"Name": "endpoint-arn", "Values": [endpoint]}]
        return self.dms.describe_connections(Filters=wanted)["Connections"][0]

    def stop(self, task: str) -> None:
        self.dms.stop_replication_task(ReplicationTaskArn=task)
