"""
Premigration assessment runs: which checks there are, what came of each, and the report in the bucket.

A check passes unless ordered otherwise (`behaviours.py`):
{"Resource": "*:assessment-run:*", "While": "running", "Then": "failed", "With": {"mysql-check-binlog-image": "failed"}}
"""

from __future__ import annotations

import json
from collections import Counter

from dms_constructs import facts
from local_cloud.plugin import clock, connections, inside
from local_cloud.plugin.describe import filtered, paged
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.permissions import assumption_problem, role_problem
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import check_key, exclude, invalid
from local_cloud.plugin.store import ENDINGS, Data, Record, Store
from local_cloud.plugin.tasks import AT_REST, invalid_state

__all__: list[str] = []

_KIND = "ReplicationTaskAssessmentRun"
_PRINCIPAL = "dms.amazonaws.com"
_FILTERS = {
    "replication-task-assessment-run-arn": ("ReplicationTaskAssessmentRunArn",),
    "replication-task-arn": ("_Task",),
    "status": ("Status",),
}


def _applicable(source_engine: str) -> list[str]:
    pages = facts.premigration()["pages"].values()
    return sorted(
        {
            check
            for page in pages
            if page["engines"] is None or source_engine in page["engines"]
            for check in page["checks"]
        }
    )


@operation
def describe_applicable_individual_assessments(store: Store, request: Data) -> Data:
    """DescribeApplicableIndividualAssessments: by the engine of the source, from the library's facts."""
    engine = request.get("SourceEngineName", "")
    if arn := request.get("ReplicationTaskArn"):
        task = store.get("ReplicationTask", arn)
        engine = store.get("Endpoint", task.data["SourceEndpointArn"]).data["EngineName"]
    return {"IndividualAssessmentNames": _applicable(engine)}


@operation
def start_replication_task_assessment_run(store: Store, request: Data) -> Data:
    """StartReplicationTaskAssessmentRun: at rest, with tested connections; the task is `testing` meanwhile."""
    task = store.get("ReplicationTask", request["ReplicationTaskArn"])
    if task.status not in AT_REST:
        raise invalid_state(task, "assessed")
    connections.require_successful(store, task)
    exclude(request, "IncludeOnly", "Exclude")
    _check_place(store, request)
    applicable = _applicable(store.get("Endpoint", task.data["SourceEndpointArn"]).data["EngineName"])
    wanted, unwanted = request.get("IncludeOnly") or applicable, request.get("Exclude") or []
    if unknown := sorted({*wanted, *unwanted} - set(applicable)):
        raise invalid(f"Invalid individual assessment for this task: {unknown[0]}.")
    taken = ("ServiceAccessRoleArn", "ResultLocationBucket", "ResultLocationFolder", "ResultEncryptionMode",
             "ResultKmsKeyArn", "AssessmentRunName", "ReplicationTaskArn")  # fmt: skip
    data = {
        **{name: request[name] for name in taken if name in request},
        "ReplicationInstanceArn": task.data["ReplicationInstanceArn"],
        "ReplicationTaskAssessmentRunCreationDate": clock.now(),
        "IsLatestTaskAssessmentRun": True,
    }
    run = store.add(_KIND, data, tags=request.get("Tags"))
    individual = run.arn.replace(":assessment-run:", ":individual-assessment:")
    run.data["_Checks"] = [
        {
            "ReplicationTaskIndividualAssessmentArn": f"{individual}:{name}",
            "ReplicationTaskAssessmentRunArn": run.arn,
            "IndividualAssessmentName": name,
            "Status": "pending",
            "ReplicationTaskIndividualAssessmentStartDate": clock.now(),
            "_Task": task.arn,
        }
        for name in wanted
        if name not in unwanted
    ]
    for other in store.of(_KIND):
        other.data["IsLatestTaskAssessmentRun"] &= other is run or other.data["ReplicationTaskArn"] != task.arn
    before = task.status
    task.become("testing")
    run.data["_Before"] = before
    _count(run)
    run.become("starting", lambda: run.become("running", lambda: _finish(run, "passed")))
    return {_KIND: run.data}


