"""What a change takes away quietly is told, and what is written in another way is no change."""

from __future__ import annotations

import copy
import json
from typing import Any, NamedTuple

import pytest

from dms_constructs.review.context import Template
from dms_constructs.review.entry import Review, Severity
from dms_constructs.review.reviewing import review
from tests.values.migrations import app, changed, entries, reviewed, selecting

APP = app()
TOPIC = {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {}}}
MAIL = {
    "Mail": {
        "Type": "AWS::SNS::Subscription",
        "Properties": {"TopicArn": {"Ref": "Topic"}, "Protocol": "email", "Endpoint": "dba@example.com"},
    }
}
CALLING = changed(APP, "Late", AlarmActions=[{"Ref": "Topic"}]) | TOPIC
KNOWN_LATER = {"Ref": "Parameter"}


def having(name: str, resources: dict[str, Any] = APP, **attributes: Any) -> dict[str, Any]:
    """The resources with attributes beside the properties of one."""
    new = copy.deepcopy(resources)
    new[name] |= attributes
    return new


def rules(*patterns: str) -> dict[str, Any]:
    return changed(APP, "Task", TableMappings=json.dumps(selecting(*patterns)))


def settings(**sections: Any) -> dict[str, Any]:
    return changed(APP, "Task", ReplicationTaskSettings=sections)


def endpoint(**given: Any) -> dict[str, Any]:
    return changed(APP, "Target", **given)


def instance(**given: Any) -> dict[str, Any]:
    return changed(APP, "Instance", **given)


def cluster(**given: Any) -> dict[str, Any]:
    return changed(APP, "Cluster", **given)


def key(**given: Any) -> dict[str, Any]:
    return changed(APP, "Key", **given)


class Loss(NamedTuple):
    """A change, and one sentence that the review says of a resource."""

    old: dict[str, Any]
    new: dict[str, Any]
    name: str
    severity: Severity
    sentence: str


