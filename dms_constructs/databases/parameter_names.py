"""Whether a parameter group has a parameter of a name, and whether it can be set there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.databases.families import Family
from dms_constructs.databases.parameter_facts import (
    ParameterFact,
    ParameterLevel,
    is_sure_of_groups,
    is_there,
    parameter,
    record_of,
)
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["Place", "check_name", "near_name"]

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
    found = facts.databases()["not_there"].get(name)
    if found is None or (found["engines"] is not None and place.family.rds_engine not in found["engines"]):
        return
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
        raise ConfigurationError(
            "DMS-F003",
            f"{place.at(name)} is a parameter of {_owners(elsewhere)}, not of {family.record['display']}, {_REFUSED}; "
            "remove it",
            given=name,
        )
    near = near_name(name, _names(family))
    if near is not None:
        raise ConfigurationError(
            "DMS-F002",
            f"{place.at(name)} is not a parameter of {family.record['display']}, {_REFUSED} (did you mean {near!r}?); "
            f'write "{near}": {_shown(value)}, or dms.unchecked({name!r}) if RDS has it now',
            given=name,
        )
    return Finding(
        "parameters.unknown",
        f"{place.at(name)} is not a parameter that this version knows in {place.group}; RDS refuses a group with a "
        "name that it doesn't know",
        fix=f"look for it with '{_command(place)}', then write dms.unchecked({name!r}) if it is listed",
    )


def _not_there(place: Place, name: str, record: dict[str, Any]) -> Finding | None:
    """Tell of a parameter that the family's groups don't have, though another engine's or version's have."""
    family, aurora = place.family, record.get("aurora", {})
    if family.is_postgresql and (family.is_aurora or record.get("only") != "aurora"):
        since = record.get("since", 0)
        when = f"came with PostgreSQL {since}" if int(family.major) < since else f"ended with {record['until']}"
        source, instead = _source(family, "server"), "remove it"
    elif family.is_aurora and aurora.get("removed"):
        when = "ended with version 2 of Aurora MySQL"
        source, replaced = _source(family, "aurora"), aurora.get("instead")
        instead = f'write "{replaced}" for it' if replaced else "remove it"
    elif family.is_aurora and aurora:
        return _of_no_use(place, name)
    else:
        raise ConfigurationError(
            "DMS-F003",
            f"{place.at(name)} is a parameter of {_owners(record)}, not of {family.record['display']}, {_REFUSED}; "
            "remove it",
            given=name,
        )
    raise ConfigurationError(
        "DMS-F006",
        f"{place.at(name)} is not in {place.group}: it {when}, {_REFUSED}; {instead}",
        given=name,
        source=source,
    )


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
        fix = "set it in the cluster's parameters"
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


def _names(family: Family) -> Iterable[str]:
    """Return the names of the parameters that a family's groups may have."""
    known = facts.database_parameters(family.record["server"])["parameters"]
    return (name for name, record in known.items() if is_there(family, record))


def _source(family: Family, of: str) -> str:
    source: str = facts.database_parameters(family.record["server"])["sources"][of]["source"]
    return source


def _command(place: Place) -> str:
    cluster = "-cluster" if place.family.is_aurora and place.level is ParameterLevel.CLUSTER else ""
    return f"aws rds describe-engine-default{cluster}-parameters --db-parameter-group-family {place.family}"


def _shown(value: str) -> str:
    return f'"{value}"' if value.isprintable() and len(value) <= _LONGEST_SHOWN and '"' not in value else "..."


_LONGEST_SHOWN = 40
_SEPARATORS = re.compile(r"[-_.\s]+")
_LEAST_WORD, _LONG_WORD = 5, 9


def near_name(name: str, known: Iterable[str]) -> str | None:
    """
    Return the known name that this one is a misspelling of; None without one.

    Real names differ from each other by whole words (`max`, `min`), by short ones or by digits. A misspelling differs
    by its separators, or within one word: by one letter, in a long word by two.
    """
    words = _SEPARATORS.split(name.lower())
    joined = "".join(words)
    best: tuple[int, str] | None = None
    for each in known:
        other = _SEPARATORS.split(each.lower())
        distance = 0 if "".join(other) == joined else _distance(words, other)
        if distance is not None and (best is None or (distance, each) < best):
            best = (distance, each)
    return best[1] if best is not None else None


def _distance(words: list[str], other: list[str]) -> int | None:
    """Return how many letters two names differ by, where only a word of them does, and by few; else None."""
    if len(words) != len(other):
        return None
    differing = [(a, b) for a, b in zip(words, other, strict=True) if a != b]
    if len(differing) != 1:
        return None
    given, known = differing[0]
    length = min(len(given), len(known))
    if length < _LEAST_WORD or re.sub(r"\D", "", given) != re.sub(r"\D", "", known):
        return None
    distance = _edits(given, known)
    return distance if distance <= (2 if length >= _LONG_WORD else 1) else None


def _edits(given: str, known: str) -> int:
    """Return how many letters were added, left out, changed, or swapped with their neighbour."""
    before_last: list[int] = []
    last = list(range(len(known) + 1))
    for i, letter in enumerate(given, 1):
        row = [i]
        for j, other in enumerate(known, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and given[i - 2] == other:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before_last, last = last, row
    return last[-1]
