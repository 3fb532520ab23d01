"""Tasks that read changes of Oracle's pluggable databases in RDS by LogMiner, which can't connect to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dms_constructs.app_wide.seen import Seen, SeenLogin, SeenTask, Told
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding

__all__ = ["look"]

# How RDS's names of engines end whose databases are pluggable ones.
_PLUGGABLE = "-cdb"


def look(logins: Sequence[SeenLogin], seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield the tasks with changes whose source is pluggable, and is not read as files."""
    sources: dict[str, bool] = {}
    for login in logins:
        made: Any = login.construct
        if login.database is None or made.engine_name is not EngineName.ORACLE:
            continue
        if made.endpoint_facts.setting("UseBFile") in {None, False, "false"}:
            engine: Any = getattr(login.database, "engine", None)
            sources[made.endpoint_arn] = engine is not None and engine.engine_type.endswith(_PLUGGABLE)
    for task in seen:
        if not isinstance(task, SeenTask) or not sources.get(task.source):
            continue
        if task.plan.migration_type is not None and task.plan.migration_type.has_cdc:
            yield (
                task.construct,
                Finding(
                    "task.pluggableByLogMiner",
                    "the source is a pluggable database of Oracle, and LogMiner, by which its changes are read, can't "
                    "connect to one",
                    "DMS User Guide, page CHAP_Source.Oracle, limitations",
                    fix="give the source binary_reader=dms.BinaryReader()",
                ),
            )
