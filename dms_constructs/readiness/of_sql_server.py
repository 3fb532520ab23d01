"""What DMS needs of SQL Server as a source."""

from __future__ import annotations

from dms_constructs import facts
from dms_constructs.databases.server_facts import ParameterOrigin
from dms_constructs.readiness.fixes import with_parameters
from dms_constructs.readiness.judgement import PASSED, UNKNOWN, Judgement, Situation, notable
from dms_constructs.readiness.of_both import log_of_backups

__all__ = ["full_backup", "replicated_text"]


def full_backup(situation: Situation) -> Judgement:
    """Judge whether the source has full backups, which RDS makes, and a recovery model that keeps the log."""
    return log_of_backups(
        situation, "RDS makes no full backup and keeps no log, so changes are lost before they are read"
    )


def replicated_text(situation: Situation) -> Judgement:
    """Judge whether large objects of any length can be written while changes are captured."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    known = facts.readiness()["limits"]["replicated_text"]
    given = server.parameter(known["parameter"])
    if given.origin is ParameterOrigin.NOT_KNOWN:
        return UNKNOWN
    value = given.value or known["default"]
    if value.strip() == known["value"]:
        return PASSED
    return notable(
        f"{server.name} has {known['parameter']}={value}, so statements with longer large objects fail while changes "
        "are captured",
        with_parameters(server, {known["parameter"]: known["value"]}),
    )
