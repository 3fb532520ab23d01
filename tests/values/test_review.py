"""What a review says of each kind of change: by the resource, with its severity."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from dms_constructs.review.context import Template
from dms_constructs.review.entry import Severity
from dms_constructs.review.reviewing import review
from tests.values.migrations import app, changed, entries, reviewed, selecting

APP = app()
NAMED = changed(APP, "Instance", ReplicationInstanceIdentifier="shop")
DOUBLE = changed(APP, "Instance", MultiAZ=True)
RETAINED = {name: each | ({"DeletionPolicy": "Retain"} if name == "Task" else {}) for name, each in APP.items()}
FOREIGN = changed(APP, "Source", ServerName={"Fn::GetAtt": ["Function", "Host"]}) | {
    "Function": {"Type": "Acme::Host", "Properties": {"Code": "one"}}
}
SERVERLESS = APP | {
    "Task": {
        "Type": "AWS::DMS::ReplicationConfig",
        "Properties": {
            "ReplicationConfigIdentifier": "shop",
            "ReplicationType": "cdc",
            "SourceEndpointArn": {"Ref": "Source"},
            "TargetEndpointArn": {"Ref": "Target"},
            "ComputeConfig": {"MinCapacityUnits": 1, "MaxCapacityUnits": 16, "MultiAZ": False},
            "TableMappings": selecting("shop.%"),
        },
    }
}
GOES_ON = (
    "DMS refuses to delete what runs, and CloudFormation forgets it and says UPDATE_COMPLETE, so it goes on writing; "
    "stop it before the deployment"
)
LOST = "the checkpoint (up to which changes are applied) and table statistics are gone"
LOADS = "and the new one loads all its tables: rows that are in the target's tables stay, so empty these first"


def without(*names: str) -> dict[str, Any]:
    return {name: each for name, each in APP.items() if name not in names}


def renamed(old: str, new: str) -> dict[str, Any]:
    """The app with a resource under another logical id, and references that follow."""
    return json.loads(
        json.dumps({new if name == old else name: each for name, each in APP.items()}).replace(
            f'"Ref": "{old}"', f'"Ref": "{new}"'
        )
    )


def policy(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": {"Ref": "Attached"}}
    return {"PolicyName": "ReadSecret", "PolicyDocument": {"Statement": [statement]}}


class Case(NamedTuple):
    """A change of the app, and one sentence that the review says of a resource."""

    new: dict[str, Any]
    name: str
    severity: Severity
    sentence: str
    old: dict[str, Any] = APP


CASES = {
    "a setting": Case(
        changed(APP, "Task", ReplicationTaskSettings={"FullLoadSettings": {"CommitRate": 20000}}),
        "Task",
        Severity.NOTE,
        "FullLoadSettings.CommitRate: 10000 -> 20000: it counts from the next full load or reload",
    ),
    "a setting of a task that runs": Case(
        changed(APP, "Task", ReplicationTaskSettings={"FullLoadSettings": {"CommitRate": 20000}}),
        "Task",
        Severity.BREAKS,
        "refused while it runs: nothing stops the task, and DMS refuses the change while it runs; stop it before the "
        "deployment and resume it afterwards, or deploy start=dms.StartPolicy.ON_CREATE first",
    ),
    "a setting about large objects": Case(
        changed(APP, "Task", ReplicationTaskSettings={"TargetMetadata": {"LobMaxSize": 128}}),
        "Task",
        Severity.RELOADS,
        "TargetMetadata.LobMaxSize: 64 -> 128: large objects that are on the target already stay as they were moved; "
        "only a reload moves them the new way",
    ),
    "tables that the next load drops": Case(
        changed(APP, "Task", ReplicationTaskSettings={"FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE"}}),
        "Task",
        Severity.WEAKENS,
        "FullLoadSettings.TargetTablePrepMode: DO_NOTHING -> DROP_AND_CREATE: the next full load or reload drops the "
        "target's tables, with their indexes, grants and triggers, and makes them anew",
    ),
    "a rule that is added": Case(
        changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%", "crm.%", "!shop.audit_%"))),
        "Task",
        Severity.RELOADS,
        "a rule is added: include every table of schema crm: tables are gained, and loaded: which tables those are is "
        "known with --source-catalog only",
    ),
    "a rule that is removed": Case(
        changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%"))),
        "Task",
        Severity.RELOADS,
        "a rule is removed: exclude tables audit_% of schema shop: tables are gained, and loaded: which tables "
        "those are is known with --source-catalog only",
    ),
    "a rule that takes tables away": Case(
        changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%", "!shop.audit_%", "!shop.log"))),
        "Task",
        Severity.NOTE,
        "a rule is added: exclude table log of schema shop: tables are lost: which tables those are is known with "
        "--source-catalog only; what is on the target stays there",
    ),
    "the migration type": Case(
        changed(APP, "Task", MigrationType="full-load"),
        "Task",
        Severity.LOSES,
        "replaced: AWS's own documents disagree whether CloudFormation replaces the task or changes it in place. If it "
        f"is replaced, {LOST}, {LOADS}. In place, DMS takes it at rest only",
    ),
    "a task that is replaced": Case(
        changed(APP, "Task", ResourceIdentifier="other"),
        "Task",
        Severity.LOSES,
        f"replaced: CloudFormation makes a new task, then deletes the old one: {LOST}, {LOADS}",
    ),
    "a task that is replaced while it runs": Case(
        changed(APP, "Task", ResourceIdentifier="other"), "Task", Severity.BREAKS, f"replaced while it runs: {GOES_ON}"
    ),
    "a construct that moved": Case(
        renamed("Task", "Moved"),
        "Moved",
        Severity.LOSES,
        "its logical id changes from Task to Moved, so it is replaced: CloudFormation makes a new task, then deletes "
        f"the old one: {LOST}, {LOADS}; to keep it, write "
        'task.node.default_child.override_logical_id("Task")',
    ),
    "a task that is removed": Case(
        without("Task", "Late"),
        "Task",
        Severity.LOSES,
        f"removed: CloudFormation deletes it: {LOST}; what is on the target stays there",
    ),
    "a task that is removed while it runs": Case(
        without("Task", "Late"), "Task", Severity.BREAKS, f"removed while it runs: {GOES_ON}"
    ),
    "an alarm that is removed": Case(
        without("Late"), "Late", Severity.WEAKENS, "removed: nobody is told any more what this alarm tells"
    ),
    "an alarm that tells later": Case(
        changed(APP, "Late", Threshold=600), "Late", Severity.NOTE, "Threshold: 60 -> 600"
    ),
    "an alarm that tells nobody": Case(
        changed(APP, "Late", ActionsEnabled=False),
        "Late",
        Severity.WEAKENS,
        "ActionsEnabled: true -> false: this alarm tells nobody any more",
    ),
    "weaker TLS": Case(
        changed(APP, "Source", SslMode="require"),
        "Source",
        Severity.WEAKENS,
        "SslMode: verify-ca -> require: the server proves less of who it is",
    ),
    "no TLS": Case(
        changed(APP, "Source", SslMode="none"),
        "Source",
        Severity.WEAKENS,
        "SslMode: verify-ca -> none: the connection is not encrypted",
    ),
    "stronger TLS": Case(
        changed(APP, "Source", SslMode="verify-full"),
        "Source",
        Severity.NOTE,
        "SslMode: verify-ca -> verify-full: the connection is better protected",
    ),
    "another server": Case(
        changed(APP, "Source", ServerName="new.example.com"),
        "Source",
        Severity.RELOADS,
        "ServerName: old.example.com -> new.example.com: another server: a checkpoint, and what is on the target, "
        "belong to the old one",
    ),
    "another secret": Case(
        changed(
            APP,
            "Target",
            PostgreSqlSettings={
                "SecretsManagerAccessRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                "SecretsManagerSecretId": "arn:other",
            },
        ),
        "Target",
        Severity.NOTE,
        "PostgreSqlSettings.SecretsManagerSecretId refers to another secret: DMS logs in as the user of another secret",
    ),
    "the task of an endpoint that changes": Case(
        changed(APP, "Source", ServerName="new.example.com"),
        "Task",
        Severity.STOPS,
        "its source endpoint Source changes: ServerName: DMS takes it while no task of the endpoint runs, then tests "
        "the connection",
    ),
    "an endpoint that is replaced": Case(
        changed(APP, "Source", KmsKeyId={"Ref": "Key"}),
        "Source",
        Severity.STOPS,
        "replaced, because KmsKeyId: not set -> Key: it gets another ARN, so 1 task of it must be replaced",
    ),
    "the task of an endpoint that is replaced": Case(
        changed(APP, "Source", KmsKeyId={"Ref": "Key"}),
        "Task",
        Severity.LOSES,
        f"replaced: CloudFormation makes a new task, then deletes the old one: {LOST}, {LOADS}",
    ),
    "a certificate": Case(
        changed(APP, "Certificate", CertificatePem="two"),
        "Certificate",
        Severity.NOTE,
        "replaced: CloudFormation imports a new certificate, then deletes the old one; 1 endpoint changes with it: "
        "Source",
    ),
    "the task of a certificate": Case(
        changed(APP, "Certificate", CertificatePem="two"),
        "Task",
        Severity.STOPS,
        "its source endpoint Source changes: CertificateArn: DMS takes it while no task of the endpoint runs, then "
        "tests the connection",
    ),
    "the instance class": Case(
        changed(APP, "Instance", ReplicationInstanceClass="dms.r6i.xlarge"),
        "Instance",
        Severity.COSTS,
        "dms.r6i.large (2 vCPU, 16 GiB) becomes dms.r6i.xlarge (4 vCPU, 32 GiB)",
    ),
    "a smaller instance class": Case(
        changed(APP, "Instance", ReplicationInstanceClass="dms.t3.medium"),
        "Instance",
        Severity.NOTE,
        "dms.r6i.large (2 vCPU, 16 GiB) becomes dms.t3.medium (2 vCPU, 4 GiB)",
    ),
    "an instance class that nobody knows": Case(
        changed(APP, "Instance", ReplicationInstanceClass="dms.r9.large"),
        "Instance",
        Severity.NOTE,
        "dms.r6i.large (2 vCPU, 16 GiB) becomes dms.r9.large (size not known)",
    ),
    "the tasks of an instance that restarts": Case(
        changed(APP, "Instance", ReplicationInstanceClass="dms.r6i.xlarge"),
        "Task",
        Severity.STOPS,
        "ReplicationInstanceClass of its instance Instance changes: DMS stops the task and resumes it; a full load "
        "starts its unfinished tables again",
    ),
    "Multi-AZ": Case(changed(APP, "Instance", MultiAZ=True), "Instance", Severity.COSTS, "Multi-AZ doubles the price"),
    "a newer engine": Case(
        changed(APP, "Instance", EngineVersion="3.5.5"),
        "Instance",
        Severity.STOPS,
        "EngineVersion: 3.5.4 -> 3.5.5: the instance is down for some minutes, and DMS stops the tasks that run and "
        "resumes them",
    ),
    "a newer engine that may need a flag": Case(
        changed(APP, "Instance", EngineVersion="3.6.1"),
        "Instance",
        Severity.STOPS,
        "EngineVersion: 3.5.4 -> 3.6.1: the instance is down for some minutes, and DMS stops the tasks that run and "
        "resumes them; from one of 3.x to the next, DMS may ask for AllowMajorVersionUpgrade, which is not set",
    ),
    "an older engine": Case(
        changed(APP, "Instance", EngineVersion="3.5.3"),
        "Instance",
        Severity.BREAKS,
        "EngineVersion: 3.5.4 -> 3.5.3: DMS upgrades engines and never takes them back, so the deployment fails; keep "
        'engine_version="3.5.4"',
    ),
    "more storage": Case(
        changed(APP, "Instance", AllocatedStorage=200),
        "Instance",
        Severity.NOTE,
        "AllocatedStorage: 100 -> 200: AWS does not say whether tasks stop meanwhile",
    ),
    "less storage": Case(
        changed(APP, "Instance", AllocatedStorage=50),
        "Instance",
        Severity.NOTE,
        "AllocatedStorage: 100 -> 50 GiB: AWS documents no way to shrink it, so the deployment might fail; keep the "
        "larger value",
    ),
    "an instance that is replaced": Case(
        changed(APP, "Instance", PubliclyAccessible=False),
        "Instance",
        Severity.STOPS,
        "replaced, because PubliclyAccessible: not set -> false: CloudFormation makes a new instance, then deletes the "
        "old one, and its 1 task with it",
    ),
    "a replaced instance with the identifier of the old one": Case(
        changed(NAMED, "Instance", PubliclyAccessible=False),
        "Instance",
        Severity.BREAKS,
        "the new instance has the identifier of the old one, shop: CloudFormation makes the new one first, and DMS "
        "refuses a second of that name, so the deployment fails; change ReplicationInstanceIdentifier too, or remove "
        "it",
        NAMED,
    ),
    "no Multi-AZ any more": Case(
        APP,
        "Instance",
        Severity.WEAKENS,
        "Multi-AZ is off, which halves the price: when its Availability Zone fails, nothing takes over",
        DOUBLE,
    ),
    "capacity of a serverless replication": Case(
        changed(SERVERLESS, "Task", ComputeConfig={"MinCapacityUnits": 1, "MaxCapacityUnits": 32, "MultiAZ": False}),
        "Task",
        Severity.COSTS,
        "at most 32 DCU (64 GiB), at most 16 DCU (32 GiB) before: it bills what it uses, within these bounds",
        SERVERLESS,
    ),
    "Multi-AZ of a serverless replication": Case(
        changed(SERVERLESS, "Task", ComputeConfig={"MinCapacityUnits": 1, "MaxCapacityUnits": 16, "MultiAZ": True}),
        "Task",
        Severity.COSTS,
        "Multi-AZ doubles the price",
        SERVERLESS,
    ),
    "a serverless replication that stands still": Case(
        changed(SERVERLESS, "Task", TableMappings=selecting("shop.%", "!shop.log")),
        "Task",
        Severity.NOTE,
        "once stopped for more than 48 hours, it can't be resumed: DMS takes its capacity away then, and it loads "
        "again",
        SERVERLESS,
    ),
    "what DMS freezes of a serverless replication": Case(
        changed(SERVERLESS, "Task", ReplicationType="full-load"),
        "Task",
        Severity.BREAKS,
        "frozen since it first ran: CloudFormation tries it in place, and DMS refuses it once the replication has run; "
        "give the construct another id, and CloudFormation creates a new replication",
        SERVERLESS,
    ),
    "a serverless replication that is replaced": Case(
        changed(
            SERVERLESS, "Task", ReplicationType="cdc", ResourceIdentifier="shop-2", ReplicationConfigIdentifier="two"
        ),
        "Task",
        Severity.LOSES,
        f"replaced: CloudFormation makes a new replication, then deletes the old one: {LOST}",
        SERVERLESS,
    ),
    "a task that is kept outside the stack": Case(
        {name: each for name, each in RETAINED.items() if name != "Task"},
        "Task",
        Severity.NOTE,
        "removed: CloudFormation leaves it as it is, outside the stack",
        RETAINED,
    ),
    "a database with a snapshot": Case(
        {name: each for name, each in APP.items() if name != "Cluster"},
        "Cluster",
        Severity.LOSES,
        "removed: CloudFormation takes a last snapshot first",
    ),
    "a resource of a type that nobody knows": Case(
        changed(FOREIGN, "Function", Code="two"),
        "Function",
        Severity.NOTE,
        "Code changes: what follows is not judged here",
        FOREIGN,
    ),
    "other subnets": Case(
        changed(APP, "Subnets", SubnetIds=["subnet-a", "subnet-c"]),
        "Subnets",
        Severity.NOTE,
        "SubnetIds changes: CloudFormation changes the subnet group in place",
    ),
    "a right that is added": Case(
        changed(APP, "Role", Policies=[policy("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue")]),
        "Role",
        Severity.WEAKENS,
        "newly allowed: secretsmanager:PutSecretValue on ${Attached}",
    ),
    "a right that is taken away": Case(
        changed(APP, "Role", Policies=[]),
        "Role",
        Severity.NOTE,
        "no longer allowed: secretsmanager:GetSecretValue on ${Attached}",
    ),
    "who may assume a role": Case(
        changed(
            APP,
            "Role",
            AssumeRolePolicyDocument={
                "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]
            },
        ),
        "Role",
        Severity.WEAKENS,
        "newly allowed: assumed: sts:AssumeRole by AWS *",
    ),
    "a port that is opened": Case(
        changed(
            APP,
            "Group",
            SecurityGroupIngress=[{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIp": "0.0.0.0/0"}],
        ),
        "Group",
        Severity.WEAKENS,
        "newly allowed: tcp 5432 in from 0.0.0.0/0",
    ),
    "a rule of a security group that is a resource": Case(
        APP
        | {
            "Rule": {
                "Type": "AWS::EC2::SecurityGroupIngress",
                "Properties": {
                    "IpProtocol": "-1",
                    "CidrIp": "10.0.0.0/8",
                    "GroupId": {"Fn::GetAtt": ["Group", "GroupId"]},
                },
            }
        },
        "Rule",
        Severity.WEAKENS,
        "newly allowed: all traffic in from 10.0.0.0/8 of ${Group.GroupId}",
    ),
    "a database that is replaced": Case(
        changed(APP, "Cluster", DatabaseName="other"),
        "Cluster",
        Severity.LOSES,
        "replaced, because DatabaseName: CloudFormation deletes the database cluster, and with it its databases; 1 "
        "task will meet a new database, empty and without their tables; a removal policy of "
        "cdk.RemovalPolicy.RETAIN, deployed before, keeps it",
    ),
    "a database that might be replaced": Case(
        changed(APP, "Cluster", Engine="aurora-mysql"),
        "Cluster",
        Severity.LOSES,
        "Engine changes: CloudFormation replaces the database cluster in some cases, and with it its databases",
    ),
    "a database without its protection": Case(
        changed(APP, "Cluster", DeletionProtection=False),
        "Cluster",
        Severity.WEAKENS,
        "deletion protection is off: a mistake can delete its databases",
    ),
    "a database that changes in place": Case(
        changed(APP, "Cluster", BackupRetentionPeriod=7),
        "Cluster",
        Severity.NOTE,
        "BackupRetentionPeriod changes: CloudFormation changes the database cluster in place",
    ),
    "a secret that is replaced": Case(
        changed(APP, "Secret", Name="other"),
        "Secret",
        Severity.LOSES,
        "replaced, because Name: CloudFormation deletes the secret, and with it the password in it; a removal policy "
        "of cdk.RemovalPolicy.RETAIN, deployed before, keeps it",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_change_is_told_in_a_sentence(case: Case) -> None:
    found = [(each.severity, str(each)) for each in entries(reviewed(case.old, case.new), case.name)]

    assert (case.severity, case.sentence) in found


def test_tags_are_no_change() -> None:
    assert entries(reviewed(APP, changed(APP, "Source", Tags=[{"Key": "team", "Value": "data"}])), "Source") == []


def test_renumbered_rules_are_no_change_and_a_remark() -> None:
    new = changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%", "!shop.audit_%", first_id=7)))

    found = reviewed(APP, new)

    assert found.resources == ()
    assert found.remarks == (
        "Task: the table mappings say the same in other words, and CloudFormation sends them to DMS",
    )


def test_severities_of_logs_change_while_the_task_runs() -> None:
    components = [{"Id": "SOURCE_CAPTURE", "Severity": "LOGGER_SEVERITY_DEBUG"}]
    new = changed(APP, "Task", ReplicationTaskSettings={"Logging": {"LogComponents": components}})

    assert {each.severity for each in entries(reviewed(APP, new), "Task")} == {Severity.NOTE}


def test_severities_of_logs_of_a_serverless_replication_need_it_stopped() -> None:
    old, new = (
        changed(
            SERVERLESS, "Task", ReplicationSettings={"Logging": {"LogComponents": [{"Id": "SORTER", "Severity": each}]}}
        )
        for each in ("LOGGER_SEVERITY_DEFAULT", "LOGGER_SEVERITY_DEBUG")
    )

    assert Severity.BREAKS in {each.severity for each in entries(reviewed(old, new), "Task")}


def test_a_resource_that_no_migration_stands_on_is_left_out() -> None:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "orders"}}

    assert reviewed(APP | {"Topic": topic}, APP).resources == ()


def test_a_secret_is_never_shown() -> None:
    old, new = (changed(APP, "Source", Password=each) for each in ("hunter2", "hunter3"))

    text = json.dumps(reviewed(old, new).to_dict())

    assert "Password" in text
    assert "hunter" not in text


def test_a_loop_of_a_template_is_not_looked_at() -> None:
    found = reviewed(APP, APP | {"Fn::ForEach::Tasks": ["Name", ["a"], {"Task${Name}": {}}]})

    assert found.remarks == (
        "Fn::ForEach::Tasks is not looked at: give processed templates, in which it is written out",
    )


def test_a_stack_that_is_new_is_reviewed_as_additions() -> None:
    found = review([Template("Other", {})], [Template("Other", {}), Template("Shop", APP)])

    assert ("Shop/Task", "added") in {(each.name, each.change) for each in found.resources}


def test_wrong_mappings_are_told_and_the_rest_is_reviewed() -> None:
    new = changed(changed(APP, "Task", TableMappings='{"rules": 1}'), "Instance", MultiAZ=True)

    found = reviewed(APP, new)

    assert any(str(each).startswith("the table mappings can't be compared: ") for each in entries(found, "Task"))
    assert entries(found, "Instance")
