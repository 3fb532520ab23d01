"""What AWS accepts, as data: each file names its sources; this module only reads them, each once."""

from __future__ import annotations

import functools
import json
from typing import Any

__all__ = [
    "access",
    "aurora",
    "aurora_features",
    "code",
    "codes",
    "data_types",
    "database_monitoring",
    "database_parameters",
    "databases",
    "endpoint_settings",
    "engine",
    "engines",
    "external_tables",
    "family_of",
    "instances",
    "life_cycle",
    "limit",
    "monitoring",
    "premigration",
    "prerequisites",
    "readiness",
    "recorded_task_settings",
    "records",
    "regions",
    "resources",
    "room",
    "service_roles",
    "settings_blocks",
    "sizing",
    "source_tables",
    "table_mappings",
    "target_types",
    "task_settings",
    "tools",
    "updates",
    "vpc_endpoints",
]


@functools.cache
def _read(name: str) -> dict[str, Any]:
    from importlib import resources  # noqa: PLC0415  # slow to load, and most programs read no fact at start

    text = resources.files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def _names_in(folder: str) -> tuple[str, ...]:
    from importlib import resources  # noqa: PLC0415  # as above

    names = (file.name for file in resources.files(__name__).joinpath(folder).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names))


@functools.cache
def _families() -> tuple[str, ...]:
    return _names_in("codes")


def instances() -> dict[str, Any]:
    """Replication instance classes by name, engine versions by number, and storage."""
    return _read("replication_instances")


def engines() -> dict[str, Any]:
    """What engines have in common: keys of secrets, units of large objects, attributes of every server."""
    return _read("engines")


def engine(name: str) -> dict[str, Any]:
    """
    What is known of one engine: a fact is `{value, source, verified}`, or `{not_known: why}`.

    Args:
        name: What DMS calls it.
    """
    return _read(f"engines/{name}")


def endpoint_settings(block: str) -> dict[str, Any]:
    """
    The settings of endpoints of some engines: `members` by name, and their `extra_connection_attributes`.

    Args:
        block: What the API calls them, such as `OracleSettings`; of one that CloudFormation lacks, there are none.
    """
    if block not in settings_blocks():
        return {"members": {}, "extra_connection_attributes": {}}
    return _read(f"endpoint_settings/{block}")


@functools.cache
def settings_blocks() -> tuple[str, ...]:
    """Return what the API calls the settings of endpoints that there are facts of."""
    return _names_in("endpoint_settings")


def external_tables() -> dict[str, Any]:
    """The document by which S3 sources tell the columns of files: types, and what each of them needs."""
    return _read("external_tables")


def data_types(table: str) -> dict[str, Any]:
    """
    The data types of the sources of one protocol, under `types`, and what DMS makes of each.

    Args:
        table: What the records of engines call it.
    """
    return _read(f"data_types/{table}")


def aurora() -> dict[str, Any]:
    """What the Aurora targets here give their clusters, under `ours`, and what only they need to know."""
    return _read("aurora")


def databases() -> dict[str, Any]:
    """Databases of RDS and Aurora: `engines` with their versions, `limits`, `phases`, and what is `not_there`."""
    return _read("databases")


def database_parameters(server: str) -> dict[str, Any]:
    """
    Parameters of database servers by their names, and where each is known from.

    Args:
        server: `postgresql`, or `mysql`, which has those of MariaDB too.
    """
    return _read(f"database_parameters_{server}")


def access() -> dict[str, Any]:
    """The IAM roles of endpoints: who assumes each, under which condition, and what it allows."""
    return _read("access")


def aurora_features() -> dict[str, Any]:
    """The limits of `proxy`, `global_database` and `restored`, and what CloudFormation does of them."""
    return _read("aurora_features")


def task_settings() -> dict[str, Any]:
    """The keys of the task settings document: type, range, default, unit and source of each."""
    return _read("task_settings")


def checklist(family: str) -> dict[str, Any]:
    """
    What DMS needs of the servers of one family, by side, with its SQL.

    Args:
        family: `oracle`, `sqlserver` or `db2`.
    """
    return _read(f"checklists/{family}")


def prerequisites() -> dict[str, Any]:
    """What DMS needs of a database server, by protocol and side."""
    return _read("prerequisites")


