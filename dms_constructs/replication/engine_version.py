"""Versions of the replication engine: which exist, which have ended."""

from __future__ import annotations

import re

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean, shown

__all__ = ["check_engine_version", "is_version", "numbers_of"]

_SHAPE = re.compile(r"\d+\.\d+\.\d+", re.ASCII)


def check_engine_version(version: str | None, auto_minor_version_upgrade: bool | None) -> list[Finding]:
    """
    Check a pinned engine version; return its warnings.

    AWS's dates that lie ahead, or have moved before, only warn: the result must not depend on today's date.

    Raises:
        ConfigurationError: `DMS-I011` for a version that is malformed or whose support has ended.
    """
    if version is None or skipped(version):
        return []
    versions = facts.instances()["engine_versions"]
    if not is_version(version):
        raise ConfigurationError(
            "DMS-I011",
            f"engine_version must look like '3.6.1', got {shown(version)}{did_you_mean(version, versions)}",
            given=version,
        )
    known = versions.get(version)
    if known is None and numbers_of(version) < min(map(numbers_of, versions)):
        known = {"status": "end of life"}
    if known is not None and known.get("status") == "end of life":
        alive = ", ".join(v for v, k in versions.items() if k.get("status") != "end of life")
        raise ConfigurationError(
            "DMS-I011",
            f"engine_version {version!r} has reached its end of life, and DMS makes no instances with it; "
            f"write one of {alive}, or leave engine_version out to get the one DMS prefers",
            given=version,
        )

    findings = []
    if known is None:
        findings.append(
            Finding(
                "instance.unknownEngineVersion",
                f"engine_version {version} is not known to this version of dms-constructs",
                fix="check it with 'aws dms describe-orderable-replication-instances', then write "
                f'engine_version=dms.unchecked("{version}")',
            )
        )
    elif known.get("no_new_instances_after") or known.get("end_of_life"):
        no_new = known.get("no_new_instances_after")
        findings.append(
            Finding(
                "instance.endingEngineVersion",
                f"support for engine_version {version} ends: "
                + (f"no new instances after {no_new}, " if no_new else "")
                + f"end of life {known.get('end_of_life')} as last announced",
                fix="plan the upgrade, or leave engine_version out to get the one DMS prefers",
            )
        )
    if auto_minor_version_upgrade:
        findings.append(
            Finding(
                "instance.pinnedVersionIsUpgraded",
                f"with auto_minor_version_upgrade=True DMS might replace engine_version {version} with a newer one, "
                "and the template then asks for a downgrade",
                fix="leave auto_minor_version_upgrade or engine_version out",
            )
        )
    return findings


def is_version(version: object) -> bool:
    """Whether it looks like a version."""
    return isinstance(version, str) and _SHAPE.fullmatch(version) is not None


def numbers_of(version: str) -> tuple[int, ...]:
    """Return a version as numbers, to compare it."""
    return tuple(int(number) for number in version.split("."))
