"""Whether a parameter group has a parameter of a name, and whether it can be set there."""

from __future__ import annotations

import functools
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.databases.families import Family
from dms_constructs.databases.parameter_facts import (
    ParameterFact,
    ParameterLevel,
    is_sure_of_groups,
    is_there,
    missing,
    parameter,
    record_of,
)
from dms_constructs.databases.spellings import Spellings
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean

__all__ = ["Place", "check_name"]

_REFUSED = "so RDS refuses the group and the deployment fails"


class Place(NamedTuple):
    """Where parameters are given."""

    family: Family
    level: ParameterLevel
    argument: str
    """What the user calls the mapping: `parameters`."""

    def at(self, name: str) -> str:
        """Return what the user calls one of them."""
        return f"{self.argument}[{name!r}]"

    @property
    def group(self) -> str:
        """The group they are in."""
        if not self.family.is_aurora:
            return f"the parameter groups of {self.family}"
        return f"the {self.level.value} parameter groups of {self.family}"


def check_name(place: Place, name: str, value: str) -> Finding | None:
    """
    Check the name of a parameter in its group; return what is to be said of it.

    Args:
        place: Where it is given.
        name: The name.
        value: Its value, which decides where nothing else can be set.

    Raises:
        ConfigurationError: `DMS-F002` for a misspelt name, `DMS-F003` for one of another engine, `DMS-F004` of another
            level, `DMS-F005` for what can't be set, `DMS-F006` for what is not there.
    """
    _check_invented(place, name)
    record = record_of(place.family, name)
    if record is None:
        return _unknown(place, name, value)
    fact = parameter(place.family, name)
    if fact is None:
        return _not_there(place, name, record)
    return _spelling(place, name, value, record) or _listed(place, name, record) or _settable(place, fact, value)


def _check_invented(place: Place, name: str) -> None:
    found = missing(place.family, name)
    if found is not None:
        raise ConfigurationError(
            "DMS-F006",
            f"{place.at(name)} is not in {place.group}: {found['why']}, {_REFUSED}; {found['instead']}",
            given=name,
            source=found["source"],
        )


def _unknown(place: Place, name: str, value: str) -> Finding:
    """Tell of a name that the family's server is not known to have."""
    family = place.family
    other = "mysql" if family.is_postgresql else "postgresql"
    elsewhere = facts.database_parameters(other)["parameters"].get(name)
    if elsewhere is not None:
        raise _of_another(place, name, elsewhere)
    near = _spellings(family).meant_by(name)
    if near is not None:
        raise ConfigurationError(
            "DMS-F002",
            f"{place.at(name)} is not a parameter of {family.record['display']}, {_REFUSED} (did you mean {near!r}?); "
            f'write "{near}": {_shown(value)}, or dms.unchecked({name!r}) if RDS has it now',
            given=name,
        )
    return _not_known(place, name, near=did_you_mean(name, _named(family)))


def _not_known(place: Place, name: str, near: str = "") -> Finding:
    return Finding(
        "parameters.unknown",
        f"{place.at(name)} is not a parameter that this version knows in {place.group}{near}; RDS refuses a group with "
        "a name that it doesn't know",
        fix=f"look for it with '{_command(place)}', then write dms.unchecked({name!r}) if it is listed",
    )


def _not_there(place: Place, name: str, record: dict[str, Any]) -> Finding | None:
    """Tell of a parameter that the family's groups don't have, though another engine's or version's have."""
    family, aurora = place.family, record.get("aurora", {})
    if family.is_postgresql and (family.is_aurora or record.get("only") != "aurora"):
        since = record.get("since", 0)
        when = f"came with PostgreSQL {since}" if int(family.major) < since else f"ended with {record['until']}"
        raise _missing(place, name, when, "remove it", _source(family, "server"))
    if family.is_aurora and aurora.get("removed"):
        replaced = aurora.get("instead")
        instead = f'write "{replaced}" for it' if replaced else "remove it"
        raise _missing(place, name, "ended with version 2 of Aurora MySQL", instead, _source(family, "aurora"))
    if family.rds_engine != "mariadb" and "until" in record:
        raise _missing(
            place, name, f"ended with MySQL {record['until']}", "remove it", _source(family, record["source"])
        )
    if family.is_aurora and aurora:
        return _of_no_use(place, name)
    if family.rds_engine == "mariadb" and _numbers(family.major) > _numbers(_LAST_MARIADB):
        return _not_known(place, name)
    raise _of_another(place, name, record)


def _of_another(place: Place, name: str, record: dict[str, Any]) -> ConfigurationError:
    display = place.family.record["display"]
    pairs = facts.databases()["counterparts"]
    counterpart = next((other for pair in pairs if name in pair for other in pair if other != name), None)
    own = counterpart is not None and parameter(place.family, counterpart) is not None
    instead = f'remove it, or set "{counterpart}", which is its counterpart there' if own else "remove it"
    return ConfigurationError(
        "DMS-F003",
        f"{place.at(name)} is a parameter of {_owners(record)}, not of {display}, {_REFUSED}; {instead}",
        given=name,
    )


def _missing(place: Place, name: str, when: str, instead: str, source: str) -> ConfigurationError:
    return ConfigurationError(
        "DMS-F006",
        f"{place.at(name)} is not in {place.group}: it {when}, {_REFUSED}; {instead}",
        given=name,
        source=source,
    )


