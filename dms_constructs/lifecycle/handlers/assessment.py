"""A premigration assessment run before a task starts for the first time: failed checks stop the deployment."""

from __future__ import annotations

from typing import Any

from request import Request
from signals import Refused, Wait
from tasks import Task, paged

_GOOD = {"passed", "warning"}
_GOES_ON = {"starting", "provisioning", "running"}
_BAD_CHECKS = {"failed", "error"}


def check(request: Request, task: Task) -> None:
    """
    See to it that DMS has assessed a task, and that no check failed.

    Raises:
        Wait: While the run goes on.
        Refused: If a check failed or the run did, with the place of the report.
    """
    asked = request.new.get("Assessment")
    if not asked:
        return
    # One name for all attempts of one request, so a second one finds the run instead of making another.
    name = f"deployment-{request.event['RequestId']}"
    run = _find(request.dms, task.arn, name)
    if run is None:
        _start(request.dms, task.arn, name, asked)
        raise Wait("assess", f"for the premigration assessment of {task.name}")
    status = run["Status"]
    if status in _GOES_ON:
        raise Wait("assess", f"for the premigration assessment of {task.name} ({status})")
    if status not in _GOOD:
        raise Refused(_failure(request.dms, task, run))
    print(f"the premigration assessment of {task.name}: {status}")


def _find(dms: Any, arn: str, name: str) -> dict[str, Any] | None:
    filters = [{"Name": "replication-task-arn", "Values": [arn]}]
    operation = dms.describe_replication_task_assessment_runs
    try:
        runs = list(paged(operation, "ReplicationTaskAssessmentRuns", Filters=filters))
    except dms.exceptions.ResourceNotFoundFault:
        return None
    return next((run for run in runs if run["AssessmentRunName"] == name), None)


def _start(dms: Any, arn: str, name: str, asked: dict[str, Any]) -> None:
    names = {
        "RoleArn": "ServiceAccessRoleArn",
        "Bucket": "ResultLocationBucket",
        "Folder": "ResultLocationFolder",
        "EncryptionMode": "ResultEncryptionMode",
        "KmsKeyArn": "ResultKmsKeyArn",
        "IncludeOnly": "IncludeOnly",
        "Exclude": "Exclude",
    }
    given = {names[key]: value for key, value in asked.items() if key in names}
    dms.start_replication_task_assessment_run(ReplicationTaskArn=arn, AssessmentRunName=name, **given)


def _failure(dms: Any, task: Task, run: dict[str, Any]) -> str:
    filters = [{"Name": "replication-task-assessment-run-arn", "Values": [run["ReplicationTaskAssessmentRunArn"]]}]
    operation = dms.describe_replication_task_individual_assessments
    checks = list(paged(operation, "ReplicationTaskIndividualAssessments", Filters=filters))
    failed = sorted(check["IndividualAssessmentName"] for check in checks if check["Status"] in _BAD_CHECKS)
    folder = str(run.get("ResultLocationFolder") or "").strip("/")
    place = "/".join(part for part in (run["ResultLocationBucket"], folder) if part)
    said = f" ({run['LastFailureMessage']})" if run.get("LastFailureMessage") else ""
    return (
        f"The premigration assessment of task {task.name} ended as {run['Status']}{said}. "
        f"Checks: {', '.join(failed) or 'none has an outcome'}. The report is in s3://{place}/. "
        "The task was not started."
    )
