"""The stacks of a cloud assembly, as `cdk synth` writes it, with the nested ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dms_constructs.review.resources import as_object

__all__ = ["StackTemplate", "stacks_in", "stacks_of"]

_NESTED = "AWS::CloudFormation::Stack"
_RUNNER = "Custom::DmsRunner"
_TEMPLATE = ".template.json"
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class StackTemplate:
    """
    A stack, or a nested one.

    Attributes:
        name: What CloudFormation calls it, or the stack that it is nested in.
        names: What else a person may call it: its id in the app, and its path there.
        file: The name of its template in the assembly.
        resources: Its resources.
        within: The logical ids of the nested stacks that lead to it.
    """

    name: str
    names: frozenset[str]
    file: str
    resources: Mapping[str, Any]
    within: tuple[str, ...] = ()


def stacks_in(folder: Path) -> list[StackTemplate]:
    """Return the stacks of a cloud assembly in the order of its manifests, or of any folder of templates by name."""
    listed = list(_of_manifest(folder))
    if not listed:
        listed = [(path, _stem(path), ()) for path in sorted(folder.glob(f"*{_TEMPLATE}"))]
    found = []
    for path, name, names in listed:
        template = _read(path)
        if template is not None:
            found += stacks_of(template, path.parent, name, names, path.name)
    return found


def stacks_of(
    template: Mapping[str, Any], folder: Path | None, name: str, names: tuple[str, ...] = (), file: str = ""
) -> list[StackTemplate]:
    """
    Return the stack of a template, and those nested in it whose templates are beside it.

    Args:
        template: What the template says.
        folder: Where it is; None for a pipe.
        name: What CloudFormation calls the stack.
        names: What else a person may call it.
        file: The name of the template.
    """
    known = frozenset({name, *names})
    return list(_with_nested(as_object(template.get("Resources")), folder, (name, known), file, ()))


def _with_nested(
    resources: Mapping[str, Any],
    folder: Path | None,
    called: tuple[str, frozenset[str]],
    file: str,
    within: tuple[str, ...],
) -> Iterator[StackTemplate]:
    yield StackTemplate(*called, file, _with_mappings(resources, folder), within)
    for logical_id, each in resources.items():
        body = as_object(each)
        asset = _asset_of(body, folder) if folder is not None and body.get("Type") == _NESTED else None
        inner = _read(folder / asset) if folder is not None and asset is not None else None
        if inner is not None and asset is not None:
            yield from _with_nested(inner["Resources"], folder, called, asset, (*within, logical_id))


def _with_mappings(resources: Mapping[str, Any], folder: Path | None) -> Mapping[str, Any]:
    """Return resources with the table mappings that are published beside the template, not with their stand-ins."""
    found = dict(resources)
    for each in map(as_object, resources.values()):
        given = as_object(each.get("Properties"))
        digest = _HASH.search(json.dumps(as_object(given.get("Mappings")).get("Key")))
        name = as_object(given.get("TaskArn")).get("Ref")
        if each.get("Type") != _RUNNER or digest is None or name not in found:
            continue
        file = f"asset.{digest[0]}.json"
        known = [_json(place / file) for place in (folder, folder.parent)] if folder is not None else []
        document = next((one for one in known if one is not None), {"Ref": name})  # which is known at deployment
        task = as_object(found[name])
        found[name] = task | {"Properties": as_object(task.get("Properties")) | {"TableMappings": document}}
    return found


def _asset_of(nested: Mapping[str, Any], folder: Path) -> str | None:
    """Return the file of a nested stack: its metadata names it, or the list of assets by the hash in its address."""
    path = as_object(nested.get("Metadata")).get("aws:asset:path")
    if isinstance(path, str):
        return path
    digest = _HASH.search(json.dumps(as_object(nested.get("Properties")).get("TemplateURL")))
    for listed in sorted(folder.glob("*.assets.json")) if digest is not None else ():
        file = as_object(as_object(_json(listed)).get("files")).get(digest[0] if digest is not None else "")
        found = as_object(as_object(file).get("source")).get("path")
        if isinstance(found, str):
            return found
    return None


def _of_manifest(folder: Path) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    """Yield the template of each stack that a manifest lists, its name, and what else it is called."""
    artifacts = as_object(as_object(_json(folder / "manifest.json")).get("artifacts"))
    for artifact_id, artifact in artifacts.items():
        body = as_object(artifact)
        properties = as_object(body.get("properties"))
        if body.get("type") == "cdk:cloud-assembly" and isinstance(properties.get("directoryName"), str):
            yield from _of_manifest(folder / properties["directoryName"])
        elif body.get("type") == "aws:cloudformation:stack" and isinstance(properties.get("templateFile"), str):
            name = properties.get("stackName")
            shown = body.get("displayName")
            more = (artifact_id, *((str(shown), str(shown).partition(" (")[0]) if shown else ()))
            yield folder / properties["templateFile"], name if isinstance(name, str) else artifact_id, more


def _read(path: Path) -> dict[str, Any] | None:
    """Return the template of a file; None for what is not one."""
    found = as_object(_json(path))
    return found if isinstance(found.get("Resources"), dict) else None


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _stem(path: Path) -> str:
    return path.name.removesuffix(_TEMPLATE)
