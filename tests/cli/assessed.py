"""Tasks that move the sixty tables of three servers, and what comes of assessing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import dms_constructs as dms
from tests.cli.documents import endpoint, task, template

__all__ = ["ALL", "ENGINES", "FAILED", "OTHER", "PASSED", "TASKS", "WARNING", "stack", "verdicts"]

PASSED, WARNING, FAILED = "passed", "warning", "failed"
DECIDED = {PASSED, WARNING, FAILED}
ALL = (dms.Include("shop"), dms.Include("crm"))
ENGINES = {"mariadb": "mariadb", "postgresql": "postgres", "postgresql_18": "postgres"}
PREFIXES = {"mariadb": "mariadb-", "postgresql": "postgres-", "postgresql_18": "postgres-"}
OTHER = {"mariadb": "postgres", "postgresql": "mysql", "postgresql_18": "mysql"}
PREPARES = dms.TargetTablePrepMode
# What tasks do, by what a check may ask of them.
TASKS: dict[str, dms.TaskSettings] = {
    "compares": dms.TaskSettings(
        full_load=dms.FullLoad(target_table_prep_mode=PREPARES.TRUNCATE_BEFORE_LOAD), validation=dms.Validation()
    ),
    "drops": dms.TaskSettings(
        full_load=dms.FullLoad(target_table_prep_mode=PREPARES.DROP_AND_CREATE), lobs=dms.FullLobs()
    ),
    "batches": dms.TaskSettings(
        full_load=dms.FullLoad(target_table_prep_mode=PREPARES.DO_NOTHING),
        lobs=dms.LimitedLobs(max_size_kb=32),
        batch_apply=dms.BatchApply(),
    ),
}


def stack(server: str, target: str, does: str, rules: Iterable[dms.Rule] = ALL) -> dict[str, Any]:
    """A template with a task from a server to a target."""
    of, to = endpoint(ENGINES[server]), endpoint(target)
    if does == "decodes":
        of["Properties"]["PostgreSqlSettings"] = {"PluginName": "pglogical"}
    if target == "postgres":
        to["Properties"]["PostgreSqlSettings"] = {"AfterConnectScript": "SET session_replication_role='replica'"}
    return template(
        Task=task(
            dms.TableMappings(*rules).to_json(),
            "Shop/Task/Resource",
            MigrationType="full-load" if does == "loads" else "full-load-and-cdc",
            ReplicationTaskSettings=TASKS.get(does, TASKS["compares"]).to_json(),
            SourceEndpointArn={"Ref": "Source"},
            TargetEndpointArn={"Ref": "Target"},
        ),
        Source=of,
        Target=to,
    )


def verdicts(told: dict[str, Any], server: str) -> dict[str, str]:
    """Return the verdicts of the checks that were decided, by their keys without the engine of the source."""
    (one,) = told["tasks"]
    return {
        check["key"].removeprefix(PREFIXES[server]): check["verdict"]
        for check in one["checks"]
        if check["verdict"] in DECIDED
    }
