#!/usr/bin/env bash
# moto 5.2.5: its DMS loses an endpoint when another takes its name, and never gets one ready.
#
# DMS refuses a second endpoint of the same identifier (ResourceAlreadyExistsFault). moto makes it, under another ARN, and
# the first is gone from DescribeEndpoints. An endpoint is `creating` for ever, where DMS says `active` at once: a test that
# waits for it fails, while an instance is `available` at the second look. A subnet group has another subnet than the one it
# was given. A task that was never started says that its full load is complete.
#
# Output seen:
#   second endpoint of the same name: made, another ARN
#   endpoints after it: 1, the first one: gone
#   endpoint at each of five looks: creating
#   instance at the second look: available
#   subnet group: given subnet-0a0a0a0a, has subnet-12345
#   task that was never started: status creating, full load 100 percent, tables loaded 1
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --no-compile --quiet --disable-pip-version-check \
    moto==5.2.5 boto3==1.43.106 botocore==1.43.106
cd "$folder"
cat > app.py <<'PYTHON'
import boto3
import moto

with moto.mock_aws():
    dms = boto3.client("dms", region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none")
    endpoint = {"EndpointIdentifier": "shop", "EndpointType": "source", "EngineName": "mysql"}
    first = dms.create_endpoint(**endpoint, ServerName="old.example.com")["Endpoint"]["EndpointArn"]
    second = dms.create_endpoint(**endpoint, ServerName="new.example.com")["Endpoint"]["EndpointArn"]
    print(f"second endpoint of the same name: made, {'another' if first != second else 'the same'} ARN")
    there = [each["EndpointArn"] for each in dms.describe_endpoints()["Endpoints"]]
    print(f"endpoints after it: {len(there)}, the first one: {'there' if first in there else 'gone'}")
    looks = {dms.describe_endpoints()["Endpoints"][0]["Status"] for _ in range(5)}
    print("endpoint at each of five looks:", *looks)
    instance = {"ReplicationInstanceIdentifier": "shop", "ReplicationInstanceClass": "dms.t3.medium"}
    made = dms.create_replication_instance(**instance)["ReplicationInstance"]
    dms.describe_replication_instances()
    status = dms.describe_replication_instances()["ReplicationInstances"][0]["ReplicationInstanceStatus"]
    print("instance at the second look:", status)
    group = dms.create_replication_subnet_group(
        ReplicationSubnetGroupIdentifier="shop",
        ReplicationSubnetGroupDescription="Shop",
        SubnetIds=["subnet-0a0a0a0a"],
    )["ReplicationSubnetGroup"]
    print("subnet group: given subnet-0a0a0a0a, has", *(each["SubnetIdentifier"] for each in group["Subnets"]))
    dms.create_replication_task(
        ReplicationTaskIdentifier="shop",
        SourceEndpointArn=second,
        TargetEndpointArn=second,
        ReplicationInstanceArn=made["ReplicationInstanceArn"],
        MigrationType="full-load",
        TableMappings="{}",
    )
    dms.describe_replication_tasks()
    task = dms.describe_replication_tasks()["ReplicationTasks"][0]
    stats = task["ReplicationTaskStats"]
    percent, loaded = stats["FullLoadProgressPercent"], stats["TablesLoaded"]
    print(f"task that was never started: status {task['Status']}, full load {percent} percent, tables loaded {loaded}")
PYTHON
venv/bin/python app.py | tee output
diff - output <<'SEEN'
second endpoint of the same name: made, another ARN
endpoints after it: 1, the first one: gone
endpoint at each of five looks: creating
instance at the second look: available
subnet group: given subnet-0a0a0a0a, has subnet-12345
task that was never started: status creating, full load 100 percent, tables loaded 1
SEEN