def recorded_task_settings() -> dict[str, Any]:
    """What the service returned for a task that was created without settings, under `settings`, and where from."""
    return _read("recorded_task_settings")


def records() -> dict[str, Any]:
    """What DMS writes into streams, topics and files: their parts, and the examples of AWS's guide."""
    return _read("records")


def room() -> dict[str, Any]:
    """How much room tables and records of targets have, beyond what no table can have."""
    return _read("room")


def table_mappings() -> dict[str, Any]:
    """The grammar of the table mappings document."""
    return _read("table_mappings")


def target_types() -> dict[str, Any]:
    """What becomes of DMS data types on targets that hold less of them, or other things."""
    return _read("target_types")


def source_tables() -> dict[str, Any]:
    """What DMS does with tables and columns of special kinds, by what a catalog shows of them."""
    return _read("source_tables")


def tools() -> dict[str, Any]:
    """The tools that move databases: what each needs, can and can't do, and the rules that choose between them."""
    return _read("tools")


def sizing() -> dict[str, Any]:
    """What a task needs: constants of AWS's under `aws`, and those of this library under `ours`."""
    return _read("sizing")


def service_roles() -> dict[str, Any]:
    """The roles that DMS looks up by name: the policy of each, who assumes it, and under which condition."""
    return _read("service_roles")


def updates() -> dict[str, Any]:
    """What CloudFormation and DMS do when a property of a resource or a task setting changes."""
    return _read("updates")


def resources() -> dict[str, Any]:
    """What CloudFormation replaces of resources that are not DMS's own, under `types` by resource type."""
    return _read("resources")


def regions() -> dict[str, Any]:
    """The resource types that CloudFormation lacks, under `lacking` by region."""
    return _read("regions")


def life_cycle() -> dict[str, Any]:
    """What the life cycle of tasks by deployment needs to know: settings for new loads only, IAM actions."""
    return _read("life_cycle")


@functools.cache
def codes() -> dict[str, Any]:
    """
    Every error code and warning id: what it says, why, its source and its fix.

    The titles of families are under `families`, and the entries under `errors` and `findings`. All that
    are not retired have an `example`, which raises the error or gives the finding, and `fixed`, the same after the fix.
    Those of findings have a `severity`, and under `premigration` the checks of AWS's assessment that find the same.
    """
    files = {family: _read(f"codes/{family}") for family in _families()}
    entries = {code: entry for file in files.values() for code, entry in file["entries"].items()}
    return {
        "families": {family: file["meta"]["subject"] for family, file in files.items()},
        "errors": {code: entry for code, entry in entries.items() if code.startswith("DMS-")},
        "findings": {code: entry for code, entry in entries.items() if not code.startswith("DMS-")},
    }


@functools.cache
def code(name: str) -> dict[str, Any]:
    """Return the entry of one error code or warning id; of all the files, only that of its family is read."""
    family = family_of(name)
    if family not in _families():
        raise KeyError(name)
    entry: dict[str, Any] = _read(f"codes/{family}")["entries"][name]
    return entry


def family_of(code: str) -> str:
    """Return what an error code or warning id begins with: the name of its file, and of its page in docs/errors."""
    return code[: len("DMS-M")] if code.startswith("DMS-") else code.partition(".")[0]


def monitoring() -> dict[str, Any]:
    """What CloudWatch and EventBridge have of DMS: `metrics` by what has them, `events`, and the `alarms` on them."""
    return _read("monitoring")


def database_monitoring() -> dict[str, Any]:
    """What CloudWatch has of databases in RDS and Aurora: `metrics`, `alarms` on them, and what these compare to."""
    return _read("database_monitoring")


def premigration() -> dict[str, Any]:
    """The checks of AWS's premigration assessments, under `pages` by the page of the guide that lists them."""
    return _read("premigration")


def readiness() -> dict[str, Any]:
    """Return what DMS needs of the servers of sources and targets."""
    return _read("readiness")


def limit(name: str) -> int:
    """Return one of the service's limits, for example `tasks_per_instance`."""
    value: int = _read("limits")[name]["value"]
    return value


def vpc_endpoints() -> dict[str, Any]:
    """The `services` of AWS that DMS reaches from its subnets, by the name that VPC endpoints have."""
    return _read("vpc_endpoints")
