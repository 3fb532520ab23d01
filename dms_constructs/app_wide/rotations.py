"""Rotations of the secrets that endpoints log in with: the next password may be one that DMS refuses."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aws_cdk import aws_secretsmanager as secretsmanager

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.owned_secrets import is_of_app, owner_of, parts_of
from dms_constructs.app_wide.seen import SeenSecretField, SeenSecretLogin, Told
from dms_constructs.endpoint_facts import refused_in_passwords
from dms_constructs.errors import Finding, is_unresolved

__all__ = ["look", "look_at_fields"]

_Schedule = secretsmanager.CfnRotationSchedule
_Schedules = Callable[..., list[_Schedule]]


def look(seen: Sequence[SeenSecretLogin]) -> Iterator[Told]:
    """Yield the secrets that a rotation can give a password which DMS refuses, each at its first endpoint."""
    looked_at: set[str] = set()
    schedules_in = functools.cache(_schedules_in)
    for login in seen:
        # An imported secret is rotated by those who own it.
        # A cluster shows its secret as another object each time it is asked.
        if not is_of_app(login.secret) or (path := path_of(login.secret)) in looked_at:
            continue
        looked_at.add(path)
        refused = sorted(
            {one for excluded in _exclusions(login.secret, schedules_in) for one in refused_in_passwords(excluded)}
        )
        if refused:
            yield (
                login.construct,
                Finding(
                    "connection.rotationCharacters",
                    "the secret is rotated, and a new password can contain characters that DMS refuses: "
                    f"{', '.join(map(repr, refused))}",
                    facts.engines()["password_forbidden_characters"]["source"],
                    fix="give the rotation exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS, as in "
                    "cluster.add_rotation_single_user(exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)",
                ),
            )


def look_at_fields(seen: Sequence[SeenSecretField]) -> Iterator[Told]:
    """Yield the fields that DMS gets at deployment, of secrets that a rotation changes in between."""
    schedules_in = functools.cache(_schedules_in)
    for field in seen:
        if next(_schedules_of(field.secret, schedules_in), None) is None:
            continue
        yield (
            field.construct,
            Finding(
                "connection.rotationNotRead",
                f"{field.argument} is a field of a secret that is rotated, and DMS gets its value only when the "
                "endpoint is made or changed, so after a rotation it keeps the old one",
                "AWS CloudFormation User Guide, page dynamic-references-secretsmanager",
                fix="give DMS a user and a secret of its own without a rotation; to change its password, make a new "
                "secret and name that one here",
            ),
        )


def _exclusions(secret: secretsmanager.ISecret, schedules_in: _Schedules) -> Iterator[str]:
    """Yield what each rotation of a secret leaves out of new passwords, as far as that is known."""
    for schedule in _schedules_of(secret, schedules_in):
        yield from _excluded_by(schedule)


def _schedules_of(secret: secretsmanager.ISecret, schedules_in: _Schedules) -> Iterator[_Schedule]:
    """Yield the rotations of a secret."""
    yield from filter(None, map(_schedule, parts_of(secret)))
    owner = owner_of(secret) or secret
    beside = [each for scope in {stack_of(secret), owner.node.scope} for each in schedules_in(scope)]
    if beside:
        arns = [stack_of(each).resolve(each.secret_arn) for each in (secret, owner)]
        yield from (each for each in beside if stack_of(each).resolve(each.secret_id) in arns)


def _schedules_in(scope: Any) -> list[_Schedule]:
    return list(filter(None, map(_schedule, scope.node.children)))


def _schedule(construct: object) -> _Schedule | None:
    """Return the L1 construct of a rotation; None for anything else."""
    resource = construct.node.default_child if isinstance(construct, secretsmanager.RotationSchedule) else construct
    return resource if isinstance(resource, _Schedule) else None


def _excluded_by(resource: _Schedule) -> Iterator[str]:
    hosted = resource.hosted_rotation_lambda
    excluded: str | None
    if isinstance(hosted, secretsmanager.CfnRotationSchedule.HostedRotationLambdaProperty):
        excluded = hosted.exclude_characters or ""
    else:
        excluded = _excluded_by_application(resource)
    if excluded is not None and not is_unresolved(excluded):
        yield excluded


def _excluded_by_application(resource: _Schedule) -> str | None:
    """Return what AWS's application for rotations leaves out; None for a function of the user's own."""
    stack = stack_of(resource)
    arn = stack.resolve(resource.rotation_lambda_arn)
    attribute = arn.get("Fn::GetAtt") if isinstance(arn, dict) else None
    if not isinstance(attribute, list):
        return None
    for each in stack.node.find_all():
        if getattr(type(each), "CFN_RESOURCE_TYPE_NAME", "") != "AWS::Serverless::Application":
            continue
        application: Any = each
        if stack.resolve(application.logical_id) == attribute[0]:
            excluded = stack.resolve(application.parameters or {}).get("excludeCharacters", "")
            return excluded if isinstance(excluded, str) else None
    return None
