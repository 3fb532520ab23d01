"""CloudFormation makes, changes, replaces and deletes DMS's resources, and rolls back when DMS says no."""

from __future__ import annotations

import json

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from local_cloud.plugin.resource_types import RESOURCE_TYPES
from tests.local_cloud.account import MAPPINGS, Account, mappings, selection
from tests.local_cloud.stack import Stack, endpoint, resource

OTHER_MAPPINGS = mappings(selection(1, "shop", "invoices"))


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


def task(account: Account, **changed: object) -> dict:
    properties = {
        "SourceEndpointArn": account.source,
        "TargetEndpointArn": account.target,
        "ReplicationInstanceArn": account.instance,
        "MigrationType": "full-load-and-cdc",
        "TableMappings": MAPPINGS,
    }
    return {"Type": "AWS::DMS::ReplicationTask", "Properties": properties | changed}


def start(account: Account, arn: str) -> None:
    account.test_connection(account.source)
    account.test_connection(account.target)
    account.start(arn)
    account.await_task(arn, "running")


def test_resource_without_a_name_gets_one(account: Account, stack: Stack) -> None:
    assert stack.create(Source=endpoint()) == "CREATE_COMPLETE"

    assert account.dms.describe_endpoints()["Endpoints"][0]["EndpointIdentifier"].startswith("source-")


def test_reference_to_a_task_is_its_arn(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account))

    assert stack.ref("Task") == account.dms.describe_replication_tasks()["ReplicationTasks"][0]["ReplicationTaskArn"]


def test_task_is_ready_when_its_stack_is(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account))

    assert account.task(stack.ref("Task"))["Status"] == "ready"


def test_refusal_of_dms_is_the_reason_of_the_failure(stack: Stack) -> None:
    assert stack.create(Source=endpoint(SslMode="require")) == "ROLLBACK_COMPLETE"

    assert (
        "SSL mode require is not supported for engine mysql. (Service: AWSDatabaseMigrationService" in stack.reasons()
    )


def test_failure_takes_back_what_was_made(account: Account, stack: Stack) -> None:
    broken = endpoint("target", EngineName="mysqlX") | {"DependsOn": "Source"}

    assert stack.create(Source=endpoint(), Target=broken) == "ROLLBACK_COMPLETE"

    assert account.dms.describe_endpoints()["Endpoints"] == []


def test_property_that_the_type_does_not_have_is_refused(stack: Stack) -> None:
    assert stack.create(Source=endpoint(Colour="red")) == "ROLLBACK_COMPLETE"

    assert "extraneous key [Colour] is not permitted" in stack.reasons()


def test_mapping_changes_in_place(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account))
    before = stack.ref("Task")

    assert stack.update(Task=task(account, TableMappings=OTHER_MAPPINGS)) == "UPDATE_COMPLETE"

    assert account.task(before)["TableMappings"] == OTHER_MAPPINGS


def test_running_task_can_not_be_changed(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account))
    start(account, stack.ref("Task"))

    assert stack.update(Task=task(account, TableMappings=OTHER_MAPPINGS)) == "UPDATE_ROLLBACK_COMPLETE"

    assert "cannot be modified while it is running state" in stack.reasons()


def test_migration_type_replaces_the_task(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account))
    before = stack.ref("Task")

    assert stack.update(Task=task(account, MigrationType="cdc")) == "UPDATE_COMPLETE"

    assert [each["ReplicationTaskArn"] for each in account.dms.describe_replication_tasks()["ReplicationTasks"]] == [
        stack.ref("Task")
    ]
    assert stack.ref("Task") != before


def test_named_resource_can_not_be_replaced(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account, ReplicationTaskIdentifier="named"))
    before = stack.ref("Task")

    changed = task(account, ReplicationTaskIdentifier="named", MigrationType="cdc")
    assert stack.update(Task=changed) == "UPDATE_ROLLBACK_COMPLETE"

    assert "Replication task named already exists. (Service: AWSDatabaseMigrationService" in stack.reasons()
    assert account.task(before)["MigrationType"] == "full-load-and-cdc"


def test_replaced_task_that_runs_is_left_behind(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account))
    before = stack.ref("Task")
    start(account, before)

    assert stack.update(Task=task(account, MigrationType="cdc")) == "UPDATE_COMPLETE"

    assert account.task(before)["Status"] == "running"


