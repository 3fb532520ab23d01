"""What a JSON document looks like when it is not what a command needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dms_constructs import facts

__all__ = ["described", "has_rules", "has_settings", "instead_of"]

_SHOWN = 5

_TEMPLATE = "give the template of one: aws cloudformation get-template --stack-name NAME > template.json"
_BESIDE = "give one of the templates beside it"
_DESCRIBE = "give the tasks instead: aws dms describe-replication-tasks > tasks.json"


def described(document: object) -> str:
    """Return what a document looks like, and what to give instead where that is known."""
    if isinstance(document, Mapping):
        return next((words for looks_so, words in _KINDS if looks_so(document)), None) or _keys(document)
    if isinstance(document, list):
        if document and all(isinstance(each, Mapping) and "rule-type" in each for each in document):
            return 'a list of rules; put {"rules": ...} around it'
        count = len(document)
        return "an empty list" if not count else f"a list of {count} item{'' if count == 1 else 's'}"
    return {str: "text", bool: "true or false", type(None): "null"}.get(type(document), "a number")


def instead_of(document: object, wanted: str) -> str:
    """Return what a document looks like, and what to give instead: `wanted` where nothing better is known."""
    looks = described(document)
    return f"it looks like {looks}" if ";" in looks else f"it looks like {looks}; {wanted}"


def has_rules(document: object) -> bool:
    """Whether a document is meant as table mappings, be it with mistakes."""
    return isinstance(document, Mapping) and any(name.lower() in {"rules", "rule"} for name in document)


def _has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda document: all(name in document for name in names)


def has_settings(document: Mapping[str, Any]) -> bool:
    """Whether AWS documents any of the keys as a section of task settings."""
    sections = {name.partition(".")[0].lower() for name in facts.task_settings()["keys"]}
    return not sections.isdisjoint(str(name).lower() for name in document)


def _keys(document: Mapping[str, Any]) -> str:
    if not document:
        return "an empty object"
    names = ", ".join(map(str, list(document)[:_SHOWN]))
    return f"an object with {names}{', ...' if len(document) > _SHOWN else ''}"


_KINDS: list[tuple[Callable[[Mapping[str, Any]], bool], str]] = [
    (_has("terraform_version"), f"the state or a plan of Terraform; {_DESCRIBE}"),
    (_has("lineage", "serial"), f"the state of Terraform; {_DESCRIBE}"),
    (_has("rules"), "table mappings; for these there is dms-constructs mappings"),
    (_has("tables"), "a catalog of tables; give it with --catalog"),
    (_has("artifacts", "version"), f"the manifest of a cloud assembly; {_BESIDE}"),
    (_has("tree", "version"), f"the construct tree of an app; {_BESIDE}"),
    (_has("files", "dockerImages"), f"the list of a stack's assets; {_BESIDE}"),
    (lambda document: isinstance(document.get("Resources"), Mapping), "a CloudFormation template"),
    (_has("Resources"), "a template whose Resources are not an object"),
    (_has("ReplicationTasks"), "what the service returned for tasks"),
    (_has("ReplicationConfigs"), "what the service returned for tasks"),
    (_has("Stacks"), f"what CloudFormation returned for stacks; {_TEMPLATE}"),
    (_has("StackResources"), f"what CloudFormation returned for stacks; {_TEMPLATE}"),
    (_has("StackResourceSummaries"), f"what CloudFormation returned for stacks; {_TEMPLATE}"),
    (_has("Connections"), f"what the service returned for connections; {_DESCRIBE}"),
    (_has("TableStatistics"), f"what the service returned for tables; {_DESCRIBE}"),
    (_has("app", "context"), "the cdk.json of an app; give one of the templates in cdk.out"),
    (_has("Endpoints"), f"what the service returned for endpoints; {_DESCRIBE}"),
    (_has("ReplicationInstances"), f"what the service returned for replication instances; {_DESCRIBE}"),
    (has_settings, "task settings; for these there is dms-constructs settings"),
]
