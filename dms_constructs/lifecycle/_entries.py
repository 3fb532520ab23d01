"""What the custom resources of a life cycle are told, worked out as the template is written."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import aws_cdk as cdk
from constructs import IConstruct

from dms_constructs._construct import stack_of, warn
from dms_constructs._remembered import Made, Remembering, made_of
from dms_constructs.errors import Finding
from dms_constructs.lifecycle._by_hand import DOCUMENTS, MAPPINGS
from dms_constructs.lifecycle._template import deployment_values, resolved, tokens_in
from dms_constructs.lifecycle._watched import Watched, arn_of
from dms_constructs.lifecycle.fingerprints import (
    Resource,
    canonical,
    digest,
    fingerprint,
    moves,
    replaces,
    source_digest,
)

__all__ = ["Entries"]

_START = "CdcStartPosition"
# It may change under running tasks; it counts for what replaces the instance only.
_SUBNET_GROUP = "AWS::DMS::ReplicationSubnetGroup"
_NOTHING: Mapping[Any, Mapping[str, Any]] = MappingProxyType({})


class Entries:
    """
    What the custom resources of one stack are told.

    Attributes:
        tasks: An entry for each task, by the logical id of its L1 construct.
        resources: The digest of each endpoint, certificate and instance of the stack, by logical id.
        values: What is known at deployment only, by names.
    """

    def __init__(
        self,
        stack: cdk.Stack,
        watched: Sequence[Watched],
        gate: str,
        more: Mapping[IConstruct, Mapping[str, Any]] = _NOTHING,
    ) -> None:
        """
        Work it out.

        Args:
            stack: The stack.
            watched: What has a life cycle in it.
            gate: The reference to the gate.
            more: What DMS is told of endpoints that CloudFormation has no property for.
        """
        self._stack = stack
        self._gate = gate
        self._made: dict[IConstruct, Made] = {}
        self._others: dict[IConstruct, str] = {}
        for each in watched:
            for use in each.uses:
                self._meet(use)
        for endpoint in more:
            self._meet(endpoint)
        unresolved: dict[str, Any] = {
            "uses": [{**properties_of(made.resource), **more.get(one, {})} for one, made in self._made.items()],
            "tasks": [properties_of(each.resource) for each in watched],
        }
        known = resolved(
            stack,
            {
                **unresolved,
                "refs": [getattr(one, made.arn) for one, made in self._made.items()],
                "others": [arn_of(one) for one in self._others],
                "arns": [each.arn for each in watched],
                "seats": [each.seat.ref for each in watched if each.seat is not None],
            },
        )
        ids = [ref["Ref"] for ref in known["refs"]]
        self._ids = dict(zip(self._made, ids, strict=True))
        self._task_ids = [arn["Ref"] for arn in known["arns"]]
        self._properties = dict(zip(self._made, known["uses"], strict=True))
        self._arns = dict(zip(self._others, known["others"], strict=True))
        self._found = {
            one: Resource(type="", identity=canonical([where, self._arns[one]])) for one, where in self._others.items()
        }
        self.resources = {
            self._ids[one]: self._resource_of(one).digest for one, made in self._made.items() if is_watched(made)
        }
        self._values: dict[str, dict[str, Any]] = {}
        behind = {*self.resources, *self._task_ids, *(seat["Ref"] for seat in known["seats"])}
        for name, before, after in zip(ids, unresolved["uses"], known["uses"], strict=True):
            self._values[name] = dict(deployment_values(before, after, behind, name))
        for each, name, before, after in zip(watched, self._task_ids, unresolved["tasks"], known["tasks"], strict=True):
            of_plan = DOCUMENTS - changed_by_hand(each.resource)
            without = {key: value for key, value in before.items() if key not in of_plan}
            documents = tokens_in(each.plan.table_mappings_document, each.plan.task_settings_document)
            in_documents = {"Documents": documents}
            pairs = ((without, after), (in_documents, {"Documents": resolved(stack, documents)}))
            self._values[name] = {
                key: value for one, two in pairs for key, value in deployment_values(one, two, behind, name)
            }
        self.values = {key: value for of_one in self._values.values() for key, value in of_one.items()}
        self._runners: dict[cdk.CfnResource, dict[str, Any]] = {}
        self._seats: dict[cdk.CfnResource, dict[str, Any]] = {}
        self.tasks = {
            name: as_told(self._entry(each, name, properties))
            for each, name, properties in zip(watched, self._task_ids, known["tasks"], strict=True)
        }

    def digest_of(self, endpoint: IConstruct) -> str:
        """Return the digest of an endpoint of the stack."""
        return self._resource_of(endpoint).digest

    @property
    def digest(self) -> str:
        """Over everything."""
        return digest([self.tasks, self.resources])

    def runner(self, watched: Watched) -> dict[str, Any]:
        """Return what the custom resource of a task is told."""
        return self._runners[watched.runner]

    def seat(self, watched: Watched) -> dict[str, Any]:
        """Return what the seat of a task is told."""
        return self._seats[watched.runner]

    def _meet(self, construct: IConstruct) -> None:
        made = made_of(construct)
        if made is None:
            self._others[construct] = ""
        elif stack_of(construct) is not self._stack:
            self._others[construct] = construct.node.path
        elif construct not in self._made:
            for use in made.uses:
                self._meet(use)
            self._made[construct] = made

    def _resource_of(self, construct: IConstruct) -> Resource:
        found = self._found.get(construct)
        if found is None:
            made = self._made[construct]
            uses = {self._reference(use): self._resource_of(use) for use in made.uses}
            found = self._found[construct] = Resource(
                type=type_of(made.resource),
                identity=self._ids[construct],
                properties=self._properties[construct],
                uses=uses,
            )
        return found

    def _reference(self, construct: IConstruct) -> str:
        """Return what a reference to a construct looks like in properties that are resolved."""
        name = self._ids.get(construct)
        return canonical({"Ref": name} if name is not None else self._arns[construct])

    def _entry(self, watched: Watched, name: str, properties: dict[str, Any]) -> dict[str, Any]:
        if watched.mappings is not None:
            properties = {**properties, MAPPINGS: watched.plan.table_mappings_document}
        by_hand = changed_by_hand(watched.resource) - ({MAPPINGS} if watched.mappings is not None else set())
        upstream = {self._reference(use): self._resource_of(use) for use in watched.uses}
        resource = Resource(type=type_of(watched.resource), identity=name, properties=properties, uses=upstream)
        used: dict[str, str] = {}
        for use in watched.uses:
            self._collect(use, used)
        source, target = (self._resource_of(one) for one in (watched.source, watched.target))
        migration_type = str(properties.get("MigrationType") or properties.get("ReplicationType"))
        values = {key: value for one in (*used, name) for key, value in self._values[one].items()}
        entry: dict[str, Any] = {
            **watched.known({key: properties.get(key) for key in by_hand & DOCUMENTS}),
            "MigrationType": migration_type,
            "Digest": resource.digest,
            "Replaces": replaces(resource),
            "Fingerprint": fingerprint(resource, used),
            "Moves": moves(migration_type, source, target),
            "Ends": digest([replaces(source), replaces(target)]),
            "Uses": sorted(used),
        }
        given = tokens_in(watched.plan.table_mappings_document)
        if given:
            entry["Given"] = given
        if watched.has_portable_checkpoint:
            entry["Source"] = source_digest(source)
        others = [one for one in (watched.source, watched.target) if one in self._others]
        if others:
            entry["Endpoints"] = [{"Arn": arn_of(one)} for one in others]
        allow = watched.policy.allow
        if allow is not None and not allow.is_for(entry["Fingerprint"]):
            warn(watched.construct, [_spent(allow.digest, entry["Fingerprint"])])
        self._seats[watched.runner] = {"Replaces": entry["Replaces"]}
        self._runners[watched.runner] = {
            **as_told({**entry, "LogicalId": name, "UsesDigest": digest(used)}),
            "Values": values,
            # The dependencies that a change on the way back must keep also where the task itself doesn't change.
            "After": [self._gate, *({"Ref": one} for one in sorted(used))],
            **({"CdcStartPosition": properties[_START]} if _START in properties else {}),
            **watched.more,
        }
        return {**entry, "Values": sorted(values)}

    def _collect(self, construct: IConstruct, used: dict[str, str]) -> None:
        made = self._made.get(construct)
        if made is not None and is_watched(made):
            used[self._ids[construct]] = self._resource_of(construct).digest
            for use in made.uses:
                self._collect(use, used)


def as_told(entry: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return an entry as a custom resource is told it: its plain parts as one text, what has references beside that.

    CloudFormation makes a text of each scalar in a custom resource and drops what is empty, and Node takes a text in a
    fraction of the time that it takes for a tree.
    """
    plain = _text(entry)
    if not _REFERENCE.search(plain):
        return {"Entry": plain}
    beside = {name: value for name, value in entry.items() if _REFERENCE.search(_text({name: value}))}
    return {"Entry": _text({name: value for name, value in entry.items() if name not in beside}), **beside}


