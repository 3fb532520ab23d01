"""What statements of policies say of one request, as far as that is known before deployment."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dms_constructs._aws_names import parts_of_arn

__all__ = ["ANYTHING", "Known", "Request", "Statement", "Text", "Texts", "listed", "statements_of", "written_as_json"]

Known = bool | None
"""Yes or no; None where only the deployment knows."""
Statement = Mapping[str, Any]
Text = tuple[str, ...]
"""A text in all forms in which it is known: `*` stands for a part that isn't, `?` for one character."""

ANYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"": {"": ""}}}
"""A statement of which nothing is known."""

_FIRST_MARK, _LAST_MARK = "\U000f0000", "\U000ffffd"
_MARK = re.compile(f"[{_FIRST_MARK}-{_LAST_MARK}]")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_ACCOUNT = re.compile(r"[0-9]{12}")


def listed(value: Any) -> list[Any]:
    """Return what a policy has one or more of, as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]


def written_as_json(value: Any) -> str:
    """Return the one JSON text of a value."""
    return json.dumps(value, sort_keys=True)


def statements_of(document: Any) -> list[Statement]:
    """Return the statements of a resolved policy; `ANYTHING` for one that only the deployment knows."""
    said = document.get("Statement", [ANYTHING]) if isinstance(document, Mapping) else [ANYTHING]
    return [each if isinstance(each, Mapping) and "Effect" in each else ANYTHING for each in listed(said)]


@dataclass(frozen=True, slots=True)
class Texts:
    """Makes texts of what templates resolve to, with a mark of one character for each part that isn't known."""

    things: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The resource that a reference in a template stands for, by the reference's JSON: there are no two names of it."""
    pseudo: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """What pseudo parameters of a template are, as far as that is known, by their JSON."""
    _marks: dict[str, str] = field(default_factory=dict)
    _of_things: set[str] = field(default_factory=set)

    def of(self, value: Any, template: str) -> str:
        """Return the text of a value in a template."""
        if isinstance(value, str):
            return _VARIABLE.sub(lambda found: self._mark(f"{template} {found[0]}"), value)
        if isinstance(value, bool | int | float):
            return str(value).lower()
        joined = value.get("Fn::Join") if isinstance(value, Mapping) else None
        if isinstance(joined, list) and isinstance(joined[0], str) and isinstance(joined[1], list):
            return joined[0].join(self.of(part, template) for part in joined[1])
        written = written_as_json(value)
        if (known := self.pseudo.get((template, written))) is not None:
            return known
        thing = self.things.get((template, written))
        mark = self._mark(thing or f"{template} {written}")
        if thing is not None:
            self._of_things.add(mark)
        return mark

    def has_thing(self, text: str) -> bool:
        """Whether a text has a resource in it that is known."""
        return not self._of_things.isdisjoint(text)

    def _mark(self, name: str) -> str:
        return self._marks.setdefault(name, chr(ord(_FIRST_MARK) + len(self._marks)))

    def match(self, pattern: str, text: Text, *, is_literal: bool = False) -> Known:
        """Say whether a pattern of a policy covers a text: no where it can't cover one of its forms."""
        return _by_any_form(self._match(pattern, form, is_literal=is_literal) for form in text)

    def _match(self, pattern: str, form: str, *, is_literal: bool) -> Known:
        if is_literal and ("*" in pattern or "?" in pattern):
            return False  # no name has them
        if pattern == form:
            return True
        if {pattern, form} <= self._of_things:
            return False
        if not is_literal and _regex(pattern).fullmatch(form):
            return True
        if {pattern[:1], form[:1]} <= self._of_things:  # what is in one thing or in two, such as files in buckets
            if pattern[0] == form[0]:
                pattern, form = pattern[1:], form[1:]
            elif {pattern[1:2], form[1:2]} <= {"", "/"}:
                return False
        return None if _meet(_MARK.sub("*", pattern), _MARK.sub("*", form)) else False


@functools.cache
def _regex(pattern: str) -> re.Pattern[str]:
    """Return a pattern that matches a form only where the policy's covers all that the form stands for."""
    one = f"[^*{_FIRST_MARK}-{_LAST_MARK}]"
    return re.compile("".join({"*": ".*", "?": one}.get(each) or re.escape(each) for each in pattern), re.DOTALL)


