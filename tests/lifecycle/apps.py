"""
Apps with a life cycle, as data, and the templates that the constructs would make of them.

By hand and without the CDK: a test says what an app is, changes that with `replace`, and deploys it. The digests are
made of the same things as the constructs' own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["App", "Job", "allow", "digest", "entry_of", "lists_of", "resources_of", "replace", "template_of"]

Data = dict[str, Any]

SUBNET_GROUP = "group"
_STACK_TAG = {"Key": "dms-constructs:stack", "Value": {"Ref": "AWS::StackId"}}
_REFUSED_BY_DMS = {"NoSuchGroup": {"NoSuchKey": 1}}


@dataclass(frozen=True)
class Job:
    """
    A task of an app.

    Attributes:
        tables: The tables it selects, each with a digest of its columns.
        targets: Tables that go to another name.
        rules: The rules that its list has, where the app has no catalog.
        settings: Groups of its task settings.
        load: Settings that only a new load takes.
        serverless: Whether it is a replication config.
        moving: Whether it moves when the instance changes.
        watched: Whether it has a life cycle.
        mappings_asset: Whether its mappings are published beside the template.
    """

    tables: Mapping[str, str] = field(default_factory=lambda: {"shop.orders": "1"})
    targets: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[str, ...] | None = None
    migration_type: str = "full-load-and-cdc"
    settings: Mapping[str, Any] = field(default_factory=dict)
    load: Mapping[str, str] = field(default_factory=dict)
    prepare: str = "DROP_AND_CREATE"
    start: str = "ALWAYS_RUNNING"
    reload: str = "NEVER"
    allow: str = ""
    stop: str = ""
    position: str = ""
    serverless: bool = False
    moving: bool = False
    watched: bool = True
    mappings_asset: bool = False
    assessment: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class App:
    """
    What a user's app says.

    Attributes:
        jobs: Its tasks, by logical id.
        host: The source's address.
        ends: The logical ids of the source and the target endpoint.
        instance: The logical id of the instance.
        iam_role: The ARN of the role that DMS logs in to the target with, instead of a password.
        refused: Whether DMS refuses the settings of its tasks.
        late_failure: Whether a resource behind everything can't be made.
        service_timeout: How long CloudFormation waits for a custom resource.
        function_timeout: How long one run of the function may take.
    """

    jobs: Mapping[str, Job] = field(default_factory=lambda: {"Orders": Job()})
    host: str = "db.example.com"
    ends: tuple[str, str] = ("Source", "Target")
    instance: str = "Instance"
    instance_class: str = "dms.t3.medium"
    iam_role: str = ""
    refused: bool = False
    late_failure: bool = False
    service_timeout: int = 600
    function_timeout: int = 900

    def with_job(self, name: str = "Orders", **changed: Any) -> App:
        """Change one task."""
        return replace(self, jobs={**self.jobs, name: replace(self.jobs[name], **changed)})


def digest(value: object) -> str:
    """Digest as the constructs do."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]


def allow(before: App, after: App, name: str = "Orders", renamed: str = "") -> str:
    """Return the digest that the refusal of a change prints."""
    old = entry_of(before, name)["Fingerprint"]
    return f"{old[:8]}-{entry_of(after, renamed or name)['Fingerprint'][:8]}"


def mappings(job: Job) -> Data:
    """Render the mappings of a task."""
    rules = []
    for number, table in enumerate(sorted(job.tables), 1):
        schema, name = table.split(".")
        locator = {"schema-name": schema, "table-name": name}
        named = {"rule-id": str(number), "rule-name": str(number)}
        rules.append({"rule-type": "selection", "rule-action": "include", "object-locator": locator, **named})
    for number, (table, target) in enumerate(sorted(job.targets.items()), 100):
        schema, name = table.split(".")
        locator = {"schema-name": schema, "table-name": name}
        named = {"rule-id": str(number), "rule-name": str(number)}
        rename = {"rule-type": "transformation", "rule-target": "table", "rule-action": "rename", "value": target}
        rules.append({**rename, "object-locator": locator, **named})
    return {"rules": rules}


def _list(job: Job) -> Data:
    if job.rules is not None:
        return {"Format": 1, "Rules": list(job.rules)}
    tables = [[table, job.targets.get(table, table), columns] for table, columns in sorted(job.tables.items())]
    return {"Format": 1, "Tables": tables}


def _key(value: object) -> str:
    return f"{digest(value)}.json"