_LAST_MARIADB = "11.4"
"""The newest version that the list of MariaDB's parameters is sure for: it takes over those of MySQL at times."""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _of_no_use(place: Place, name: str) -> Finding:
    """Tell of a parameter of MySQL that does nothing in Aurora."""
    message = f"{place.at(name)} does not apply to Aurora MySQL, whose storage is not that of MySQL"
    source = _source(place.family, "aurora")
    if is_sure_of_groups(place.family):
        raise ConfigurationError("DMS-F006", f"{message}; remove it", given=name, source=source)
    return Finding("parameters.notListed", message, source, fix="remove it")


def _spelling(place: Place, name: str, value: str, record: dict[str, Any]) -> Finding | None:
    """Tell of a name that RDS writes with hyphens, as in the options of mysqld."""
    if place.family.is_postgresql or "aurora" in record or "_" not in name:
        return None
    known = facts.database_parameters("mysql")["parameters"]
    twin = next((each for each in known if "-" in each and each.replace("-", "_") == name), None)
    if twin is None or "aurora" not in known[twin]:
        return None
    if place.family.is_aurora and is_sure_of_groups(place.family):
        raise ConfigurationError(
            "DMS-F002",
            f'{place.at(name)} is written {twin!r} in {place.group}, {_REFUSED}; write "{twin}": {_shown(value)}',
            given=name,
            source=_source(place.family, "aurora"),
        )
    return Finding(
        "parameters.notListed",
        f"{place.at(name)} is written {twin!r} in the parameter groups of Aurora MySQL, and may be here; RDS refuses a "
        "name that it doesn't know",
        _source(place.family, "aurora"),
        fix=f"look for it with '{_command(place)}', then write {twin!r} or dms.unchecked({name!r})",
    )


def _listed(place: Place, name: str, record: dict[str, Any]) -> Finding | None:
    """Tell of a parameter of the server that AWS's list of the family's parameters doesn't have."""
    family = place.family
    if not family.is_aurora or "aurora" in record or record.get("apply") == "preset":
        return None
    if family.is_postgresql and (record.get("since", 0) > _LISTED_MAJOR or "." in name):
        return None
    return Finding(
        "parameters.notListed",
        f"{place.at(name)} is a parameter of {'PostgreSQL' if family.is_postgresql else 'MySQL'}, but not on AWS's "
        f"list of those of {family.record['display']}; RDS refuses a name that it doesn't know",
        _source(family, "aurora"),
        fix=f"remove it, or look for it with '{_command(place)}' and write dms.unchecked({name!r}) if it is listed",
    )


_LISTED_MAJOR = 14


def _settable(place: Place, fact: ParameterFact, value: str) -> Finding | None:
    """Tell of a parameter that can't be set in its group."""
    if place.level not in fact.levels:
        message = (
            f"{place.at(fact.name)} is a parameter of the cluster, not of an instance: {place.group} don't have it, "
            f"{_REFUSED}"
        )
        fix = f'set it for the cluster: parameters={{"{fact.name}": {_shown(value)}}}'
        if fact.verified:
            raise ConfigurationError("DMS-F004", f"{message}; {fix}", given=fact.name, source=fact.source)
        return Finding("parameters.notListed", message, fact.source, fix=fix)
    if fact.modifiable is True or (fact.default is not None and value == fact.default):
        return None
    message = f"{place.at(fact.name)} can't be set in {place.group}"
    if fact.modifiable is False and fact.verified:
        raise ConfigurationError("DMS-F005", f"{message}, {_REFUSED}; remove it", given=fact.name, source=fact.source)
    return Finding(
        "parameters.notModifiable",
        f"{message} as of {fact.as_of}; unless AWS has changed that, the deployment fails",
        fact.source,
        fix=f"remove it, or look at IsModifiable with '{_command(place)}' and write dms.unchecked({fact.name!r})",
    )


def _owners(record: dict[str, Any]) -> str:
    """Return whose parameter it is."""
    if record.get("only") == "aurora":
        return "Aurora PostgreSQL"
    names = {"mysql": "MySQL", "mariadb": "MariaDB"}
    owners = [names[each] for each in record["engines"]] if "engines" in record else ["PostgreSQL"]
    return " and ".join(owners) or "Aurora MySQL"


@functools.cache
def _named(family: Family) -> tuple[str, ...]:
    """Return the names of the parameters that a family's groups may have."""
    known = facts.database_parameters(family.record["server"])["parameters"]
    return tuple(name for name, record in known.items() if is_there(family, record) and missing(family, name) is None)


@functools.cache
def _spellings(family: Family) -> Spellings:
    return Spellings(_named(family))


def _source(family: Family, of: str) -> str:
    source: str = facts.database_parameters(family.record["server"])["sources"][of]["source"]
    return source


def _command(place: Place) -> str:
    cluster = "-cluster" if place.family.is_aurora and place.level is ParameterLevel.CLUSTER else ""
    return f"aws rds describe-engine-default{cluster}-parameters --db-parameter-group-family {place.family}"


def _shown(value: str) -> str:
    return f'"{value}"' if value.isprintable() and len(value) <= _LONGEST_SHOWN and '"' not in value else "..."


_LONGEST_SHOWN = 40
