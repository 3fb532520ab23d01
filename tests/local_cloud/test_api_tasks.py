"""What a task is made of, and the life it has."""

import json

import pytest

from dms_constructs import facts
from local_cloud.server import LocalCloud
from tests.local_cloud.account import MAPPINGS, Account, mappings, selection, until


@pytest.fixture(scope="module")
def prepared(cloud: LocalCloud) -> Account:
    """An account with all that a task needs, for tests that make none."""
    account = Account(cloud)
    assert account.instance
    assert account.source
    assert account.target
    return account


def settings_of(account: Account, task: str) -> dict:
    return json.loads(account.task(task)["ReplicationTaskSettings"])


def test_task_is_ready_and_stays_so(account: Account) -> None:
    task = account.task(account.make_task())

    assert task["Status"] == "ready"
    assert "ReplicationTaskStats" not in task


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ("not json", "It is not JSON"),
        ("[]", "It has no list of rules"),
        (mappings(), "No selection rule includes anything"),
        (mappings(selection(1, "shop", "%", "exclude")), "No selection rule includes anything"),
        (mappings(selection(1, "shop", "%"), selection(1, "shop", "x", "exclude")), "one rule has the rule-id 1"),
        (mappings(selection(1, "shop", "%", "take")), "unknown rule-action 'take'"),
        (mappings(selection(1, "shop", "a%", "explicit")), "an explicit rule takes no wildcard"),
        (mappings(selection(1, "shop", "%") | {"rule-id": "one"}), "its rule-id is not a number"),
        (mappings(selection(1, "shop", "%") | {"rule-type": "choice"}), "unknown rule-type 'choice'"),
        (mappings({**selection(1, "a", "%"), "object-locator": {"schema-name": "a"}}), "lacks schema-name or table"),
        (
            mappings(
                selection(1, "shop", "%"),
                selection(2, "a", "%", "shout") | {"rule-type": "transformation", "rule-target": "table"},
            ),
            "unknown rule-action 'shout' for rule-target 'table'",
        ),
    ],
)  # fmt: skip
def test_table_mappings_must_make_sense(prepared: Account, refuses, document: str, detail: str) -> None:
    with refuses("InvalidParameterValueException", detail):
        prepared.make_task(TableMappings=document)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("not json", "Invalid task settings JSON"),
        ("[]", "Invalid task settings JSON: it is not an object"),
        ('{"Speed": {"Fast": true}}', "unknown section 'Speed'"),
        ('{"Logging": "on"}', "section 'Logging' is not an object"),
        (
            '{"Logging": {"CloudWatchLogGroup": "mine"}}',
            "CloudWatchLogGroup or CloudWatchLogStream cannot be set on create",
        ),
    ],
)
def test_settings_must_make_sense(prepared: Account, refuses, document: str, message: str) -> None:
    with refuses("InvalidParameterValueException", message):
        prepared.make_task(ReplicationTaskSettings=document)


@pytest.mark.parametrize("settings", [{}, {"ReplicationTaskSettings": "{}"}])
def test_task_without_settings_has_those_that_the_service_was_seen_to_return(account: Account, settings: dict) -> None:
    task = account.make_task(**settings)

    assert settings_of(account, task) == facts.recorded_task_settings()["settings"]


def test_what_was_said_is_kept_and_the_rest_comes_from_the_recording(account: Account) -> None:
    task = account.make_task(ReplicationTaskSettings='{"FullLoadSettings": {"MaxFullLoadSubTasks": 3}}')

    recorded = facts.recorded_task_settings()["settings"]
    changed = {"FullLoadSettings": recorded["FullLoadSettings"] | {"MaxFullLoadSubTasks": 3}}
    assert settings_of(account, task) == recorded | changed


def test_section_that_the_recording_lacks_is_kept(account: Account) -> None:
    task = account.make_task(ReplicationTaskSettings='{"ValidationSettings": {"EnableValidation": true}}')

    assert settings_of(account, task)["ValidationSettings"] == {"EnableValidation": True}


def test_section_that_is_null_is_as_good_as_left_out(account: Account) -> None:
    task = account.make_task(ReplicationTaskSettings='{"Logging": null, "TTSettings": null}')

    assert settings_of(account, task) == facts.recorded_task_settings()["settings"]


def test_both_spellings_of_one_key_have_one_value(account: Account) -> None:
    task = account.make_task(ReplicationTaskSettings='{"ControlTablesSettings": {"HistoryTimeslotInMinutes": 9}}')

    shown = settings_of(account, task)["ControlTablesSettings"]
    assert (shown["HistoryTimeslotInMinutes"], shown["historyTimeslotInMinutes"]) == (9, 9)


def test_logs_have_a_place_once_they_are_on(account: Account) -> None:
    task = account.make_task(ReplicationTaskSettings='{"Logging": {"EnableLogging": true}}')

    logging = settings_of(account, task)["Logging"]
    assert logging["CloudWatchLogGroup"] == "dms-tasks-instance"
    assert logging["CloudWatchLogStream"].startswith("dms-task-")


