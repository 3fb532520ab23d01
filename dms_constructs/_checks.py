"""The checks that many values and constructs share: each skips tokens and unchecked values, and names the fix."""

from __future__ import annotations

import contextlib
import difflib
import enum
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from dms_constructs._code import SELF, Variable, as_code, call
from dms_constructs.errors import ConfigurationError, is_unchecked, is_unresolved, may_be_shown, shown


def taken_as_is(value: object) -> bool:
    """Whether a value that should be a text escapes checks: not known before deployment, or marked as unchecked."""
    return (isinstance(value, str) and is_unresolved(value)) or is_unchecked(value)


def number_taken_as_is(value: object) -> bool:
    """Whether a value that should be a number escapes checks, in the same way."""
    return (isinstance(value, int | float) and is_unresolved(value)) or is_unchecked(value)


def skipped(value: object) -> bool:
    """Whether there is nothing to check: not given, or taken as it is."""
    return value is None or taken_as_is(value)


def in_range(
    code: str,
    name: str,
    value: float | None,
    minimum: float,
    maximum: float | None,
    *,
    unit: str = "",
    secret: bool = False,
) -> None:
    """Raise unless the value is a whole number between the bounds; what is not one is not shown if it may be secret."""
    if value is None or number_taken_as_is(value):
        return
    unit = f" {unit}" if unit else ""
    least = unit.removesuffix("s") if minimum == 1 else unit
    allowed = f"{minimum} to {maximum}{unit}" if maximum is not None else f"{minimum}{least} or more"
    if isinstance(value, bool) or not isinstance(value, int):
        got = shown(value, secret=secret)
        given = None if secret else value
        fix = as_whole_number(name, value)
        if secret and fix:
            fix = "; write it without quotes"  # and without what may be a secret
        raise ConfigurationError(code, f"{name} must be a whole number, {allowed}, got {got}{fix}", given=given)
    if value < minimum or (maximum is not None and value > maximum):
        raise ConfigurationError(code, f"{name} must be {allowed}, got {value}", given=value)


def as_whole_number(name: str, value: object) -> str:
    """Say how the whole number is written that a text or a fraction stands for."""
    is_whole = isinstance(value, float) and value.is_integer()
    is_digits = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < _MOST_DIGITS
    argument = name.partition(" ")[0].rpartition(".")[2]
    if (converts := _UNITS.get(argument.rpartition("_")[2])) is not None and hasattr(type(value), converts):
        return f"; write the number alone, {argument}=value.{converts}()"
    return f"; write {argument}={int(value)}" if (is_whole or is_digits) and argument.isidentifier() else ""  # type: ignore[call-overload]  # a float or a text


_MOST_DIGITS = 20
_UNITS = {
    "seconds": "to_seconds",
    "minutes": "to_minutes",
    "hours": "to_hours",
    "days": "to_days",
    "kb": "to_kibibytes",
    "mib": "to_mebibytes",
    "gib": "to_gibibytes",
}
"""What turns the CDK's `Duration` or `Size` into a number, by the end of an argument's name."""


def is_a(
    code: str,
    name: str,
    value: object,
    expected: type | tuple[type, ...],
    example: str,
    *,
    secret: bool = False,
) -> None:
    """
    Raise unless the value, where given, has the expected type.

    Args:
        code: The error's code.
        name: What the user calls the value.
        value: The value.
        expected: Its type, or its types.
        example: How to write one; not used for the text of an enum's member, whose name is known.
        secret: Whether a wrong value may be a secret: then no part of it is shown or kept. So it is for an enum, unless
            the value is near one of its members.
    """
    if value is None or isinstance(value, expected):
        return
    names = " or ".join(t.__name__ for t in (expected if isinstance(expected, tuple) else (expected,)))
    member = meant(value, expected)
    is_enum = isinstance(expected, type) and issubclass(expected, enum.Enum)
    secret = secret or (is_enum and member is None)
    write = as_code(member) if member is not None else example
    raise ConfigurationError(
        code,
        f"{name} must be of type {names}, got {shown(value, secret=secret)}; write {write}",
        given=None if secret else value,
    )