def lists_of(app: App) -> dict[str, str]:
    """Return what is published beside the template: contents by key."""
    assets = [_list(job) for job in app.jobs.values()]
    assets += [mappings(job) for job in app.jobs.values() if job.mappings_asset]
    return {_key(each): json.dumps(each) for each in assets}


def _documents(app: App, job: Job) -> Data:
    settings = {"Logging": {"EnableLogging": True}, **job.settings, **(_REFUSED_BY_DMS if app.refused else {})}
    documents: Data = {"TableMappings": json.dumps(mappings(job))}
    if job.mappings_asset:
        documents["TableMappings"] = json.dumps(mappings(Job(tables={"none.none": ""})))
    documents["ReplicationSettings" if job.serverless else "ReplicationTaskSettings"] = json.dumps(settings)
    if job.stop:
        documents["CdcStopPosition"] = job.stop
    return documents


def resources_of(app: App) -> Data:
    """Return the digests of what the tasks of an app use."""
    return {
        app.ends[0]: digest([app.ends[0], app.host]),
        app.ends[1]: digest([app.ends[1], app.iam_role] if app.iam_role else app.ends[1]),
        app.instance: digest([app.instance, app.instance_class]),
    }


def entry_of(app: App, name: str, bucket: str = "") -> Data:
    """Return the gate's entry of a task."""
    job = app.jobs[name]
    uses = [*app.ends, *([] if job.serverless else [app.instance])]
    own = digest([_documents(app, job), mappings(job), job.migration_type])
    replaces = digest([job.migration_type, app.ends, "" if job.moving or job.serverless else app.instance])
    entry = {
        "Kind": "replication" if job.serverless else "task",
        "Path": f"Shop/{name}/Resource",
        "MigrationType": job.migration_type,
        "Digest": own,
        "Replaces": replaces,
        "Fingerprint": digest([own, replaces, [resources_of(app)[each] for each in uses]]),
        "Moves": digest([job.migration_type, app.host]),
        "Ends": digest(app.ends),
        "Source": digest(app.host),
        "Uses": uses,
        "Load": dict(job.load),
        "PrepMode": job.prepare,
        "Tables": {"Bucket": bucket, "Key": _key(_list(job))},
        "Start": job.start,
        "Reload": job.reload,
    }
    if job.allow:
        entry["Allow"] = job.allow
    if job.mappings_asset:
        entry["Mappings"] = {"Bucket": bucket, "Key": _key(mappings(job))}
    return entry


def template_of(app: App, *, bucket: str, code: str, subnets: list[str]) -> Data:
    """Make the template of an app."""
    watched = {name: job for name, job in app.jobs.items() if job.watched}
    resources = _made_by_dms(app)
    if watched:
        resources |= _life_cycle(app, watched, bucket, code)
        for name, each in resources.items():
            if each["Type"].startswith("AWS::DMS::"):
                each["DependsOn"] = ["Gate"]
                each["Properties"]["Tags"] = [_STACK_TAG]
                if name in app.jobs and not app.jobs[name].watched:
                    del each["Properties"]["Tags"]
        if app.iam_role:
            resources |= _authentication(app)
            for name in app.jobs:
                resources[name]["DependsOn"] = ["Gate", "Authentication"]
    if app.late_failure:
        resources["Late"] = {
            "Type": "AWS::DMS::ReplicationSubnetGroup",
            "DependsOn": [*(f"{name}Runner" for name in watched), *app.jobs],
            "Properties": {"ReplicationSubnetGroupDescription": "one subnet is too few", "SubnetIds": subnets[:1]},
        }
    return {"Resources": resources}


def _made_by_dms(app: App) -> Data:
    login = {"EngineName": "mysql", "Port": 3306, "Username": "dms", "Password": "sesame"}
    resources: Data = {
        app.ends[0]: {
            "Type": "AWS::DMS::Endpoint",
            "Properties": {"EndpointType": "source", "ServerName": app.host, **login},
        },
        app.ends[1]: {
            "Type": "AWS::DMS::Endpoint",
            "Properties": {"EndpointType": "target", "ServerName": "target.example.com", **login},
        },
    }
    if app.iam_role:
        server = {"EngineName": "postgres", "Port": 5432, "Username": "dms", "SslMode": "require"}
        resources[app.ends[1]]["Properties"] = {
            "EndpointType": "target",
            "ServerName": "target.example.com",
            "DatabaseName": "shop",
            **server,
        }
    if not all(job.serverless for job in app.jobs.values()) or not app.jobs:
        resources[app.instance] = {
            "Type": "AWS::DMS::ReplicationInstance",
            "Properties": {
                "ReplicationInstanceClass": app.instance_class,
                "ReplicationSubnetGroupIdentifier": SUBNET_GROUP,
            },
        }
    for name, job in app.jobs.items():
        resources[name] = _replication(app, name, job) if job.serverless else _task(app, name, job)
    return resources


