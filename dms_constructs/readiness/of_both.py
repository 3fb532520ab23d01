"""What DMS needs of servers on either side, and of both together."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.server_facts import ServerFacts, version_numbers
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.readiness.judgement import (
    PASSED,
    UNKNOWN,
    Judgement,
    Situation,
    has,
    note,
    wrong,
)

__all__ = [
    "character_sets",
    "encryption",
    "letter_case",
    "log_of_backups",
    "pauses",
    "proxies",
    "serverless_v1",
    "target_version",
    "version",
]

_ON = frozenset({"1", "ON", "TRUE", "YES"})


def _ends(situation: Situation) -> Iterator[tuple[EndpointFacts, ServerFacts]]:
    for endpoint in (situation.source, situation.target):
        if endpoint.server is not None:
            yield endpoint, endpoint.server


def version(situation: Situation) -> Judgement:
    """Judge whether DMS reads this version of the source, and whether the DMS version that runs the task does."""
    return _version(situation.source, "versions", situation.dms_version)


def target_version(situation: Situation) -> Judgement:
    """Judge whether DMS writes this version of the target."""
    return _version(situation.target, "target_versions", situation.dms_version)


def _version(endpoint: EndpointFacts, listed: str, dms_version: str | None) -> Judgement:
    server, engine, side = endpoint.server, endpoint.engine_name, endpoint.endpoint_type.value
    known = facts.readiness()[listed].get(engine.value) if engine is not None else None
    numbers = version_numbers(server.engine_version or "") if server is not None else ()
    if server is None or engine is None or known is None or not numbers:
        return UNKNOWN
    first, last = (version_numbers(known[end]) for end in ("first", "last"))
    said = f"{server.name} has version {server.engine_version}"
    if numbers[: len(last)] > last or numbers[: len(first)] < first:
        text = f"{said}, and the guide of DMS lists {known['first']} to {known['last']} as {side}s"
        fix = "test the migration with a copy first, or use a version that is listed"
        return note("database.engineVersion", text, fix)
    since, dms = _since(known["since"], numbers), version_numbers(dms_version or "")
    if since is not None and dms and dms < version_numbers(since):
        text = f"{said}, which DMS reads since {since}, and the instance has engine_version={dms_version!r}"
        return note("database.engineVersion", text, f"write engine_version={since!r} at the instance")
    return UNKNOWN if since is not None and not dms else PASSED


def _since(since: dict[str, str], numbers: tuple[int, ...]) -> str | None:
    """Return the first DMS version for a version of an engine; None where any will do."""
    for begin, first in since.items():
        least = version_numbers(begin)
        if numbers[: len(least)] >= least:
            return first
    return None


def log_of_backups(situation: Situation, without: str) -> Judgement:
    """Judge whether RDS keeps a log of changes, as it does with automated backups; say what is so without them."""
    server = situation.source.server
    if server is None or server.deployment is not Deployment.RDS or server.backup_retention_days is None:
        return UNKNOWN
    if server.backup_retention_days > 0:
        return PASSED
    retention = "cdk.Duration.days(1)"
    argument = (
        f"backup=rds.BackupProps(retention={retention})" if server.is_cluster else f"backup_retention={retention}"
    )
    return wrong(
        ConfigurationError(
            "DMS-J003",
            f"{server.name} keeps backups for 0 days, and without automated backups {without}; give {server.name} "
            f"{argument}",
        )
    )


def encryption(situation: Situation) -> Judgement:
    """Judge whether a server refuses connections that are not encrypted, as those of an endpoint without TLS."""
    for endpoint, server in _ends(situation):
        if endpoint.ssl_mode is not SslMode.NONE or endpoint.engine_name is None:
            continue
        name = _ENFORCES.get(endpoint.engine_name.record.protocol)
        given = server.parameter(name) if name is not None else None
        if name is None or given is None or given.value is None or given.value.strip().upper() not in _ON:
            continue
        side = endpoint.endpoint_type.value
        said = (
            f"{has(server, name)}, so it refuses connections that are not encrypted, "
            f"and the {side} endpoint has ssl_mode=dms.SslMode.NONE"
        )
        fix = f"give the {side} endpoint {_ENCRYPTED[endpoint.engine_name.record.protocol]}"
        if not given.is_certain:
            return note("database.tlsEnforced", said, fix)
        return wrong(ConfigurationError("DMS-J008", f"{said}; {fix}"))
    return UNKNOWN


_ENFORCES = {"mysql": "require_secure_transport", "postgresql": "rds.force_ssl"}
_ENCRYPTED = {
    "mysql": "certificate=certificate, a dms.Certificate of the authority of RDS, and no ssl_mode",
    "postgresql": "ssl_mode=dms.SslMode.REQUIRE",
}


def proxies(situation: Situation) -> Judgement:
    """Judge whether changes of PostgreSQL are read through RDS Proxy, which passes no replication on."""
    server = situation.source.server
    if server is None or server.is_behind_proxy is None:
        return UNKNOWN
    if not server.is_behind_proxy:
        return PASSED
    return wrong(
        ConfigurationError(
            "DMS-J002",
            "the source leads through RDS Proxy, which lets no changes of PostgreSQL be read; give the source the "
            "connection of the database itself, with dms.Connection.to_cluster or dms.Connection.to_instance",
        )
    )


def serverless_v1(situation: Situation) -> Judgement:
    """Judge whether changes are read from Aurora Serverless v1, which has none to read."""
    server = situation.source.server
    if server is None or server.is_serverless_v1 is None:
        return UNKNOWN
    if not server.is_serverless_v1:
        return PASSED
    return wrong(
        ConfigurationError(
            "DMS-J010",
            f"{server.name} is Aurora Serverless v1, of which DMS reads no changes; write "
            "migration_type=dms.MigrationType.FULL_LOAD, or move the cluster to Serverless v2 first",
        )
    )


def pauses(situation: Situation) -> Judgement:
    """Judge whether the source is to pause when it is idle, which reading its changes keeps it from."""
    server = situation.source.server
    if server is None or server.pauses is None:
        return UNKNOWN
    if not server.pauses:
        return PASSED
    return note(
        "database.sourcePauses",
        f"{server.name} is to pause when it is idle, with a smallest capacity of 0 ACU, but it never does with what "
        "DMS reads changes from, logical replication or a binary log",
        f"give {server.name} serverless_v2_min_capacity=2, or a floor that suits its load",
    )


def character_sets(situation: Situation) -> Judgement:
    """Judge whether the tables that DMS makes on the target can hold every character of the source."""
    pair = _of_both(situation, "character_set_server")
    if pair is None or situation.target.server is None:
        return UNKNOWN
    source, target = (value.lower() for value in pair)
    widest = facts.readiness()["limits"]["widest_character_set"]["value"]
    if source != widest or target == widest:
        return PASSED
    return note(
        "database.characterSet",
        f"the source has character_set_server={source!r} and {situation.target.server.name} has {target!r}, so "
        "tables that DMS makes there can't hold every character",
        f"make the target with character_set_server={widest!r}, or its tables with that character set",
    )


def letter_case(situation: Situation) -> Judgement:
    """Judge whether both servers tell names apart by letter case in one way; it can be set when a server is made."""
    pair = _of_both(situation, "lower_case_table_names")
    if pair is None or situation.target.server is None:
        return UNKNOWN
    if pair[0] == pair[1]:
        return PASSED
    return note(
        "database.letterCase",
        f"the source has lower_case_table_names={pair[0]!r} and {situation.target.server.name} has {pair[1]!r}, so "
        "statements of the application may not find their tables after the cutover",
        f"make the target with lower_case_table_names={pair[0]!r}: it can't be changed later",
    )


def _of_both(situation: Situation, name: str) -> tuple[str, str] | None:
    """Return a parameter of two servers of MySQL, where it is certain of both."""
    ends = list(_ends(situation))
    values = []
    for endpoint, server in ends:
        given = server.parameter(name)
        is_mysql = endpoint.engine_name in _MYSQL
        if not is_mysql or given.value is None or not given.is_certain:
            return None
        values.append(given.value.strip())
    return (values[0], values[1]) if len(values) == 2 else None


_MYSQL = frozenset(each for each in EngineName if each.record.protocol == "mysql")
