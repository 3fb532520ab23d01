"""Who may do what: statements of policies, and rules of security groups, as facts that come or go."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dms_constructs.review.differences import Change
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.resources import Resource, as_object, in_words

__all__ = ["of_access"]

_GROUP = "AWS::EC2::SecurityGroup"
_RULES = {f"{_GROUP}Ingress": "in", f"{_GROUP}Egress": "out"}
_DIRECTIONS = {"SecurityGroupIngress": "in", "SecurityGroupEgress": "out"}
_PEERS = (
    "CidrIp",
    "CidrIpv6",
    "SourceSecurityGroupId",
    "DestinationSecurityGroupId",
    "SourcePrefixListId",
    "DestinationPrefixListId",
    "SourceSecurityGroupName",
)
_IAM = ("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::SecretsManager::ResourcePolicy")


def of_access(change: Change) -> Iterator[Entry]:
    """Yield what is newly allowed by a role, a policy or a security group, and what no longer is."""
    if change.type in _IAM:
        old, new = (_statements(each) for each in (change.old, change.new))
    elif change.type == _GROUP or change.type in _RULES:
        old, new = (_rules(each) for each in (change.old, change.new))
    else:
        return
    for each in new:
        if each not in old:
            is_deny = each.startswith("deny")
            yield Entry(Severity.NOTE if is_deny else Severity.WEAKENS, f"newly {each}")
    for each in old:
        if each not in new:
            is_deny = each.startswith("deny")
            yield Entry(Severity.WEAKENS if is_deny else Severity.NOTE, f"no longer {each}")


def _statements(resource: Resource | None) -> list[str]:
    """Return a line for each action that a policy allows or denies."""
    if resource is None:
        return []
    given, found = resource.given, []
    documents = [("", given.get("PolicyDocument")), ("", given.get("ResourcePolicy"))]
    documents += [("assumed: ", given.get("AssumeRolePolicyDocument"))]
    documents += [("", as_object(each).get("PolicyDocument")) for each in _listed(given.get("Policies"))]
    for before, document in documents:
        for statement in map(as_object, _listed(as_object(document).get("Statement"))):
            found += [f"{line}" for line in _lines(statement, before)]
    found += [f"allowed: all of the managed policy {_plain(each)}" for each in _listed(given.get("ManagedPolicyArns"))]
    return list(dict.fromkeys(found))


def _lines(statement: dict[str, Any], before: str) -> Iterator[str]:
    verb = "denied" if statement.get("Effect") == "Deny" else "allowed"
    kind = "Action" if "Action" in statement else "NotAction"
    what = "all but " if kind == "NotAction" else ""
    where = "Resource" if "Resource" in statement else "NotResource"
    on = [_plain(each) for each in _listed(statement.get(where))] or [""]
    by = f" by {_plain(statement['Principal'])}" if "Principal" in statement else ""
    if_ = f" if {_plain(statement['Condition'])}" if statement.get("Condition") else ""
    for action in _listed(statement.get(kind)):
        for each in on:
            place = f" on {'all but ' if where == 'NotResource' else ''}{each}" if each else ""
            yield f"{verb}: {before}{what}{_plain(action)}{place}{by}{if_}"


def _rules(resource: Resource | None) -> list[str]:
    """Return a line for each rule of a security group, or for the rule that is a resource."""
    if resource is None:
        return []
    if resource.type in _RULES:
        of = f" of {_plain(resource.given.get('GroupId'))}"
        return [f"{_rule(_RULES[resource.type], resource.given)}{of}"]
    return [
        _rule(way, as_object(each)) for name, way in _DIRECTIONS.items() for each in _listed(resource.given.get(name))
    ]


def _rule(way: str, rule: dict[str, Any]) -> str:
    peer = next((_plain(rule[name]) for name in _PEERS if name in rule), "anyone")
    protocol = str(rule.get("IpProtocol"))
    ports = [_plain(rule[name]) for name in ("FromPort", "ToPort") if name in rule]
    span = "-".join(dict.fromkeys(ports))
    what = "all traffic" if protocol == "-1" else f"{protocol} {span}".strip()
    return f"allowed: {what} {'in from' if way == 'in' else 'out to'} {peer}"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plain(value: Any) -> str:
    """Return a value in a line: text with references by their names."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and len(value) == 1:
        ((key, inner),) = value.items()
        if key == "Fn::Join" and isinstance(inner, list) and len(inner) == 2:
            return str(inner[0]).join(_plain(each) for each in _listed(inner[1]))
        if key in {"Ref", "Fn::GetAtt"}:
            return f"${{{in_words(value)}}}"
        if key == "Fn::Sub" and isinstance(inner, str):
            return inner
        if not key.startswith("Fn::"):
            return f"{key} {_plain(inner)}"
    return json.dumps(value, sort_keys=True)