LOSSES = {
    "a database is no longer kept": Loss(
        having("Cluster", DeletionPolicy="Retain", UpdateReplacePolicy="Retain"),
        having("Cluster", DeletionPolicy="Delete", UpdateReplacePolicy="Delete"),
        "Cluster",
        Severity.WEAKENS,
        "DeletionPolicy and UpdateReplacePolicy: Retain -> Delete: when it goes, CloudFormation deletes the database "
        "cluster, and with it its databases",
    ),
    "a task is no longer kept": Loss(
        having("Task", DeletionPolicy="Retain"),
        APP,
        "Task",
        Severity.WEAKENS,
        "DeletionPolicy: Retain -> Delete: when it goes, CloudFormation deletes the task",
    ),
    "a task is there under a condition only": Loss(
        APP,
        having("Task", Condition="IsProduction"),
        "Task",
        Severity.LOSES,
        "Condition: not set -> IsProduction: where that is false, CloudFormation removes the task",
    ),
    "a database is no longer protected, and more changes": Loss(
        APP,
        cluster(DeletionProtection=False, Engine="aurora-mysql"),
        "Cluster",
        Severity.WEAKENS,
        "deletion protection is off: a mistake can delete its databases",
    ),
    "backups are kept for a shorter time": Loss(
        cluster(BackupRetentionPeriod=30),
        cluster(BackupRetentionPeriod=1),
        "Cluster",
        Severity.WEAKENS,
        "BackupRetentionPeriod: 30 -> 1: older backups are deleted, and can't be restored any more",
    ),
    "a key is switched off": Loss(
        APP,
        key(Enabled=False),
        "Key",
        Severity.BREAKS,
        "the key is disabled: what is encrypted with it can't be read until it is enabled",
    ),
    "a key is no longer rotated": Loss(
        key(EnableKeyRotation=True),
        APP,
        "Key",
        Severity.WEAKENS,
        "the key is no longer rotated: one key encrypts for ever",
    ),
    "an instance becomes public": Loss(
        APP,
        instance(PubliclyAccessible=True),
        "Instance",
        Severity.WEAKENS,
        "it becomes public: it has an address of the internet, and security groups alone protect it",
    ),
    "an alarm calls nobody": Loss(
        CALLING,
        APP | TOPIC,
        "Late",
        Severity.WEAKENS,
        "AlarmActions: 1 -> 0: this alarm tells fewer",
    ),
    "nobody gets the mail": Loss(
        CALLING | MAIL,
        CALLING,
        "Mail",
        Severity.WEAKENS,
        "removed: nobody is told any more what this subscription tells",
    ),
    "rows that can't be moved are left out": Loss(
        APP,
        settings(ErrorBehavior={"DataErrorPolicy": "IGNORE_RECORD"}),
        "Task",
        Severity.WEAKENS,
        "ErrorBehavior.DataErrorPolicy: not set -> IGNORE_RECORD: a row with such an error is left out of the target, "
        "and the task goes on",
    ),
    "nothing is logged": Loss(
        APP,
        settings(Logging={"EnableLogging": False}),
        "Task",
        Severity.WEAKENS,
        "Logging.EnableLogging: true -> false: what goes wrong is no longer logged",
    ),
    "large objects are cut shorter": Loss(
        APP,
        settings(TargetMetadata={"LobMaxSize": 32}),
        "Task",
        Severity.RELOADS,
        "TargetMetadata.LobMaxSize: 64 -> 32: larger objects are cut off, without an error; those that are on the "
        "target already stay as they were moved",
    ),
    "another replication slot": Loss(
        endpoint(PostgreSqlSettings={"SlotName": "one"}),
        endpoint(PostgreSqlSettings={"SlotName": "two"}),
        "Target",
        Severity.WEAKENS,
        "PostgreSqlSettings.SlotName: one -> two: another slot may lack changes that this one still has; a slot that "
        "was made by hand stays, and keeps the source's log until it is dropped",
    ),
    "another bucket": Loss(
        endpoint(S3Settings={"BucketName": "one"}),
        endpoint(S3Settings={"BucketName": "two"}),
        "Target",
        Severity.RELOADS,
        "S3Settings.BucketName: one -> two: another place: what is in the old one stays there",
    ),
    "another server in the settings of an engine": Loss(
        endpoint(MongoDbSettings={"ServerName": "one", "Password": "hidden"}),
        endpoint(MongoDbSettings={"ServerName": "two", "Password": "hidden"}),
        "Target",
        Severity.RELOADS,
        "MongoDbSettings.ServerName changes: another server: a checkpoint, and what is on the target, belong to the "
        "old one",
    ),
    "Kafka in plain text": Loss(
        endpoint(KafkaSettings={"SecurityProtocol": "ssl-encryption"}),
        endpoint(KafkaSettings={"SecurityProtocol": "plaintext"}),
        "Target",
        Severity.WEAKENS,
        "KafkaSettings.SecurityProtocol: ssl-encryption -> plaintext: the connection is not encrypted",
    ),
    "Redis in plain text": Loss(
        endpoint(RedisSettings={"SslSecurityProtocol": "ssl-encryption"}),
        endpoint(RedisSettings={"SslSecurityProtocol": "plaintext"}),
        "Target",
        Severity.WEAKENS,
        "RedisSettings.SslSecurityProtocol: ssl-encryption -> plaintext: the connection is not encrypted",
    ),
    "another type under the same logical id": Loss(
        APP,
        APP | {"Task": {"Type": "AWS::DMS::ReplicationConfig", "Properties": APP["Task"]["Properties"]}},
        "Task",
        Severity.BREAKS,
        "its type changes from AWS::DMS::ReplicationTask to AWS::DMS::ReplicationConfig: CloudFormation refuses that "
        "of a logical id, so the deployment fails before it changes anything; give the new one another construct id",
    ),
    "a task that is replaced, and kept": Loss(
        having("Task", UpdateReplacePolicy="Retain"),
        having("Task", changed(APP, "Task", ResourceIdentifier="other"), UpdateReplacePolicy="Retain"),
        "Task",
        Severity.BREAKS,
        "replaced while it runs: CloudFormation leaves the old task as it is, outside the stack, so it goes on "
        "writing beside the new one; stop it before the deployment",
    ),
}


@pytest.mark.parametrize("case", LOSSES)
def test_what_goes_quietly_is_told(case: str) -> None:
    old, new, name, severity, sentence = LOSSES[case]

    assert (severity, sentence) in [(each.severity, str(each)) for each in entries(reviewed(old, new), name)]


def test_a_type_that_changes_is_no_removal() -> None:
    old, new, *_ = LOSSES["another type under the same logical id"]

    assert [each.change for each in reviewed(old, new).resources if each.name == "Task"] == ["added"]


