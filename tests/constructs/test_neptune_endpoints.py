"""Neptune as target: its role, and what the cluster must have."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_kms as kms,
    aws_neptune as neptune,
    aws_s3 as s3,
)

import dms_constructs as dms
from tests.constructs.conftest import properties_of, warnings_of

Made = Callable[..., Any]


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_attributes(stack, "Bucket", bucket_arn="arn:aws:s3:::graph")


@pytest.fixture
def neptune_target(stack: cdk.Stack, bucket: s3.IBucket) -> Made:
    return lambda **arguments: dms.NeptuneTarget(stack, "Target", bucket=bucket, bucket_folder="dms", **arguments)


class TestNeptune:
    def test_dms_and_neptune_assume_the_role(self, stack: cdk.Stack, neptune_target: Made) -> None:
        neptune_target(server_name="graph.example.com")

        statements = properties_of(stack, "AWS::IAM::Role")["AssumeRolePolicyDocument"]["Statement"]
        assert [(each["Principal"]["Service"], "Condition" in each) for each in statements] == [
            ("dms.amazonaws.com", True),
            ("rds.amazonaws.com", False),
        ]

    def test_the_role_may_use_the_folder_only(self, stack: cdk.Stack, neptune_target: Made) -> None:
        neptune_target(server_name="graph.example.com")

        (policy,) = properties_of(stack, "AWS::IAM::Role")["Policies"]
        assert {each["Resource"] for each in policy["PolicyDocument"]["Statement"]} == {
            "arn:aws:s3:::graph/dms/*",
            "arn:aws:s3:::graph",
        }

    def test_the_role_may_use_the_buckets_key(self, stack: cdk.Stack) -> None:
        key = kms.Key(stack, "Key")
        bucket = s3.Bucket(stack, "Files", encryption_key=key, encryption=s3.BucketEncryption.KMS)
        dms.NeptuneTarget(stack, "Target", bucket=bucket, bucket_folder="dms", server_name="graph.example.com")

        (policy,) = properties_of(stack, "AWS::IAM::Role")["Policies"]
        actions = [each["Action"] for each in policy["PolicyDocument"]["Statement"]]
        assert ["kms:GenerateDataKey", "kms:Decrypt"] in actions

    def test_iam_authentication_lets_the_role_use_this_cluster(self, stack: cdk.Stack, neptune_target: Made) -> None:
        neptune_target(cluster=neptune.CfnDBCluster(stack, "Cluster"), iam_auth_enabled=True)

        (statement,) = properties_of(stack, "AWS::IAM::RolePolicy")["PolicyDocument"]["Statement"]
        assert statement["Action"] == ["neptune-db:*"]
        assert {"Fn::GetAtt": ["Cluster", "ClusterResourceId"]} in statement["Resource"]["Fn::Join"][1]

    def test_the_cluster_can_be_given_the_role_with_iam_authentication(
        self, stack: cdk.Stack, neptune_target: Made
    ) -> None:
        cluster = neptune.CfnDBCluster(stack, "Cluster")
        target = neptune_target(cluster=cluster, iam_auth_enabled=True)
        cluster.associated_roles = [neptune.CfnDBCluster.DBClusterRoleProperty(role_arn=target.service_access_role_arn)]

        # Resources that need each other in a circle are refused here.
        assert "dms-constructs:endpoint.roleOfNeptune" not in warnings_of(stack)

    def test_a_cluster_without_the_role_is_told(self, stack: cdk.Stack, neptune_target: Made) -> None:
        neptune_target(cluster=neptune.CfnDBCluster(stack, "Cluster"))

        assert "dms-constructs:endpoint.roleOfNeptune" in warnings_of(stack)

    def test_nothing_is_said_of_a_cluster_that_is_not_of_the_app(self, stack: cdk.Stack, neptune_target: Made) -> None:
        neptune_target(server_name="graph.example.com")

        assert warnings_of(stack) == []

    def test_iam_authentication_needs_to_know_the_cluster(self, neptune_target: Made) -> None:
        with pytest.raises(dms.ConfigurationError) as error:
            neptune_target(server_name="graph.example.com", iam_auth_enabled=True)

        assert error.value.code == "DMS-Y027"
