"""A resource of a template, and what it refers to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dms_constructs.review.tokens import is_function

__all__ = ["Resource", "as_object", "canonical", "imports", "in_words", "is_on", "references"]

_IN_SUB = re.compile(r"\$\{([^}!]+)\}")


class Resource(NamedTuple):
    """A resource of a template."""

    name: str
    template: Mapping[str, Any]

    @property
    def body(self) -> dict[str, Any]:
        """All that the template says of it."""
        return as_object(self.template.get(self.name))

    @property
    def type(self) -> str:
        """Its type in CloudFormation."""
        return str(self.body.get("Type"))

    @property
    def given(self) -> dict[str, Any]:
        """Its properties as the template has them."""
        return as_object(self.body.get("Properties"))

    @property
    def properties(self) -> dict[str, Any]:
        """Its properties, those of settings by dotted names."""
        found: dict[str, Any] = {}
        for name, value in self.given.items():
            if isinstance(value, dict) and not is_function(value):
                found |= {f"{name}.{part}": each for part, each in value.items()}
            else:
                found[name] = value
        return found

    @property
    def path(self) -> str | None:
        """The path of its construct in the CDK app, where the template says."""
        path = as_object(self.body.get("Metadata")).get("aws:cdk:path")
        # The last part is what the construct around it calls its L1 construct.
        return path.removesuffix("/Resource").removesuffix("/Default") if isinstance(path, str) else None

    def referred(self, value: object) -> Resource | None:
        """Return the resource that a value refers to, if it is one of this template."""
        if not is_function(value):
            return None
        ((function, argument),) = as_object(value).items()
        name = argument[0] if isinstance(argument, list) and argument else argument
        if function not in {"Ref", "Fn::GetAtt"} or not isinstance(name, str):
            return None
        name = name.partition(".")[0]
        return Resource(name, self.template) if name in self.template else None


def references(value: object) -> Iterator[str]:
    """Yield the logical ids that a value, however deep, refers to; those of parameters too."""
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in {"Ref", "Fn::GetAtt"}:
                name = each[0] if isinstance(each, list) and each else each
                if isinstance(name, str):
                    yield name.partition(".")[0]
            elif key == "Fn::Sub":
                text = each[0] if isinstance(each, list) and each else each
                yield from (name.partition(".")[0] for name in _IN_SUB.findall(str(text)))
                yield from references(each)
            else:
                yield from references(each)


def imports(value: object) -> Iterator[str]:
    """Yield the names of the exports and outputs of other stacks that a value, however deep, refers to."""
    if isinstance(value, list):
        for each in value:
            yield from imports(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "Fn::ImportValue" and isinstance(each, str):
                yield each
            elif key == "Fn::GetStackOutput" and isinstance(as_object(each).get("OutputName"), str):
                yield each["OutputName"]
            else:
                yield from imports(each)


def in_words(value: object) -> str:
    """Return a value as a line shows it: a reference by its name."""
    if value is None:
        return "not set"
    if is_function(value):
        ((function, argument),) = as_object(value).items()
        if function == "Ref" and isinstance(argument, str):
            return argument
        if function == "Fn::GetAtt":
            return ".".join(map(str, argument)) if isinstance(argument, list) else str(argument)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def canonical(value: object) -> Any:
    """Return a value in the one of its forms that CloudFormation makes no difference between."""
    if isinstance(value, list):
        return [canonical(each) for each in value]
    if isinstance(value, dict):
        if len(value) == 1 and isinstance(value.get("Fn::GetAtt"), str):
            return {"Fn::GetAtt": value["Fn::GetAtt"].split(".", 1)}
        return {key: canonical(each) for key, each in value.items()}
    return json.dumps(value) if isinstance(value, bool | int | float) else value


def is_on(value: object) -> bool | None:
    """Whether a switch is on; None where that is known at deployment only."""
    return None if is_function(value) else str(value).lower() == "true"


def as_object(value: object) -> dict[str, Any]:
    """Return an object of JSON, or an empty one in the place of anything else."""
    return value if isinstance(value, dict) else {}
