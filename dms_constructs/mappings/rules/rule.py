"""What every mapping rule has: an id, a name, its part of the document, and words for people."""

from __future__ import annotations

import copy
import dataclasses
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, NoReturn, TypeVar

from dms_constructs import _checks
from dms_constructs._code import as_code
from dms_constructs.engines import EngineName
from dms_constructs.errors import LIST_MARKER, ConfigurationError, Finding, is_list_token, qualified
from dms_constructs.mappings.rules.name_findings import MOST_NAMES, UNUSUAL, name_findings, unlikely_names
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.words import quoted, shown, with_values
from dms_constructs.migration_type import MigrationType

__all__ = ["Rule", "TaskContext", "check_exact", "check_name"]

R = TypeVar("R", bound="Rule")
T = TypeVar("T")


_MOST_DIGITS = 100
"""Of an id; no limit is published, and a number has to end somewhere."""


class TaskContext(NamedTuple):
    """What a rule may need to know about the task that uses it; None where it is not known."""

    migration_type: MigrationType | None
    source_engine: EngineName | None
    target_engine: EngineName | None
    has_catalog: bool = False
    """Whether the rules are also checked with the catalog of the source."""

    @property
    def has_cdc(self) -> bool:
        """Whether the task is known to replicate changes."""
        return self.migration_type is not None and self.migration_type.has_cdc

    @property
    def may_have_cdc(self) -> bool:
        """Whether the task may replicate changes, as far as is known."""
        return self.migration_type is None or self.migration_type.has_cdc


