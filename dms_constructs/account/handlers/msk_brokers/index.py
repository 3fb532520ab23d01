"""
Looks up the brokers of an MSK cluster, which CloudFormation doesn't tell; behind `KafkaTarget(cluster=...)`.

Only reads, so it may be repeated; a deletion has nothing to do.
"""

import json
import urllib.request
from typing import Any

import boto3


def handler(event: dict[str, Any], context: Any) -> None:
    """Answer one CloudFormation custom resource request."""
    data: dict[str, str] = {}
    try:
        if event["RequestType"] != "Delete":
            properties = event["ResourceProperties"]
            data = {"Broker": brokers(boto3.client("kafka"), properties["ClusterArn"], properties["BrokerString"])}
    except Exception as error:  # the answer must be sent whatever happened, or the stack hangs for an hour
        print(f"failed: {error!r}")
        answer(event, "FAILED", f"{error} (log: {context.log_group_name} {context.log_stream_name})", {})
    else:
        answer(event, "SUCCESS", "", data)


def brokers(kafka: Any, cluster_arn: str, name: str) -> str:
    """Return the brokers that a security protocol needs, as `host:port,host:port`, without what the API adds."""
    found = kafka.get_bootstrap_brokers(ClusterArn=cluster_arn)
    if not found.get(name):
        has = sorted(each for each in found if each.startswith("BootstrapBroker") and found[each])
        raise ValueError(
            f"the cluster has no {name}, only {', '.join(has) or 'none'}: turn on what the security protocol needs in "
            "its client_authentication and encryption_info, or write another security_protocol"
        )
    brokers_found: str = found[name]
    return brokers_found


def answer(event: dict[str, Any], status: str, reason: str, data: dict[str, str]) -> None:
    """Tell CloudFormation the outcome."""
    body = json.dumps(
        {
            "Status": status,
            "Reason": reason,
            "PhysicalResourceId": "dms-msk-brokers",
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
            "Data": data,
        }
    ).encode()
    request = urllib.request.Request(
        event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": "", "Content-Length": str(len(body))}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        print(f"{status} {reason} -> {response.status}")
