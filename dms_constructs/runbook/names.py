"""The beginning of a runbook: what moves, and what its commands call the things that they are about."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from urllib.parse import quote

from dms_constructs._markdown import code, escaped
from dms_constructs.runbook.blocks import Section, Shell, listed
from dms_constructs.runbook.facts import DatabaseFacts, RunbookFacts, TaskFacts

__all__ = ["each_task", "first", "heading"]

_KINDS = {"AWS::RDS::DBCluster": "cluster", "AWS::RDS::DBInstance": "instance"}
_PORTS = {"postgresql": 5432, "mysql": 3306}


_NEEDED = (
    "The commands below need these, in one shell of a machine that reaches both servers. Passwords don't belong in "
    "them: PostgreSQL's programs read `~/.pgpass`, MySQL's `~/.my.cnf`."
)


_LATENCY = """\
for metric in CDCIncomingChanges CDCLatencySource CDCLatencyTarget; do
  aws cloudwatch get-metric-statistics --namespace AWS/DMS --metric-name "$metric" --statistics Maximum --period 60 \\
    --dimensions {dimensions} \\
    --start-time "$(date -u -d '10 minutes ago' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)" \\
    --output text --query '[Label,sort_by(Datapoints,&Timestamp)[-1].Maximum]'
done"""
_OF_TASK = (
    '"Name=ReplicationInstanceIdentifier,Value=$instance_name" "Name=ReplicationTaskIdentifier,Value=${task##*:}"'
)
_INSTANCE_NAME = """\
instance=$(aws dms describe-replication-tasks --filters "Name=replication-task-arn,Values=$task" --without-settings \\
  --output text --query 'ReplicationTasks[0].ReplicationInstanceArn')
instance_name=$(aws dms describe-replication-instances --filters "Name=replication-instance-arn,Values=$instance" \\
  --output text --query 'ReplicationInstances[0].ReplicationInstanceIdentifier')
