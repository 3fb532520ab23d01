"""What states do on order, and what DMS does by itself, by a clock that jumps."""

import contextlib
import json

import pytest
from botocore.exceptions import ClientError

from local_cloud.server import LocalCloud
from tests.local_cloud.account import mappings, selection, trust
from tests.local_cloud.jumping import Jumping

SERVICE = "database-migration-service"
RETRY = f"needs-retry.{SERVICE}"
CHECK = "mysql-check-binlog-image"


@pytest.fixture
def account(jumping: LocalCloud) -> Jumping:
    return Jumping(jumping)


def stopped_task(account: Jumping, **changed) -> str:
    task = account.make_running_task(**changed)
    account.step()
    account.stop(task)
    account.await_task(task, "stopped")
    return task


def test_stop_takes_ten_minutes(account: Jumping) -> None:
    task = account.make_running_task()
    account.order("task", "stopping", Seconds=600)

    account.stop(task)

    account.step(9)
    assert account.task(task)["Status"] == "stopping"
    account.step(2)
    assert account.task(task)["Status"] == "stopped"


def test_task_fails_while_it_stops(account: Jumping) -> None:
    task = account.make_running_task()
    account.order("*:task:*", "stopping", "failed", Message="the target is gone")

    account.stop(task)

    assert "the target is gone" in account.await_task(task, "failed")["LastFailureMessage"]


def test_order_holds_once(account: Jumping) -> None:
    task = account.make_running_task()
    account.order("task", "stopping", "failed")
    account.stop(task)
    account.await_task(task, "failed")
    account.start(task, "resume-processing")
    account.await_task(task, "running")

    account.stop(task)

    account.await_task(task, "stopped")


def test_order_can_hold_always(account: Jumping) -> None:
    account.order("task", "starting", "failed", Times=0)
    task = account.make_task()
    account.test_connection(account.source)
    account.test_connection(account.target)
    account.start(task)
    account.await_task(task, "failed")

    account.start(task, "resume-processing")

    account.await_task(task, "failed")


def test_order_for_what_is_in_the_state_already_holds_at_once(account: Jumping) -> None:
    task = account.make_running_task()

    account.order("task", "running", "failed", Message="the disk is full")

    assert account.task(task)["Status"] == "failed"


def test_task_stops_for_another_reason(account: Jumping) -> None:
    task = account.make_running_task()

    account.order("task", "running", "stopped", Message="STOPPED_DUE_TO_LOW_DISK")

    assert account.task(task)["StopReason"] == "Stop Reason STOPPED_DUE_TO_LOW_DISK"


def test_load_is_over_before_anybody_sees_it_run(account: Jumping) -> None:
    task = account.make_task(MigrationType="full-load")
    account.test_connection(account.source)
    account.test_connection(account.target)
    account.order("task", "running", Seconds=0)

    account.start(task)
    account.step()

    assert account.task(task)["StopReason"] == "Stop Reason FULL_LOAD_ONLY_FINISHED"


def test_checkpoint_can_be_missing(account: Jumping) -> None:
    task = account.make_running_task(MigrationType="cdc")
    account.order("task", "stopping", "stopped", With={"RecoveryCheckpoint": ""})

    account.stop(task)

    assert account.await_task(task, "stopped")["RecoveryCheckpoint"] == ""


def test_order_that_says_nothing_known_is_refused(account: Jumping) -> None:
    with pytest.raises(Exception, match="unknown key Wait"):
        account.order("task", "running", Wait=3)


def test_connection_test_hangs(account: Jumping) -> None:
    account.order("source-end", "testing", Seconds=600)

    assert account.test_connection(account.source)["Status"] == "testing"
    account.step(10)
    assert account.connection(account.source)["Status"] == "successful"


def test_connection_test_says_no(account: Jumping) -> None:
    account.order("source-end", "testing", "failed", Message="no route to host")

    assert "no route to host" in account.test_connection(account.source)["LastFailureMessage"]


def test_task_can_not_start_while_a_changed_endpoint_is_tested(account: Jumping, refuses) -> None:
    task = stopped_task(account)
    account.dms.modify_endpoint(EndpointArn=account.source, Port=3307)

    with refuses("InvalidResourceStateFault", "should be successful for starting"):
        account.start(task, "resume-processing")

    account.step()
    account.start(task, "resume-processing")


@pytest.mark.parametrize("status", ["starting", "running"])
def test_endpoint_of_a_busy_task_can_not_be_modified(account: Jumping, refuses, status: str) -> None:
    task = account.make_task()
    account.test_connection(account.source)
    account.test_connection(account.target)
    account.start(task)
    account.await_task(task, status)

    with refuses("InvalidResourceStateFault", f"the task task that uses it is {status}"):
        account.dms.modify_endpoint(EndpointArn=account.source, Port=3307)


def change_class(account: Jumping) -> None:
    account.dms.modify_replication_instance(
        ReplicationInstanceArn=account.instance, ReplicationInstanceClass="dms.t3.large", ApplyImmediately=True
    )


