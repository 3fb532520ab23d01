"""The sections of a runbook about the cutover, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.databases.deployment import Deployment
from dms_constructs.engines import EndpointType
from dms_constructs.runbook.blocks import Piece, Section, Shell, SqlBlock, of_file
from dms_constructs.runbook.facts import DatabaseFacts, MadeFacts, RunbookFacts
from dms_constructs.runbook.makers import made_by, makers
from dms_constructs.runbook.names import each_task
from dms_constructs.runbook.running import latency, not_right, resume
from dms_constructs.runbook.schema import at_cut_over

__all__ = ["cut_over", "way_back"]

_NO_WRITERS = (
    "Nothing but DMS writes to the target, so there is no moment to cut over at: whoever reads it can begin when every "
    "table is loaded."
)
_LOCKED = (
    "Then lock the door behind them: new sessions can't write by default, and those that are there are ended; those of "
    "the user of DMS go on."
)
_ARRIVED = (
    "`CDCIncomingChanges` must be 0, and both latencies near 0, in three minutes that follow one another. A write of "
    "your own to a table that moves, made last, shows it best: wait until the row is on the target."
)


_PENDING = """\
aws rds describe-db-clusters --db-cluster-identifier "$target_cluster" --output table \\
  --query 'DBClusters[0].DBClusterMembers[].[DBInstanceIdentifier,IsClusterWriter,DBClusterParameterGroupStatus]'
aws rds describe-db-instances --filters "Name=db-cluster-id,Values=$target_cluster" --output table \\
  --query 'DBInstances[].[DBInstanceIdentifier,DBParameterGroups[0].ParameterApplyStatus]'
"""
_REBOOT = """\
writer=$(aws rds describe-db-clusters --db-cluster-identifier "$target_cluster" --output text \\
  --query 'DBClusters[0].DBClusterMembers[?IsClusterWriter].DBInstanceIdentifier')