def is_list(code: str, name: str, value: object, example: str, *, of_texts: bool = False) -> None:
    """
    Raise unless the value, where given, is a list or a tuple: a text alone is one, letter by letter, to Python.

    Args:
        code: The error's code.
        name: What the user calls the value.
        value: The value.
        example: How to write one.
        of_texts: Whether it is a list of texts: then the list is proposed that holds the text that was given.
    """
    if of_texts and isinstance(value, str) and not is_unresolved(value) and may_be_shown(value):
        example = f"{name.rpartition('.')[2]}=[{value!r}]"
    is_a(code, name, value, (list, tuple), example)


def meant(value: object, expected: type | tuple[type, ...]) -> enum.Enum | None:
    """Return the member of an enum that a text or number stands for, by name or value in any spelling; None without."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = _NUMBERS.get(value, str(value))
    if not isinstance(value, str) or not isinstance(expected, type) or not issubclass(expected, enum.Enum):
        return None
    members: dict[str, enum.Enum] = {}
    for member in expected:
        for text in (str(member.value), member.name):
            members.setdefault(_letters(text), member)
    near = difflib.get_close_matches(_letters(value), members, n=1, cutoff=0.6)
    return members[near[0]] if near else None


_NUMBERS = {0: "none", 1: "one"}
"""How DMS spells them where it takes a word, as for `NestingLevel`."""
_ARN = re.compile(r"arn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[\w/+=,.@:!*-]+")


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


class Importer(NamedTuple):
    """How a construct is made of an ARN."""

    function: str
    construct_id: str
    """The id that is written for it."""
    part: str
    """What its ARN has in it, and those of other things don't."""
    l1_type: str
    """CloudFormation's name for its L1 construct."""
    l1_arn: str = "ref"
    """The attribute of the L1 construct that is its ARN."""


def provides(
    name: str,
    value: object,
    attribute: str,
    kind: str,
    example: str,
    *,
    code: str = "DMS-A001",
    required: bool = False,
    by_arn: Importer | None = None,
    secret: bool = False,
) -> None:
    """
    Raise unless the value, where given, is an object of a kind, which is told by an attribute that only they have.

    The CDK's interfaces are structural, so `isinstance` can't tell.

    Args:
        name: What the user calls the value.
        value: The value.
        attribute: What only objects of the kind have.
        kind: What they are called.
        example: How to write one.
        code: The error's code.
        required: Whether None is refused too.
        by_arn: How one is made of an ARN, or of the L1 construct.
        secret: Whether a wrong text may be a secret: then it is shown and kept only if it is an ARN.
    """
    if value is None and not required:
        return
    if is_object_with(value, attribute):
        return
    write = example
    if by_arn is not None and (given := arn_of(name, value, by_arn.part, by_arn.l1_type, by_arn.l1_arn)) is not None:
        write = call(by_arn.function, SELF, by_arn.construct_id, given)
    hidden = secret and not (isinstance(value, str) and _ARN.fullmatch(value))
    raise ConfigurationError(
        code,
        f"{name} must be {kind}, got {shown(value, secret=hidden)}; write {write}",
        given=None if hidden else value,
    )


def arn_of(name: str, value: object, part: str = "", l1_type: str = "", l1_arn: str = "ref") -> str | None:
    """
    Return how code says the ARN of what was given: an ARN itself, or an L1 construct; None without one.

    Args:
        name: What the user calls it.
        value: What was given.
        part: What the ARN must have in it. Default: anything.
        l1_type: CloudFormation's name for the L1 construct. Default: any.
        l1_arn: The attribute of the L1 construct that is its ARN.
    """
    if is_l1(value):
        right = l1_type in {"", type(value).CFN_RESOURCE_TYPE_NAME}  # type: ignore[attr-defined]  # of every L1
        return Variable(f"{name}.{l1_arn}") if right else None
    if not isinstance(value, str):
        return None
    if is_unresolved(value):
        return Variable(name)
    return value if _ARN.fullmatch(value) and part in value else None


