"""What must come of a fault, in the words of the table."""

from __future__ import annotations

import json

from faults.lab import Lab
from faults.templates import Form

__all__ = ["deployed", "restored", "says"]


def deployed(lab: Lab, form: Form, status: str = "UPDATE_COMPLETE") -> None:
    """The stack is as the form says, and its one task runs."""
    assert lab.status == status, lab.story()
    _runs_as(lab, form)


def restored(lab: Lab, form: Form, arn: str) -> None:
    """The update was rolled back, and the old task runs again as the form says."""
    assert lab.status == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert lab.only["ReplicationTaskArn"] == arn, lab.story()
    _runs_as(lab, form)


def _runs_as(lab: Lab, form: Form) -> None:
    task = lab.only
    assert task["Status"] == "running", lab.story()
    assert lab.marked() == []
    assert task["MigrationType"] == form.migration_type.value
    assert json.loads(task["ReplicationTaskSettings"])["FullLoadSettings"]["CommitRate"] == form.commit_rate
    rules = json.loads(task["TableMappings"])["rules"]
    assert [rule["object-locator"]["table-name"] for rule in rules] == list(form.tables)


def says(lab: Lab, *words: str) -> None:
    """The stack's events say why, in these words."""
    reasons = lab.reasons()
    for each in words:
        assert each in reasons, lab.story()
