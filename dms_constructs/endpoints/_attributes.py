"""Which extra connection attributes DMS has for an engine on a side, and which values each of them takes."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from dms_constructs import facts
from dms_constructs._checks import in_range, number_taken_as_is, skipped, taken_as_is
from dms_constructs.endpoints._time_zones import check_time_zone
from dms_constructs.engines import EndpointType, Engine
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean, shown

__all__ = ["check_attributes"]

_LARGEST = 2**31 - 1
_SIDES = tuple(side.value for side in EndpointType)
# What DMS reads as yes and no: the guide writes `true`, older pages `Y`.
_BOOLEANS = frozenset({"true", "false", "yes", "no", "y", "n", "1", "0"})
_WHOLE = re.compile(r"-?[0-9]{1,19}")
# A second setting inside a value: `1 maxFileSize=512`.
_SECOND = re.compile(r"[\s,&|]+(\w+)\s*=\s*")
_PLAIN = re.compile(r"[\w.+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attribute:
    """What DMS says about one attribute."""

    name: str
    kind: str
    legal: Mapping[str, str]
    """The texts that it takes, as they are compared, and as AWS writes them."""
    refused: Mapping[str, str]
    """The values that the API takes and no template can have, as they are compared, and why."""
    minimum: int
    maximum: int | None
    unit: str
    sides: tuple[str, ...]
    is_free: bool
    """Whether its value is a text of the user's own, such as SQL."""
    is_time_zone: bool
    same_as: str
    """The name under which it is compared with others."""
    unverified: tuple[str, ...]
    """On which sides nobody verified it."""
    source: str

    def check(self, label: str, value: object, known: Mapping[str, _Attribute]) -> None:
        """Raise unless DMS takes the value."""
        text = str(value).strip()
        if not text:
            raise ConfigurationError("DMS-E008", f"{label} must not be blank; remove the attribute", given=value)
        if self.is_free:
            return
        self._refuse_second(label, text, known)
        if (reason := self.refused.get(_in_lower_case(text))) is not None:
            raise ConfigurationError(
                "DMS-E008",
                f"{label} must not be {text!r}: {reason}; remove the attribute, and put a user with a password into "
                "the connection's secret",
                given=value,
            )
        if text != str(value):
            write = repr(text) if _PLAIN.fullmatch(text) else "it without them"
            raise ConfigurationError("DMS-E008", f"{label} must have no spaces around it; write {write}")
        if self.kind == "integer":
            number = int(text) if not isinstance(value, bool | float) and _WHOLE.fullmatch(text) else value
            maximum = _LARGEST if isinstance(number, int) and number > _LARGEST else self.maximum
            in_range("DMS-E008", label, number, self.minimum, maximum, unit=self.unit)  # type: ignore[arg-type]  # what is no number is refused there
        elif self.kind == "boolean" and text.lower() not in _BOOLEANS:
            raise ConfigurationError("DMS-E008", f"{label} must be 'true' or 'false', got {shown(value)}", given=value)
        elif self.legal and _in_lower_case(text) not in self.legal:
            raise ConfigurationError(
                "DMS-E008",
                f"{label} must be one of {', '.join(map(repr, self.legal.values()))}, got {shown(value)}"
                f"{did_you_mean(_in_lower_case(text), self.legal, self.legal)}",
                given=value,
            )
        elif self.is_time_zone:
            check_time_zone(label, text, must_be_named=False)

    def _refuse_second(self, label: str, text: str, known: Mapping[str, _Attribute]) -> None:
        """Raise when the value holds another setting, too: DMS would read all of it as the value of the first."""
        if not any(found[1].lower() in known for found in _SECOND.finditer(text)):
            return
        first, *rest = _SECOND.split(text)
        entries = {self.name: first, **dict(zip(rest[::2], rest[1::2], strict=True))}
        values_can_be_shown = all(_PLAIN.fullmatch(one) for one in entries.values())
        written = ", ".join(f"{name!r}: {repr(one) if values_can_be_shown else '...'}" for name, one in entries.items())
        raise ConfigurationError(
            "DMS-E008",
            f"{label} must be one value, got more settings in it: {', '.join(rest[::2])}; give each an entry of its "
            f"own: {{{written}}}",
        )


def _in_lower_case(text: str) -> str:
    """Write one of several legal values as the API does; attributes also have it as `SPECIFIC_DATABASE`."""
    return text.lower().replace("_", "-")


