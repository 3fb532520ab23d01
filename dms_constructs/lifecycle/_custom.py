"""The custom resources of a life cycle: what they are told is known last, and what users override stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import aws_cdk as cdk
import jsii

from dms_constructs._remembered import override

__all__ = ["Told"]


class Told(cdk.CfnResource):
    """A custom resource that is told its properties as the template is written."""

    __jsii_ifaces__: ClassVar[list[type]] = []
    _by_hand: tuple[tuple[list[str], Any], ...] = ()

    def add_override(self, path: str, value: Any) -> None:
        """Override a part of the resource in the template."""
        first, *rest = path.split(".")
        if first == "Properties":
            self._by_hand = (*self._by_hand, (rest, value))
        super().add_override(path, value)

    def tell(self, properties: Mapping[str, Any]) -> None:
        """Set these properties, except for what a user set."""
        told = dict(properties)
        for path, value in self._by_hand:
            override(told, path, value)
        # As `add_override` does after checking types; see docs/decisions/0012.
        jsii.invoke(self, "addOverride", ["Properties", told])
