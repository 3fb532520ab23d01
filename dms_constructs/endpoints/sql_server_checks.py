"""What SQL Server can't do where it runs: on RDS, and on a replica that is read only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dms_constructs import facts
from dms_constructs._checks import taken_as_is
from dms_constructs.endpoints._rds import is_in_rds
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.sql_server_settings import SafeguardPolicy, SourceSettings
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["check_is_possible_in_rds", "findings_of_edition", "findings_of_log"]

Attributes = Mapping[str, str | int | bool]

_PAGE = "DMS User Guide, page CHAP_Source.SQLServer"
# What a source that is a read-only replica needs; the first two are what such a replica can't have at all.
_OF_REPLICAS = {
    "ActivateSafeguard": False,
    "SetUpMsCdcForTables": False,
    "AlwaysOnSharedSynchedBackupIsEnabled": False,
    "MultiSubnetFailover": "Yes",
}


def check_is_possible_in_rds(connection: object, settings: SourceSettings, attributes: Attributes | None) -> None:
    """Raise for a safeguard that needs a procedure which nobody may run on RDS."""
    exclusive = SafeguardPolicy.EXCLUSIVE_AUTOMATIC_TRUNCATION
    if not isinstance(connection, Connection) or not is_in_rds(connection):
        return
    argument, attribute = settings.said.get("SafeguardPolicy"), _attribute(attributes, "SafeguardPolicy")
    said = argument or attribute
    if isinstance(said, str) and not taken_as_is(said) and said.lower().replace("_", "-") == exclusive.value:
        raise ConfigurationError(
            "DMS-Q022",
            "safeguard_policy=dms.SafeguardPolicy.EXCLUSIVE_AUTOMATIC_TRUNCATION needs the procedure sp_repldone, "
            f"which nobody may run on RDS; {'' if argument else 'remove the attribute SafeguardPolicy, or '}write "
            "safeguard_policy=dms.SafeguardPolicy.RELY_ON_SQL_SERVER_REPLICATION_AGENT"
            f"{'' if argument else ' instead of it'}",
            given=settings.safeguard_policy,
            source=_PAGE,
        )


def findings_of_edition(connection: Connection) -> Iterator[Finding]:
    """Yield that DMS does not support the edition, where the connection is to an instance that tells it."""
    engine = getattr(connection.database, "engine", None)
    if engine is None:
        return
    fact = facts.engine(EngineName.SQL_SERVER.value)["unsupported_editions"]
    edition = fact["value"].get(engine.engine_type)
    if edition is not None:
        yield Finding(
            "endpoint.editionOfSqlServer",
            f"the instance has the {edition} edition of SQL Server, which DMS does not support",
            fact["source"],
            fix="give the instance another edition, such as engine=rds.DatabaseInstanceEngine.sql_server_se(...)",
        )


def findings_of_log(
    connection: Connection, settings: SourceSettings, attributes: Attributes | None
) -> Iterator[Finding]:
    """Yield what the source is told about its log that it can't do where it runs."""
    backups_only = settings.read_backup_only is True or _is_on(_attribute(attributes, "ReadBackupOnly"))
    if backups_only and is_in_rds(connection):
        yield Finding(
            "endpoint.backupsOfRds",
            "read_backup_only does not work on RDS, because of how RDS makes its backups",
            _PAGE,
            fix="remove read_backup_only",
        )
    if str(_attribute(attributes, "ApplicationIntent")).lower() != "readonly":
        return
    # Safeguard is on unless it is turned off.
    has_safeguard = str(_attribute(attributes, "ActivateSafeguard")).lower() not in {"false", "no", "n", "0"}
    sets_up = _is_on(_attribute(attributes, "SetUpMsCdcForTables"))
    if has_safeguard or sets_up:
        problems = " and ".join(
            what for is_so, what in ((has_safeguard, "no safeguard"), (sets_up, "no MS-CDC that DMS sets up")) if is_so
        )
        yield Finding(
            "endpoint.readOnlyReplica",
            f"ApplicationIntent leads to a read-only replica, and DMS supports {problems} there",
            _PAGE,
            fix=f"add {str(_OF_REPLICAS)[1:-1]} to extra_connection_attributes",
        )


def _attribute(attributes: Attributes | None, name: str) -> object:
    """Return an attribute, whose name DMS takes in any letter case."""
    given = attributes if isinstance(attributes, Mapping) else {}
    return next((value for key, value in given.items() if str(key).lower() == name.lower()), None)


def _is_on(value: object) -> bool:
    return str(value).lower() in {"true", "yes", "y", "1"}
