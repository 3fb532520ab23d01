"""The two products that move data, behind one interface; an ARN says which one it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Protocol

from replications import Replications
from tasks import ReplicationTasks, Task

MARK = "dms-constructs:stopped-by"
_OWN = ("dms-constructs:stack", "aws:cloudformation:stack-id")


class Kind(Protocol):
    """What can be asked of either."""

    @property
    def tests_connections(self) -> bool:
        """Whether it starts only if its connections were tested before."""

    def describe(self, dms: Any, arns: Iterable[str]) -> dict[str, Task]:
        """Describe those that DMS has, all in one call."""

    def every(self, dms: Any) -> Iterator[Task]:
        """Describe all of the account and region."""

    def on_endpoints(self, dms: Any, endpoints: list[str]) -> Iterator[Task]:
        """Describe those that read from or write to one of these endpoints."""

    def start(self, dms: Any, arn: str, how: str, position: str = "") -> None:
        """Start it in one of the three ways."""

    def stop(self, dms: Any, arn: str) -> None:
        """Ask it to stop."""

    def delete(self, dms: Any, arn: str) -> None:
        """Delete it."""

    def give_mappings(self, dms: Any, arn: str, mappings: str) -> None:
        """Change its table mappings."""

    def table_states(self, dms: Any, arn: str) -> dict[str, str]:
        """List its tables with their states, as `schema.table`."""

    def reload_tables(self, dms: Any, arn: str, tables: list[dict[str, str]]) -> None:
        """Load tables again while it runs, ten at most."""


TASKS, REPLICATIONS = ReplicationTasks(), Replications()
BOTH: tuple[Kind, ...] = (TASKS, REPLICATIONS)


def is_serverless(arn: str) -> bool:
    """Whether an ARN is that of a replication config."""
    return ":replication-config:" in arn


def kind_of(arn: str) -> Kind:
    """Return what can be asked of a task by its ARN."""
    return REPLICATIONS if is_serverless(arn) else TASKS


def describe(dms: Any, arns: Iterable[str]) -> dict[str, Task]:
    """Describe all of these that DMS has, in one call for each product."""
    wanted = set(arns)
    serverless = {arn for arn in wanted if is_serverless(arn)}
    found = TASKS.describe(dms, wanted - serverless) if wanted - serverless else {}
    return found | REPLICATIONS.describe(dms, serverless)


def tags(dms: Any, arn: str) -> dict[str, str]:
    """Read the tags of a task; none if DMS doesn't have it."""
    try:
        answer = dms.list_tags_for_resource(ResourceArn=arn)
    except dms.exceptions.ResourceNotFoundFault:
        return {}
    return {tag["Key"]: tag.get("Value", "") for tag in answer["TagList"]}


def is_marked(dms: Any, arn: str, stack_id: str) -> bool:
    """Whether a deployment of this stack stopped it and hasn't started it again."""
    return tags(dms, arn).get(MARK, "").partition("@")[0] == stack_id


def belongs(found: dict[str, str], stack_id: str) -> bool:
    """Whether tags say that a task was made by this stack."""
    return any(found.get(key) == stack_id for key in _OWN)


def tag(dms: Any, arn: str, key: str, value: str) -> None:
    """Set a tag."""
    dms.add_tags_to_resource(ResourceArn=arn, Tags=[{"Key": key, "Value": value}])


def mark_of(stack_id: str, began: datetime | None) -> str:
    """
    Return the value of the mark on a task that is replaced by the operation that began then.

    If the task is left because its deletion fails, no later operation starts it again.
    """
    # Short, because a tag takes 256 characters, and the ARN of a stack may be 230 long.
    return f"{stack_id}@{round(began.timestamp() * 1000) if began else ''}"


def unmark(dms: Any, arn: str) -> None:
    """Take the note away."""
    dms.remove_tags_from_resource(ResourceArn=arn, TagKeys=[MARK])