def test_settings_that_were_read_back_are_taken(account: Account) -> None:
    document = json.dumps(facts.recorded_task_settings()["settings"])

    task = account.make_task(ReplicationTaskSettings=document)

    assert settings_of(account, task) == json.loads(document)


@pytest.mark.parametrize(
    ("code", "message", "changed"),
    [
        ("InvalidParameterValueException", "'sideways' at 'MigrationType'", {"MigrationType": "sideways"}),
        ("ResourceNotFoundFault", "Endpoint arn:gone not found", {"SourceEndpointArn": "arn:gone"}),
        ("ResourceNotFoundFault", "Replication instance arn:gone not found", {"ReplicationInstanceArn": "arn:gone"}),
        ("InvalidParameterValueException", "ReplicationTaskIdentifier", {"ReplicationTaskIdentifier": "t" * 256}),
        (
            "InvalidParameterCombinationException",
            "CdcStartPosition and CdcStartTime",
            {"CdcStartPosition": "2026-01-01T00:00:00", "CdcStartTime": 1760000000},
        ),
    ],
)
def test_task_refuses_what_does_not_fit(prepared: Account, refuses, code: str, message: str, changed: dict) -> None:
    with refuses(code, message):
        prepared.make_task(**changed)


def test_endpoints_must_face_the_right_way(prepared: Account, refuses) -> None:
    with refuses("InvalidParameterCombinationException", "target-end is not a source endpoint"):
        prepared.make_task(SourceEndpointArn=prepared.target)


def test_task_needs_an_instance_that_is_available(account: Account, refuses) -> None:
    assert account.instance
    account.freeze()
    account.dms.reboot_replication_instance(ReplicationInstanceArn=account.instance)

    with refuses("InvalidResourceStateFault", "is not available: its state is rebooting"):
        account.make_task()


def test_task_starts_only_after_successful_connection_tests(account: Account, refuses) -> None:
    task = account.make_task()
    account.test_connection(account.source)

    with refuses("InvalidResourceStateFault", f"endpoint {account.target} should be successful for starting"):
        account.start(task)


def test_task_that_was_started_runs_after_a_while(account: Account) -> None:
    task = account.make_task()
    account.test_connection(account.source)
    account.test_connection(account.target)

    assert account.start(task)["Status"] == "starting"
    account.await_task(task, "running")


def test_full_load_ends_by_itself(account: Account) -> None:
    task = account.make_task(MigrationType="full-load")
    account.test_connection(account.source)
    account.test_connection(account.target)

    account.start(task)

    assert account.await_task(task, "stopped")["StopReason"] == "Stop Reason FULL_LOAD_ONLY_FINISHED"


def test_task_can_be_told_to_stop_after_the_full_load(account: Account) -> None:
    settings = json.dumps({"FullLoadSettings": {"StopTaskCachedChangesApplied": True}})
    task = account.make_task(ReplicationTaskSettings=settings)
    account.test_connection(account.source)
    account.test_connection(account.target)

    account.start(task)

    assert account.await_task(task, "stopped")["StopReason"] == "Stop Reason STOPPED_AFTER_CACHED_EVENTS"


def test_running_task_can_be_stopped(account: Account) -> None:
    task = account.make_running_task()

    assert account.dms.stop_replication_task(ReplicationTaskArn=task)["ReplicationTask"]["Status"] == "stopping"
    assert account.await_task(task, "stopped")["StopReason"] == "Stop Reason NORMAL"


def test_only_a_running_task_can_be_stopped(account: Account, refuses) -> None:
    task = account.make_task()

    with refuses("InvalidResourceStateFault", "cannot be stopped, invalid state: ready"):
        account.dms.stop_replication_task(ReplicationTaskArn=task)


def test_running_task_can_not_be_started(account: Account, refuses) -> None:
    task = account.make_running_task()

    with refuses("InvalidResourceStateFault", "Replication Task cannot be started, invalid state: running"):
        account.start(task, "resume-processing")


def stopped_task(account: Account, **changed) -> str:
    task = account.make_running_task(**changed)
    account.dms.stop_replication_task(ReplicationTaskArn=task)
    account.await_task(task, "stopped")
    return task


def test_first_start_happens_once(account: Account, refuses) -> None:
    task = stopped_task(account)

    with refuses("InvalidParameterCombinationException", "START_REPLICATION, valid only for tasks running"):
        account.start(task)


@pytest.mark.parametrize("kind", ["resume-processing", "reload-target"])
def test_stopped_task_can_be_continued(account: Account, kind: str) -> None:
    task = stopped_task(account)

    account.start(task, kind)

    assert "StopReason" not in account.await_task(task, "running")


