"""One look at all resources of DMS in an app: what only the whole app shows."""

from __future__ import annotations

import time
from typing import cast
from weakref import WeakKeyDictionary, ref

import aws_cdk as cdk
import jsii
from constructs import Construct, IConstruct, IValidation

from dms_constructs._construct import DmsConstruct, path_of, stack_of, warn
from dms_constructs.app_wide.looking import look
from dms_constructs.app_wide.others import found_in
from dms_constructs.app_wide.seen import Seen, is_acknowledged, is_in_tree
from dms_constructs.app_wide.wildcards import acknowledge
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["AppWide", "see"]


def see(seen: Seen) -> None:
    """Note a construct, for the look at the whole app; the last thing that a construct does when it is made."""
    app_wide = _of(stack_of(seen.construct))
    if app_wide is not None:
        app_wide.note(seen)


@jsii.implements(IValidation)
class AppWide:
    """
    The one place that sees every resource of DMS, in every stack of an app or of a stage.

    A stage is looked at too: it is synthesized before its app, and a test of one of its stacks synthesizes it alone.

    Attributes:
        seen: What is in it.
        seconds: How long the look took, when there was one.
    """

    def __init__(self, place: Construct) -> None:
        self.seen: list[Seen] = []
        self.seconds = 0.0
        # Weak, as it is remembered by its place.
        self._place = ref(place)
        node = place.node
        node.add_validation(cast("IValidation", self))
        root = place if isinstance(place, cdk.App) else node.root
        self._app = AppWide.of(root) if root is not place and isinstance(root, cdk.Stage) else None

    @staticmethod
    def of(place: Construct) -> AppWide:
        """Return that of an app or a stage, made on first use."""
        found = _KNOWN.get(place)
        if found is None:
            found = _KNOWN[place] = AppWide(place)
        return found

    def note(self, seen: Seen) -> None:
        """Note a construct, here and in the app around a stage."""
        self.seen.append(seen)
        if self._app is not None:
            self._app.note(seen)

    def validate(self) -> list[str]:
        """Say what is wrong; the CDK asks when the app is synthesized."""
        start = time.perf_counter()
        lines: list[str] = []
        place = self._place()
        others = found_in(place) if place is not None else []
        acknowledge(self.seen)
        for construct, told in look(self.seen, others):
            # What others made was found in the tree.
            if isinstance(construct, DmsConstruct) and not is_in_tree(construct):
                continue
            if isinstance(told, Finding):
                warn(construct, [told])
            elif not is_acknowledged(construct, told.code):
                lines += self._said(construct, told)
        self.seconds = time.perf_counter() - start
        return lines

    def _said(self, construct: IConstruct, told: ConfigurationError) -> list[str]:
        """Say it at the construct, whose path the CDK writes; or here: an app doesn't ask what is in its stages."""
        if cdk.Stage.of(construct) is not self._place():
            return [str(told.at(path_of(construct)))]
        construct.node.add_validation(cast("IValidation", _Line(str(told))))
        return []


@jsii.implements(IValidation)
class _Line:
    """A line of the CDK's own."""

    def __init__(self, text: str) -> None:
        self._text = text

    def validate(self) -> list[str]:
        """Say it."""
        return [self._text]


def _of(stack: cdk.Stack) -> AppWide | None:
    """Return what sees a stack: that of its stage, or of the app."""
    if stack not in _OF_STACKS:
        place = cdk.Stage.of(stack)
        _OF_STACKS[stack] = AppWide.of(place) if place is not None else None
    return _OF_STACKS[stack]


_KNOWN: WeakKeyDictionary[Construct, AppWide] = WeakKeyDictionary()
_OF_STACKS: WeakKeyDictionary[cdk.Stack, AppWide | None] = WeakKeyDictionary()
