"""A premigration assessment that runs before a task starts for the first time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aws_cdk import aws_iam as iam, aws_s3 as s3
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import is_a, is_list, provides, text
from dms_constructs.endpoints.access import check_role
from dms_constructs.endpoints.service_role import Grant, ServiceRoleAccess
from dms_constructs.errors import ConfigurationError, did_you_mean, is_unchecked, shown

__all__ = ["PremigrationAssessment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PremigrationAssessment:
    """
    Has DMS assess a task before it starts for the first time; a failed check stops the deployment, and the report says
    what it found.

    Source: the DMS User Guide, pages CHAP_Tasks.AssessmentReport and CHAP_Tasks.PremigrationAssessmentRuns.

    Args:
        bucket: Where DMS writes its report.
        folder: The folder in it. Default: none.
        role: By which DMS writes there. Default: one that may do just that is made.
        include_only: The checks to run, by the keys of AWS's guide. Default: all that apply.
        exclude: The checks to leave out, which excludes `include_only`. Default: none.

    Raises:
        ConfigurationError: `DMS-L004` for a part of the wrong type, both lists at once, or a check that this library
            doesn't know.
    """

    bucket: s3.IBucket
    folder: str | None = None
    role: iam.IRole | None = None
    include_only: Sequence[str] | None = None
    exclude: Sequence[str] | None = None

    def __post_init__(self) -> None:
        bucket = "s3.Bucket.from_bucket_name(self, 'Reports', 'my-bucket')"
        provides("bucket", self.bucket, "bucket_arn", "an S3 bucket", bucket, code="DMS-L004", required=True)
        text("folder", self.folder, "assessments")
        check_role("role", self.role)
        if self.include_only is not None and self.exclude is not None:
            raise ConfigurationError(
                "DMS-L004", "include_only and exclude must not be given together; leave exclude out", given=self.exclude
            )
        for name in ("include_only", "exclude"):
            _check_names(name, getattr(self, name))

    def bind(self, scope: Construct) -> dict[str, Any]:
        """Make the role, unless it is given, and return what the function of a life cycle is told."""
        arn: str = self.bucket.bucket_arn
        objects = f"{arn}/{self.folder}/*" if self.folder else f"{arn}/*"
        grants = [Grant(("object_actions",), objects), Grant(("bucket_actions",), arn)]
        key = self.bucket.encryption_key
        if key is not None:
            grants.append(Grant(("key_actions",), key.key_arn))
        access = ServiceRoleAccess(
            kind="assessment",
            description="Lets AWS DMS write the report of one premigration assessment",
            policy_name="WriteReport",
            grants=grants,
            role=self.role,
        )
        told: dict[str, Any] = {
            "RoleArn": access.bind(scope, None)["ServiceAccessRoleArn"],
            "Bucket": self.bucket.bucket_name,
            "Folder": self.folder,
            "IncludeOnly": list(self.include_only) if self.include_only is not None else None,
            "Exclude": list(self.exclude) if self.exclude is not None else None,
        }
        if key is not None:
            told |= {"EncryptionMode": "SSE_KMS", "KmsKeyArn": key.key_arn}
        return {name: value for name, value in told.items() if value is not None}


def _check_names(name: str, given: Sequence[str] | None) -> None:
    example = f"{name}=['unsupported-data-types-in-source']"
    if given is None:
        return
    is_list("DMS-L004", name, given, example, of_texts=True)
    if not given:
        raise ConfigurationError("DMS-L004", f"{name} must not be empty; leave it out, or write {example}", given=given)
    known = {key for page in facts.premigration()["pages"].values() for key in page["checks"]}
    for each in given:
        is_a("DMS-L004", name, each, str, "'unsupported-data-types-in-source'")
        if each not in known and not is_unchecked(each):
            raise ConfigurationError(
                "DMS-L004",
                f"{name} names {shown(each)}, which is not a check that this library knows{did_you_mean(each, known)}; "
                f"write dms.unchecked({each!r}) if AWS's guide lists it",
                given=each,
            )