def test_instance_grows_in_place_and_at_once(account: Account, stack: Stack) -> None:
    def instance(size: str) -> dict:
        properties = {
            "ReplicationInstanceClass": f"dms.t3.{size}",
            "ReplicationSubnetGroupIdentifier": account.subnet_group,
        }
        return {"Type": "AWS::DMS::ReplicationInstance", "Properties": properties}

    stack.create(Instance=instance("medium"))
    before = stack.ref("Instance")
    stack.update(Instance=instance("large"))

    assert stack.ref("Instance") == before
    assert account.dms.describe_replication_instances()["ReplicationInstances"][0]["ReplicationInstanceClass"] == (
        "dms.t3.large"
    )


def test_property_that_a_template_no_longer_has_is_reset(account: Account, stack: Stack) -> None:
    stack.create(Source=endpoint(ExtraConnectionAttributes="eventsPollInterval=5"))
    stack.update(Source=endpoint())

    assert not account.dms.describe_endpoints()["Endpoints"][0].get("ExtraConnectionAttributes")


def test_settings_that_a_template_no_longer_has_are_reset(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account, ReplicationTaskSettings='{"FullLoadSettings": {"CommitRate": 20000}}'))
    stack.update(Task=task(account))

    settings = json.loads(account.task(stack.ref("Task"))["ReplicationTaskSettings"])
    assert settings["FullLoadSettings"]["CommitRate"] != 20000


def test_running_task_keeps_its_stack_from_being_deleted(account: Account, stack: Stack) -> None:
    stack.create(Task=task(account))
    start(account, stack.ref("Task"))

    assert stack.delete() == "DELETE_FAILED"


def test_tags_of_a_resource_follow_its_template(account: Account, stack: Stack) -> None:
    stack.create(Source=endpoint(Tags=[{"Key": "team", "Value": "shop"}]))
    stack.update(Source=endpoint(Tags=[{"Key": "team", "Value": "crm"}]))

    tags = account.dms.list_tags_for_resource(ResourceArn=stack.ref("Source"))["TagList"]
    assert {"team": "crm"}.items() <= {tag["Key"]: tag["Value"] for tag in tags}.items()


def test_all_eleven_types_are_made_with_their_attributes_and_deleted(account: Account, stack: Stack) -> None:
    topic = account.client("sns").create_topic(Name="news")["TopicArn"]
    settings = {"PostgreSqlSettings": {"ServerName": "db.example.com", "Port": 5432, "DatabaseName": "shop"}}
    pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"  # only its form matters to the local cloud

    def dms(kind: str, **properties: object) -> dict:
        return {"Type": f"AWS::DMS::{kind}", "Properties": properties}

    end = {"DataProviderIdentifier": {"Ref": "Provider"}}
    ends = {"SourceEndpointArn": {"Ref": "Source"}, "TargetEndpointArn": {"Ref": "Target"}}
    assert account.subnet_group
    resources = {
        "Group": dms("ReplicationSubnetGroup", ReplicationSubnetGroupDescription="d", SubnetIds=account.subnets),
        "Instance": dms(
            "ReplicationInstance",
            ReplicationInstanceClass="dms.t3.medium",
            ReplicationSubnetGroupIdentifier={"Ref": "Group"},
        ),
        "Certificate": dms("Certificate", CertificatePem=pem),
        "Source": endpoint("source", SslMode="verify-ca", CertificateArn={"Ref": "Certificate"}),
        "Target": endpoint("target"),
        "Task": task(account, **ends, ReplicationInstanceArn={"Ref": "Instance"}),
        "Config": dms(
            "ReplicationConfig",
            ReplicationConfigIdentifier="config",
            ReplicationType="cdc",
            ComputeConfig={"MaxCapacityUnits": "2", "ReplicationSubnetGroupId": {"Ref": "Group"}},
            TableMappings=json.loads(MAPPINGS),
            **ends,
        ),
        "Events": dms("EventSubscription", SnsTopicArn=topic, SourceType="replication-task"),
        "Provider": dms("DataProvider", Engine="postgres", Settings=settings),
        "Profile": dms("InstanceProfile", SubnetGroupIdentifier={"Ref": "Group"}),
        "Project": dms(
            "MigrationProject",
            InstanceProfileIdentifier={"Ref": "Profile"},
            SourceDataProviderDescriptors=[end],
            TargetDataProviderDescriptors=[end],
        ),
        "Run": dms(
            "DataMigration",
            DataMigrationType="full-load",
            MigrationProjectIdentifier={"Ref": "Project"},
            ServiceAccessRoleArn="arn:aws:iam::1:role/r",
            DataMigrationSettings={"CloudwatchLogsEnabled": True},
        ),
    }

    kinds = {name: each["Type"].rpartition(":")[2] for name, each in resources.items()}
    stack.outputs = {
        f"{name}{attribute}": {"Value": {"Fn::GetAtt": [name, attribute]}}
        for name, kind in kinds.items()
        for attribute in RESOURCE_TYPES[kind].attributes
    }

    assert stack.create(**resources) == "CREATE_COMPLETE", stack.reasons()
    assert all(each["OutputValue"] for each in stack.described["Outputs"])
    assert account.dms.describe_data_migrations()["DataMigrations"][0]["DataMigrationSettings"] == {
        "CloudwatchLogsEnabled": True
    }
    assert stack.delete() == "DELETE_COMPLETE", stack.reasons()


