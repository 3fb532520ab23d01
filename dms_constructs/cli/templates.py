"""The templates of a cloud assembly: where they are, and the nested ones that a template refers to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dms_constructs.cli import output

__all__ = ["Stack", "having", "of_folder", "stacks"]

_NESTED = "AWS::CloudFormation::Stack"
_LOOP = "Fn::ForEach::"


class Stack(NamedTuple):
    """The resources of a template, and what comes before their names: nothing, or the stacks that it is nested in."""

    prefix: str
    resources: Mapping[str, Any]


def stacks(
    resources: Mapping[str, Any],
    file: Path | None,
    kinds: Collection[str],
    prefix: str = "",
    above: frozenset[Path] = frozenset(),
) -> Iterator[Stack]:
    """
    Yield a template and those of its nested stacks, which the CDK writes beside it; say which are not there.

    Args:
        resources: The resources of the template.
        file: Where it is; None for a pipe.
        kinds: The types of resources that somebody looks for.
        prefix: What comes before the names of its resources.
        above: The templates that this one is nested in.
    """
    yield Stack(prefix, resources)
    above |= {file.resolve()} if file is not None else set()
    for name, resource in resources.items():
        if name.startswith(_LOOP) and any(kind in json.dumps(resource) for kind in kinds):
            output.note(
                f"The tasks of {prefix}{name} are not looked at: give the processed template, aws cloudformation "
                "get-template --template-stage Processed --stack-name NAME",
                "yellow",
            )
        if not isinstance(resource, dict) or resource.get("Type") != _NESTED:
            continue
        found = None if file is None else _nested(resource, file.parent)
        if found is None or found[0].resolve() in above:
            output.note(
                f"The tasks of nested stack {prefix}{name} are not looked at: its template is not beside this one",
                "yellow",
            )
        else:
            yield from stacks(found[1], found[0], kinds, f"{prefix}{name}/", above)


def _nested(resource: Mapping[str, Any], folder: Path) -> tuple[Path, Mapping[str, Any]] | None:
    """Return the template of a nested stack, with its place, or None where there is none that can be read."""
    metadata = resource.get("Metadata")
    asset = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
    if not isinstance(asset, str):
        return None
    try:
        document = json.loads((folder / asset).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    resources = document.get("Resources") if isinstance(document, dict) else None
    return (folder / asset, resources) if isinstance(resources, dict) else None


def of_folder(folder: Path) -> list[Path]:
    """Return the templates that cdk synth wrote to a folder, those of stages last."""
    return sorted(folder.rglob("*.template.json"), key=lambda path: (len(path.parts), path))


def having(found: Iterable[Path], kinds: Collection[str]) -> list[str]:
    """Return those of some templates that have resources of these types."""
    return [str(path) for path in found if any(kind.encode() in path.read_bytes() for kind in kinds)]
