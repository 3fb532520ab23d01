"""What `settings diff` and `mappings diff` say of a task that changes beside its documents, and of tasks that move."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from dms_constructs import facts
from tests.cli.conftest import Cli, Ran
from tests.cli.documents import CATALOG, answer, serverless, task, template

Write = Callable[..., Path]
Diff = Callable[..., Ran]

ARNS = {
    "SourceEndpointArn": {"Ref": "Source"},
    "TargetEndpointArn": {"Ref": "Target"},
    "ReplicationInstanceArn": {"Ref": "Instance"},
}
SECRET = {"SecretsManagerSecretId": {"Ref": "Secret"}}
REPLACED = "CloudFormation replaces the task with a new one"
DELETED = "CloudFormation deletes it, which DMS refuses while it runs, so stop it first"
STARTS = "it counts when the task is started with start-replication, not when it is resumed"
IN_PLACE = "CloudFormation changes it in place, which DMS refuses while the task runs: stop the task first"
OF_ENDPOINT = "CloudFormation changes it in place, which DMS refuses while a task of the endpoint runs: stop that first"
REFUSED = (
    "CloudFormation tries it in place, and DMS refuses it once the replication has run: give the construct another "
    "id, and CloudFormation creates a new replication"
)


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::DMS::{kind}", "Properties": properties}


def app(**resources: Any) -> dict[str, Any]:
    """A template with a whole migration, in which some resources are others; None takes one away."""
    whole = {
        "Source": resource("Endpoint", EngineName="mysql", EndpointType="source", MySqlSettings=SECRET),
        "Target": resource("Endpoint", EngineName="postgres", EndpointType="target", DatabaseName="orders"),
        "Group": resource("ReplicationSubnetGroup", SubnetIds=["subnet-a"]),
        "Instance": resource(
            "ReplicationInstance",
            ReplicationInstanceClass="dms.t3.medium",
            ReplicationSubnetGroupIdentifier={"Ref": "Group"},
        ),
        "Task": task(MigrationType="cdc", **ARNS),
    }
    return template(**{name: each for name, each in (whole | resources).items() if each is not None})


def moving(**properties: Any) -> dict[str, Any]:
    """The task of the app with other properties; None takes one away."""
    known = {"MigrationType": "cdc", **ARNS, **properties}
    return task(**{name: value for name, value in known.items() if value is not None})


def source(**properties: Any) -> dict[str, Any]:
    return resource(
        "Endpoint", **{"EngineName": "mysql", "EndpointType": "source", "MySqlSettings": SECRET} | properties
    )


def config(**properties: Any) -> dict[str, Any]:
    return serverless(**{"ReplicationType": "cdc", "SourceEndpointArn": {"Ref": "Source"}} | properties)


@pytest.fixture(params=["mappings", "settings"])
def diff(request: pytest.FixtureRequest, cli: Cli, write: Write) -> Diff:
    """Compare two files with either command."""

    def of(old: Any, new: Any, *options: str) -> Ran:
        files = [write(name, each) for name, each in (("old.json", old), ("new.json", new))]
        catalog = ["--catalog", write("catalog.json", CATALOG.to_json())] if request.param == "mappings" else []
        return cli(request.param, "diff", *files, *catalog, *options)

    return of


SEEN = {
    "type": (
        app(),
        app(Task=moving(MigrationType="full-load")),
        [f"MigrationType: cdc -> full-load; {REPLACED}"],
    ),
    "start position": (
        app(Task=moving(CdcStartPosition="mysql-bin.000024:373")),
        app(Task=moving(CdcStartPosition="mysql-bin.000025:4")),
        [f"CdcStartPosition: mysql-bin.000024:373 -> mysql-bin.000025:4; {IN_PLACE}; {STARTS}"],
    ),
    "start time": (
        app(),
        app(Task=moving(CdcStartTime=1772971932)),
        [f"CdcStartTime: not set -> 1772971932; {IN_PLACE}; {STARTS}"],
    ),
    "stop": (
        app(Task=moving(CdcStopPosition="server_time:2026-02-09T12:12:12")),
        app(),
        [f"CdcStopPosition: server_time:2026-02-09T12:12:12 -> not set; {IN_PLACE}"],
    ),
    "identifier": (
        app(Task=moving(ReplicationTaskIdentifier="shop")),
        app(Task=moving(ReplicationTaskIdentifier="crm")),
        [f"ReplicationTaskIdentifier: shop -> crm; {IN_PLACE}"],
    ),
    "data": (app(), app(Task=moving(TaskData="{}")), [f"TaskData changes; {IN_PLACE}"]),
    "engine": (
        app(),
        app(Source=source(EngineName="mariadb")),
        [
            (
                f"Source.EngineName: mysql -> mariadb; {OF_ENDPOINT}; the task stays as it is and goes on with "
                "another kind of database; for a new task, give the endpoint another construct id"
            )
        ],
    ),
    "side": (
        app(),
        app(Source=source(EndpointType="target")),
        [
            (
                f"Source.EndpointType: source -> target; {OF_ENDPOINT}; the endpoint changes sides, and a task needs "
                "one for each"
            )
        ],
    ),
    "database": (
        app(),
        app(Target=resource("Endpoint", EngineName="postgres", EndpointType="target", DatabaseName="other")),
        [f"Target.DatabaseName: orders -> other; {OF_ENDPOINT}"],
    ),
    "secret of an endpoint": (
        app(),
        app(Source=source(MySqlSettings={"SecretsManagerSecretId": {"Ref": "Other"}})),
        [f"Source.MySqlSettings.SecretsManagerSecretId changes; {OF_ENDPOINT}"],
    ),
    "key of an endpoint": (
        app(),
        app(Source=source(KmsKeyId="arn:key")),
        [
            "Source.KmsKeyId: not set -> arn:key; CloudFormation replaces the endpoint with a new one",
            f"SourceEndpointArn: Source -> the new Source; {REPLACED}",
        ],
    ),
    "renamed endpoint": (
        app(),
        app(Source=None, Renamed=source(), Task=moving(SourceEndpointArn={"Ref": "Renamed"})),
        [
            (
                "SourceEndpointArn: Source -> Renamed, the same endpoint under another logical id; CloudFormation "
                "replaces the task with a new one"
            )
        ],
    ),
    "another endpoint": (
        app(),
        app(Other=source(EngineName="mariadb"), Task=moving(SourceEndpointArn={"Fn::GetAtt": ["Other", "Arn"]})),
        [f"SourceEndpointArn: Source -> Other.Arn; {REPLACED}"],
    ),
    "imported endpoint": (
        app(Task=moving(SourceEndpointArn="arn:a")),
        app(Task=moving(SourceEndpointArn={"Fn::ImportValue": "Arn"})),
        ['SourceEndpointArn: arn:a -> {"Fn::ImportValue": "Arn"}; CloudFormation replaces the task with a new one'],
    ),
    "another instance": (
        app(),
        app(Task=moving(ReplicationInstanceArn={"Ref": "Larger"})),
        [f"ReplicationInstanceArn: Instance -> Larger; {REPLACED}"],
    ),
    "subnet group": (
        app(),
        app(Group=resource("ReplicationSubnetGroup", ReplicationSubnetGroupIdentifier="other")),
        [
            (
                "Group.ReplicationSubnetGroupIdentifier: not set -> other; CloudFormation replaces the subnet group "
                "with a new one"
            ),
            (
                "Instance.ReplicationSubnetGroupIdentifier: Group -> the new Group; CloudFormation replaces the "
                "instance with a new one"
            ),
            f"ReplicationInstanceArn: Instance -> the new Instance; {REPLACED}",
        ],
    ),
    "certificate": (
        app(Source=source(CertificateArn={"Ref": "Ca"}), Ca=resource("Certificate", CertificatePem="old")),
        app(Source=source(CertificateArn={"Ref": "Ca"}), Ca=resource("Certificate", CertificatePem="new")),
        [
            "Ca.CertificatePem changes; CloudFormation replaces the certificate with a new one",
            f"Source.CertificateArn: Ca -> the new Ca; {OF_ENDPOINT}",
        ],
    ),
    "serverless type": (
        app(Task=config()),
        app(Task=config(ReplicationType="full-load")),
        [f"ReplicationType: cdc -> full-load; {REFUSED}"],
    ),
    "serverless endpoint": (
        app(Task=config()),
        app(Task=config(SourceEndpointArn={"Ref": "Other"})),
        [f"SourceEndpointArn: Source -> Other; {REFUSED}"],
    ),
    "serverless key": (
        app(Task=config()),
        app(Task=config(ComputeConfig={"KmsKeyId": "arn:key"})),
        [f"ComputeConfig.KmsKeyId: not set -> arn:key; {REFUSED}"],
    ),
    "serverless capacity": (
        app(Task=config(ComputeConfig={"MaxCapacityUnits": 8})),
        app(Task=config(ComputeConfig={"MaxCapacityUnits": 16})),
        [
            (
                "ComputeConfig.MaxCapacityUnits: 8 -> 16; CloudFormation changes it in place, which DMS refuses "
                "while the replication runs: stop the replication first"
            )
        ],
    ),
    "another kind": (
        app(),
        app(Task=config()),
        [
            (
                "Type: AWS::DMS::ReplicationTask -> AWS::DMS::ReplicationConfig; CloudFormation refuses another type "
                "under one logical id: give the construct another id"
            )
        ],
    ),
    "fixed identifier of a replaced task": (
        app(Task=moving(ReplicationTaskIdentifier="shop")),
        app(Task=moving(ReplicationTaskIdentifier="shop", MigrationType="full-load")),
        [
            (
                "MigrationType: cdc -> full-load; CloudFormation replaces the task with a new one, and DMS refuses "
                "that while the old one has the identifier shop: change ReplicationTaskIdentifier too, or remove it"
            )
        ],
    ),
    "fixed identifier of a renamed endpoint": (
        app(Source=source(EndpointIdentifier="shop")),
        app(
            Source=None,
            Renamed=source(EndpointIdentifier="shop"),
            Task=moving(SourceEndpointArn={"Ref": "Renamed"}),
        ),
        [
            (
                "SourceEndpointArn: Source -> Renamed, the same endpoint under another logical id, and DMS refuses "
                "that while the old one has the identifier shop: change EndpointIdentifier too, or remove it; "
                "CloudFormation replaces the task with a new one"
            )
        ],
    ),
    "renamed task": (
        app(Task=moving(ReplicationTaskIdentifier="shop")),
        app(Task=None, Renamed=moving(ReplicationTaskIdentifier="shop")),
        [
            (
                "logical id: Task -> Renamed; CloudFormation creates Renamed before it deletes Task, and DMS refuses "
                "a second task with the identifier shop: keep the logical id, "
                'task.node.default_child.override_logical_id("Task"), or change the identifier too'
            )
        ],
    ),
}


@pytest.mark.parametrize(("old", "new", "lines"), SEEN.values(), ids=SEEN)
def test_a_difference_is_a_line_that_says_what_is_done_with_it(
    old: Any, new: Any, lines: list[str], diff: Diff
) -> None:
    ran = diff(old, new)

    assert ran.code == 1, ran.err
    assert ran.out.splitlines()[1 : 1 + len(lines)] == lines
    assert "no difference" not in ran.out


@pytest.mark.parametrize(("old", "new", "lines"), SEEN.values(), ids=SEEN)
def test_json_has_every_difference(old: Any, new: Any, lines: list[str], diff: Diff) -> None:
    (found,) = diff(old, new, "--format", "json").json["tasks"]

    assert [(set(each) >= {"property", "update", "means"}) for each in found["updates"]] == [True] * len(lines)
    assert found["replaced"] is any("replaces the task" in line or "give the construct" in line for line in lines) or (
        found["updates"][0]["property"] == "logical id"
    )


def test_json_has_the_values_where_they_are_shown(diff: Diff) -> None:
    (found,) = diff(*SEEN["type"][:2], "--format", "json").json["tasks"]

    assert found["updates"] == [
        {
            "property": "MigrationType",
            "old": "cdc",
            "new": "full-load",
            "update": "replacement",
            "means": f"{REPLACED}",
        }
    ]


def test_markdown_has_every_difference(diff: Diff) -> None:
    assert "\n- CdcStopPosition: server\\_time:2026" in diff(*SEEN["stop"][:2], "--format", "markdown").out


TAGS = [{"Key": "a", "Value": "b"}]
SAME = {
    "as it is": (app(), app()),
    "order of resources": (app(), template(**dict(reversed(app()["Resources"].items())))),
    "tags": (app(), app(Source=source(Tags=TAGS), Task=moving(Tags=TAGS))),
    "an endpoint of nobody": (app(), app(Other=source(EngineName="oracle"))),
    "an instance class": (
        app(),
        app(
            Instance=resource(
                "ReplicationInstance",
                ReplicationInstanceClass="dms.r6i.large",
                ReplicationSubnetGroupIdentifier={"Ref": "Group"},
            )
        ),
    ),
    "subnets": (app(), app(Group=resource("ReplicationSubnetGroup", SubnetIds=["subnet-b"]))),
    "metadata": (app(), app(Task=moving() | {"Metadata": {"aws:cdk:path": "Shop/Task"}})),
    "another kind of file": (app(), answer(shop={"Logging": {"EnableLogging": True}})["ReplicationTasks"][0] | {
        "MigrationType": "cdc",
        "SourceEndpointArn": "arn:aws:dms:eu-west-1:111122223333:endpoint:A",
        "CdcStartPosition": "mysql-bin.000024:373",
    }),
    "references that go in circles": (
        app(Source=source(CertificateArn={"Ref": "Task"}), Task=moving(TaskData={"Ref": "Task"})),
        app(Source=source(CertificateArn={"Ref": "Task"}), Task=moving(TaskData={"Ref": "Task"})),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_does_not_concern_the_task_is_no_difference(old: Any, new: Any, diff: Diff) -> None:
    ran = diff(old, new, "--format", "json")

    assert ran.json["tasks"][0]["updates"] == []


def test_no_value_is_shown_that_may_be_a_secret(diff: Diff) -> None:
    pairs: list[dict[str, Any]] = [
        {"Password": "hunter2"},
        {"ExtraConnectionAttributes": "password=hunter2"},
        {"MongoDbSettings": {"Password": "hunter2"}},
        {"Username": "hunter2"},
    ]
    for properties in pairs:
        for form in ("text", "json", "markdown"):
            ran = diff(app(), app(Source=source(**properties)), "--format", form)

            assert (ran.code, "hunter2" in ran.out + ran.err) == (1, False)
            assert next(iter(properties)) in ran.out


# Tasks that come and go

TITLE = "Task: cdc, mysql to postgres"
NAMED = app(Task=moving(ReplicationTaskIdentifier="shop"))
RETAINED = app(Task=moving() | {"DeletionPolicy": "Retain"})


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (app(), app(Task=None), f"{TITLE} is removed: {DELETED}"),
        (RETAINED, app(Task=None), f"{TITLE} is removed: CloudFormation leaves it as it is, outside the stack"),
        (app(Task=None), app(), f"{TITLE} is added: CloudFormation creates it, and doesn't start it"),
        (NAMED, app(Task=None, Other=moving()), f"{TITLE} is removed: {DELETED}"),
        (answer(shop={}, crm={}), answer(shop={}), "crm: full-load-and-cdc is removed"),
    ],
    ids=["removed", "retained", "added", "renamed without an identifier", "answer"],
)
def test_a_task_of_one_side_only_is_told_with_its_fate(old: Any, new: Any, line: str, diff: Diff) -> None:
    ran = diff(old, new)

    assert (ran.code, line in ran.out.splitlines()) == (1, True), ran.out


@pytest.mark.parametrize("name", ["Task", "Renamed", "shop"])
def test_a_renamed_task_is_chosen_by_either_name(name: str, diff: Diff) -> None:
    ran = diff(*SEEN["renamed task"][:2], "--task", name)

    assert "logical id: Task -> Renamed; " in ran.out


# What the service returned


def test_answers_are_compared_by_what_both_have(diff: Diff) -> None:
    old, new = (answer(shop={}) for _ in range(2))
    old["ReplicationTasks"][0] |= {"ReplicationInstanceArn": "arn:a", "CdcStartPosition": "a:1"}
    new["ReplicationTasks"][0] |= {"ReplicationInstanceArn": "arn:b", "RecoveryCheckpoint": "checkpoint:1"}

    (found,) = diff(old, new, "--format", "json").json["tasks"]

    assert [each["property"] for each in found["updates"]] == ["ReplicationInstanceArn"]


def test_an_endpoint_that_a_template_names_by_its_arn_is_compared_with_that_of_the_service(diff: Diff) -> None:
    told = answer(shop={})
    told["ReplicationTasks"][0] |= {"MigrationType": "cdc", "SourceEndpointArn": "arn:b"}

    ran = diff(app(Task=moving(SourceEndpointArn="arn:a")), told)

    assert f"SourceEndpointArn: arn:a -> arn:b; {REPLACED}" in ran.out


# Reloads


@pytest.mark.parametrize(("of", "code"), [("engine", 0), ("stop", 0), ("renamed endpoint", 0), ("type", 1)], ids=str)
def test_a_task_that_loads_nothing_reloads_nothing(of: str, code: int, cli: Cli, write: Write) -> None:
    files = [write(name, each) for name, each in zip(("old.json", "new.json"), SEEN[of][:2], strict=True)]
    catalog = write("catalog.json", CATALOG.to_json())

    assert cli("mappings", "diff", *files, "--catalog", catalog, "--fail-on", "reload").code == code


@pytest.mark.parametrize(("of", "code"), [("engine", 1), ("stop", 0), ("renamed endpoint", 1)], ids=str)
def test_a_task_that_loads_has_to_load_again(of: str, code: int, cli: Cli, write: Write) -> None:
    files = [
        write(name, json.dumps(each).replace('"cdc"', '"full-load-and-cdc"'))
        for name, each in zip(("old.json", "new.json"), SEEN[of][:2], strict=True)
    ]
    catalog = write("catalog.json", CATALOG.to_json())

    assert cli("mappings", "diff", *files, "--catalog", catalog, "--fail-on", "reload").code == code


# The facts


@pytest.mark.parametrize("kind", facts.updates()["types"])
def test_what_replaces_is_what_the_schema_says(kind: str) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    replacing = {path.removeprefix("/properties/").replace("/", ".") for path in schema["createOnlyProperties"]}
    known = facts.updates()["types"][kind]
    listed = {name for name, each in known["properties"].items() if each["update"] == "replacement"}
    others = known["others"]

    assert listed <= replacing
    assert listed == replacing or (others and others["update"] == "replacement")
    assert {name.partition(".")[0] for name in known["properties"]} | {known["identifier"]} <= set(schema["properties"])
