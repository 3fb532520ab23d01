"""Servers of sources and targets: whether the databases of the app are as the tasks need them, when all is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from dms_constructs.app_wide.seen import Seen, SeenLogin, SeenTask, Told
from dms_constructs.databases.server_facts import ServerFacts

__all__ = ["look"]


def look(logins: Sequence[SeenLogin], seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield what the servers of tasks lack: a parameter group can change until the app is synthesized."""
    tasks = [each for each in seen if isinstance(each, SeenTask)]
    used = {arn for task in tasks for arn in (task.source, task.target)}
    telling = [
        each
        for each in logins
        if (each.database is not None or each.host is not None or each.is_behind_proxy)
        and cast("Any", each.construct).endpoint_arn in used
    ]
    if not telling:
        return
    from dms_constructs.app_wide.made_servers import Servers  # noqa: PLC0415  # slow to load, and many apps have none

    servers = Servers()
    known: dict[str, ServerFacts] = {}
    for login in telling:
        server = servers.of(login, login.construct)
        if server is not None:
            known[cast("Any", login.construct).endpoint_arn] = server
    if known:
        yield from _of_tasks(tasks, known)


def _of_tasks(tasks: Sequence[SeenTask], known: Mapping[str, ServerFacts]) -> Iterator[Told]:
    from dms_constructs.readiness.checks import told_of_servers  # noqa: PLC0415  # as above
    from dms_constructs.readiness.judgement import Situation  # noqa: PLC0415  # as above

    readers = Counter(
        known[task.source].path
        for task in tasks
        if task.source in known and task.plan.migration_type is not None and task.plan.migration_type.has_cdc
    )
    said: set[str] = set()
    for task in tasks:
        source, target = known.get(task.source), known.get(task.target)
        if source is None and target is None:
            continue
        if source is not None and source.path is not None:
            source = replace(source, cdc_tasks=readers[source.path])
        situation = Situation.of(task.plan)
        situation = replace(
            situation,
            source=replace(situation.source, server=source),
            target=replace(situation.target, server=target),
        )
        for told in told_of_servers(situation):
            # One line for each, though many tasks may share a database.
            if str(told) not in said:
                said.add(str(told))
                yield task.construct, told