@pytest.mark.parametrize("kind", ["resume-processing", "reload-target"])
def test_task_that_never_ran_can_not_be_continued(account: Account, refuses, kind: str) -> None:
    task = account.make_task()

    with refuses("InvalidParameterCombinationException", "valid only for tasks that have run before"):
        account.start(task, kind)


def test_changes_alone_can_not_be_reloaded(account: Account, refuses) -> None:
    task = stopped_task(account, MigrationType="cdc")

    with refuses("InvalidParameterCombinationException", "not valid for tasks of migration type cdc"):
        account.start(task, "reload-target")


def test_running_task_can_not_be_modified(account: Account, refuses) -> None:
    task = account.make_running_task()

    with refuses("InvalidResourceStateFault", "cannot be modified while it is running state"):
        account.dms.modify_replication_task(ReplicationTaskArn=task, TableMappings=MAPPINGS)


def logging(severity: str, *, validates: bool = False) -> str:
    components = [{"Id": "SOURCE_CAPTURE", "Severity": f"LOGGER_SEVERITY_{severity}"}]
    settings = {
        "Logging": {"EnableLogging": True, "LogComponents": components},
        "ValidationSettings": {"EnableValidation": validates},
    }
    return json.dumps(settings)


def test_running_task_can_log_more(account: Account) -> None:
    task = account.make_running_task(ReplicationTaskSettings=logging("DEFAULT"))

    account.dms.modify_replication_task(ReplicationTaskArn=task, ReplicationTaskSettings=logging("DEBUG"))

    changed = account.task(task)
    assert changed["Status"] == "running"
    assert "LOGGER_SEVERITY_DEBUG" in changed["ReplicationTaskSettings"]


def test_running_task_takes_no_other_setting_along(account: Account, refuses) -> None:
    task = account.make_running_task(ReplicationTaskSettings=logging("DEFAULT"))

    with refuses("InvalidResourceStateFault", "excluding logging severity task settings"):
        account.dms.modify_replication_task(
            ReplicationTaskArn=task, ReplicationTaskSettings=logging("DEBUG", validates=True)
        )


def test_stopped_task_can_be_modified(account: Account) -> None:
    task = stopped_task(account)
    changed = mappings(selection(1, "shop", "invoices"))

    answer = account.dms.modify_replication_task(ReplicationTaskArn=task, TableMappings=changed)

    assert answer["ReplicationTask"]["Status"] == "modifying"
    assert account.await_task(task, "stopped")["TableMappings"] == changed


def test_migration_type_never_changes(account: Account, refuses) -> None:
    task = account.make_task()

    with refuses("InvalidParameterCombinationException", "migration type"):
        account.dms.modify_replication_task(ReplicationTaskArn=task, MigrationType="cdc")


def test_running_task_can_not_be_deleted(account: Account, refuses) -> None:
    task = account.make_running_task()

    with refuses("InvalidResourceStateFault", "cannot be deleted, invalid state: running"):
        account.dms.delete_replication_task(ReplicationTaskArn=task)


def test_deleted_task_is_gone_after_a_while(account: Account) -> None:
    task = account.make_task()

    assert account.dms.delete_replication_task(ReplicationTaskArn=task)["ReplicationTask"]["Status"] == "deleting"
    until(lambda: account.dms.describe_replication_tasks()["ReplicationTasks"] == [])


def test_task_fails_when_asked_to(account: Account) -> None:
    task = account.make_running_task()

    account.order(task, "running", "failed", Message="the disk is full")

    assert account.await_task(task, "failed")["LastFailureMessage"] == (
        "Last Error  the disk is full Stop Reason FATAL_ERROR Error Level FATAL"
    )


def test_failed_task_can_be_resumed(account: Account) -> None:
    task = account.make_running_task()
    account.order(task, "running", "failed", Message="the disk is full")

    account.start(task, "resume-processing")

    assert "LastFailureMessage" not in account.await_task(task, "running")


def test_task_fails_to_start_when_its_secret_is_gone(account: Account) -> None:
    secret = account.make_secret()
    source = account.make_secret_endpoint(secret, account.make_access_role(secret))
    task = account.make_task(SourceEndpointArn=source)
    account.test_connection(source)
    account.test_connection(account.target)
    account.secrets.delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)

    account.start(task)

    assert "Unable to find Secrets Manager secret" in account.await_task(task, "failed")["LastFailureMessage"]


def test_task_moves_to_another_instance(account: Account) -> None:
    task = account.make_task()
    other = account.make_instance(ReplicationInstanceIdentifier="other")["ReplicationInstanceArn"]
    account.await_instance(other)

    moved = account.dms.move_replication_task(ReplicationTaskArn=task, TargetReplicationInstanceArn=other)

    assert moved["ReplicationTask"]["Status"] == "moving"
    assert account.await_task(task, "ready")["ReplicationInstanceArn"] == other
