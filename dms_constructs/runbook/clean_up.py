"""The section of a runbook about what to delete, in order, and what stays when the stack is deleted."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs._markdown import escaped
from dms_constructs.databases.deployment import Deployment
from dms_constructs.runbook.blocks import Piece, Section, Shell, listed, of_file
from dms_constructs.runbook.facts import DatabaseFacts, MadeFacts, RunbookFacts

__all__ = ["clean_up"]

_DELETES = {
    "AWS::RDS::DBCluster": (
        'aws rds delete-db-cluster --db-cluster-identifier "$name" --final-db-snapshot-identifier "$name-last"'
    ),
    "AWS::RDS::DBInstance": (
        'aws rds delete-db-instance --db-instance-identifier "$name" --final-db-snapshot-identifier "$name-last"'
    ),
    "AWS::SecretsManager::Secret": 'aws secretsmanager delete-secret --secret-id "$name"',
    "AWS::Logs::LogGroup": 'aws logs delete-log-group --log-group-name "$name"',
    "AWS::KMS::Key": 'aws kms schedule-key-deletion --key-id "$name"',
    "AWS::S3::Bucket": 'aws s3 rb --force "s3://$name"',
}
_UNPROTECTS = {
    "AWS::RDS::DBCluster": (
        'aws rds modify-db-cluster --db-cluster-identifier "$(resource {})" --no-deletion-protection'
    ),
    "AWS::RDS::DBInstance": (
        'aws rds modify-db-instance --db-instance-identifier "$(resource {})" --no-deletion-protection'
    ),
}
_OF_AWS = {Deployment.RDS, Deployment.AURORA}
_KINDS = {
    "AWS::RDS::DBCluster": "cluster",
    "AWS::RDS::DBInstance": "instance",
    "AWS::SecretsManager::Secret": "secret",
    "AWS::Logs::LogGroup": "log group",
    "AWS::KMS::Key": "key",
    "AWS::S3::Bucket": "bucket",
}


def clean_up(facts: RunbookFacts) -> Section:
    """Return what to delete."""
    return Section("Clean up", [*_of_source(facts), *_of_target(facts), *_of_stack(facts)])


def _of_source(facts: RunbookFacts) -> Iterator[Piece]:
    source = facts.source
    yield "When nobody wants to go back any more. First the task, by `cdk destroy` or by taking it out of the app."
    if source.protocol == "postgresql":
        if facts.has_cdc:
            slot = source.endpoint.setting("SlotName")
            if isinstance(slot, str) and slot and "{" not in slot:
                yield "The slot is yours, so DMS leaves it; an abandoned one fills the source's disk:"
                yield of_file("drop_slot", source, slot=slot.replace("'", "''"))
            yield "DMS drops the slots that it made when their task is deleted. No slot of it must be left:"
            yield of_file("slots", source)
        yield "What DMS made on the source for itself:"
        yield of_file("artifacts", source)
    elif source.protocol == "mysql" and facts.has_cdc and set(source.deployments) & _OF_AWS:
        yield of_file("binlog_retention", source, only="RDS and Aurora")
    if source.has_sql and facts.has_cdc:
        yield (
            "Parameters that were set for changes (`rds.logical_replication`, `wal_level`, `binlog_format`, ...) cost "
            "the source work as long as they stay: set them back, unless something else reads its log."
        )


def _of_target(facts: RunbookFacts) -> Iterator[Piece]:
    if facts.target.has_sql:
        yield "What DMS made on the target for itself; keep it until nobody asks what failed:"
        yield of_file("artifacts", facts.target, prints=facts.target.protocol == "mysql")
    users = [database for database in (facts.source, facts.target) if database.has_sql]
    if users:
        yield "Then the users of DMS, unless they are the administrators or own what stays:"
        yield from map(_drop_user, users)


def _drop_user(database: DatabaseFacts) -> Piece:
    return of_file("drop_user", database)


def _of_stack(facts: RunbookFacts) -> Iterator[Piece]:
    protected = [each for each in facts.made if each.is_protected]
    kept = [each for each in facts.made if each.policy != "Delete"]
    if protected:
        yield (
            f"`cdk destroy` fails while {listed([_named(each) for each in protected])} "
            f"{'is' if len(protected) == 1 else 'are'} protected. Write `deletion_protection=False`, or:"
        )
        yield Shell("\n".join(_UNPROTECTS[each.type].format(each.logical_id) for each in protected))
    if any(each is facts.target.made for each in facts.made):
        yield (
            "**The target is in the same stack.** To keep it, take only the migration out of the app and deploy, or "
            "give the database `removal_policy=cdk.RemovalPolicy.RETAIN`, and deploy that first."
        )
    if kept:
        yield "What stays when the stack is gone, and bills:"
        lines = [f"| {_named(each)} | {_stays(each)} | {_how(each)} |" for each in kept]
        yield "\n".join(
            ["| what | how it stays | how to remove it; `$name` is what it is called in AWS |", "|---|---|---|", *lines]
        )
    yield (
        "Outside of the stack stay the service roles `dms-vpc-role` and `dms-cloudwatch-logs-role`, secrets that you "
        "made, reports of premigration assessments, manual snapshots, and what `cdk bootstrap` made. Log groups that "
        "functions make by themselves begin with `/aws/lambda/` and the name of the stack."
    )


def _named(each: MadeFacts) -> str:
    return f"{_KINDS.get(each.type, each.type)} `{each.logical_id}`"


def _stays(each: MadeFacts) -> str:
    return "as a last snapshot" if each.policy == "Snapshot" else "as it is"


def _how(each: MadeFacts) -> str:
    if each.policy == "Snapshot":
        kind = "db-cluster-snapshot" if each.type == "AWS::RDS::DBCluster" else "db-snapshot"
        return f'`aws rds delete-{kind} --{kind}-identifier "$name"`'
    return f"`{_DELETES[each.type]}`" if each.type in _DELETES else escaped("in the console of its service")
