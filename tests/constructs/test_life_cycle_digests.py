"""The digests of a life cycle change with what DMS refuses on a running task, and with nothing else."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs._remembered import Noticing
from tests.authorities import OTHER_PEM, PEM
from tests.constructs.conftest import template_of
from tests.constructs.life_cycles import whole

ENVIRONMENT = cdk.Environment(account="111122223333", region="eu-west-1")
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"


OTHER_RULES = dms.TableMappings(dms.Include("store")).to_json()
LOBS = '{"TargetMetadata": {"LobMaxSize": 64}, "FullLoadSettings": {"TargetTablePrepMode": "TRUNCATE_BEFORE_LOAD"}}'


class Shop:
    """The app of these tests, made anew with what is changed."""

    def __init__(
        self,
        *,
        source: str = "Source",
        source_options: dict[str, Any] | None = None,
        pem: str | None = None,
        machine: dict[str, Any] | None = None,
        task: dict[str, Any] | None = None,
        touch: Callable[["Shop"], object] = lambda shop: None,
    ) -> None:
        self.stack = cdk.Stack(cdk.App(), "Shop", env=ENVIRONMENT)
        secret = secretsmanager.Secret.from_secret_complete_arn(self.stack, "Secret", SECRET)
        connection = dms.Connection.from_secret(secret)
        vpc = ec2.Vpc.from_vpc_attributes(
            self.stack,
            "Vpc",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-a", "subnet-b"],
        )
        certificate = dms.Certificate(self.stack, "Ca", certificate_pem=pem) if pem else None
        options = {name: made(self.stack) for name, made in (source_options or {}).items()}
        self.source = dms.MySqlSource(self.stack, source, connection=connection, certificate=certificate, **options)
        self.target = dms.PostgreSqlTarget(self.stack, "Target", connection=connection, database="shop")
        self.instance = dms.ReplicationInstance(self.stack, "Machine", vpc=vpc, **(machine or {}))
        arguments: dict[str, Any] = {
            "replication_instance": self.instance,
            "source": self.source,
            "target": self.target,
            "migration_type": dms.MigrationType.FULL_LOAD_AND_CDC,
            "table_mappings": dms.TableMappings(dms.Include("shop")),
            "start": dms.StartPolicy.ALWAYS_RUNNING,
        }
        self.task = dms.ReplicationTask(self.stack, "Task", **(arguments | (task or {})))
        touch(self)

    def told(self) -> dict[str, Any]:
        (found,) = (
            each["Properties"]
            for each in template_of(self.stack)["Resources"].values()
            if each["Type"] == "Custom::DmsRunner"
        )
        return whole(found)


@pytest.mark.parametrize("kind", Noticing.__subclasses__(), ids=lambda kind: str(kind.cfn_type(kind)))
def test_a_class_tells_its_type_as_the_cdk_does(kind: Any) -> None:
    assert kind.cfn_type(kind) == kind.CFN_RESOURCE_TYPE_NAME


BEFORE: dict[str, Any] = {}


def changes(**changed: Any) -> set[str]:
    """The digests that differ from those of the app as it is without a change."""
    if not BEFORE:
        BEFORE.update(Shop().told())
    told = Shop(**changed).told()
    names = (
        *("Digest", "Replaces", "Fingerprint", "Moves", "Source", "UsesDigest"),
        *("Tables", "Load", "PrepMode", "CdcStartPosition"),
    )
    return {name for name in names if BEFORE.get(name) != told.get(name)}


def on(part: str, change: Callable[[Any], object]) -> dict[str, Any]:
    """Change the L1 construct of a part by hand."""
    return {"touch": lambda shop: change(getattr(shop, part).node.default_child)}


def key(stack: cdk.Stack) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1")


CASES = {
    "nothing": ({}, set()),
    "a policy": ({"task": {"start": dms.StartPolicy.NEVER}}, set()),
    "the severity of logs": (
        {
            "task": {
                "task_settings": dms.TaskSettings(
                    logging=dms.Logging(components={dms.LogComponent.SORTER: dms.LogSeverity.DEBUG})
                )
            }
        },
        set(),
    ),
    "tags": ({"touch": lambda shop: cdk.Tags.of(shop.stack).add("team", "shop")}, set()),
    "a setting": (
        {"task": {"task_settings": dms.TaskSettings(validation=dms.Validation())}},
        {"Digest", "Fingerprint"},
    ),
    "mappings": (
        {"task": {"table_mappings": dms.TableMappings(dms.Include("store"))}},
        {"Digest", "Fingerprint", "Tables"},
    ),
    "ids of rules": (
        {"task": {"table_mappings": dms.TableMappings(dms.Include("shop", rule_id="7", rule_name="seven"))}},
        {"Digest", "Fingerprint"},
    ),
    "the migration type": (
        {"task": {"migration_type": dms.MigrationType.FULL_LOAD}},
        {"Digest", "Replaces", "Fingerprint", "Moves", "Source"},
    ),
    "a setting of an endpoint": (
        on("source", lambda resource: resource.add_property_override("MySqlSettings.EventsPollInterval", 3)),
        {"UsesDigest", "Fingerprint"},
    ),
    "the host of an endpoint": (
        on("source", lambda resource: setattr(resource, "server_name", "db.example.com")),
        {"UsesDigest", "Fingerprint", "Moves", "Source"},
    ),
    "the id of an endpoint": (
        {"source": "Legacy"},
        {"Digest", "Replaces", "UsesDigest", "Fingerprint"},
    ),
    "the key of an endpoint": (
        {"source_options": {"kms_key": key}},
        {"Replaces", "UsesDigest", "Fingerprint"},
    ),
    "a certificate": (
        {"pem": PEM},
        {"UsesDigest", "Fingerprint"},
    ),
    "the class of the instance": (
        {"machine": {"instance_class": dms.InstanceClass.R6I_XLARGE}},
        {"UsesDigest", "Fingerprint"},
    ),
    "the name servers of the instance": (
        {"machine": {"dns_name_servers": ["10.0.0.2"]}},
        {"Replaces", "UsesDigest", "Fingerprint"},
    ),
    "the name of the subnet group": (
        {
            "touch": lambda shop: setattr(
                shop.instance.node.find_child("SubnetGroup").node.default_child,
                "replication_subnet_group_identifier",
                "another",
            )
        },
        {"Replaces", "Fingerprint"},
    ),
    "a property of the task by hand": (
        on("task", lambda resource: setattr(resource, "task_data", "{}")),
        {"Digest", "Fingerprint"},
    ),
    "an override on the task": (
        on("task", lambda resource: resource.add_property_override("TaskData", "{}")),
        {"Digest", "Fingerprint"},
    ),
    "a property of the task taken away": (
        on("task", lambda resource: resource.add_property_deletion_override("ReplicationTaskSettings")),
        {"Digest", "Fingerprint", "PrepMode"},  # DMS's own default is another than this library's
    ),
    "mappings by hand": (
        on("task", lambda resource: resource.add_property_override("TableMappings", OTHER_RULES)),
        {"Digest", "Fingerprint", "Tables"},
    ),
    "the same mappings by hand": (
        on("task", lambda resource: resource.add_property_override("TableMappings", resource.table_mappings)),
        set(),
    ),
    "a setting for large objects by hand": (
        on("task", lambda resource: setattr(resource, "replication_task_settings", LOBS)),
        {"Digest", "Fingerprint", "Load", "PrepMode"},
    ),
    "a start by hand": (
        on("task", lambda resource: setattr(resource, "cdc_start_position", "2026-11-28T00:00:00")),
        {"Digest", "Fingerprint", "CdcStartPosition"},
    ),
    "what is no property": (
        on("task", lambda resource: resource.add_override("Metadata.note", "x")),
        set(),
    ),
}


@pytest.mark.parametrize(("changed", "expected"), CASES.values(), ids=CASES)
def test_what_a_change_does_to_the_digests(changed: dict[str, Any], expected: set[str]) -> None:
    assert changes(**changed) == expected


def test_a_certificate_that_changes_changes_its_endpoint() -> None:
    old, new = (Shop(pem=pem).told()["UsesDigest"] for pem in (PEM, OTHER_PEM))

    assert old != new


def test_a_seat_keeps_a_task_that_changes_its_instance() -> None:
    old, new = (
        Shop(machine=machine, task={"move_with_instance": True}).told()["Replaces"]
        for machine in ({}, {"dns_name_servers": ["10.0.0.2"]})
    )

    assert old == new


def test_the_same_app_has_the_same_digests() -> None:
    assert Shop().told() == Shop().told()


def test_mappings_that_are_an_asset_count_as_they_are() -> None:
    old, new = (
        Shop(
            task={"mappings_as_asset": True, "table_mappings": dms.TableMappings(dms.Include(schema))},
        ).told()["Digest"]
        for schema in ("shop", "store")
    )

    assert old != new


def test_an_endpoint_of_another_stack_counts_by_its_path() -> None:
    assert replaces_of_consumer("Network") != replaces_of_consumer("Elsewhere")


def replaces_of_consumer(owner: str) -> str:
    """Make a task that reads from an endpoint of another stack."""
    app = cdk.App()
    stacks = [cdk.Stack(app, name, env=ENVIRONMENT) for name in (owner, "Shop")]
    connections = [
        dms.Connection.from_secret(secretsmanager.Secret.from_secret_complete_arn(each, "Secret", SECRET))
        for each in stacks
    ]
    dms.ReplicationTask(
        stacks[1],
        "Task",
        replication_instance=dms.ReplicationInstance.from_replication_instance_attributes(
            stacks[1], "Instance", replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:ABC"
        ),
        source=dms.MySqlSource(stacks[0], "Source", connection=connections[0]),
        target=dms.PostgreSqlTarget(stacks[1], "Target", connection=connections[1], database="shop"),
        migration_type=dms.MigrationType.CDC,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        start=dms.StartPolicy.ALWAYS_RUNNING,
    )
    (found,) = (
        whole(each["Properties"])["Replaces"]
        for each in template_of(stacks[1])["Resources"].values()
        if each["Type"] == "Custom::DmsRunner"
    )
    return str(found)
