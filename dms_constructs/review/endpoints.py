"""What a change does to an endpoint or to a certificate: whom it reaches, how, and with which secret."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, Outcome, PropertyChange, keeps_id
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.words import change_s, counted

__all__ = ["of_certificate", "of_endpoint"]

_TLS = ("none", "require", "verify-ca", "verify-full")
_OTHER_DATABASE = {
    "ServerName": "another server: a checkpoint, and what is on the target, belong to the old one",
    "Port": "another port: another server may answer there",
    "DatabaseName": "another database: a checkpoint, and what is on the target, belong to the old one",
}
_PLAIN = "plaintext"


def of_endpoint(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what changes for an endpoint; its tasks say themselves what follows for them."""
    if change.old is None:
        return
    tasks = [each for each in context.tasks_on(change) if each.old is not None]
    if change.new is None:
        yield Entry(Severity.NOTE, "removed", "DMS refuses to delete it while a task refers to it")
        return
    if change.is_replaced:
        reasons = [str(each) for each in change.properties if each.outcome is Outcome.REPLACED]
        why = " and ".join(reasons) or f"its logical id changes from {change.old.name} to {change.new.name}"
        more = f", so {counted(len(tasks), 'task')} of it must be replaced" if tasks else ""
        severity = Severity.STOPS if tasks else Severity.NOTE
        yield Entry(
            severity, f"replaced, because {why}", f"it gets another ARN{more}", fix=keeps_id(change, "endpoint")
        )
    for each in change.properties:
        if each.outcome is not Outcome.REPLACED:
            yield _of_property(each)
    if change.properties and not change.is_replaced:
        stops = f", and {counted(len(tasks), 'task')} must be at rest for it" if tasks else ""
        yield Entry(Severity.NOTE, "changed in place", f"DMS tests its connections again by itself{stops}")


def of_certificate(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what changes for a certificate, every change of which makes a new one."""
    users = [
        each.resource.name
        for each in context.changes
        if each.type == "AWS::DMS::Endpoint" and any(change is used for used in context.used_by(each))
    ]
    if change.old is None:
        return
    if change.new is None:
        yield Entry(Severity.NOTE, "removed", "DMS refuses to delete it while an endpoint refers to it")
        return
    means = "CloudFormation imports a new certificate, then deletes the old one"
    if users:
        means += f"; {counted(len(users), 'endpoint')} {change_s(len(users))} with it: {', '.join(users)}"
    yield Entry(Severity.NOTE, "replaced", means)


def _of_property(each: PropertyChange) -> Entry:
    if each.name == "SslMode" and not each.of:
        return _of_tls(each)
    if each.name.endswith("SecurityProtocol") and each.new == _PLAIN != each.old:
        return Entry(Severity.WEAKENS, str(each), "the connection is not encrypted")
    if each.name.endswith("SecretsManagerSecretId"):
        means = "DMS logs in as the user of another secret" if not each.of else "the secret is another one now"
        return Entry(Severity.NOTE, f"{each.name} refers to another secret" if not each.of else str(each), means)
    if each.name.endswith(("SecretsManagerAccessRoleArn", "ServiceAccessRoleArn")):
        return Entry(Severity.NOTE, f"{each.name} refers to another role", "DMS acts with the rights of that role")
    return _of_place(each)


def _of_place(each: PropertyChange) -> Entry:
    """Say of other properties whether they lead to another place."""
    other = _OTHER_DATABASE.get(each.name.rpartition(".")[2]) if not each.of else None
    if other is not None:
        return Entry(Severity.RELOADS, str(each), other)
    if each.name.endswith(".SlotName") and each.old is not None:
        return Entry(Severity.WEAKENS, str(each), each.means)
    return Entry(Severity.RELOADS if each.reloads else Severity.NOTE, str(each), each.means)


def _of_tls(each: PropertyChange) -> Entry:
    ranks = [_TLS.index(value) if value in _TLS else None for value in (each.old or "none", each.new or "none")]
    if None not in ranks and ranks[1] < ranks[0]:  # type: ignore[operator]  # None is out
        lost = "the connection is not encrypted" if ranks[1] == 0 else "the server proves less of who it is"
        return Entry(Severity.WEAKENS, str(each), lost)
    return Entry(Severity.NOTE, str(each), "the connection is better protected" if None not in ranks else "")