def check_attributes(
    attributes: Mapping[str, str | int | bool],
    engine: Engine,
    side: EndpointType,
    instead: Mapping[str, str],
) -> list[Finding]:
    """
    Raise for an attribute that DMS doesn't have, or has another way, and for a value that it doesn't take.

    Returns:
        The findings about attributes of which nobody verified what they take.

    Args:
        attributes: The attributes, in a form that DMS can read; letter case in their names doesn't matter.
        engine: The endpoint's engine.
        side: The endpoint's side.
        instead: What to do instead of giving an attribute, by its name in lower-case letters.
    """
    known = _attributes_of(engine.api_settings_block)
    given: dict[str, str] = {}
    findings: list[Finding] = []
    for name, value in attributes.items():
        if taken_as_is(name):
            continue
        attribute = known.get(name.lower())
        use = instead.get(name.lower()) or (instead.get(attribute.same_as) if attribute is not None else None)
        if use is not None:
            raise ConfigurationError("DMS-E005", f"extra_connection_attributes has {name!r}, but {use}", given=name)
        if attribute is None or side.value not in attribute.sides:
            raise _unknown(name, engine, side, known, instead)
        first = given.setdefault(attribute.same_as, name)
        if first != name:
            raise ConfigurationError(
                "DMS-E005",
                f"extra_connection_attributes must have an attribute once, got {first!r} and {name!r}; remove one",
                given=name,
            )
        if not skipped(value) and not number_taken_as_is(value):
            try:
                attribute.check(f"extra_connection_attributes[{name!r}]", value, known)
            except ConfigurationError as error:
                if side.value not in attribute.unverified:
                    raise
                findings.append(_doubt(error, attribute))
    return findings


def _doubt(error: ConfigurationError, attribute: _Attribute) -> Finding:
    """Return what is said instead of an error where nobody verified the attribute."""
    message, _, fix = error.message.partition("; ")
    return Finding(
        "endpoint.unverifiedAttribute",
        f"{message}, as far as is known, which nobody verified",
        attribute.source,
        fix=fix or "write a value that is allowed, or mark the one that you tried with dms.unchecked",
    )


def _unknown(
    name: str,
    engine: Engine,
    side: EndpointType,
    known: Mapping[str, _Attribute],
    instead: Mapping[str, str],
) -> ConfigurationError:
    """Return the error for an attribute that endpoints of this engine and side don't have."""
    attribute = known.get(name.lower())
    if attribute is not None:
        problem = f"which is for {attribute.sides[0]}s only"
        fix = f"remove it, or give it to the {attribute.sides[0]}"
    else:
        others = [block for block in facts.settings_blocks() if name.lower() in _attributes_of(block)]
        names = sorted((one.name for one in known.values() if side.value in one.sides), key=str.lower)
        allowed = [one for one in names if one.lower() not in instead]
        has = f"; it has {', '.join(allowed)}" if allowed else ""
        hint = (
            f" (the API has it in {', '.join(others)})"
            if others
            else did_you_mean(name.rpartition(".")[2], allowed) or has
        )
        problem = f"which DMS does not have for {engine.name.value} {side.value}s{hint}"
        fix = "remove it" if allowed else "use an argument"
    return ConfigurationError(
        "DMS-E015",
        f"extra_connection_attributes has {name!r}, {problem}; {fix}, or pass it on as it is with "
        f"dms.unchecked({name!r})",
        given=name,
    )


@functools.cache
def _attributes_of(block: str) -> Mapping[str, _Attribute]:
    """Return the attributes of the engines with this settings block, by their names in lower-case letters."""
    known = facts.endpoint_settings(block)
    members = known["members"]
    every = facts.engines()["attributes_of_every_server"] if "ServerName" in members else {}
    return {
        name.lower(): _Attribute(
            name=name,
            kind=fact["type"],
            legal={_in_lower_case(one): one for one in fact.get("enum", ())},
            # Where AWS states no least value, 0 may stand for "never".
            refused=fact.get("refused", {}),
            minimum=fact["min"] if fact["min"] is not None and "min_source" not in fact else 0,
            maximum=fact["max"],
            unit=fact.get("unit", ""),
            sides=tuple(fact.get("sides", _SIDES)),
            is_free=fact.get("free", False),
            is_time_zone=fact.get("time_zone", False),
            same_as=fact.get("same_as", name).lower(),
            unverified=tuple(fact.get("unverified_sides", () if fact["verified"] else _SIDES)),
            source=fact["source"],
        )
        for name, fact in {**every, **members, **known["extra_connection_attributes"]}.items()
    }
