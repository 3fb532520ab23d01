"""The settings of a running task as Python code: deployed again, they mean the same."""

import json

import pytest

from dms_constructs import TaskSettings
from local_cloud.server import LocalCloud
from tests.local_cloud.account import Account

OLD = [
    {},
    {"TargetMetadata": {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": False, "LobChunkSize": 32}},
    {
        "TargetMetadata": {"BatchApplyEnabled": True, "LobMaxSize": 64, "ParallelApplyThreads": 4},
        "FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE", "StopTaskCachedChangesApplied": True},
        "Logging": {
            "EnableLogging": True,
            "LogComponents": [
                {"Id": "TARGET_APPLY", "Severity": "LOGGER_SEVERITY_DETAILED_DEBUG"},
                {"Id": "SOURCE_UNLOAD", "Severity": "LOGGER_SEVERITY_DEFAULT"},
            ],
        },
        "ErrorBehavior": {"DataErrorPolicy": "IGNORE_RECORD", "RecoverableErrorCount": 0},
        "ValidationSettings": {"EnableValidation": True, "ThreadCount": 9},
        "ControlTablesSettings": {"StatusTableEnabled": True, "ControlSchema": "dms"},
        "ChangeProcessingTuning": {"MinTransactionSize": 5, "BatchApplyTimeoutMin": 5},
        "BeforeImageSettings": {"EnableBeforeImage": True, "FieldName": "old", "ColumnFilter": "all"},
    },
    {"Logging": {"EnableLogging": False}},
]


@pytest.fixture(scope="module")
def prepared(cloud: LocalCloud) -> Account:
    """An account with all that a task needs."""
    account = Account(cloud)
    assert account.instance
    assert account.source
    assert account.target
    return account


def returned(account: Account, document: str, name: str) -> TaskSettings:
    """What the service says of a task that was made with these settings."""
    task = account.make_task(ReplicationTaskSettings=document, ReplicationTaskIdentifier=name)
    return TaskSettings.from_json(account.task(task)["ReplicationTaskSettings"])


@pytest.mark.parametrize("number", range(len(OLD)))
def test_deployed_from_code_they_mean_the_same(prepared: Account, number: int) -> None:
    old = returned(prepared, json.dumps(OLD[number]), f"old-{number}")
    names: dict = {}
    exec(old.to_python(), names)

    new = returned(prepared, names["task_settings"].to_json(), f"new-{number}")

    assert new.differs_from(old) == ()


def test_what_was_set_comes_back_without_what_the_service_adds(prepared: Account) -> None:
    said = TaskSettings.strict()

    found = said.differs_from(returned(prepared, said.to_json(), "strict"))

    assert [each for each in found if not each.might_be_same] == []
