"""What AWS refuses to delete stays, and CloudFormation says why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account
from tests.local_cloud.stack import Stack, resource

LOGIN = {"MasterUsername": "dms", "MasterUserPassword": "sesame-sesame"}
PROTECTED_CLUSTER = "Cannot delete protected Cluster, please disable deletion protection and try again."
PROTECTED_INSTANCE = "Cannot delete protected DB Instance, please disable deletion protection and try again."


def cluster(*, protected: bool = True, **more: object) -> dict[str, Any]:
    properties = {"Engine": "aurora-postgresql", "DeletionProtection": protected, **LOGIN, **more}
    return {**resource("RDS::DBCluster", **properties), "DeletionPolicy": "Delete"}


def instance(*, protected: bool = True, **more: object) -> dict[str, Any]:
    properties = {"Engine": "mysql", "DBInstanceClass": "db.t3.medium", "AllocatedStorage": "20", **LOGIN}
    return resource("RDS::DBInstance", **properties, DeletionProtection=protected, **more)


@pytest.fixture
def stack(account: Account) -> Stack:
    return Stack(account)


@pytest.fixture
def rds(account: Account) -> Any:
    return account.client("rds")


@pytest.mark.parametrize(("database", "message"), [(cluster(), PROTECTED_CLUSTER), (instance(), PROTECTED_INSTANCE)])
def test_protected_database_is_not_deleted(stack: Stack, database: dict, message: str) -> None:
    stack.create(Database=database)

    assert stack.delete() == "DELETE_FAILED"

    assert f'Resource handler returned message: "{message} (Service: Rds, Status Code: 400' in stack.reasons()


@pytest.mark.parametrize("database", [cluster(protected=False), instance(protected=False)])
def test_database_without_protection_is_deleted(stack: Stack, database: dict) -> None:
    stack.create(Database=database)

    assert stack.delete() == "DELETE_COMPLETE"


def test_protection_can_be_taken_away_by_hand(stack: Stack, rds: Any) -> None:
    stack.create(Database=cluster())
    stack.delete()
    rds.modify_db_cluster(DBClusterIdentifier=stack.ref("Database"), DeletionProtection=False)

    assert stack.delete() == "DELETE_COMPLETE"


def test_protection_can_be_taken_away_by_the_template(stack: Stack) -> None:
    stack.create(Database=cluster())

    assert stack.update(Database=cluster(protected=False)) == "UPDATE_COMPLETE"
    assert stack.delete() == "DELETE_COMPLETE"


def test_protected_database_is_left_behind_by_a_rollback(stack: Stack, rds: Any) -> None:
    broken = resource("SSM::Parameter", Type="String", Value={"Fn::ImportValue": "gone"})

    assert stack.create(Database=cluster(), Broken={**broken, "DependsOn": "Database"}) == "ROLLBACK_FAILED"

    assert PROTECTED_CLUSTER in stack.reasons()
    assert len(rds.describe_db_clusters()["DBClusters"]) == 1


def test_protected_database_is_left_behind_by_its_replacement(stack: Stack, rds: Any) -> None:
    stack.create(Database=cluster(DatabaseName="old"))

    assert stack.update(Database=cluster(DatabaseName="new")) == "UPDATE_COMPLETE"

    assert PROTECTED_CLUSTER in stack.reasons()
    assert len(rds.describe_db_clusters()["DBClusters"]) == 2


def test_no_snapshot_is_made_of_what_stays(stack: Stack, rds: Any) -> None:
    stack.create(Database={**cluster(), "DeletionPolicy": "Snapshot"})

    stack.delete()

    assert rds.describe_db_cluster_snapshots()["DBClusterSnapshots"] == []


def test_what_a_protected_database_depends_on_stays_too(account: Account, stack: Stack) -> None:
    subnets = [
        resource(
            "EC2::Subnet", VpcId={"Ref": "Vpc"}, CidrBlock=f"10.1.{number}.0/24", AvailabilityZone=f"us-east-1{zone}"
        )
        for number, zone in enumerate("ab")
    ]
    stack.create(
        Vpc=resource("EC2::VPC", CidrBlock="10.1.0.0/16"),
        SubnetA=subnets[0],
        SubnetB=subnets[1],
        Guard=resource("EC2::SecurityGroup", GroupDescription="d", VpcId={"Ref": "Vpc"}),
        Group=resource(
            "RDS::DBSubnetGroup", DBSubnetGroupDescription="d", SubnetIds=[{"Ref": "SubnetA"}, {"Ref": "SubnetB"}]
        ),
        Login=resource("SecretsManager::Secret", SecretString="sesame-sesame"),
        Database=cluster(
            DBSubnetGroupName={"Ref": "Group"},
            VpcSecurityGroupIds=[{"Ref": "Guard"}],
            MasterUserPassword={"Fn::Sub": "{{resolve:secretsmanager:${Login}}}"},
        ),
        Topic=resource("SNS::Topic"),
    )

    assert stack.delete() == "DELETE_FAILED"

    left = stack.cloudformation.describe_stack_resources(StackName=stack.stack_id)["StackResources"]
    kept = {"Vpc", "SubnetA", "SubnetB", "Guard", "Group", "Login", "Database"}
    assert {each["LogicalResourceId"] for each in left} == kept
    assert account.secrets.get_secret_value(SecretId=stack.ref("Login"))["SecretString"] == "sesame-sesame"
    account.client("rds").modify_db_cluster(DBClusterIdentifier=stack.ref("Database"), DeletionProtection=False)
    assert stack.delete() == "DELETE_COMPLETE"


def test_network_of_a_database_that_is_not_of_the_stack_stays(account: Account, stack: Stack, rds: Any) -> None:
    subnets = [
        resource(
            "EC2::Subnet", VpcId=account.vpc, CidrBlock=f"10.0.{8 + number}.0/24", AvailabilityZone=f"us-east-1{zone}"
        )
        for number, zone in enumerate("ab")
    ]
    stack.create(
        SubnetA=subnets[0],
        SubnetB=subnets[1],
        Group=resource(
            "RDS::DBSubnetGroup", DBSubnetGroupDescription="d", SubnetIds=[{"Ref": "SubnetA"}, {"Ref": "SubnetB"}]
        ),
    )
    rds.create_db_cluster(
        DBClusterIdentifier="orders", Engine="aurora-mysql", DBSubnetGroupName=stack.ref("Group"), **LOGIN
    )

    assert stack.delete() == "DELETE_FAILED"

    assert "because at least one database instance: orders is still using it" in stack.reasons()


@pytest.mark.parametrize("versioning", ["Suspended", "Enabled"])
def test_bucket_with_objects_is_not_deleted(account: Account, stack: Stack, versioning: str) -> None:
    stack.create(Bucket=resource("S3::Bucket", VersioningConfiguration={"Status": versioning}))
    account.client("s3").put_object(Bucket=stack.ref("Bucket"), Key="orders/LOAD00000001.parquet", Body=b"PAR1")

    assert stack.delete() == "DELETE_FAILED"

    assert "The bucket you tried to delete is not empty (Service: S3, Status Code: 409" in stack.reasons()


def test_versions_of_deleted_objects_keep_a_bucket(account: Account, stack: Stack) -> None:
    stack.create(Bucket=resource("S3::Bucket", VersioningConfiguration={"Status": "Enabled"}))
    s3 = account.client("s3")
    s3.put_object(Bucket=stack.ref("Bucket"), Key="a", Body=b"")
    s3.delete_object(Bucket=stack.ref("Bucket"), Key="a")

    assert stack.delete() == "DELETE_FAILED"


def test_empty_bucket_is_deleted(account: Account, stack: Stack) -> None:
    stack.create(Bucket=resource("S3::Bucket"))
    s3 = account.client("s3")
    s3.put_object(Bucket=stack.ref("Bucket"), Key="a", Body=b"")
    s3.delete_object(Bucket=stack.ref("Bucket"), Key="a")

    assert stack.delete() == "DELETE_COMPLETE"


def test_log_group_is_deleted_with_what_it_holds(account: Account, stack: Stack) -> None:
    stack.create(Logs=resource("Logs::LogGroup", LogGroupName="dms-tasks-instance"))
    account.client("logs").create_log_stream(logGroupName="dms-tasks-instance", logStreamName="dms-task-A")

    assert stack.delete() == "DELETE_COMPLETE"


def test_security_group_of_a_replication_instance_stays(account: Account, stack: Stack) -> None:
    stack.create(Guard=resource("EC2::SecurityGroup", GroupDescription="d", VpcId=account.vpc))
    account.await_instance(account.make_instance(VpcSecurityGroupIds=[stack.ref("Guard")])["ReplicationInstanceArn"])

    assert stack.delete() == "DELETE_FAILED"

    assert f"resource {stack.ref('Guard')} has a dependent object" in stack.reasons()


def test_security_group_that_was_retained_keeps_its_vpc(stack: Stack) -> None:
    group = resource("EC2::SecurityGroup", GroupDescription="d", VpcId={"Ref": "Vpc"})
    stack.create(Vpc=resource("EC2::VPC", CidrBlock="10.1.0.0/16"), Group={**group, "DeletionPolicy": "Retain"})

    assert stack.delete() == "DELETE_FAILED"

    assert f"The vpc '{stack.ref('Vpc')}' has dependencies and cannot be deleted." in stack.reasons()