def test_rule_of_a_security_group_is_a_real_one(account: Account, stack: Stack) -> None:
    guard, caller = account.security_group("guard"), account.security_group("caller")
    rule = {"GroupId": guard, "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "SourceSecurityGroupId": caller}

    def rules() -> list:
        return account.ec2.describe_security_groups(GroupIds=[guard])["SecurityGroups"][0]["IpPermissions"]

    stack.create(Rule={"Type": "AWS::EC2::SecurityGroupIngress", "Properties": rule})
    assert rules()[0]["UserIdGroupPairs"][0]["GroupId"] == caller
    stack.delete()
    assert rules() == []


def test_reference_to_a_secret_is_its_arn(account: Account, stack: Stack) -> None:
    stack.create(Secret={"Type": "AWS::SecretsManager::Secret", "Properties": {"SecretString": "sesame"}})

    assert stack.ref("Secret").startswith(f"arn:aws:secretsmanager:us-east-1:{account.number}:secret:Secret-")


def test_id_of_an_instance_is_its_reference(account: Account, stack: Stack) -> None:
    stack.outputs = {"Id": {"Value": {"Fn::GetAtt": ["Instance", "Id"]}}}
    stack.create(
        Instance=resource(
            "DMS::ReplicationInstance",
            ReplicationInstanceClass="dms.t3.medium",
            ReplicationSubnetGroupIdentifier=account.subnet_group,
        )
    )

    assert stack.output("Id") == stack.ref("Instance")


@pytest.mark.parametrize("attribute", ["Arn", "Id", "EndpointIdentifier"])
def test_attribute_that_the_type_does_not_have_is_refused(stack: Stack, attribute: str) -> None:
    stack.outputs = {"Wrong": {"Value": {"Fn::GetAtt": ["Source", attribute]}}}

    assert stack.create(Source=endpoint()) == "ROLLBACK_COMPLETE"


def schema_of(name: str) -> dict:
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", f"AWS::DMS::{name}").schema


@pytest.mark.parametrize("name", RESOURCE_TYPES)
def test_attributes_of_a_type_are_those_of_its_schema(name: str) -> None:
    paths = [path.removeprefix("/properties/") for path in schema_of(name).get("readOnlyProperties", [])]

    assert sorted(RESOURCE_TYPES[name].attributes) == sorted(path for path in paths if "/" not in path)


@pytest.mark.parametrize("name", RESOURCE_TYPES)
def test_properties_that_replace_are_those_of_the_schema(name: str) -> None:
    paths = [path.removeprefix("/properties/").split("/") for path in schema_of(name).get("createOnlyProperties", [])]

    assert sorted(RESOURCE_TYPES[name].replacing) == sorted(path[0] for path in paths if len(path) == 1)
    assert sorted(RESOURCE_TYPES[name].sometimes_replacing) == sorted(path[0] for path in paths if len(path) > 1)