def test_change_of_class_stops_the_tasks_of_an_instance(account: Jumping) -> None:
    task = account.make_running_task()

    change_class(account)

    assert account.task(task)["StopReason"] == "Stop Reason RECONFIGURATION_RESTART"


def test_tasks_are_resumed_after_a_change_of_class(account: Jumping) -> None:
    task = account.make_running_task()
    change_class(account)
    account.step()

    account.await_task(task, "running")


def test_task_that_somebody_stopped_is_not_resumed_after_a_change_of_class(account: Jumping) -> None:
    task = stopped_task(account)
    change_class(account)
    account.step(3)

    assert account.task(task)["StopReason"] == "Stop Reason NORMAL"


def test_change_of_zone_leaves_tasks_alone(account: Jumping) -> None:
    task = account.make_running_task()

    account.dms.modify_replication_instance(
        ReplicationInstanceArn=account.instance, MultiAZ=True, ApplyImmediately=True
    )

    assert account.task(task)["Status"] == "running"


def test_task_can_not_start_while_its_instance_is_modified(account: Jumping, refuses) -> None:
    task = stopped_task(account)
    change_class(account)

    with refuses("InvalidResourceStateFault", "is not available: its state is modifying"):
        account.start(task, "resume-processing")


def test_checkpoint_can_start_another_task(account: Jumping) -> None:
    position = account.task(stopped_task(account, MigrationType="cdc"))["RecoveryCheckpoint"]
    other = account.make_task(ReplicationTaskIdentifier="other", MigrationType="cdc", CdcStartPosition=position)

    account.start(other)

    assert account.await_task(other, "running")["CdcStartPosition"] == position


def test_task_without_changes_has_no_checkpoint(account: Jumping) -> None:
    task = account.make_running_task(MigrationType="full-load")

    assert account.await_task(task, "stopped")["RecoveryCheckpoint"] == ""


def test_running_task_shows_no_checkpoint(account: Jumping) -> None:
    task = stopped_task(account)

    account.start(task, "resume-processing")

    assert "RecoveryCheckpoint" not in account.task(task)


@pytest.mark.parametrize("position", ["yesterday", "checkpoint:", "2026-01-01"])
def test_position_must_be_readable(account: Jumping, refuses, position: str) -> None:
    task = account.make_task(MigrationType="cdc")

    with refuses("InvalidParameterValueException", "Invalid CdcStartPosition"):
        account.start(task, CdcStartPosition=position)


def test_load_alone_has_no_start_position(account: Jumping, refuses) -> None:
    with refuses("InvalidParameterCombinationException", "not valid for a full-load migration"):
        account.make_task(MigrationType="full-load", CdcStartPosition="2026-01-01T00:00:00")


def test_position_of_postgresql_needs_a_slot(account: Jumping) -> None:
    source = account.make_endpoint("source", EngineName="postgres", DatabaseName="shop", EndpointIdentifier="pg")
    task = account.make_task(SourceEndpointArn=source, MigrationType="cdc")
    account.test_connection(source)
    account.test_connection(account.target)

    account.start(task, CdcStartPosition="4AF/B00000D0")

    assert "slot" in account.await_task(task, "failed")["LastFailureMessage"]


def test_task_stops_at_its_time(account: Jumping) -> None:
    task = account.make_task(MigrationType="cdc")
    account.test_connection(account.source)
    account.test_connection(account.target)

    account.start(task, CdcStopPosition="server_time:2020-01-01T00:00:00")

    assert account.await_task(task, "stopped")["StopReason"] == "Stop Reason STOPPED_AT_SERVER_TIME"


def test_table_gained_by_a_change_is_listed_on_resume(account: Jumping) -> None:
    task = stopped_task(account)
    changed = mappings(selection(1, "shop", "orders"), selection(2, "shop", "invoices"))
    account.dms.modify_replication_task(ReplicationTaskArn=task, TableMappings=changed)
    account.await_task(task, "stopped")

    account.start(task, "resume-processing")
    account.await_task(task, "running")

    tables = account.dms.describe_table_statistics(ReplicationTaskArn=task)["TableStatistics"]
    assert {table["TableName"]: table["TableState"] for table in tables} == {
        "orders": "Table completed",
        "invoices": "Before load",
    }


def test_type_of_a_task_changes_in_place_if_the_cloud_is_told_so(account: Jumping) -> None:
    task = account.make_task()

    account.dms.modify_replication_task(ReplicationTaskArn=task, MigrationType="cdc")

    assert account.await_task(task, "ready")["MigrationType"] == "cdc"


def other_instance(account: Jumping, **changed) -> str:
    other = account.make_instance(ReplicationInstanceIdentifier="other", **changed)["ReplicationInstanceArn"]
    account.step()
    return other


def test_move_that_fails_leaves_the_task_where_it_was(account: Jumping) -> None:
    task, other = account.make_task(), other_instance(account)
    account.order("task", "moving", "failed-move", Message="no capacity")

    account.dms.move_replication_task(ReplicationTaskArn=task, TargetReplicationInstanceArn=other)

    assert account.await_task(task, "failed-move")["ReplicationInstanceArn"] == account.instance