aws rds reboot-db-instance --db-instance-identifier "$writer"
aws rds wait db-instance-available --db-instance-identifier "$writer"
"""


def cut_over(facts: RunbookFacts) -> Section:
    """Return the cutover, step by step."""
    steps = _of_databases(facts) if facts.target.has_sql else _of_files(facts)
    pieces: list[Piece] = []
    for number, (title, step) in enumerate(steps, start=1):
        pieces.append(f"### Step {number}: {title}")
        pieces += step
    return Section("Cut over", pieces)


def way_back(facts: RunbookFacts) -> Section:
    """Return what can be undone, and until when."""
    return Section("The way back", list(_back(facts)))


def _of_databases(facts: RunbookFacts) -> Iterator[tuple[str, list[Piece]]]:
    if not facts.has_cdc:
        yield "stop the writers before the load", _stop_writers(facts)
        yield "wait until everything is loaded", [not_right(facts)]
    else:
        yield "stop the writers", _stop_writers(facts)
        yield "wait until the last change has arrived", _wait(facts)
    yield "compare", list(_compare(facts))
    if facts.has_cdc:
        yield "stop the task", _stop(facts)
    yield made_by(facts), list(makers(facts))
    yield "foreign keys and triggers", list(at_cut_over(facts))
    yield "statistics", list(_analyze(facts))
    if facts.target.made is not None and facts.target.made.phase == "loading":
        yield "the target serves", _serve(facts.target.made, has_cdc=facts.has_cdc)
    yield "the applications", list(_switch(facts))


def _of_files(facts: RunbookFacts) -> Iterator[tuple[str, list[Piece]]]:
    yield (
        "let the readers in",
        [_NO_WRITERS, not_right(facts)],
    )
    if facts.has_cdc:
        yield "end it, when the source is not needed any more", [*_stop_writers(facts), *_wait(facts), *_stop(facts)]


def _stop_writers(facts: RunbookFacts) -> list[Piece]:
    source = facts.source
    pieces: list[Piece] = ["Stop the applications that write to the source, and jobs, and events in the database."]
    if source.protocol == "postgresql":
        pieces += [_LOCKED, of_file("stop_writers", source)]
    elif source.protocol == "mysql":
        pieces.append("Then lock the door behind them; users who administer the server can still write.")
        if Deployment.SELF_MANAGED in source.deployments or not source.deployments:
            pieces.append(of_file("stop_writers", source, prints=True, where="on a server of your own"))
        if Deployment.RDS in source.deployments or Deployment.AURORA in source.deployments:
            pieces.append(
                "On RDS and Aurora `read_only` is a parameter: set it to 1 in a parameter group that only this server "
                "has, which takes effect without a reboot, and end the sessions that are there."
            )
    else:
        pieces.append("How its sessions are kept from writing is not known here: see the server's documentation.")
    return pieces


def _wait(facts: RunbookFacts) -> list[Piece]:
    pieces: list[Piece] = [_ARRIVED, latency()]
    if facts.source.protocol == "postgresql":
        pieces += [
            "What the slot has not read yet stays at a few kilobytes: the server writes to its log by itself.",
            of_file("slots", facts.source),
        ]
    return pieces


def _compare(facts: RunbookFacts) -> Iterator[Piece]:
    if any(task.validates for task in facts.tasks):
        yield "Every table must be loaded, and every row compared. This lists those that are not:"
    else:
        yield (
            "DMS compares no rows here: `validation=dms.Validation()` in the task's settings would. This lists tables "
            "that are not loaded:"
        )
    yield not_right(facts)
    yield "The number of rows of each table must be the same on both sides, where the rules leave out none:"
    for database in (facts.source, facts.target):
        if database.has_sql:
            yield of_file("row_counts", database, prints=True)


def _stop(facts: RunbookFacts) -> list[Piece]:
    pieces: list[Piece] = [
        each_task(
            facts,
            'aws dms stop-replication-task --replication-task-arn "$task"\n'
            'aws dms wait replication-task-stopped --filters "Name=replication-task-arn,Values=$task"',
            'aws dms stop-replication --replication-config-arn "$task"',
        )
    ]
    if any(task.start is not None for task in facts.tasks):
        pieces.append(
            "Write `start=dms.StartPolicy.NEVER` into the app now: with `ALWAYS_RUNNING`, the next deployment that "
            "changes the task would resume it."
        )
    return pieces


def _analyze(facts: RunbookFacts) -> Iterator[Piece]:
    yield "The optimizer knows nothing of rows that were loaded; without this, the first queries may take minutes:"
    if facts.target.protocol == "postgresql":
        yield SqlBlock(name="postgresql/analyze", side=EndpointType.TARGET, sql="analyze;")
        if facts.is_homogeneous:
            yield "Materialized views came over empty:"
            yield of_file("refresh_views", facts.target, prints=True)
    else:
        yield of_file("analyze", facts.target, prints=True)


def _serve(made: MadeFacts, *, has_cdc: bool) -> list[Piece]:
    sooner = " A reader takes minutes to make, so do this before step 1 if you can, once every table is loaded: the "
    sooner += "task goes on, unless the writer gets another class, which restarts it."
    return [
        (
            f"Write `phase=dms.TargetPhase.SERVING` at the target whose cluster is `{made.logical_id}`, and deploy: it "
            f"gets its readers, backups, capacity and parameters.{sooner if has_cdc else ''}"
        ),
        "A static parameter of yours that changes waits for a reboot. This shows `pending-reboot` then:",
        Shell(_PENDING),
        "Only where it does:",
        Shell(_REBOOT),
    ]


def _switch(facts: RunbookFacts) -> Iterator[Piece]:
    target = facts.target
    if target.made is not None and target.made.type == "AWS::RDS::DBCluster":
        yield (
            f"Applications connect to the writer of `{target.made.logical_id}`, `$target_host`, with users of their "
            "own and not as its administrator."
        )
    else:
        yield "Applications connect to the target, with users of their own."
    yield (
        "Start one of them, let it write one row, and look at what it made. Up to that row everything can be undone "
        "without loss. Then start the others. The source stays locked."
    )


def _back(facts: RunbookFacts) -> Iterator[Piece]:
    if not facts.target.has_sql:
        yield "Nothing changes on the source, so nothing has to be undone there."
        return
    yield (
        "**Until an application has written to the target**, nothing is lost: stop the applications there, unlock the "
        "source, and start them again where they were."
    )
    yield from _unlock(facts.source)
    if facts.has_cdc:
        yield "The task goes on where it stopped, once triggers and foreign keys on the target are off again:"
        yield resume(facts)
    yield (
        "**After the first write**, the source lacks it. There are three ways, and only the first loses nothing:\n\n"
        "- A second task from the target to the source, for changes only (`dms.MigrationType.CDC`). It has to be there "
        "before the cutover: the target must be ready to be a source (see the first sections of this runbook with both "
        "sides exchanged; on Aurora its parameters need a reboot), its user must be able to write to the old source, "
        "and triggers there must be off. Start it after the task is stopped and before the first application is, so "
        "no change is missed. Where both tasks run at once, each needs "
        "`loopback_prevention=dms.LoopbackPrevention(...)`; better run one at a time.\n"
        "- Copying by hand what was written, where a column says when.\n"
        "- Going back to the source as it was. All writes since the cutover are lost; say who decides that."
    )
    yield (
        "A snapshot of the target, or going back in time there, brings back the target, and never the source."
        if facts.target.deployments
        else "A backup of the target brings back the target, and never the source."
    )


def _unlock(source: DatabaseFacts) -> Iterator[Piece]:
    if source.protocol == "postgresql":
        yield of_file("start_writers", source)
    elif source.protocol == "mysql":
        yield of_file("start_writers", source, where="on a server of your own; elsewhere set the parameter back to 0")
