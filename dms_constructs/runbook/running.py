"""The sections of a runbook about starting a task and watching it."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs._markdown import escaped
from dms_constructs.lifecycle.policies import StartPolicy
from dms_constructs.runbook.blocks import Piece, Section, Shell, listed, of_file
from dms_constructs.runbook.facts import RunbookFacts, TaskFacts
from dms_constructs.runbook.names import each_task

__all__ = ["latency", "not_right", "resume", "start", "watch"]

_ENDS = """\
{end}=$(aws dms describe-replication-tasks --filters "Name=replication-task-arn,Values=$task" --without-settings \\
  --output text --query 'ReplicationTasks[0].{key}')"""
_TEST = """\
aws dms test-connection --replication-instance-arn "$instance" --endpoint-arn "${end}\""""
_CONNECTIONS = """\
aws dms describe-connections --filters "Name=replication-instance-arn,Values=$instance" --output table \\
  --query 'Connections[].[EndpointIdentifier,Status,LastFailureMessage]'"""
_STATE = "TableStatistics[].[SchemaName,TableName,TableState,FullLoadRows,ValidationState]"
_WRONG = (
    "TableStatistics[?TableState!='Table completed' || "
    "(ValidationState!='Validated' && ValidationState!='Not enabled')]"
    ".[SchemaName,TableName,TableState,ValidationState,ValidationFailedRecords,ValidationPendingRecords]"
)


def start(facts: RunbookFacts) -> Section:
    """Return how the tasks start."""
    return Section("Start", list(_starting(facts)))


def watch(facts: RunbookFacts) -> Section:
    """Return what to look at until the cutover."""
    return Section("Watch", list(_watching(facts)))


def resume(facts: RunbookFacts) -> Shell:
    """Return the commands that resume the tasks."""
    return _starts(facts, "resume-processing")


def latency() -> Shell:
    """Return the command that shows how late changes are; the first section of a runbook says what it does."""
    return Shell("latency")


def not_right(facts: RunbookFacts) -> Shell:
    """Return the commands that list tables which are not loaded, or whose rows are not known to be the same."""
    return _statistics(facts, _WRONG)


def _starts(facts: RunbookFacts, how: str) -> Shell:
    return each_task(
        facts,
        f'aws dms start-replication-task --replication-task-arn "$task" --start-replication-task-type {how}',
        f'aws dms start-replication --replication-config-arn "$task" --start-replication-type {how}',
    )


def _statistics(facts: RunbookFacts, query: str) -> Shell:
    return each_task(
        facts,
        f'aws dms describe-table-statistics --replication-task-arn "$task" --output table --query "{query}"',
        'aws dms describe-replication-table-statistics --replication-config-arn "$task" --output table --query '
        f'"Replication{query}"',
    )


def _starting(facts: RunbookFacts) -> Iterator[Piece]:
    by_deployment = [task for task in facts.tasks if task.start in {StartPolicy.ON_CREATE, StartPolicy.ALWAYS_RUNNING}]
    by_hand = [task for task in facts.tasks if task not in by_deployment]
    if by_deployment:
        yield _by_deployment(by_deployment, facts)
    if not by_hand:
        return
    if any(not task.is_serverless for task in by_hand):
        yield (
            f"{_named(by_hand)} {'starts' if len(by_hand) == 1 else 'start'} by hand. First both connections are "
            "tested, from the instance; repeat the last command until both are `successful`:"
        )
        ends = ("instance", "ReplicationInstanceArn"), ("source", "SourceEndpointArn"), ("target", "TargetEndpointArn")
        lines = [_ENDS.replace("{end}", end).replace("{key}", key) for end, key in ends]
        lines += [_TEST.replace("{end}", end) for end in ("source", "target")]
        lines.append(_CONNECTIONS)
        yield each_task(facts, "\n".join(lines), "")
    else:
        yield f"{_named(by_hand)} {'starts' if len(by_hand) == 1 else 'start'} by hand; DMS tests the connections then."
    yield "Then:"
    yield _starts(facts, "start-replication")


def _by_deployment(tasks: list[TaskFacts], facts: RunbookFacts) -> str:
    text = (
        f"`cdk deploy` tests both connections and starts {_named(tasks)}, with the policy "
        f"{listed(dict.fromkeys(f'`{task.start.value}`' for task in tasks if task.start is not None))}. "
        "So do what stands above before that."
    )
    if facts.target.made is not None:
        text += (
            f" The stack makes the target, too: deploy it once with `start=dms.StartPolicy.NEVER`, prepare "
            f"`{facts.target.made.logical_id}`, then deploy it as it is."
        )
    return text


def _named(tasks: list[TaskFacts]) -> str:
    return listed([f"`{task.logical_id}`" for task in tasks])


def _watching(facts: RunbookFacts) -> Iterator[Piece]:
    if facts.loads:
        yield "How far each table is:"
        yield _statistics(facts, _STATE)
    if facts.has_cdc:
        yield "How late changes are, in seconds, and how many wait:"
        yield latency()
        if facts.source.protocol == "postgresql":
            yield "What the source keeps for the task; while that is stopped, it grows until the disk is full:"
            yield of_file("slots", facts.source)
    if facts.target.has_sql and (facts.has_cdc or any(task.validates for task in facts.tasks)):
        yield "What DMS could not apply, and rows that differ; it keeps both in tables of its own:"
        yield of_file("validation_failures", facts.target, prints=True)
    if facts.alarms:
        yield "These alarms tell by themselves:"
        lines = [f"| `{alarm.logical_id}` | {escaped(alarm.says)} |" for alarm in facts.alarms]
        yield "\n".join(["| alarm | what it means, and what to do |", "|---|---|", *lines])
    else:
        yield (
            "The stack has no alarms: until it has some, somebody must look. `monitoring=dms.Monitoring()` of a "
            "`DatabaseMigration` makes them."
        )
    if facts.dashboards:
        yield f"The dashboard {listed([f'`{each}`' for each in facts.dashboards])} shows all of it."
