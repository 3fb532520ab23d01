"""Parameters of databases, checked before RDS sees them: it refuses a whole group for one wrong name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.databases.families import Family
from dms_constructs.databases.parameter_facts import ParameterFact, ParameterKind, ParameterLevel, parameter
from dms_constructs.databases.parameter_names import Place, check_name
from dms_constructs.databases.parameter_values import check_value
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = ["ParameterFact", "ParameterKind", "ParameterLevel", "parameter", "parameter_findings"]


def parameter_findings(
    family: str,
    level: ParameterLevel,
    parameters: Mapping[str, str],
    *,
    argument: str = "parameters",
    serverless: bool = False,
) -> tuple[Finding, ...]:
    """
    Check what is to be set in a parameter group; return what is to be said of it.

    A name or a value that is marked with `dms.unchecked(...)` is passed on as it is.

    Args:
        family: RDS's name of the family: `aurora-postgresql17`, `aurora-mysql8.0`, `postgres17`, `mysql8.4`,
            `mariadb10.11`.
        level: Which group it is for. RDS instances have one group, of the level `INSTANCE`.
        parameters: The values by their names; each a string, as in `rds.ParameterGroup(parameters=...)`.
        argument: What the caller's user calls `parameters`.
        serverless: Whether an instance that takes them is serverless.

    Raises:
        ConfigurationError: `DMS-F001` for what is not a family, `DMS-F002` for a misspelt name, `DMS-F003` for one of
            another engine, `DMS-F004` for one of another level, `DMS-F005` for what can't be set, `DMS-F006` for what
            is not there, `DMS-F007` for a value that it doesn't take, `DMS-F008` for what is not a mapping of texts.
    """
    place = Place(Family.read(family), level, argument)
    _check_shape(parameters, argument)
    return tuple(_findings(place, parameters, serverless=serverless))


def _findings(place: Place, parameters: Mapping[str, str], *, serverless: bool) -> Iterator[Finding]:
    for name, value in parameters.items():
        if skipped(name) or skipped(value):
            continue
        found = check_name(place, name, value)
        if found is not None:
            yield found
        fact = parameter(place.family, name)
        if fact is None:
            continue
        found = check_value(place, fact, value)
        if found is not None:
            yield found
        if serverless:
            yield from _derived(place, name)


def _derived(place: Place, name: str) -> Iterator[Finding]:
    """Tell of what Aurora serverless sets by itself."""
    serverless = facts.databases()["serverless"]
    own = serverless.get(place.family.rds_engine, {"ignored": [], "computed": []})
    if name in own["ignored"]:
        message = f"{place.at(name)} has no effect on a serverless instance: Aurora sets it as the capacity changes"
    elif name in own["computed"]:
        message = (
            f"{place.at(name)} replaces what Aurora derives from the greatest capacity of a serverless instance, so it "
            "no longer follows that capacity"
        )
    else:
        return
    yield Finding("parameters.serverless", message, serverless["source"], fix=f"remove {name!r}")


def _check_shape(parameters: Mapping[str, str], argument: str) -> None:
    if not isinstance(parameters, Mapping):
        raise ConfigurationError(
            "DMS-F008",
            f"{argument} must be a mapping of names to values, got {shown(parameters)}; write for example "
            f'{argument}={{"max_connections": "500"}}',
            given=parameters,
        )
    for name, value in parameters.items():
        if not isinstance(name, str):
            raise ConfigurationError(
                "DMS-F008", f"{argument} must have names as keys, got {shown(name)}; write a string", given=name
            )
        if not isinstance(value, str) and not is_unresolved(value):
            text = ("1" if value else "0") if isinstance(value, bool) else str(value)
            fix = f'write "{name}": "{text}"' if isinstance(value, bool | int | float) else "write a string"
            raise ConfigurationError(
                "DMS-F008", f"{argument}[{name!r}] must be a string, got {shown(value)}; {fix}", given=value
            )