"""


def heading(facts: RunbookFacts) -> str:
    """Return the title, and what the runbook is about in a few lines."""
    ends = f"{_called(facts.source)} to {_called(facts.target)}"
    lines = [f"# Runbook of {facts.stack}: {ends}", ""]
    lines += [
        "What to do by hand, in order. It is written from the template of the stack: write it anew when that changes.",
        "",
        "| | source | target |",
        "|---|---|---|",
        f"| engine | {_engine(facts.source)} | {_engine(facts.target)} |",
        f"| server | {_server(facts.source)} | {_server(facts.target)} |",
        f"| database | {_database(facts.source)} | {_database(facts.target)} |",
        "",
    ]
    for task in facts.tasks:
        kind = "serverless replication" if task.is_serverless else "task"
        path = f" ({escaped(task.path)})" if task.path else ""
        lines += [f"The {kind} `{task.logical_id}`{path}: {_moves(task)}.", ""]
        rules = [f"- {escaped(rule)}" for rule in task.rules]
        lines += [*(rules or ["What its table mappings do is known at deployment only."]), ""]
    return "\n".join(lines).rstrip()


def first(facts: RunbookFacts) -> Section:
    """Return the section with the names."""
    commands = "\n".join([*_stack(facts), *_tasks(facts), *_servers(facts), *_latency(facts)])
    return Section("Names", [_NEEDED, Shell(commands)])


def each_task(facts: RunbookFacts, provisioned: str, serverless: str) -> Shell:
    """Return a command for each of the tasks: what it is for `$task`, provisioned or serverless."""
    commands = []
    for is_serverless, command in ((False, provisioned), (True, serverless)):
        count = sum(task.is_serverless is is_serverless for task in facts.tasks)
        if count == 1:
            commands.append(_TASK.sub(rf"$\1{_NAMES[is_serverless]}", command))
        elif count:
            lines = "\n".join(f"  {line}" for line in command.splitlines())
            commands.append(f"for task in ${_NAMES[is_serverless]}s; do\n{lines}\ndone")
    return Shell("\n".join(commands))


_NAMES = {False: "task", True: "replication"}
_TASK = re.compile(r"\$(\{?)task\b")


def _stack(facts: RunbookFacts) -> Iterator[str]:
    yield f"stack={shlex.quote(facts.stack)}"
    yield (
        'resource() { aws cloudformation describe-stack-resource --stack-name "$stack" --logical-resource-id "$1" '
        "--output text --query StackResourceDetail.PhysicalResourceId; }"
    )
    for nested in facts.within:
        yield f"stack=$(resource {nested})"


def _tasks(facts: RunbookFacts) -> Iterator[str]:
    for is_serverless, name in _NAMES.items():
        found = [f"$(resource {task.logical_id})" for task in facts.tasks if task.is_serverless is is_serverless]
        if len(found) == 1:
            yield f"{name}={found[0]}"
        elif found:
            yield f'{name}s="{" ".join(found)}"'


def _servers(facts: RunbookFacts) -> Iterator[str]:
    for database in (facts.source, facts.target):
        if not database.has_sql:
            continue
        side = database.side.value
        host = f"{side.upper()}_HOST"
        if database.made is not None:
            kind = _KINDS[database.made.type]
            yield f"{side}_{kind}=$(resource {database.made.logical_id})"
            host = f"$({_host(kind, side)})"
        yield f"{side}_host={host}"
        administrator = database.made.administrator if database.made is not None else None
        yield f"{side}_user={shlex.quote(administrator or 'ADMINISTRATOR')}"
        if database.made is not None and database.made.administrator_secret is not None:
            yield (
                "# Its password: aws secretsmanager get-secret-value --output text --query SecretString --secret-id "
                f'"$(resource {database.made.administrator_secret})"'
            )
        if database.protocol == "postgresql":
            name = quote(database.database or "DATABASE", safe="")
            port = _port(database)
            yield f'{side}_url="postgresql://${side}_user@${side}_host:{port}/{name}"'


def _latency(facts: RunbookFacts) -> Iterator[str]:
    if not facts.has_cdc:
        return
    yield "latency() {"
    shown = each_task(
        facts,
        _INSTANCE_NAME + _LATENCY.replace("{dimensions}", _OF_TASK),
        _LATENCY.replace("{dimensions}", '"Name=ReplicationConfigId,Value=${task##*:}"'),
    )
    yield from (f"  {line}" for line in shown.commands.splitlines())
    yield "}"


def _host(kind: str, side: str) -> str:
    if kind == "cluster":
        return (
            f'aws rds describe-db-clusters --db-cluster-identifier "${side}_cluster" --output text '
            "--query 'DBClusters[0].Endpoint'"
        )
    return (
        f'aws rds describe-db-instances --db-instance-identifier "${side}_instance" --output text '
        "--query 'DBInstances[0].Endpoint.Address'"
    )


def _port(database: DatabaseFacts) -> int:
    identity = database.endpoint.database
    return (identity.port if identity is not None else None) or _PORTS[database.protocol]


def _called(database: DatabaseFacts) -> str:
    return database.logical_id or f"the imported {database.side.value}"


def _engine(database: DatabaseFacts) -> str:
    if database.engine is None:
        return "not known"
    version = database.made.version if database.made is not None else None
    name = database.engine.record.short_name
    return f"{name}{f' {version}' if version else ''} (`{database.engine.value}`)"


def _server(database: DatabaseFacts) -> str:
    if database.made is not None:
        return f"{_KINDS[database.made.type]} `{database.made.logical_id}` of this stack"
    if not database.has_sql:
        return "see the endpoint"
    ways = [each.value for each in database.deployments]
    return f"not of this stack ({' or '.join(ways)})" if ways else "not of this stack"


def _database(database: DatabaseFacts) -> str:
    if database.protocol == "mysql":
        return listed(map(code, database.schemas)) if database.schemas else "all that the rules select"
    return code(database.database) if database.database else "see the endpoint"


def _moves(task: TaskFacts) -> str:
    what = task.migration_type.value if task.migration_type is not None else "what it moves is known at deployment"
    return f"{what}, {'rows are compared' if task.validates else 'rows are not compared'}"
