"""L1 constructs of other services: many have attributes of the same names, and none is taken for what was meant."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_docdb as docdb,
    aws_kinesis as kinesis,
    aws_rds as rds,
    aws_redshift as redshift,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.constructs.cluster_targets import GROUP


def _aurora(stack: cdk.Stack) -> rds.CfnDBCluster:
    return rds.CfnDBCluster(stack, "Other", engine="aurora-mysql", vpc_security_group_ids=[GROUP])


def _document_cluster(stack: cdk.Stack) -> docdb.CfnDBCluster:
    return docdb.CfnDBCluster(stack, "Other")


def _warehouse(stack: cdk.Stack) -> redshift.CfnCluster:
    return redshift.CfnCluster(
        stack, "Other", cluster_type="single-node", db_name="dev", master_username="dms", node_type="ra3.large"
    )


def _stream(stack: cdk.Stack) -> kinesis.CfnStream:
    return kinesis.CfnStream(stack, "Other", shard_count=1)


def _redshift_target(stack: cdk.Stack, other: Any) -> None:
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/warehouse")
    dms.RedshiftTarget(stack, "Target", connection=dms.Connection.to_redshift(other, secret=secret), database="dev")


def _redis_target(stack: cdk.Stack, other: Any) -> None:
    dms.RedisTarget(stack, "Target", cluster=other)


def _neptune_target(stack: cdk.Stack, other: Any) -> None:
    bucket = s3.Bucket(stack, "Files")
    dms.NeptuneTarget(stack, "Target", cluster=other, bucket=bucket, bucket_folder="dms")


def _kafka_target(stack: cdk.Stack, other: Any) -> None:
    dms.KafkaTarget(stack, "Target", cluster=other)


@pytest.mark.parametrize(
    ("make", "other", "code"),
    [
        (_redshift_target, _aurora, "DMS-Y002"),
        (_redis_target, _aurora, "DMS-A001"),
        (_redis_target, _warehouse, "DMS-A001"),
        (_neptune_target, _document_cluster, "DMS-A001"),
        (_kafka_target, _stream, "DMS-A001"),
    ],
)
def test_none_is_taken_for_another(
    stack: cdk.Stack, make: Callable[[cdk.Stack, Any], None], other: Callable[[cdk.Stack], Any], code: str
) -> None:
    with pytest.raises(dms.ConfigurationError) as error:
        make(stack, other(stack))

    assert error.value.code == code


def test_a_bucket_is_not_made_of_another(stack: cdk.Stack) -> None:
    with pytest.raises(dms.ConfigurationError, match="from_bucket_name"):
        dms.S3Target(stack, "Target", bucket=_stream(stack))
