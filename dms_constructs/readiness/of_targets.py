"""What DMS needs of the server of a target."""

from __future__ import annotations

from dms_constructs import facts
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.databases.server_facts import ParameterOrigin, ServerFacts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.readiness.fixes import with_parameters
from dms_constructs.readiness.judgement import (
    PASSED,
    UNKNOWN,
    Judgement,
    Need,
    Situation,
    notable,
    note,
    wrong,
)

__all__ = ["local_infile", "source_timeouts", "target_replica", "target_timeouts"]

_ON = frozenset({"1", "ON", "TRUE", "YES"})
_OFF = frozenset({"0", "OFF", "FALSE", "NO"})
_LOCAL_INFILE = Need(
    name="local_infile",
    accepted=_ON,
    wanted="1",
    why="it refuses the files that DMS loads tables with",
    code="DMS-J007",
    is_for_changes=False,
    finding="database.localInfile",
)


def local_infile(situation: Situation) -> Judgement:
    """Judge whether MySQL takes the files that a full load sends; a target that serves has been loaded."""
    server = situation.target.server
    judgement = _LOCAL_INFILE.judge(server)
    if judgement.holds is not False or server is None or server.phase is not TargetPhase.SERVING:
        return judgement
    return notable(
        f"{server.name} serves, so it takes no files: a table can't be loaded again",
        "write phase=dms.TargetPhase.LOADING before you load again",
    )


def target_replica(situation: Situation) -> Judgement:
    """Judge whether the target can be written."""
    server = situation.target.server
    if server is None:
        return UNKNOWN
    if server.is_reader:
        return wrong(
            ConfigurationError(
                "DMS-J001",
                f"the target leads to readers of {server.name}, which DMS can't write; give it "
                "connection=dms.Connection.to_cluster(cluster), which leads to the writer",
            )
        )
    if server.is_replica is None or server.is_reader is None:
        return UNKNOWN
    return _of_replica(situation, server) if server.is_replica else PASSED


def _of_replica(situation: Situation, server: ServerFacts) -> Judgement:
    """Judge a replica, of which those of MySQL and MariaDB can be made writable."""
    engine = situation.target.engine_name
    can_be_written = engine is not None and engine.record.protocol == "mysql" and not server.is_cluster
    read_only = server.parameter("read_only")
    if can_be_written and read_only.value is not None and read_only.value.strip().upper() in _OFF:
        return PASSED
    said = f"{server.name} is a read replica"
    fix = "give the target the connection of its primary"
    if can_be_written and read_only.origin is ParameterOrigin.NOT_KNOWN:
        return note("database.targetReplica", f"{said}: DMS can write it only with read_only=0", fix)
    if can_be_written:
        fix = f"{fix}, or {with_parameters(server, {'read_only': '0'})}"
    return wrong(ConfigurationError("DMS-J001", f"{said}, which DMS can't write; {fix}"))


def target_timeouts(situation: Situation) -> Judgement:
    """Judge whether MySQL as a target keeps connections that wait; AWS asks a source of MySQL at the same time."""
    ends = [situation.target]
    if situation.source.engine_name is not EngineName.MARIADB:
        ends.append(situation.source)
    judgements = [
        _timeouts(end.server) for end in ends if end.engine_name is None or end.engine_name.record.protocol == "mysql"
    ]
    return min(judgements, key=lambda each: _WORST_FIRST.index(each.holds), default=PASSED)


_WORST_FIRST = (False, None, True)


def source_timeouts(situation: Situation) -> Judgement:
    """Judge whether MySQL or MariaDB as a source keeps connections that wait."""
    return _timeouts(situation.source.server)


def _timeouts(server: ServerFacts | None) -> Judgement:
    if server is None:
        return UNKNOWN
    limit = facts.readiness()["limits"]["timeouts_s"]
    least = int(limit["value"])
    given = {name: server.parameter(name) for name in limit["parameters"]}
    short = {
        name: each.value
        for name, each in given.items()
        if each.value is not None and each.value.isdecimal() and int(each.value) < least
    }
    if short:
        listed = ", ".join(f"{name}={value}" for name, value in short.items())
        said = f"{server.name} has {listed}, so it can end connections of DMS while these wait"
        fix = with_parameters(server, dict.fromkeys(short, str(least)))
        if not any(given[name].origin is ParameterOrigin.OWN for name in short):
            return notable(said, fix)
        return note("database.timeouts", said, fix)
    is_known = all(each.value is not None and each.is_certain for each in given.values())
    return PASSED if is_known else UNKNOWN
