"""A topic that notifications go to: encrypted, and open to the services that send them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import (
    aws_iam as iam,
    aws_kms as kms,
    aws_sns as sns,
    aws_sns_subscriptions as subscriptions,
)
from constructs import Construct

from dms_constructs._checks import is_list, located, taken_as_is
from dms_constructs._construct import DmsConstruct, check_removal_policy
from dms_constructs.endpoints._keys import check_key
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["NotificationTopic"]


class NotificationTopic(DmsConstruct):
    """
    An encrypted topic that alarms, rules of EventBridge and event subscriptions of DMS may publish to.

    With SNS's own key none of the three could: a service needs a key whose policy lets it in. Alarms of this account
    are let in at once; rules and subscriptions when they are made.

    Creates: a topic, its policy and, unless one is given, a key.

    Source: the Amazon SNS Developer Guide, page sns-key-management, and the Amazon CloudWatch User Guide, page
    Notify_Users_Alarm_Changes.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        emails: Sequence[str] | None = None,
        kms_key: kms.IKey | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the topic.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            emails: Who is told; each gets a mail to confirm that. By default nobody yet.
            kms_key: Encrypts what waits to be sent. By default a key of its own, which is rotated. The policy of an
                imported key can't be changed from here: it must let the three services in.
            removal_policy: What happens to topic and key when they leave the stack; by default they are deleted.

        Raises:
            ConfigurationError: `DMS-O009` for something that is not an address, `DMS-A001` and `DMS-A003` for a wrong
                key or removal policy.
        """
        with located(scope, construct_id):
            is_list("DMS-O009", "emails", emails, "emails=['dba@example.com']", of_texts=True)
            for each in emails or ():
                _check_address(each)
            check_key("kms_key", kms_key)
            check_removal_policy(removal_policy)
        super().__init__(scope, construct_id)
        policy = removal_policy if removal_policy is not None else cdk.RemovalPolicy.DESTROY
        if kms_key is None:
            kms_key = kms.Key(
                self,
                "Key",
                description=f"Encrypts notifications of {self.node.path}",
                enable_key_rotation=True,
                removal_policy=policy,
            )
        self._topic = sns.Topic(self, "Default", master_key=kms_key, enforce_ssl=True)
        self._topic.apply_removal_policy(policy)
        # Rules and subscriptions let themselves in; alarms don't.
        alarms = iam.ServicePrincipal(
            "cloudwatch.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": self.stack.account}}
        )
        self._topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsPublish",
                actions=["sns:Publish"],
                principals=[alarms],
                resources=[self._topic.topic_arn],
            )
        )
        kms_key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsUseKey",
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                principals=[alarms],
                resources=["*"],  # in a key's policy, the key itself
            )
        )
        for each in dict.fromkeys(emails or ()):  # one mail each
            self._topic.add_subscription(subscriptions.EmailSubscription(each))

    @property
    def topic(self) -> sns.ITopic:
        """The topic, for the actions of alarms and the targets of rules."""
        return self._topic

    @property
    def topic_arn(self) -> str:
        """Its ARN."""
        return self._topic.topic_arn


_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


def _check_address(given: object) -> None:
    if taken_as_is(given) or (isinstance(given, str) and _ADDRESS.fullmatch(given)):
        return
    raise ConfigurationError(
        "DMS-O009", f"emails must hold addresses such as 'dba@example.com', got {shown(given)}", given=given
    )