SAME = {
    "numbers and booleans as text": instance(AllocatedStorage="100", MultiAZ="false"),
    "a reference to an attribute as text": instance(VpcSecurityGroupIds=[{"Fn::GetAtt": "Group.GroupId"}]),
    "selection rules in another order": rules("!shop.audit_%", "shop.%"),
    "tags of a type that nobody knows": changed(
        endpoint(ServerName={"Fn::GetAtt": ["Host", "Name"]}) | {"Host": {"Type": "Acme::Host", "Properties": {}}},
        "Host",
        Tags=[{"Key": "team", "Value": "one"}],
    ),
    "the default of a policy": having("Task", DeletionPolicy="Delete", UpdateReplacePolicy="Delete"),
}


@pytest.mark.parametrize("case", SAME)
def test_what_is_written_in_another_way_is_no_change(case: str) -> None:
    new = SAME[case]
    old = {name: each for name, each in new.items() if name not in APP} | APP
    if "Host" in new:
        old = changed(new, "Host", Tags=[{"Key": "team", "Value": "two"}])

    assert reviewed(old, new).resources == ()


LATER = {
    "Multi-AZ": ("Instance", instance(MultiAZ=True), instance(MultiAZ=KNOWN_LATER)),
    "deletion protection": ("Cluster", APP, cluster(DeletionProtection=KNOWN_LATER)),
    "an alarm's actions": ("Late", APP, changed(APP, "Late", ActionsEnabled=KNOWN_LATER)),
}


@pytest.mark.parametrize("case", LATER)
def test_what_is_known_at_deployment_only_is_not_said_to_be_off(case: str) -> None:
    name, old, new = LATER[case]

    found = entries(reviewed(old, new), name)

    assert found
    assert {each.severity for each in found} == {Severity.NOTE}


def test_a_class_that_is_known_at_deployment_only_is_told_by_its_name() -> None:
    found = entries(reviewed(APP, instance(ReplicationInstanceClass=KNOWN_LATER)), "Instance")

    assert "dms.r6i.large (2 vCPU, 16 GiB) becomes Parameter (size not known)" in [each.what for each in found]


def test_a_class_that_nobody_knows_is_not_said_to_cost_less() -> None:
    found = reviewed(
        instance(ReplicationInstanceClass="dms.r9.large"), instance(ReplicationInstanceClass="dms.t3.medium")
    )

    assert Severity.COSTS not in {each.severity for each in entries(found, "Instance")}


@pytest.mark.parametrize("odd", [None, [], {"Type": 5}, {"Type": ["x"]}, {"Type": {"Ref": "A"}}])
def test_a_resource_of_no_type_is_left_out(odd: Any) -> None:
    assert reviewed(APP | {"Odd": odd}, APP).resources == ()


INNER = {"Type": "AWS::CloudFormation::Stack"}


def nested(name: str, resources: dict[str, Any], within: str, **more: Any) -> list[Template]:
    """A stack with one nested stack."""
    root = Template(within, {name: INNER | more})
    return [root, Template(f"{within}/{name}".strip("/"), resources, within=root)]


def tasks(found: Review) -> dict[str, str]:
    return {each.name: each.change for each in found.resources if each.type == "AWS::DMS::ReplicationTask"}


class TestNestedStacks:
    def test_one_that_is_removed_goes_with_all_that_is_in_it(self) -> None:
        assert tasks(review(nested("Inner", APP, "Shop"), [Template("Shop", {})])) == {"Shop/Inner/Task": "removed"}

    def test_one_that_is_kept_stays(self) -> None:
        found = review(nested("Inner", APP, "Shop", DeletionPolicy="Retain"), [Template("Shop", {})])

        assert found.resources == ()
        assert "stack Shop/Inner is removed, and CloudFormation leaves it and all that is in it as it is" in str(found)

    def test_one_whose_template_is_not_there_is_not_said_to_be_removed(self) -> None:
        assert review(nested("Inner", APP, "Shop"), [Template("Shop", {"Inner": INNER})]).resources == ()

    def test_one_that_moved_is_removed_and_made_anew(self) -> None:
        found = review(nested("Inner", APP, "Shop"), nested("Other", APP, "Shop"))

        assert tasks(found) == {"Shop/Other/Task": "added", "Shop/Inner/Task": "removed"}

    def test_the_names_of_two_stacks_make_no_difference(self) -> None:
        assert review(nested("Inner", APP, ""), nested("Inner", APP, "Shop")).resources == ()
