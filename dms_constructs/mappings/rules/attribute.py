"""An attribute of a record, which an object mapping makes of columns."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.words import quoted, shown

__all__ = ["Attribute"]


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Attribute:
    """
    An attribute of a record, made of columns: `Attribute("name", "${last}, ${first}")`.

    `${column}` stands for the value of a column. A dict is a document, for DynamoDB in its own notation. Source: the
    DMS User Guide, pages CHAP_Target.Kinesis, CHAP_Target.Kafka and CHAP_Target.DynamoDB.

    Args:
        name: The attribute's name on the target.
        value: Text, or a dict of dicts and texts.
        attribute_type: DMS's word for its kind. Default: `document` for a dict, else `scalar`.
        sub_type: DMS's word for its type. Default: `json` for a dict, else `string`.

    Raises:
        ConfigurationError: `DMS-M042` for a name that is empty or a value that is neither.
    """

    name: str
    value: str
    attribute_type: str
    sub_type: str

    def __init__(
        self,
        name: str,
        value: str | Mapping[str, Any],
        *,
        attribute_type: str | None = None,
        sub_type: str | None = None,
    ) -> None:
        if not isinstance(name, str) or not name.strip():
            raise ConfigurationError(
                "DMS-M042",
                f"the name of an attribute must be a string that is not empty, got {shown(name)}",
                given=name,
            )
        if not isinstance(value, str | Mapping):
            raise ConfigurationError(
                "DMS-M042", f"attribute {name}: the value must be a string or a dict, got {shown(value)}", given=value
            )
        for what, given in (("attribute_type", attribute_type), ("sub_type", sub_type)):
            if not isinstance(given, str | None):
                raise ConfigurationError(
                    "DMS-M042", f"attribute {name}: {what} must be a string, got {shown(given)}", given=given
                )
        is_document = isinstance(value, Mapping)
        # Text instead of a dict: it cannot change, it compares and hashes by value.
        object.__setattr__(self, "value", json.dumps(value, sort_keys=True))
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "attribute_type", attribute_type or ("document" if is_document else "scalar"))
        object.__setattr__(self, "sub_type", sub_type or ("json" if is_document else "string"))

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        return {
            "target-attribute-name": self.name,
            "attribute-type": self.attribute_type,
            "attribute-sub-type": self.sub_type,
            "value": json.loads(self.value),
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Attribute:
        """Return the attribute that a body stands for; what it does not know is left out."""
        if not isinstance(body, Mapping):
            raise ConfigurationError(
                "DMS-M042", f"an attribute mapping must be an object, got {shown(body)}", given=body
            )
        return cls(
            body.get("target-attribute-name", body.get("attribute-name", "")),  # an example of the guide has this
            body.get("value", ""),
            attribute_type=body.get("attribute-type"),
            sub_type=body.get("attribute-sub-type"),
        )

    def __repr__(self) -> str:
        value = json.loads(self.value)
        is_document = isinstance(value, dict)
        shown = [quoted(self.name), as_code(value)]
        if self.attribute_type != ("document" if is_document else "scalar"):
            shown.append(f"attribute_type={quoted(self.attribute_type)}")
        if self.sub_type != ("json" if is_document else "string"):
            shown.append(f"sub_type={quoted(self.sub_type)}")
        return f"dms.Attribute({', '.join(shown)})"