def test_move_that_failed_can_be_tried_again(account: Jumping) -> None:
    task, other = account.make_task(), other_instance(account)
    account.order("task", "moving", "failed-move")
    account.dms.move_replication_task(ReplicationTaskArn=task, TargetReplicationInstanceArn=other)
    account.await_task(task, "failed-move")

    account.dms.move_replication_task(ReplicationTaskArn=task, TargetReplicationInstanceArn=other)

    assert account.await_task(task, "ready")["ReplicationInstanceArn"] == other


def test_task_does_not_move_to_an_older_version(account: Jumping, refuses) -> None:
    task, other = account.make_task(), other_instance(account, EngineVersion="3.5.3")

    with refuses("InvalidResourceStateFault", "to 3.5.3"):
        account.dms.move_replication_task(ReplicationTaskArn=task, TargetReplicationInstanceArn=other)


def assess(account: Jumping, **changed) -> str:
    account.client("s3").create_bucket(Bucket=f"reports-{account.number}")
    role = account.iam.create_role(RoleName="assess", AssumeRolePolicyDocument=trust("dms.amazonaws.com"))["Role"][
        "Arn"
    ]
    allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    account.iam.put_role_policy(RoleName="assess", PolicyName="write", PolicyDocument=document)
    account.test_connection(account.source)
    account.test_connection(account.target)
    wanted = {
        "ServiceAccessRoleArn": role,
        "ResultLocationBucket": f"reports-{account.number}",
        "AssessmentRunName": "before",
    }
    run = account.dms.start_replication_task_assessment_run(**wanted | changed)["ReplicationTaskAssessmentRun"]
    return run["ReplicationTaskAssessmentRunArn"]


def assessment(account: Jumping) -> dict:
    account.step(3)
    return account.dms.describe_replication_task_assessment_runs()["ReplicationTaskAssessmentRuns"][0]


def test_assessment_passes(account: Jumping) -> None:
    assess(account, ReplicationTaskArn=account.make_task())

    found = assessment(account)
    assert (found["Status"], found["ResultStatistic"]["Failed"]) == ("passed", 0)


def test_task_is_testing_while_it_is_assessed(account: Jumping) -> None:
    task = account.make_task()
    assess(account, ReplicationTaskArn=task)

    assert account.task(task)["Status"] == "testing"
    account.step(3)
    assert account.task(task)["Status"] == "ready"


def test_check_fails_on_order(account: Jumping) -> None:
    task = account.make_task()
    account.order("*:assessment-run:*", "running", "failed", With={CHECK: "failed"})
    run = assess(account, ReplicationTaskArn=task)
    assert assessment(account)["Status"] == "failed"

    wanted = [{"Name": "replication-task-assessment-run-arn", "Values": [run]}]
    checks = account.dms.describe_replication_task_individual_assessments(Filters=wanted)
    failed = [
        check["IndividualAssessmentName"]
        for check in checks["ReplicationTaskIndividualAssessments"]
        if check["Status"] == "failed"
    ]
    assert failed == [CHECK]


def test_report_is_in_the_bucket(account: Jumping) -> None:
    assess(account, ReplicationTaskArn=account.make_task(), ResultLocationFolder="shop", IncludeOnly=[CHECK])
    account.step(3)

    report = account.client("s3").get_object(Bucket=f"reports-{account.number}", Key="shop/before.json")["Body"].read()

    assert json.loads(report)["assessments"] == {CHECK: "passed"}


def test_unknown_check_is_refused(account: Jumping, refuses) -> None:
    with refuses("InvalidParameterValueException", "mysql-check-nothing"):
        assess(account, ReplicationTaskArn=account.make_task(), IncludeOnly=["mysql-check-nothing"])


def test_running_task_is_not_assessed(account: Jumping, refuses) -> None:
    with refuses("InvalidResourceStateFault", "cannot be assessed, invalid state: running"):
        assess(account, ReplicationTaskArn=account.make_running_task())


def test_dms_assesses_a_task_by_itself(account: Jumping) -> None:
    task = stopped_task(account)
    account.order("task", "testing")

    account.start(task, "resume-processing")

    assert account.task(task)["Status"] == "testing"
    account.await_task(task, "running")


def test_too_many_calls_are_refused(account: Jumping) -> None:
    def code() -> str:
        try:
            account.dms.describe_event_categories()
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return ""

    account.dms.meta.events.unregister(RETRY, unique_id=f"retry-config-{SERVICE}")

    assert "ThrottlingException" in {code() for _ in range(400)}


def test_throttled_account_may_call_again_after_a_while(account: Jumping) -> None:
    account.dms.meta.events.unregister(RETRY, unique_id=f"retry-config-{SERVICE}")
    with contextlib.suppress(ClientError):
        for _ in range(400):
            account.dms.describe_event_categories()

    account.step()

    assert account.dms.describe_event_categories()
