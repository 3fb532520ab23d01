"""Versions of the databases of RDS and Aurora: the long-lived ones, those that have ended, and what each can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.databases.families import major_of
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean, shown

__all__ = [
    "can_pause",
    "database_version_findings",
    "default_version",
    "has_long_term_support",
    "is_family",
    "is_serverless",
    "largest_acu",
]

_ACU_OF_ALL = 128
_ACU_OF_NEW_ONES = 256


def default_version(rds_engine: str) -> str:
    """
    Return the version that a new cluster of Aurora gets from this library: the newest with long-term support.

    Args:
        rds_engine: `aurora-postgresql` or `aurora-mysql`.
    """
    version: str = _record(rds_engine)["default"]
    return version


def has_long_term_support(rds_engine: str, version: str) -> bool:
    """
    Return whether a version of Aurora has long-term support: AWS keeps it, but upgrades it by itself if it may.

    So the automatic upgrade of minor versions should be off with one.
    """
    versions = _record(rds_engine).get("long_term_support", ())
    return any(version == each or version.startswith(f"{each}.") for each in versions)


def can_pause(rds_engine: str, version: str) -> bool | None:
    """Return whether a serverless cluster of Aurora can pause at 0 ACU; None for a version that is not known."""
    return _has("pause", rds_engine, version)


def is_family(rds_engine: str, major: str | None) -> bool:
    """Return whether a major version of an engine is known to have parameter groups of its own."""
    return major in _record(rds_engine)["families"]


def is_serverless(rds_engine: str, version: str) -> bool | None:
    """Return whether a cluster of Aurora can have serverless capacity; None for a version that is not known."""
    major = major_of(rds_engine, version)
    if is_family(rds_engine, major) and major not in _record(rds_engine).get("acu", {}).get("128", {}):
        return False
    return _has("128", rds_engine, version)


def largest_acu(rds_engine: str, version: str) -> int | None:
    """Return the largest capacity of a serverless cluster of Aurora, in ACU; None for a version that is not known."""
    largest = _has("256", rds_engine, version)
    return None if largest is None else _ACU_OF_NEW_ONES if largest else _ACU_OF_ALL


def _has(feature: str, rds_engine: str, version: str) -> bool | None:
    """Whether a version has what Aurora serverless came to have with a minor version of each major one."""
    first = _record(rds_engine).get("acu", {}).get(feature, {})
    major = major_of(rds_engine, version)
    if major is None or major not in first:
        return None
    numbers = _numbers(version)
    # What a cluster gets by the major version alone is for RDS to say, and a newer one than each of these.
    return len(numbers) <= len(_numbers(major)) or numbers >= _numbers(first[major])


def database_version_findings(rds_engine: str, version: str | None) -> tuple[Finding, ...]:
    """
    Check the version of a database of RDS or Aurora; return its findings.

    Args:
        rds_engine: RDS's name of the engine: `aurora-postgresql`, `aurora-mysql`, `postgres`, `mysql` or `mariadb`.
        version: The version, in full or as far as the major one; what is known at deployment only is not checked.

    Raises:
        ConfigurationError: `DMS-F001` for an engine that is none of these, `DMS-F010` for what is not a version.
    """
    if rds_engine not in facts.databases()["engines"]:
        engines = facts.databases()["engines"]
        raise ConfigurationError(
            "DMS-F001",
            f"the engine must be one of {', '.join(engines)}, got {shown(rds_engine)}"
            f"{did_you_mean(rds_engine, engines)}; write for example 'aurora-postgresql'",
            given=rds_engine,
        )
    if version is None or skipped(version):
        return ()
    return tuple(_findings(rds_engine, version))


def _findings(rds_engine: str, version: str) -> Iterator[Finding]:
    record = _record(rds_engine)
    known = [*record["versions"], *record["ended"]]
    major = major_of(rds_engine, version) if isinstance(version, str) else None
    example = record.get("default") or record["versions"][-1]
    if major is None:
        raise ConfigurationError(
            "DMS-F010",
            f"the version of {record['display']} must look like {example!r}, got {shown(version)}"
            f"{did_you_mean(version, known)}; write for example {example!r}",
            given=version,
        )
    source = facts.databases()["versions_source"]
    if version in record["ended"]:
        newer = [each for each in record["versions"] if major_of(rds_engine, each) == major and "-" not in each]
        yield Finding(
            "databaseVersion.ended",
            f"RDS makes no databases of {record['display']} {version} any more (as of {source['as_of']}), so the "
            "deployment of a new one fails",
            source["source"],
            fix=f"write {newer[-1]!r}" if newer else f"write a version of a newer major one, for example {example!r}",
        )
        return
    if version not in record["versions"] and version != major and _is_past(rds_engine, version, major):
        yield Finding(
            "databaseVersion.unknown",
            f"{record['display']} {version} is not among the versions that RDS had on {source['as_of']}",
            source["source"],
            fix=f"write a version that 'aws rds describe-db-engine-versions --engine {rds_engine}' lists, or "
            f"dms.unchecked({version!r}) if it lists this one",
        )

    yield from _support(rds_engine, major)


def _support(rds_engine: str, major: str) -> Iterator[Finding]:
    """Tell of a major version past its standard support on the day of the facts: no result depends on today."""
    ends = _record(rds_engine)["standard_support_until"].get(major)
    if ends is None or ends >= facts.databases()["meta"]["as_of"]:
        return
    newest = max(_record(rds_engine)["families"], key=_numbers)
    yield Finding(
        "databaseVersion.extendedSupport",
        f"standard support of {_record(rds_engine)['display']} {major} ended on {ends}: RDS charges for extended "
        "support, and upgrades a database for which that is off",
        facts.databases()["standard_support_source"]["source"],
        fix=f"write a version of a newer major one, up to {newest}",
    )


def _is_past(rds_engine: str, version: str, major: str) -> bool:
    """Whether a version is older than one that RDS has: a newer one may have come since."""
    versions = _record(rds_engine)["versions"]
    same = [_numbers(each) for each in versions if major_of(rds_engine, each) == major]
    return _numbers(version) < max(same or [_numbers(each) for each in versions])


def _record(rds_engine: str) -> dict[str, Any]:
    found: dict[str, Any] = facts.databases()["engines"][rds_engine]
    return found


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))
