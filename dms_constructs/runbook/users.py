"""The section of a runbook about what both servers need before a task starts: users, grants, settings, slots."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from dms_constructs.databases.deployment import Deployment
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.migration_type import MigrationType
from dms_constructs.prerequisites.checklist import Prerequisites
from dms_constructs.prerequisites.making import prerequisites_of
from dms_constructs.runbook.blocks import USER, Piece, Section, Shell, SqlBlock
from dms_constructs.runbook.facts import DatabaseFacts, RunbookFacts

__all__ = ["users"]

_PLACES = {
    Deployment.SELF_MANAGED: "Where you run the server",
    Deployment.RDS: "On Amazon RDS",
    Deployment.AURORA: "On Amazon Aurora",
}
_PROVIDERS = {Deployment.RDS: "Amazon RDS", Deployment.AURORA: "Amazon Aurora"}
# It asks for a variable that came with this version, and MariaDB has not.
_NEEDS = {(EngineName.MYSQL, "check"): "MySQL 8.0.20 or later"}
# What an administrator has anyway, and the way to a server of the stack, which the stack makes.
_RIGHTS = {"network", "user", "connect", "schemas", "tables", "replication", "controlTables", "heartbeat", "assessment"}
_CODES = ("DMS-K001", "DMS-K002", "DMS-K003", "DMS-K005")


def users(facts: RunbookFacts) -> Section | None:
    """Return what both servers need; None where this library knows neither."""
    databases = [each for each in (facts.source, facts.target) if each.has_sql]
    if not databases:
        return None
    return Section("Users, grants and settings", [piece for each in databases for piece in _of(each, facts)])


def _of(database: DatabaseFacts, facts: RunbookFacts) -> Iterator[Piece]:
    side = database.side.value
    yield f"### The {side}"
    is_administered = database.is_administered_by_dms and database.made is not None
    if is_administered and database.made is not None:
        yield (
            f"DMS logs in as `{database.user}`, the administrator of `{database.made.logical_id}`, who has every right "
            "that it needs: there is no user to make."
        )
    try:
        checklists = [_checklist(database, each, facts) for each in database.deployments]
    except ConfigurationError as error:
        if error.code not in _CODES:
            raise
        yield (
            f"The template doesn't tell all that its SQL needs ({error.message.partition(';')[0]}). "
            f"`{side}.prerequisites(...)` of the endpoint writes it, or `dms.prerequisites_of(...)`."
        )
        return
    for checklist in checklists:
        place = f"{_PLACES[checklist.deployment]}, as" if len(checklists) > 1 else "As"
        if is_administered:
            checklist = _without_rights(checklist)  # noqa: PLW2901  # less of the same
            yield f"The rest of what the server needs, with the script in `{side}.sql`:"
        else:
            yield (
                f"{place} its administrator, in the database of the endpoint. The script has lines `By hand`, for what "
                f"SQL can't do; {_PASSWORDS[checklist.has_iam]}. With the script in `{side}.sql`:"
            )
        yield Shell(_run(database, needs_password=not (is_administered or checklist.has_iam)))
        for what, sql in (("script", checklist.sql()), ("check", checklist.check_sql())):
            if not sql:
                continue
            name = (checklist.engine_name, checklist.endpoint_type, checklist.deployment)
            if what == "check":
                yield "Then each row of this is true:"
            yield SqlBlock(
                name=f"prerequisites/{' '.join(each.value for each in name)} {what}",
                side=database.side,
                sql=sql,
                needs=_PROVIDERS.get(checklist.deployment) or _NEEDS.get((checklist.engine_name, what), ""),
            )


_PASSWORDS = {
    False: "it takes the password from the endpoint's secret by a variable",
    True: "there is no password in it, as DMS logs in with IAM",
}


def _without_rights(checklist: Prerequisites) -> Prerequisites:
    """Return what an administrator lacks who may do everything: settings, slots, how long a log is kept."""
    return dataclasses.replace(checklist, items=tuple(each for each in checklist if each.id not in _RIGHTS))


def _run(database: DatabaseFacts, *, needs_password: bool) -> str:
    """Return how the script of a server is run, with the password that DMS reads where it makes a user."""
    side, is_postgresql = database.side.value, database.protocol == "postgresql"
    if not needs_password:
        if is_postgresql:
            return f'psql --dbname="${side}_url" --file={side}.sql'
        return f'mysql --host="${side}_host" --user="${side}_user" < {side}.sql'
    settings = "PostgreSQLSettings" if is_postgresql else "MySQLSettings"
    of_endpoint = (
        "$(aws dms describe-endpoints --filters "
        f'"Name=endpoint-arn,Values=$(resource {database.logical_id})" \\\n'
        f"  --output text --query 'Endpoints[0].{settings}.SecretsManagerSecretId')"
    )
    lines = [
        f"secret={of_endpoint if database.logical_id is not None else 'SECRET'}",
        'value=$(aws secretsmanager get-secret-value --secret-id "$secret" --output text --query SecretString)',
        "password=$(printf '%s' \"$value\" | python3 -c 'import json, sys; print(json.load(sys.stdin)[\"password\"])')",
    ]
    if is_postgresql:
        lines.append(f'DMS_PASSWORD=$password psql --dbname="${side}_url" --file={side}.sql')
    else:
        lines.append(
            f'{{ printf "SET @dms_password = \'%s\';\\n" "$password"; cat {side}.sql; }} |\n'
            f'  mysql --host="${side}_host" --user="${side}_user"'
        )
    return "\n".join(lines)


def _checklist(database: DatabaseFacts, deployment: Deployment, facts: RunbookFacts) -> Prerequisites:
    control = next((task.control_schema for task in facts.tasks if task.control_schema), None)
    return prerequisites_of(
        database.endpoint,
        migration_type=_together(facts),
        deployment=deployment,
        schemas=database.schemas if database.schemas and not any("%" in each for each in database.schemas) else [""],
        tasks=sum(task.has_cdc for task in facts.tasks) or 1,
        user_name=database.user or USER,
        control_schema=control if database.side is EndpointType.TARGET else None,
    )


def _together(facts: RunbookFacts) -> MigrationType:
    """Return what all tasks together move."""
    if facts.loads and facts.has_cdc:
        return MigrationType.FULL_LOAD_AND_CDC
    return MigrationType.CDC if facts.has_cdc else MigrationType.FULL_LOAD