@functools.cache
def _meet(one: str, other: str) -> bool:
    """Whether some text matches two patterns."""
    todo, seen = [(0, 0)], set()
    while todo:
        place = todo.pop()
        if place in seen:
            continue
        seen.add(place)
        i, j = place
        left, right = one[i : i + 1], other[j : j + 1]
        if not left and not right:
            return True
        if left == "*":
            todo += [(i + 1, j), *([(i, j + 1)] if right else [])]
        if right == "*":
            todo += [(i, j + 1), *([(i + 1, j)] if left else [])]
        if left and right and (left == right or "?" in (left, right)):
            todo.append((i + 1, j + 1))
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that policies allow or deny; a text is resolved in the template of the statement."""

    texts: Texts
    action: str
    resource: Text = ("*",)
    principals: Mapping[str, Text] = field(default_factory=dict)
    """Who asks, by the kind: `Service` or `AWS`."""
    account: Text = ()
    """The ARN of that one's account."""
    keys: Mapping[str, Text | None] = field(default_factory=dict)
    """Condition keys in lower case; None for one that DMS doesn't send. Of others nothing is known."""

    def allowed_by(self, statements: Iterable[Statement], template: str) -> Known:
        """Say whether one of the statements allows it."""
        return self._by("Allow", statements, template)

    def denied_by(self, statements: Iterable[Statement], template: str) -> Known:
        """Say whether one of the statements denies it."""
        return self._by("Deny", statements, template)

    def _by(self, effect: str, statements: Iterable[Statement], template: str) -> Known:
        return _yes_before_no(self._applies(each, template) for each in statements if each["Effect"] == effect)

    def _applies(self, statement: Statement, template: str) -> Known:
        return _no_before_yes(
            (
                self._covers(statement, "Action", (self.action.lower(),), template),
                self._covers(statement, "Resource", self.resource, template),
                self._is_for(statement, template),
                *self._conditions(statement, template),
            )
        )

    def _covers(self, statement: Statement, member: str, text: Text, template: str) -> Known:
        """Say whether `Action` or `Resource` covers a text, or `NotAction` or `NotResource` doesn't."""
        for name in (member, f"Not{member}"):
            if name in statement:
                given = [self.texts.of(each, template) for each in listed(statement[name])]
                patterns = [each.lower() for each in given] if member == "Action" else given
                found = _yes_before_no(self.texts.match(pattern, text) for pattern in patterns)
                return found if name == member else _not(found)
        return True  # there is no resource in the trust policy of a role

    def _is_for(self, statement: Statement, template: str) -> Known:
        if "NotPrincipal" in statement:
            return None
        principal = statement.get("Principal", "*")
        if not isinstance(principal, Mapping):
            return True if principal == "*" else None
        if not principal.keys() <= _PRINCIPALS:
            return None  # a function of the template
        found: list[Known] = []
        for kind, given in principal.items():
            asking = [self.principals[kind]] if kind in self.principals else []
            # What is denied to an account is denied to all in it; what is allowed to it, its own policies allow.
            if kind == "AWS" and statement["Effect"] == "Deny" and self.account:
                asking.append(self.account)
            for each in listed(given):
                named = self.texts.of(each, template)
                if kind == "AWS" and named == "*":
                    # Nobody says whether that is for services, too.
                    found.append(True if asking else None)
                if _ACCOUNT.fullmatch(named):
                    named = f"arn:aws:iam::{named}:root"
                found += [self.texts.match(named, text, is_literal=True) for text in asking]
        return _yes_before_no(found)

    def _conditions(self, statement: Statement, template: str) -> Iterable[Known]:
        conditions = statement.get("Condition", {})
        if not isinstance(conditions, Mapping):
            yield None
            return
        for operator, keys in conditions.items():
            for key, wanted in keys.items() if isinstance(keys, Mapping) else [("", "")]:
                values = [self.texts.of(each, template) for each in listed(wanted)]
                yield self._condition(operator, key.lower(), values)

    def _condition(self, operator: str, key: str, wanted: Sequence[str]) -> Known:
        if key not in self.keys:
            return None
        given = self.keys[key]
        if operator == "Null":
            return _yes_before_no(each.lower() == str(given is None).lower() for each in wanted)
        plain = operator.removesuffix("IfExists")
        compared = plain.replace("Not", "")
        if compared not in _COMPARED:
            return None
        if given is None:
            return plain != operator or compared != plain
        found = _yes_before_no(self._compare(compared, each, given) for each in wanted)
        return found if compared == plain else _not(found)

    def _compare(self, operator: str, wanted: str, given: Text) -> Known:
        if operator.startswith("Arn"):
            return _by_any_form(self._compare_arns(wanted, form) for form in given)
        if operator in {"Bool", "StringEqualsIgnoreCase"}:
            wanted, given = wanted.lower(), tuple(each.lower() for each in given)
        return self.texts.match(wanted, given, is_literal=operator != "StringLike")

    def _compare_arns(self, wanted: str, given: str) -> Known:
        """Compare ARNs part by part: no wildcard goes beyond a part."""
        parts, others = parts_of_arn(wanted), parts_of_arn(given)
        if parts is None or others is None:
            return True if wanted == given else self.texts.match(wanted, (given,)) and None
        return _no_before_yes(self.texts.match(one, (other,)) for one, other in zip(parts, others, strict=True))


_PRINCIPALS = {"AWS", "CanonicalUser", "Federated", "Service"}
_COMPARED = {"ArnEquals", "ArnLike", "Bool", "StringEquals", "StringEqualsIgnoreCase", "StringLike"}


def _by_any_form(found: Iterable[Known]) -> Known:
    """Return what any form of a text tells: each stands for the same."""
    known = list(found)
    return True if True in known else False if False in known else None


def _yes_before_no(found: Iterable[Known]) -> Known:
    """Return whether any is true."""
    known = list(found)
    return True if True in known else None if None in known else False


def _no_before_yes(found: Iterable[Known]) -> Known:
    """Return whether all are true."""
    known = list(found)
    return False if False in known else None if None in known else True


def _not(known: Known) -> Known:
    return None if known is None else not known
