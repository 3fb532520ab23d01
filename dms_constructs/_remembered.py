"""
What L1 constructs of DMS were made with, and what they stand on, so a life cycle knows it without asking Node.

Reading the properties of one L1 takes a call to Node, and a task stands on four or five of them. Node could not tell
about property overrides, either: it keeps them to itself.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from constructs import IConstruct

__all__ = ["Made", "Noticing", "Remembering", "made_of", "override", "remember"]


class Noticing:
    """
    Mixed into an L1 class, before it: sees what it is made with, and what is changed afterwards.

    Whenever an L1 is made, jsii looks at each member that stands before its class, and at all that the class
    implements for each of these. So only what must stand there does; what reads it stands behind, in `Remembering`.
    """

    __jsii_ifaces__: ClassVar[list[type]] = []  # what the class has no part in
    _given: Mapping[str, Any]
    _is_changed: bool
    _overrides: tuple[tuple[str, Any], ...]

    def __init__(self, scope: Any, construct_id: str, **properties: Any) -> None:
        self._given = properties
        super().__init__(scope, construct_id, **properties)  # type: ignore[call-arg]  # of the L1 class

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if not name.startswith("_"):
            self._is_changed = True

    # The other three ways to set or delete an override end here, in Node: so it is seen whoever does it.
    def add_override(self, path: str, value: Any) -> None:
        """Override a part of the resource in the template."""
        self._overrides = (*self._overrides, (path, value))
        super().add_override(path, value)  # type: ignore[misc]  # of the L1 class


class Remembering:
    """Mixed into an L1 class, after it, with `Noticing` before it: tells what it was made with, and what changed."""

    _given: Mapping[str, Any]
    __jsii_type__: ClassVar[str]
    _is_changed = False
    _overrides: tuple[tuple[str, Any], ...] = ()

    def keep(self, properties: Mapping[str, Any]) -> None:
        """Note what it is made with."""
        self._given = properties

    def cfn_type(self) -> str:
        """Return CloudFormation's name for its type, after which the CDK names the class: Node need not be asked."""
        return _cfn_type(self.__jsii_type__)

    def remembered(self) -> dict[str, Any]:
        """Return its properties by CloudFormation's names, with what was changed since; tokens are not resolved."""
        given = self._cfn_properties if self._is_changed else self._given  # type: ignore[attr-defined]  # of the L1
        found: dict[str, Any] = _plain(given)
        for path, value in self._overrides:
            first, *rest = path.split(".")
            if first == "Properties":
                override(found, rest, value)
        return found

    def said(self, name: str) -> Any:
        """Return one of these; sooner than all of them."""
        if self._is_changed or self._overrides:
            return self.remembered().get(name)
        for key, value in self._given.items():
            if _pascal(key) == name:
                return _plain(value)
        return None

    def arns(self) -> list[str]:
        """Return every ARN in them that begins with a text that is known, in no order."""
        found: list[str] = []
        _collect(self.remembered() if self._is_changed or self._overrides else self._given, found)
        return found

    def changed_by_hand(self) -> set[str]:
        """Return the names of the properties that are others than those it was made with."""
        if not self._is_changed and not self._overrides:
            return set()
        before, now = _plain(self._given), self.remembered()
        return {name for name in {*before, *now} if before.get(name) != now.get(name)}


@functools.cache
def _cfn_type(jsii_type: str) -> str:
    return f"AWS::DMS::{jsii_type.rpartition('.Cfn')[2]}"


def _plain(value: Any) -> Any:
    """Return properties as plain data by CloudFormation's names, without those that are not there."""
    value = getattr(value, "_values", value)  # those of a generated class for a block of settings
    if isinstance(value, dict):
        return {_pascal(name): _plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _collect(value: Any, found: list[str]) -> None:
    """Add the ARNs in a value."""
    if isinstance(value, dict):
        value = value.values()
    for each in value:
        if isinstance(each, str):
            if each.startswith("arn:"):
                found.append(each)
        elif isinstance(each, dict | list | tuple):
            _collect(each, found)
        elif not isinstance(each, _WITHOUT_PARTS) and hasattr(each, "_values"):  # a generated block of settings
            _collect(each._values, found)  # noqa: SLF001  # as `_plain` reads it


_WITHOUT_PARTS = (int, float, type(None))


@functools.cache
def _pascal(name: str) -> str:
    """Spell a property as CloudFormation does, that is known as Python or as Node spells it."""
    spelled = re.sub(r"(?:^|_)([a-z0-9])", lambda found: found[1].upper(), name)
    return _SPELLED_OTHERWISE.get(spelled, spelled)


_SPELLED_OTHERWISE = {"GcpMySqlSettings": "GcpMySQLSettings"}
"""What CloudFormation spells in another way than its names in Python and Node tell."""


def override(properties: Any, path: list[str], value: Any) -> None:
    """Do with properties what the CDK does with an override when it writes the template."""
    if not path:
        if isinstance(value, Mapping):
            properties.update(value)
        return
    *parents, last = path
    for name in parents:
        if not isinstance(properties.get(name), dict):
            properties[name] = {}
        properties = properties[name]
    if value is None:
        properties.pop(last, None)
    elif isinstance(value, Mapping) and isinstance(properties.get(last), dict):
        properties[last] = {**properties[last], **value}
    else:
        properties[last] = value


class Made(NamedTuple):
    """
    The L1 construct inside one of this library's, and what that one stands on.

    Attributes:
        resource: The L1 construct.
        arn: The attribute of the construct around it that refers to it.
        uses: What it stands on.
    """

    resource: cdk.CfnResource
    arn: str
    uses: tuple[IConstruct, ...]


_MADE: WeakKeyDictionary[IConstruct, Made] = WeakKeyDictionary()


def remember(construct: IConstruct, resource: cdk.CfnResource, arn: str, *uses: IConstruct | None) -> None:
    """Note the L1 construct inside a construct, by which attribute it is referred to, and what it stands on."""
    _MADE[construct] = Made(resource, arn, tuple(one for one in uses if one is not None))


def made_of(construct: IConstruct) -> Made | None:
    """Return the L1 construct inside a construct of this library; None for what the app does not make."""
    return _MADE.get(construct)
