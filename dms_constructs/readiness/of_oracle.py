"""What DMS needs of Oracle as a source."""

from __future__ import annotations

from dms_constructs.readiness.judgement import Judgement, Situation
from dms_constructs.readiness.of_both import log_of_backups

__all__ = ["archived_logs"]


def archived_logs(situation: Situation) -> Judgement:
    """Judge whether the source archives its redo logs: RDS does with automated backups."""
    return log_of_backups(situation, "RDS archives no redo logs, so there are no changes to read")
