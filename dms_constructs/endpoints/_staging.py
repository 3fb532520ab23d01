"""The bucket between DMS and Redshift, and the role by which both use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_s3 as s3
from constructs import Construct

from dms_constructs.account.service_roles import ServiceRoles, wait_for_endpoint_role
from dms_constructs.endpoints._places import read
from dms_constructs.endpoints._s3_bucket import choose_key, files_of
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["AccountRole", "Staging"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """A bucket of the user's, and the role for it."""

    bucket: s3.IBucket
    folder: str | None
    key: kms.IKey | None
    """The key that was given; None for the bucket's own."""
    role: iam.IRole | None
    kind: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", choose_key(self.bucket, self.key, makes_role=self.role is None))

    def findings(self, engine: EngineName | None) -> tuple[Finding, ...]:  # noqa: ARG002  # any warehouse can use it
        """Return the findings about it: there are none."""
        return ()

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make the role, unless it is given."""
        grants = [
            Grant(("object_actions",), files_of(self.bucket, self.folder)),
            Grant(("bucket_actions",), read(self.bucket, "bucket_arn")),
        ]
        members = {"BucketName": read(self.bucket, "bucket_name")}
        if self.key is not None:
            grants.append(Grant(("key_actions",), self.key.key_arn))
            members |= {"EncryptionMode": "sse-kms", "ServerSideEncryptionKmsKeyId": self.key.key_arn}
        access = ServiceRoleAccess(
            kind=self.kind,
            description="Lets AWS DMS and Amazon Redshift use the staging bucket of one endpoint",
            policy_name="UseBucket",
            grants=grants,
            role=self.role,
        )
        return {**members, **access.bind(scope, removal_policy)}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRole:
    """A bucket that DMS makes, by the account's role `dms-access-for-endpoint`."""

    key: kms.IKey | None
    role: iam.IRole | None
    service_roles: ServiceRoles | None

    def __post_init__(self) -> None:
        for name, given, why in (
            ("encryption_key", self.key, "the account's role dms-access-for-endpoint may use no key of yours"),
            ("service_access_role", self.role, "DMS makes a bucket by the account's role dms-access-for-endpoint"),
        ):
            if given is not None:
                raise ConfigurationError(
                    "DMS-Y003",
                    f"{name} needs staging_bucket: without one, {why}; add staging_bucket=s3.Bucket(self, 'Staging'), "
                    f"or remove {name}",
                )
        if self.service_roles is not None:
            self.service_roles.require_endpoint_role()

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:  # noqa: ARG002  # the account's role stays
        """Let the endpoint wait for the account's role."""
        wait_for_endpoint_role(scope, self.service_roles)
        return {}

    def findings(self, engine: EngineName | None) -> tuple[Finding, ...]:
        """Return the findings about the account's role."""
        if engine is not EngineName.REDSHIFT_SERVERLESS:
            return ()
        return (
            Finding(
                "endpoint.accountRoleOfServerless",
                "Redshift Serverless copies files from the bucket that DMS makes only if the account's role "
                "dms-access-for-endpoint trusts redshift-serverless.amazonaws.com",
                "DMS User Guide, page CHAP_Target.Redshift, section Trust Policy with Amazon Redshift Serverless",
                fix="give staging_bucket=s3.Bucket(self, 'Staging'): then a role is made that trusts it",
            ),
        )
