"""The section of a runbook about what to delete, in order, and what stays when the stack is deleted."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.databases.deployment import Deployment
from dms_constructs.runbook.blocks import Piece, Section, Shell, listed, of_file
from dms_constructs.runbook.facts import DatabaseFacts, MadeFacts, RunbookFacts

__all__ = ["clean_up"]

# In the order in which they can be deleted: what others use comes last.
_GLOBAL = "AWS::RDS::GlobalCluster"
_DELETES = {
    _GLOBAL: (
        "global database",
        (
            'aws rds modify-global-cluster --global-cluster-identifier "$name" --no-deletion-protection`, then `'
            'aws rds remove-from-global-cluster --global-cluster-identifier "$name" '
            "--db-cluster-identifier ARN-OF-ITS-CLUSTER`, then `"
            'aws rds delete-global-cluster --global-cluster-identifier "$name"'
        ),
    ),
    "AWS::RDS::DBInstance": ("instance", 'aws rds delete-db-instance --db-instance-identifier "$name" {snapshot}'),
    "AWS::RDS::DBCluster": ("cluster", 'aws rds delete-db-cluster --db-cluster-identifier "$name" {snapshot}'),
    "AWS::RDS::DBParameterGroup": (
        "parameter group",
        'aws rds delete-db-parameter-group --db-parameter-group-name "$name"',
    ),
    "AWS::RDS::DBClusterParameterGroup": (
        "parameter group of a cluster",
        'aws rds delete-db-cluster-parameter-group --db-cluster-parameter-group-name "$name"',
    ),
    "AWS::RDS::DBSubnetGroup": ("subnet group", 'aws rds delete-db-subnet-group --db-subnet-group-name "$name"'),
    "AWS::EC2::SecurityGroup": ("security group", 'aws ec2 delete-security-group --group-id "$name"'),
    "AWS::SecretsManager::Secret": ("secret", 'aws secretsmanager delete-secret --secret-id "$name"'),
    "AWS::IAM::Role": (
        "role",
        (
            'aws iam detach-role-policy --role-name "$name" --policy-arn ...` for each policy that `aws iam '
            'list-attached-role-policies --role-name "$name"` lists, then `aws iam delete-role --role-name "$name"'
        ),
    ),
    "AWS::Logs::LogGroup": ("log group", 'aws logs delete-log-group --log-group-name "$name"'),
    "AWS::S3::Bucket": ("bucket", 'aws s3 rb --force "s3://$name"'),
    "AWS::KMS::Key": ("key", 'aws kms schedule-key-deletion --key-id "$name"'),
}
_RETAINED = {"Retain", "RetainExceptOnCreate"}
_NOTHING_ITSELF = {"AWS::SecretsManager::SecretTargetAttachment"}
_UNPROTECTS = {
    "AWS::RDS::DBCluster": 'aws rds modify-db-cluster --db-cluster-identifier "{}" --no-deletion-protection',
    "AWS::RDS::DBInstance": 'aws rds modify-db-instance --db-instance-identifier "{}" --no-deletion-protection',
}
_OF_AWS = {Deployment.RDS, Deployment.AURORA}


def clean_up(facts: RunbookFacts) -> Section:
    """Return what to delete."""
    return Section("Clean up", [*_of_source(facts), *_of_target(facts), *_of_stack(facts)])


def _of_source(facts: RunbookFacts) -> Iterator[Piece]:
    source = facts.source
    yield (
        "When nobody wants to go back any more. First take the migration out of the app and deploy: that deletes the "
        "task and what it ran on. `cdk destroy` does it where the stack has nothing that is still needed."
    )
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
        yield of_file("binlog_retention", source, needs="RDS and Aurora")
    if source.has_sql and facts.has_cdc:
        yield (
            "Parameters that were set for changes (`rds.logical_replication`, `wal_level`, `binlog_format`, ...) cost "
            "the source work as long as they stay: set them back, unless something else reads its log."
        )


def _of_target(facts: RunbookFacts) -> Iterator[Piece]:
    if facts.target.has_sql:
        yield "What DMS made on the target for itself; keep it until nobody asks what failed:"
        yield of_file("artifacts", facts.target, prints=facts.target.protocol == "mysql")
    users = [each for each in (facts.source, facts.target) if each.has_sql and not each.is_administered_by_dms]
    if users:
        yield "Then the user of DMS; what it owns gets another owner:"
        yield from map(_drop_user, users)


def _drop_user(database: DatabaseFacts) -> Piece:
    return of_file("drop_user", database)


def _of_stack(facts: RunbookFacts) -> Iterator[Piece]:
    protected = [each for each in facts.made if each.is_protected and each.policy not in _RETAINED]
    order = list(_DELETES)
    kept = [each for each in facts.made if each.policy != "Delete" and each.type not in _NOTHING_ITSELF]
    kept.sort(key=lambda each: order.index(each.type) if each.type in order else len(order))
    if protected:
        yield (
            f"`cdk destroy` fails while {listed([_named(each) for each in protected])} "
            f"{'is' if len(protected) == 1 else 'are'} protected. Write `deletion_protection=False`, or:"
        )
        yield Shell("\n".join(_UNPROTECTS[each.type].format(f"$(resource {each.logical_id})") for each in protected))
    target = facts.target.made
    if target is not None and target.policy in _RETAINED:
        yield f"The target, `{target.logical_id}`, is in the same stack, and stays when the stack is deleted."
    elif target is not None:
        yield (
            f"**The target, `{target.logical_id}`, is in the same stack.** To keep it, take only the migration out of "
            "the app and deploy, or first deploy it with `removal_policy=cdk.RemovalPolicy.RETAIN`."
        )
    for each in facts.made:
        if each.type == _GLOBAL:
            yield (
                f"`{each.logical_id}` is a global database: first destroy the stacks of its secondaries, in the other "
                "regions."
            )
    if kept:
        yield (
            "Some of it stays when the stack is gone, and most of that bills. Before that, note what it is called in "
            "AWS, which is `$name` below:"
        )
        names = " ".join(each.logical_id for each in kept)
        yield Shell(f'for each in {names}; do echo "$each $(resource "$each")"; done > kept.txt')
        if target is not None and target in kept:
            yield f"**The target is among it.** Remove `{target.logical_id}`, and what it uses, only when nobody does."
        lines = [f"| {_named(each)} | {_stays(each)} | {_how(each)} |" for each in kept]
        yield "\n".join(["| what | how it stays | how to remove it, in this order |", "|---|---|---|", *lines])
    yield (
        "Outside of the stack stay the service roles `dms-vpc-role` and `dms-cloudwatch-logs-role`, secrets that you "
        "made, reports of premigration assessments, manual snapshots, and what `cdk bootstrap` made. Log groups that "
        "functions make by themselves begin with `/aws/lambda/` and the name of the stack."
    )


def _named(each: MadeFacts) -> str:
    word = _DELETES[each.type][0] if each.type in _DELETES else each.type
    return f"{word} `{each.logical_id}`"


def _stays(each: MadeFacts) -> str:
    if each.policy == "Snapshot":
        return "as a last snapshot"
    return "as it is, protected" if each.is_protected else "as it is"


def _how(each: MadeFacts) -> str:
    if each.policy == "Snapshot":
        kind = "db-cluster-snapshot" if each.type == "AWS::RDS::DBCluster" else "db-snapshot"
        return f'`aws rds delete-{kind} --{kind}-identifier "$name"`, of those that `aws rds describe-{kind}s` lists'
    if each.type not in _DELETES:
        return "in the console of its service"
    last = "--skip-final-snapshot" if each.is_in_cluster else '--final-db-snapshot-identifier "$name-last"'
    deletes = f"`{_DELETES[each.type][1].replace('{snapshot}', last)}`".replace(" --skip-final-snapshot", "")
    if each.is_protected:
        deletes = f"`{_UNPROTECTS[each.type].format('$name')}`, then {deletes}"
    if each.type == "AWS::RDS::DBCluster":
        deletes += ', and wait: `aws rds wait db-cluster-deleted --db-cluster-identifier "$name"`'
    return deletes
