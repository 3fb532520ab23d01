"""What endpoints of PostgreSQL need to reach a database of Babelfish."""

from __future__ import annotations

from collections.abc import Mapping

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.endpoints._settings import EndpointSettings
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["checked_engine"]

_AURORA = EngineName.AURORA_POSTGRESQL


def checked_engine(
    connection: object,
    engine_name: EngineName | None,
    database: str,
    settings: EndpointSettings,
    attributes: Mapping[str, str | int | bool] | None,
) -> EngineName | None:
    """
    Raise unless the arguments are those of PostgreSQL, or all of those of Babelfish.

    Returns:
        The engine of the endpoint as it was given; for Babelfish Aurora PostgreSQL where nothing else tells.
    """
    # DMS takes both as attributes, too, with names and modes in any letter case.
    given = attributes if isinstance(attributes, Mapping) else {}
    said = {str(key).lower(): value for key, value in {**given, **settings.said}.items()}
    mode, name = said.get("databasemode"), said.get("babelfishdatabasename")
    if str(mode).lower() != "babelfish":
        if name is not None:
            raise ConfigurationError(
                "DMS-Q023",
                f"babelfish_database_name is for dms.DatabaseMode.BABELFISH only, got {shown(name)}; add "
                "database_mode=dms.DatabaseMode.BABELFISH, or leave babelfish_database_name out",
                given=name,
            )
        return engine_name
    fact = facts.engine(_AURORA.value)["babelfish_mode"]
    holds_all = fact["value"]["database"]
    if name is None:
        raise ConfigurationError(
            "DMS-Q023",
            "database_mode=dms.DatabaseMode.BABELFISH needs the name of the T-SQL database; add "
            "babelfish_database_name='shop' with its name",
            source=fact["source"],
        )
    if not skipped(database) and database != holds_all:
        raise ConfigurationError(
            "DMS-Q023",
            f"database must be {holds_all!r} with dms.DatabaseMode.BABELFISH, which holds all T-SQL databases, got "
            f"{shown(database)}; write database={holds_all!r}",
            given=database,
            source=fact["source"],
        )
    told = engine_name or getattr(connection, "engine_name", None)
    if isinstance(told, EngineName) and told is not _AURORA:
        raise ConfigurationError(
            "DMS-Q023",
            f"Babelfish is a part of Aurora PostgreSQL, but the engine is dms.EngineName.{told.name}; write "
            "engine_name=dms.EngineName.AURORA_POSTGRESQL, or leave database_mode and babelfish_database_name out",
            given=told,
            source=fact["source"],
        )
    return engine_name or _AURORA
