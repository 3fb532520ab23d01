"""Checks about the servers of source and target, where something is known of them."""

from __future__ import annotations

import functools
from collections.abc import Callable

from dms_constructs.errors import Finding
from dms_constructs.premigration_checks.evidence import Evidence
from dms_constructs.premigration_checks.verdict import PASSED, PremigrationVerdict, Said, flaw, lacking
from dms_constructs.readiness.checks import OF_AWS, judged
from dms_constructs.readiness.judgement import Situation

__all__ = ["DECIDERS"]


def _decided(kind: str, evidence: Evidence) -> Said:
    judgement = judged(kind, Situation.of(evidence.plan))
    if judgement.holds is None:
        return lacking("construct", "live_server")
    if judgement.holds:
        return PASSED
    match judgement.told:
        case None:
            return flaw(judgement.reason, judgement.fix)
        case Finding(message=message, fix=fix):
            return flaw(message, fix)
        case problem:
            return flaw(str(problem), "", PremigrationVerdict.FAILED)


DECIDERS: dict[str, Callable[[Evidence], Said]] = {kind: functools.partial(_decided, kind) for kind in OF_AWS}