def is_object_with(value: object, attribute: str) -> bool:
    """Whether the value is an object, not a class and not an L1 construct, that has the attribute."""
    # The type is asked first: asking the object calls Node, and may raise what belongs to a later step.
    if hasattr(type(value), attribute):
        return True
    return not isinstance(value, type) and not is_l1(value) and hasattr(value, attribute)


def is_l1(value: object) -> bool:
    """Whether the value is an L1 construct of the CDK."""
    return hasattr(type(value), "CFN_RESOURCE_TYPE_NAME")


def is_other_l1(value: object, *types: str) -> bool:
    """
    Whether the value is an L1 construct of other types than these: many have attributes of one name.

    Args:
        value: The value.
        types: CloudFormation's names for what is meant.
    """
    found = getattr(type(value), "CFN_RESOURCE_TYPE_NAME", None)
    return found is not None and found not in types


def property_of(value: object, name: str) -> str | None:
    """Return how code says a property of a construct that was given instead of it: `login.connection`."""
    if not isinstance(getattr(type(value), name, None), property):
        return None
    word = re.findall("[A-Z][a-z0-9]*", type(value).__name__)[-1].lower()
    return f"{'login' if word == 'secret' else word}.{name}"


def flag(name: str, value: object) -> None:
    """Raise unless the value, where given, is a boolean, or is known at deployment only."""
    if value is None or isinstance(value, bool):
        return
    # What resolves at deployment may be a proxy of the CDK, whose type doesn't tell; stacks can resolve things, too.
    if is_object_with(value, "resolve") and not hasattr(type(value), "node"):
        return
    is_a("DMS-A001", name, value, bool, f"{_written(name, 'True')} or {_written(name, 'False')}")


def text(name: str, value: object, example: str = "...") -> None:
    """Raise unless the value, where given, is a string."""
    is_a("DMS-A001", name, value, str, _written(name, repr(example)))


def _written(name: str, value: str) -> str:
    """Return how an argument is written: `multi_az=True`, or `CsvFormat(rfc4180=True)` for `CsvFormat.rfc4180`."""
    owner, _, field = name.rpartition(".")
    return f"dms.{owner}({field}={value})" if owner else f"{field}={value}"


def not_blank(code: str, name: str, value: str | None, write: str = "") -> None:
    """Raise unless the text is given and has more than white space; what to write can be said."""
    if taken_as_is(value):
        return
    fix = f"; write {write}" if write else ""
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(code, f"{name} must be a string, got {shown(value)}{fix}", given=value)
    if value is None or not value.strip():
        raise ConfigurationError(code, f"{name} must not be empty, got {value!r}{fix}", given=value)


@contextlib.contextmanager
def located(scope: Any, construct_id: str) -> Iterator[None]:
    """Check where a construct is being made, and give every `ConfigurationError` raised inside its path."""
    _check_place(scope, construct_id)
    try:
        yield
    except ConfigurationError as error:
        if error.path is not None:
            raise
        parent = scope.node.path
        raise error.at(f"{parent}/{construct_id}" if parent else construct_id) from None


def _check_place(scope: object, construct_id: object) -> None:
    # The class is asked first: asking the construct itself for its node takes a call to Node.
    if not hasattr(type(scope), "node") and (isinstance(scope, type) or getattr(scope, "node", None) is None):
        raise ConfigurationError(
            "DMS-A001",
            f"scope must be the construct that this one belongs to, got {shown(scope)}; write self inside a stack or a "
            "construct, or the stack",
            given=scope,
        )
    if not isinstance(construct_id, str) or not construct_id or is_unresolved(construct_id):
        raise ConfigurationError(
            "DMS-A001",
            "construct_id must be a string that is not empty and is known now, because logical ids are made of it, got "
            f"{shown(construct_id)}; write one of your own, for example 'Orders'",
            given=construct_id,
        )