@dataclass(frozen=True, slots=True, repr=False)
class Rule:
    """
    One rule of a table mapping.

    Every rule takes these two, by keyword. Leave them out unless something outside refers to them.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.

    Args:
        rule_id: Digits, unique in the mapping. Of several transformations of one object, DMS applies the one with the
            lowest id. Default: the rule's position, or the next free number.
        rule_name: Letters and digits, unique in the mapping. Default: the id.

    Raises:
        ConfigurationError: `DMS-M007` or `DMS-M009`, when an id or a name is not what DMS takes.
    """

    KIND: ClassVar[tuple[str, str | None, str | None]]
    """Rule type, rule target and rule action."""

    rule_id: str | None = field(default=None, kw_only=True)
    rule_name: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.rule_id is not None or self.rule_name is not None:
            self.check_ids()
        self.check_values()

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""

    def check_ids(self) -> None:
        """Raise unless the rule's own id and name, where given, are what DMS takes."""
        rule_id, rule_name = self.rule_id, self.rule_name
        is_number = isinstance(rule_id, str) and rule_id.isascii() and rule_id.isdecimal()
        if rule_id is not None and not (isinstance(rule_id, str) and (is_number or _checks.taken_as_is(rule_id))):
            self._refuse(
                "DMS-M007",
                f'rule_id must be a string of digits such as "7", got {shown(rule_id)}; {_digits_of(rule_id)}',
                rule_id,
            )
        if is_number and len(str(rule_id)) > _MOST_DIGITS:
            self._refuse(
                "DMS-M007", f"rule_id must have at most {_MOST_DIGITS} digits, got {len(str(rule_id))}", rule_id
            )
        if rule_name is not None and not (
            isinstance(rule_name, str) and (_checks.taken_as_is(rule_name) or rule_name.strip())
        ):
            self._refuse(
                "DMS-M009",
                f"rule_name must be a string that is not empty, got {shown(rule_name)}; leave it out",
                rule_name,
            )

    def _refuse(self, code: str, text: str, given: object) -> NoReturn:
        raise ConfigurationError(code, f"{shown(self)}: {text}", given=given)

    # No ABC: its isinstance is ten times slower, and mappings have thousands of rules.
    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        raise NotImplementedError

    def place(self) -> tuple[str, str]:
        """Return the names or patterns for the schema and the table that the rule is about; `%` where it has none."""
        return getattr(self, "schema", ANY), getattr(self, "table", ANY)

    def names(self) -> tuple[str, ...]:
        """Return the names or patterns of the source that the rule has: of schemas, tables and so on."""
        return self.place()

    def known(self) -> Rule | None:
        """Return the rule as its class says it; None for one of which nobody knows what it does."""
        return self

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        raise NotImplementedError

    @classmethod
    def kinds(cls) -> tuple[tuple[str, str | None, str | None], ...]:
        """Return rule type, rule target and rule action of all the bodies that the class stands for."""
        return (cls.KIND,)

    @classmethod
    def from_body(cls: type[R], body: Mapping[str, Any], **ids: str | None) -> R | None:
        """
        Return the rule that a well-formed body of this kind stands for, or None.

        A result that does not render the same body again is thrown away by the caller, so nothing gets lost.
        """
        raise NotImplementedError

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings: tuple[Finding, ...] = ()
        name = self.rule_name
        # Examples of the guide have blanks between words.
        if name is not None and not (name.isascii() and name.replace(" ", "").isalnum()) and not _checks.skipped(name):
            plain = "".join(letter for letter in name if letter.isascii() and letter.isalnum())
            findings = (
                Finding(
                    "mappings.ruleNameNotAlphanumeric",
                    f"{shown(self)}: the guide wants letters and digits in rule_name, got {shown(name)}",
                    fix=f"write rule_name={quoted(plain)}" if plain else "leave rule_name out",
                ),
            )
        names = self.names()
        together = "".join(names)
        # The usual case first: thousands of rules are made in one go.
        if together.isprintable() and UNUSUAL.search(together) is None:
            return findings
        return findings + name_findings(self, names) + unlikely_names(self, names)

    def check(self, _task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task, or raise."""
        return ()

    def with_id(self: R, rule_id: str | None, rule_name: str | None) -> R:
        """Return the same rule with another id and name; None stands for the automatic ones."""
        # A copy instead of a new rule, which would check values again that were let through as unchecked.
        other = copy.copy(self)
        object.__setattr__(other, "rule_id", rule_id)
        object.__setattr__(other, "rule_name", rule_name)
        other.check_ids()
        return other

    def __repr__(self) -> str:
        # As a user would write it: positional where that is possible, and defaults left out.
        cls: Any = type(self)  # mypy takes the class for as unhashable as dataclasses are by default
        shown = []
        by_position = True
        for name, default, may_be_positional in _parameters(cls):
            value = getattr(self, name)
            if value == default:
                by_position = False
            elif by_position and may_be_positional:
                shown.append(as_code(value))
            else:
                shown.append(f"{name}={as_code(value)}")
        return f"{qualified(cls)}({', '.join(shown)})"


@functools.cache
def _parameters(cls: type[Rule]) -> tuple[tuple[str, object, bool], ...]:
    """Return name, default and whether it may be positional of each parameter, id and name last."""
    ordered = sorted(dataclasses.fields(cls), key=lambda f: (f.kw_only, f.name in {"rule_id", "rule_name"}))
    return tuple((item.name, item.default, not item.kw_only) for item in ordered)


def _digits_of(rule_id: object) -> str:
    """Say how an id is written that was given as a number."""
    is_number = type(rule_id) is int and rule_id >= 0
    return f'write rule_id="{rule_id}"' if is_number else "leave it out"


def check_name(rule: Rule, what: str, value: object) -> None:
    """Raise unless the value can be the name of a schema, table or column, or a pattern for such names."""
    if type(value) is str and value and not value.isspace() and LIST_MARKER not in value:
        return  # the usual case first: thousands of rules are made in one go
    if (isinstance(value, str) and LIST_MARKER in value) or is_list_token(value):
        raise ConfigurationError(
            "DMS-M010",
            f"{what} must be one name, got what stands for a whole list that is known only at deployment, so there "
            "can't be a rule for each of its items; write the names into the app, or choose one with "
            "cdk.Fn.select(0, names)",
        )
    if isinstance(value, str) and (_checks.taken_as_is(value) or value.strip()):
        return
    raise ConfigurationError(
        "DMS-M010",
        f"{shown(rule)}: {what} must be a string that is not empty, got {shown(value)}{_one_each(rule, what, value)}",
        given=value,
    )


def _one_each(rule: Rule, what: str, value: object) -> str:
    """Say how rules are written for each of several names, where there is a list of these."""
    if not isinstance(value, list | tuple) or not value or not all(isinstance(name, str) and name for name in value):
        return ""
    rules = [shown(with_values(rule, **{what: name})) for name in value[:MOST_NAMES]]
    more = " and so on" if len(value) > MOST_NAMES else ""
    return f"; write {' and '.join(rules)}{more}"


def check_exact(rule: Rule, what: str, value: str, why: str) -> None:
    """Raise if the value, a name already checked, has a wildcard."""
    if ANY in value and not _checks.skipped(value):
        raise ConfigurationError(
            "DMS-M011",
            f"{shown(rule)}: {what} must be an exact name, got {shown(value)}: {why}; write a rule for each table",
            given=value,
        )


def attempt(make: Callable[[Any], T], given: object) -> T | None:
    """Return what is made of a value that was given in place of it; None where that can't have been meant."""
    try:
        return make(given)
    except (ConfigurationError, TypeError):
        return None
