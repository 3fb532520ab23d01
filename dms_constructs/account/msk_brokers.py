"""The brokers of an MSK cluster, which CloudFormation doesn't tell: a function looks them up when it deploys."""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from dms_constructs._construct import DmsConstruct
from dms_constructs.account.lambda_backed import lambda_backed

__all__ = ["MskBrokers"]

_HANDLER = Path(__file__).parent / "handlers" / "msk_brokers"
_TIMEOUT = cdk.Duration.minutes(1)


class MskBrokers(DmsConstruct):
    """
    The brokers of an MSK cluster for one security protocol.

    Creates: a Lambda function in Python, its role and log group, and a custom resource.

    Source: the Amazon MSK API reference, GetBootstrapBrokers.
    """

    def __init__(self, scope: Construct, construct_id: str, *, cluster_arn: str, broker_string: str) -> None:
        """
        Look them up.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            cluster_arn: The ARN of the cluster.
            broker_string: What GetBootstrapBrokers calls them, such as `BootstrapBrokerStringTls`.
        """
        super().__init__(scope, construct_id)
        self._resource = lambda_backed(
            self,
            resource_type="Custom::DmsMskBrokers",
            handler=_HANDLER,
            description="Looks up the brokers of an MSK cluster for an endpoint of AWS DMS",
            policy_name="ReadBrokers",
            statements=[iam.PolicyStatement(actions=["kafka:GetBootstrapBrokers"], resources=[cluster_arn])],
            timeout=_TIMEOUT,
            properties={"ClusterArn": cluster_arn, "BrokerString": broker_string},
        )

    @property
    def broker(self) -> str:
        """The brokers, as `host:port,host:port`: a CDK token."""
        return self._resource.get_att_string("Broker")
