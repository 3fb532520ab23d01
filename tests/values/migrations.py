"""Templates of migrations that tests of the review change."""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any

from dms_constructs.review.context import Known, Template
from dms_constructs.review.entry import Entry, Review
from dms_constructs.review.reviewing import review

__all__ = ["app", "asset", "changed", "entries", "gate", "reviewed", "selecting", "watching"]


def selecting(*patterns: str, first_id: int = 1) -> dict[str, Any]:
    """Table mappings that include tables by `schema.table`; `!` before one excludes it."""
    return {
        "rules": [
            {
                "rule-type": "selection",
                "rule-id": str(number),
                "rule-name": str(number),
                "rule-action": "exclude" if pattern.startswith("!") else "include",
                "object-locator": dict(zip(("schema-name", "table-name"), pattern.lstrip("!").split("."), strict=True)),
            }
            for number, pattern in enumerate(patterns, start=first_id)
        ]
    }


def app() -> dict[str, Any]:
    """The resources of a whole migration, with what it stands on and what watches it."""
    return {
        "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {}}},
        "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"KmsKeyId": {"Ref": "Key"}}},
        "Cluster": {
            "Type": "AWS::RDS::DBCluster",
            "Properties": {
                "Engine": "aurora-postgresql",
                "DatabaseName": "shop",
                "DeletionProtection": True,
                "VpcSecurityGroupIds": [{"Ref": "Group"}],
            },
        },
        "Attached": {
            "Type": "AWS::SecretsManager::SecretTargetAttachment",
            "Properties": {"SecretId": {"Ref": "Secret"}, "TargetId": {"Ref": "Cluster"}},
        },
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "sts:AssumeRole",
                            "Principal": {"Service": "dms.eu-west-1.amazonaws.com"},
                        }
                    ]
                },
                "Policies": [
                    {
                        "PolicyName": "ReadSecret",
                        "PolicyDocument": {
                            "Statement": [
                                {
                                    "Effect": "Allow",
                                    "Action": ["secretsmanager:GetSecretValue"],
                                    "Resource": {"Ref": "Attached"},
                                }
                            ]
                        },
                    }
                ],
            },
        },
        "Group": {
            "Type": "AWS::EC2::SecurityGroup",
            "Properties": {"GroupDescription": "databases", "SecurityGroupIngress": []},
        },
        "Certificate": {"Type": "AWS::DMS::Certificate", "Properties": {"CertificatePem": "one"}},
        "Source": {
            "Type": "AWS::DMS::Endpoint",
            "Properties": {
                "EngineName": "mysql",
                "EndpointType": "source",
                "ServerName": "old.example.com",
                "SslMode": "verify-ca",
                "CertificateArn": {"Ref": "Certificate"},
            },
        },
        "Target": {
            "Type": "AWS::DMS::Endpoint",
            "Properties": {
                "EngineName": "aurora-postgresql",
                "EndpointType": "target",
                "DatabaseName": "shop",
                "PostgreSqlSettings": {
                    "SecretsManagerAccessRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
                    "SecretsManagerSecretId": {"Ref": "Attached"},
                },
            },
        },
        "Subnets": {
            "Type": "AWS::DMS::ReplicationSubnetGroup",
            "Properties": {"ReplicationSubnetGroupDescription": "private", "SubnetIds": ["subnet-a", "subnet-b"]},
        },
        "Instance": {
            "Type": "AWS::DMS::ReplicationInstance",
            "Properties": {
                "ReplicationInstanceClass": "dms.r6i.large",
                "EngineVersion": "3.5.4",
                "AllocatedStorage": 100,
                "MultiAZ": False,
                "ReplicationSubnetGroupIdentifier": {"Ref": "Subnets"},
                "VpcSecurityGroupIds": [{"Fn::GetAtt": ["Group", "GroupId"]}],
            },
        },
        "Task": {
            "Type": "AWS::DMS::ReplicationTask",
            "Properties": {
                "MigrationType": "full-load-and-cdc",
                "SourceEndpointArn": {"Ref": "Source"},
                "TargetEndpointArn": {"Ref": "Target"},
                "ReplicationInstanceArn": {"Ref": "Instance"},
                "TableMappings": json.dumps(selecting("shop.%", "!shop.audit_%")),
                "ReplicationTaskSettings": json.dumps(
                    {
                        "FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING", "CommitRate": 10000},
                        "Logging": {"EnableLogging": True},
                        "TargetMetadata": {
                            "SupportLobs": True,
                            "FullLobMode": False,
                            "LimitedSizeLobMode": True,
                            "LobMaxSize": 64,
                        },
                    }
                ),
            },
        },
        "Late": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "Namespace": "AWS/DMS",
                "Threshold": 60,
                "Dimensions": [{"Name": "ReplicationTaskIdentifier", "Value": {"Ref": "Task"}}],
            },
        },
    }


def changed(resources: dict[str, Any], name: str, **properties: Any) -> dict[str, Any]:
    """The resources with other properties of one; None takes one away. A dict goes into the object that is there."""
    new = copy.deepcopy(resources)
    given = new[name]["Properties"]
    for key, value in properties.items():
        before = given.get(key)
        if value is None:
            del given[key]
        elif isinstance(value, dict) and isinstance(before, str) and before.startswith("{"):
            document = json.loads(before)
            for section, inner in value.items():
                known = document.get(section)
                document[section] = known | inner if isinstance(known, dict) else inner
            given[key] = json.dumps(document)
        else:
            given[key] = value
    return new


def asset(name: str) -> str:
    """The hash of an asset."""
    return hashlib.sha256(name.encode()).hexdigest()


def watching(
    fingerprint: str = "1111111122222222", replaces: str = "same", digest: str = "", **more: Any
) -> dict[str, Any]:
    """What the gate says of a task."""
    return {
        "MigrationType": "full-load-and-cdc",
        "Digest": digest or fingerprint,
        "Replaces": replaces,
        "Fingerprint": fingerprint,
        "Moves": "shop",
        "Source": "mysql",
        "Start": "ALWAYS_RUNNING",
        "Reload": "NEVER",
        "Tables": {"Bucket": "assets", "Key": f"{asset(fingerprint)}.json"},
    } | more


def gate(resources: dict[str, Any], **tasks: dict[str, Any]) -> dict[str, Any]:
    """The resources with a life cycle of these tasks."""
    told = {name: {"Entry": json.dumps(entry)} for name, entry in tasks.items()}
    body = {"Type": "Custom::DmsGate", "Properties": {"Format": "1", "Tasks": told, "Resources": {}, "Values": {}}}
    return resources | {"Gate": body}


def reviewed(
    old: dict[str, Any], new: dict[str, Any], known: Known | None = None, assets: dict[str, Any] | None = None
) -> Review:
    """The review of a change from some resources to others, with assets by their hashes."""
    of = (assets or {}).get
    return review([Template("", old, of)], [Template("", new, of)], known)


def entries(found: Review, name: str) -> list[Entry]:
    """What the review says of a resource."""
    return [entry for each in found.resources if each.name == name for entry in each.entries]
