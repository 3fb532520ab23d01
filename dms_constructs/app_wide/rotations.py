"""Rotations of the secrets that endpoints log in with: the next password may be one that DMS refuses."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.owned_secrets import is_of_app, owner_of, parts_of
from dms_constructs.app_wide.seen import SeenSecretLogin, Told
from dms_constructs.endpoint_facts import refused_in_passwords
from dms_constructs.errors import Finding, is_unresolved

__all__ = ["look"]

_Schedules = Callable[..., list[secretsmanager.RotationSchedule]]


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


def _exclusions(secret: secretsmanager.ISecret, schedules_in: _Schedules) -> Iterator[str]:
    """Yield what each rotation of a secret leaves out of new passwords, as far as that is known."""
    for child in parts_of(secret):
        if isinstance(child, secretsmanager.RotationSchedule):
            yield from _excluded_by(child)
    beside = [each for scope in {stack_of(secret), secret.node.scope} for each in schedules_in(scope)]
    if beside:
        owner = owner_of(secret) or secret
        arns = [stack_of(each).resolve(each.secret_arn) for each in (secret, owner)]
        yield from (one for each in beside if _secret_of(each) in arns for one in _excluded_by(each))


def _secret_of(schedule: secretsmanager.RotationSchedule) -> object:
    resource = schedule.node.default_child
    if not isinstance(resource, secretsmanager.CfnRotationSchedule):
        return None
    secret: object = stack_of(schedule).resolve(resource.secret_id)
    return secret


def _schedules_in(scope: Any) -> list[secretsmanager.RotationSchedule]:
    return [each for each in scope.node.children if isinstance(each, secretsmanager.RotationSchedule)]


def _excluded_by(schedule: secretsmanager.RotationSchedule) -> Iterator[str]:
    resource = schedule.node.default_child
    if not isinstance(resource, secretsmanager.CfnRotationSchedule):
        return
    hosted = resource.hosted_rotation_lambda
    excluded: str | None
    if isinstance(hosted, secretsmanager.CfnRotationSchedule.HostedRotationLambdaProperty):
        excluded = hosted.exclude_characters or ""
    else:
        excluded = _excluded_by_application(schedule, resource)
    if excluded is not None and not is_unresolved(excluded):
        yield excluded


def _excluded_by_application(schedule: IConstruct, resource: secretsmanager.CfnRotationSchedule) -> str | None:
    """Return what AWS's application for rotations leaves out; None for a function of the user's own."""
    stack = stack_of(schedule)
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