def _check_place(store: Store, request: Data) -> None:
    role, bucket = request["ServiceAccessRoleArn"], request["ResultLocationBucket"]
    if assumption_problem(store, role, _PRINCIPAL):
        raise Fault("AccessDeniedFault", f"The IAM Role {role} is not configured properly.")
    if inside.bucket_owner(bucket) is None:
        raise Fault("S3ResourceNotFoundFault", f"The specified bucket {bucket} does not exist.")
    folder = request.get("ResultLocationFolder", "").strip("/")
    report = f"arn:{store.partition}:s3:::{'/'.join(filter(None, [bucket, folder, 'report']))}"
    if found := role_problem(store, role, _PRINCIPAL, "s3:PutObject", report, via="s3"):
        raise Fault("S3AccessDeniedFault", f"Access denied to bucket {bucket}: {found}.")
    if request.get("ResultEncryptionMode") == "SSE_KMS":
        check_key({"KmsKeyId": request.get("ResultKmsKeyArn")})


def _finish(run: Record, status: str) -> None:
    checks = run.data["_Checks"]
    for check in checks:
        check["Status"] = run.data.pop(check["IndividualAssessmentName"], "passed")
    if status == "failed" and not any(check["Status"] == "failed" for check in checks):
        checks[0]["Status"] = "failed"
    _count(run)
    _report(run, status)
    _leave(run)
    run.become(status)


def _fail(run: Record, message: str) -> None:
    run.data["LastFailureMessage"] = message
    _finish(run, "failed")


def _warn(run: Record, message: str) -> None:  # noqa: ARG001 -- only a failure has a message
    _finish(run, "warning")


ENDINGS.update({(_KIND, "failed"): _fail, (_KIND, "warning"): _warn})


def _leave(run: Record) -> None:
    """Let the task be what it was."""
    task = run.store.records.get(run.data["ReplicationTaskArn"])
    if task and task.status == "testing":
        task.become(run.data["_Before"])


def _count(run: Record) -> None:
    found = Counter(check["Status"] for check in run.data["_Checks"])
    total = sum(found.values())
    waiting = found["pending"] + found["running"]
    run.data["AssessmentProgress"] = {
        "IndividualAssessmentCount": total,
        "IndividualAssessmentCompletedCount": total - waiting,
    }
    results = ("Passed", "Failed", "Error", "Warning", "Cancelled", "Skipped")
    run.data["ResultStatistic"] = {name: found[name.lower()] for name in results}


def _report(run: Record, status: str) -> None:
    """Put the report into the bucket; its form is this cloud's own."""
    checks = {check["IndividualAssessmentName"]: check["Status"] for check in run.data["_Checks"]}
    report = {"run": run.data["AssessmentRunName"], "status": status, "assessments": checks}
    folder = run.data.get("ResultLocationFolder", "").strip("/")
    key = "/".join(filter(None, [folder, f"{run.data['AssessmentRunName']}.json"]))
    inside.put_object(run.data["ResultLocationBucket"], key, json.dumps(report, indent=2).encode(), {})


@operation
def describe_replication_task_individual_assessments(store: Store, request: Data) -> Data:
    """DescribeReplicationTaskIndividualAssessments."""
    checks = [check for run in store.of(_KIND) for check in run.data["_Checks"]]
    found = filtered("individual assessment", _FILTERS, request, checks)
    return paged("ReplicationTaskIndividualAssessments", request, found)


@operation
def cancel_replication_task_assessment_run(store: Store, request: Data) -> Data:
    """CancelReplicationTaskAssessmentRun: one that is under way."""
    run = store.get(_KIND, request["ReplicationTaskAssessmentRunArn"])
    if run.status not in {"starting", "running"}:
        raise invalid_state(run, "cancelled")

    def cancel() -> None:
        _leave(run)
        run.become("cancelled")

    for check in run.data["_Checks"]:
        check["Status"] = "cancelled"
    _count(run)
    run.become("cancelling", cancel)
    return {_KIND: run.data}


@operation
def delete_replication_task_assessment_run(store: Store, request: Data) -> Data:
    """DeleteReplicationTaskAssessmentRun: one that is over; its report stays in the bucket."""
    run = store.get(_KIND, request["ReplicationTaskAssessmentRunArn"])
    if run.status in {"starting", "running", "cancelling"}:
        raise invalid_state(run, "deleted")
    run.become("deleting", lambda: store.remove(run))
    return {_KIND: run.data}
