"""Whether a parameter takes a value: its kind, its range, the formulas of RDS."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches

from dms_constructs import facts
from dms_constructs.databases.parameter_facts import ParameterFact, ParameterKind, record_of
from dms_constructs.databases.parameter_names import Place
from dms_constructs.databases.spellings import Spellings
from dms_constructs.endpoints._time_zones import near_time_zone
from dms_constructs.errors import ConfigurationError, Finding, shown

__all__ = ["check_value"]

_BOOLEANS = ("0", "1", "on", "off", "true", "false", "yes", "no")
_FORMULA = re.compile(r"[{}]|^\s*(?:GREATEST|LEAST|SUM|IF)\s*\(", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_FUNCTIONS = ("greatest", "least", "sum", "if", "log")
_VARIABLES = (
    "AllocatedStorage",
    "DBInstanceClassHugePagesDefault",
    "DBInstanceClassMemory",
    "DBInstanceVCPU",
    "EndPointPort",
    "ServerId",
    "TrueIfClusterReplica",
    "TrueIfReplica",
)
_FORMULAS_SOURCE = "Amazon RDS User Guide, page USER_ParamValuesRef"
_WITH_UNIT = re.compile(r"(\d+)\s*(B|kB|KB|K|MB|M|GB|G|TB|T|us|ms|s|min|h|d)", re.ASCII)
_BYTES = {"B": 1, "K": 1 << 10, "KB": 1 << 10, "M": 1 << 20, "MB": 1 << 20, "G": 1 << 30, "GB": 1 << 30, "T": 1 << 40}
_BYTES |= {"TB": 1 << 40, "8KB": 8 << 10, "16MB": 16 << 20}
_TIME_ZONES = ("time_zone", "timezone")
_MICROSECONDS = {"us": 1, "ms": 1000, "s": 10**6, "min": 60 * 10**6, "h": 3600 * 10**6, "d": 86400 * 10**6}


def check_value(place: Place, fact: ParameterFact, value: str) -> Finding | None:
    """
    Check the value of a parameter that its group has; return what is to be said of it.

    Raises:
        ConfigurationError: `DMS-F007`.
    """
    if _FORMULA.search(value) and fact.kind not in (ParameterKind.STRING, ParameterKind.LIST):
        _check_formula(place, fact, value)
        return None
    if fact.kind is ParameterKind.BOOLEAN and value.lower() not in _BOOLEANS:
        _refuse(place, fact, value, '"0" or "1"', 'write "1" or "0"')
    if fact.kind in (ParameterKind.INTEGER, ParameterKind.REAL):
        return _check_number(place, fact, value)
    if fact.kind is ParameterKind.ENUMERATION and fact.values:
        return _check_choice(place, fact, value)
    return _misspelt(place, fact, value)


def _misspelt(place: Place, fact: ParameterFact, value: str) -> Finding | None:
    """
    Tell of a word that is nearly one that is known, in a text or a list of words.

    One that is not near is not told of: RDS takes more than is known here.
    """
    if fact.name in _TIME_ZONES:
        meant = near_time_zone(value)
        said = {value: meant} if meant is not None else {}
        source = "IANA time zone database"
    else:
        known = facts.databases()["words"][place.family.record["server"]].get(fact.name)
        if known is None:
            return None
        low = {each.lower() for each in known["value"]}
        words = [word for word in map(str.strip, value.split(",")) if word.lower() not in low]
        meant_by = Spellings(known["value"]).meant_by
        said = {word: meant for word in words if word and (meant := meant_by(word)) is not None}
        source = known["source"]
    if not said:
        return None
    word, right = next(iter(said.items()))
    corrected = ",".join(said.get(each.strip(), each) for each in value.split(","))
    return Finding(
        "parameters.value",
        f"{place.at(fact.name)} has {shown(word)}, which is not known (did you mean {right!r}?); RDS refuses a group "
        "with a value that it doesn't allow, and a server may not start with one that it lacks",
        source,
        fix=f'write "{corrected}", or dms.unchecked(...) if RDS takes it',
    )


def _check_number(place: Place, fact: ParameterFact, value: str) -> Finding | None:
    whole = fact.kind is ParameterKind.INTEGER
    kind = f"a {'whole ' if whole else ''}number{', in units of ' + fact.unit if fact.unit else ''}"
    # Python also reads 1_000, 1e3 and digits of any script as numbers; RDS does not.
    number = Decimal(value) if _NUMBER.fullmatch(value) else Decimal("NaN")
    if not number.is_finite() or (whole and number != number.to_integral_value()):
        _refuse(place, fact, value, kind, _converted(fact, value) or "write the number alone")
    least, most = _bounds(place, fact)
    if (least is not None and number < Decimal(str(least))) or (most is not None and number > Decimal(str(most))):
        allowed = f"{kind}, {_range(least, most)}"
        if place.family.is_postgresql:
            _refuse(place, fact, value, allowed, _nearest(number, least, most))
        return _doubted(place, fact, value, allowed, _nearest(number, least, most))
    least, most = fact.minimum, fact.maximum
    if (least is not None and number < Decimal(str(least))) or (most is not None and number > Decimal(str(most))):
        return _doubted(place, fact, value, f"{kind}, {_range(least, most)}", _nearest(number, least, most))
    return None


def _bounds(place: Place, fact: ParameterFact) -> tuple[float | None, float | None]:
    """Return the range of the server, which is wider than what RDS may allow of it."""
    record = record_of(place.family, fact.name) or {}
    return record.get("minimum"), record.get("maximum")


def _check_choice(place: Place, fact: ParameterFact, value: str) -> Finding | None:
    record = record_of(place.family, fact.name) or {}
    every = (*record.get("values", ()), *fact.values)
    low = [each.lower() for each in every]
    if value.lower() in [each.lower() for each in fact.values]:
        return None
    if (value.isdecimal() and not place.family.is_postgresql) or (
        value.lower() in _BOOLEANS and {"on", "off"} & {*low}
    ):
        return None
    near = get_close_matches(value, fact.values, n=1) or fact.values
    fix = f'write "{near[0]}"'
    allowed = f"one of {', '.join(fact.values)}"
    if value.lower() not in low and place.family.is_postgresql:
        _refuse(place, fact, value, allowed, fix)
    return _doubted(place, fact, value, allowed, fix)


def _check_formula(place: Place, fact: ParameterFact, value: str) -> None:
    if value.count("{") != value.count("}") or value.count("(") != value.count(")"):
        _refuse(
            place,
            fact,
            value,
            "a formula with its brackets closed",
            'write for example "{DBInstanceClassMemory/32768}"',
        )
    for name in _NAME.findall(value):
        if name in _VARIABLES or name.lower() in _FUNCTIONS:
            continue
        meant = Spellings(_VARIABLES).meant_by(name)
        allowed = f"a formula of {', '.join(_VARIABLES)}"
        _refuse(place, fact, value, allowed, f'write "{value.replace(name, meant or "DBInstanceClassMemory")}"')


def _converted(fact: ParameterFact, value: str) -> str | None:
    """Say how a number is written that was given with a unit, which a file of settings takes and a group doesn't."""
    match = _WITH_UNIT.fullmatch(value)
    if match is None:
        plain = re.sub(r"[_,\s]", "", value)
        return f'write "{plain}"' if _NUMBER.fullmatch(plain) else None
    amount, unit = int(match[1]), match[2]
    for scale, given in ((_BYTES, unit.upper()), (_MICROSECONDS, unit)):
        own = fact.unit.upper() if scale is _BYTES else fact.unit
        base = scale.get(own or "B") if scale is _BYTES else scale.get(own)
        if given in scale and base is not None and amount * scale[given] % base == 0:
            return f'write "{amount * scale[given] // base}"'
    return None


def _nearest(number: Decimal, least: float | None, most: float | None) -> str:
    bound = least if least is not None and number < Decimal(str(least)) else most
    return f'write "{_plain(bound or 0)}"'


def _range(least: float | None, most: float | None) -> str:
    if least is None or most is None:
        return f"{_plain(least)} or more" if least is not None else f"at most {_plain(most or 0)}"
    return f"{_plain(least)} to {_plain(most)}"


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)


def _refuse(place: Place, fact: ParameterFact, value: str, allowed: str, fix: str) -> None:
    raise ConfigurationError(
        "DMS-F007",
        f"{place.at(fact.name)} must be {allowed}, got {shown(value)}; {fix}",
        given=value,
        source=_FORMULAS_SOURCE if "formula" in allowed else fact.source,
    )


def _doubted(place: Place, fact: ParameterFact, value: str, allowed: str, fix: str) -> Finding:
    return Finding(
        "parameters.value",
        f"{place.at(fact.name)} is known to take {allowed}, got {shown(value)}; RDS refuses a group with a value that "
        "it doesn't allow",
        fact.source,
        fix=f"{fix}, or dms.unchecked(...) if RDS takes it",
    )
