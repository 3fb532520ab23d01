#!/usr/bin/env bash
# botocore 1.43.106: its waiters of DMS give up on states that a healthy task passes through.
#
# After ModifyReplicationTask a task is `modifying` for a while. None of the three waiters for a task at rest or at work
# waits for that to end: `replication_task_ready`, `_running` and `_stopped` each raise at once. `_running` also raises for
# a full load that ended well before the first look (`stopped`, FULL_LOAD_ONLY_FINISHED). Own polling is needed.
#
# Output seen:
#   replication_task_ready gives up at: modifying
#   replication_task_running gives up at: modifying
#   replication_task_stopped gives up at: modifying
#   replication_task_running gives up at: stopped (Stop Reason FULL_LOAD_ONLY_FINISHED)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check boto3==1.43.106 botocore==1.43.106
"$folder/venv/bin/python" - <<'PYTHON' | tee "$folder/output"
import boto3
from botocore.exceptions import WaiterError
from botocore.stub import Stubber


def wait(waiter: str, **task: str) -> None:
    dms = boto3.client("dms", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
    with Stubber(dms) as answers:
        answers.add_response("describe_replication_tasks", {"ReplicationTasks": [task]})
        # What DMS would say next is never asked for.
        answers.add_response("describe_replication_tasks", {"ReplicationTasks": [{"Status": waiter.rpartition("_")[2]}]})
        try:
            dms.get_waiter(waiter).wait(WaiterConfig={"Delay": 0})
        except WaiterError as error:
            seen = error.last_response["ReplicationTasks"][0]
            reason = f" ({seen['StopReason']})" if "StopReason" in seen else ""
            print(f"{waiter} gives up at: {seen['Status']}{reason}")
        else:
            print(f"{waiter} waits")


for state in ("ready", "running", "stopped"):
    wait(f"replication_task_{state}", Status="modifying")
wait("replication_task_running", Status="stopped", StopReason="Stop Reason FULL_LOAD_ONLY_FINISHED")
PYTHON
diff - "$folder/output" <<'SEEN'
replication_task_ready gives up at: modifying
replication_task_running gives up at: modifying
replication_task_stopped gives up at: modifying
replication_task_running gives up at: stopped (Stop Reason FULL_LOAD_ONLY_FINISHED)
SEEN