def _task(app: App, name: str, job: Job) -> Data:
    instance = f"{name}Seat" if job.moving and job.watched else app.instance
    properties = {
        "MigrationType": job.migration_type,
        "ReplicationInstanceArn": {"Ref": instance},
        "SourceEndpointArn": {"Ref": app.ends[0]},
        "TargetEndpointArn": {"Ref": app.ends[1]},
        **_documents(app, job),
    }
    return {"Type": "AWS::DMS::ReplicationTask", "Properties": properties}


def _replication(app: App, name: str, job: Job) -> Data:
    documents = {key: json.loads(value) for key, value in _documents(app, job).items()}
    frozen = digest([name, job.migration_type, app.ends])
    properties = {
        "ReplicationConfigIdentifier": f"{name.lower()}-{frozen}",
        "ResourceIdentifier": f"{name.lower()}-{frozen}",
        "ReplicationType": job.migration_type,
        "SourceEndpointArn": {"Ref": app.ends[0]},
        "TargetEndpointArn": {"Ref": app.ends[1]},
        "ComputeConfig": {"MaxCapacityUnits": 4, "ReplicationSubnetGroupId": SUBNET_GROUP},
        **documents,
    }
    return {"Type": "AWS::DMS::ReplicationConfig", "Properties": properties}


def _authentication(app: App) -> Data:
    settings = {"AuthenticationMethod": "iam", "ServiceAccessRoleArn": app.iam_role}
    told = {"EndpointArn": {"Ref": app.ends[1]}, "Block": "PostgreSQLSettings", "Settings": settings}
    common = {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}, "ServiceTimeout": app.service_timeout, "Format": "1"}
    digest_of_target = resources_of(app)[app.ends[1]]
    return {
        "Authentication": {
            "Type": "Custom::DmsAuthentication",
            "Properties": {**common, **told, "Digest": digest_of_target},
        }
    }


def _life_cycle(app: App, watched: Mapping[str, Job], bucket: str, code: str) -> Data:
    token = {"Fn::GetAtt": ["Function", "Arn"]}
    common = {"ServiceToken": token, "ServiceTimeout": app.service_timeout, "Format": "1"}
    entries = {name: entry_of(app, name, bucket) for name in watched}
    told = {name: {"Entry": json.dumps(entry)} for name, entry in entries.items()}
    gate = {"Tasks": told, "Resources": resources_of(app), "Values": {}}
    resources: Data = {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "lambda.amazonaws.com"},
                            "Action": "sts:AssumeRole",
                        }
                    ],
                },
                "Policies": [
                    {
                        "PolicyName": "LifeCycle",
                        "PolicyDocument": {
                            "Version": "2012-10-17",
                            "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
                        },
                    }
                ],
            },
        },
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.14",
                "Handler": "index.handler",
                "Code": {"S3Bucket": bucket, "S3Key": code},
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Timeout": app.function_timeout,
            },
        },
        "Latch": {"Type": "Custom::DmsLatch", "Properties": {**common, "Digest": digest(gate), "Values": {}}},
        "Gate": {"Type": "Custom::DmsGate", "DependsOn": ["Latch"], "Properties": {**common, **gate}},
    }
    for name, job in watched.items():
        runner = {
            **common,
            "Entry": json.dumps(
                {
                    **entries[name],
                    "LogicalId": name,
                    "UsesDigest": digest([resources_of(app)[each] for each in entries[name]["Uses"]]),
                }
            ),
            "TaskArn": {"Ref": name},
            "Values": {},
        }
        if job.position:
            runner["CdcStartPosition"] = job.position
        if job.moving:
            runner["Move"] = {"InstanceArn": {"Ref": app.instance}}
            seat = {"InstanceArn": {"Ref": app.instance}, "Replaces": entries[name]["Replaces"]}
            resources[f"{name}Seat"] = {"Type": "Custom::DmsSeat", "Properties": {**common, **seat}}
        if job.assessment:
            runner["Assessment"] = dict(job.assessment)
        # Not only by way of the task: where that doesn't change, nobody knows whether a rollback sees a way through it.
        behind = [*entries[name]["Uses"], "Gate"]
        resources[f"{name}Runner"] = {"Type": "Custom::DmsRunner", "DependsOn": behind, "Properties": runner}
    return resources