_REFERENCE = re.compile(r'\$\{Token\[|e\+289|"(?:Ref|Fn::\w+)":|\{\{resolve:')
_text = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def type_of(resource: cdk.CfnResource) -> str:
    """Return CloudFormation's name for the type of a resource."""
    return resource.cfn_type() if isinstance(resource, Remembering) else ""


def properties_of(resource: cdk.CfnResource) -> dict[str, Any]:
    """Return the properties of a resource with what was changed since it was made; tokens are not resolved."""
    return resource.remembered() if isinstance(resource, Remembering) else {}


def changed_by_hand(resource: cdk.CfnResource) -> set[str]:
    """Return the names of the properties of a resource that are others than those it was made with."""
    return resource.changed_by_hand() if isinstance(resource, Remembering) else set()


def is_watched(made: Made) -> bool:
    """Whether a task that uses it has to be at rest when it changes."""
    return type_of(made.resource) != _SUBNET_GROUP


def _spent(given: str, fingerprint_now: str) -> Finding:
    return Finding(
        "task.allowSpent",
        f"dms.Allow({given!r}) was for another change: it doesn't lead to this task as it is now, which is "
        f"{fingerprint_now[:8]}, so it allows nothing",
        fix="remove allow; the deployment or `dms-constructs review` prints what to write where consent is needed",
    )
