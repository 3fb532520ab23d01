"""What isn't about one thing: event subscriptions, tags, and what DMS offers."""

from __future__ import annotations

import time

from dms_constructs import facts
from local_cloud.plugin import clock, inside
from local_cloud.plugin.describe import paged
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import invalid
from local_cloud.plugin.store import Data, Record, Store

__all__: list[str] = []

# DescribeEventCategories, by source type.
_CATEGORIES = {
    "replication-instance": {
        "configuration change", "creation", "deletion", "failover", "failure", "low storage", "maintenance",
    },
    "replication-task": {"configuration change", "creation", "deletion", "failure", "state change"},
}  # fmt: skip


@operation
def create_event_subscription(store: Store, request: Data) -> Data:
    """CreateEventSubscription: its topic must be there, its categories must belong to its source type."""
    name = request["SubscriptionName"]
    data = {"CustSubscriptionId": name, "CustomerAwsId": store.account, "Enabled": True}
    record = store.add("EventSubscription", data, resource=name, tags=request.get("Tags"))
    try:
        _subscribe(record, request)
    except Fault:
        store.remove(record)
        raise
    record.data["SubscriptionCreationTime"] = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(clock.now()))
    record.become("creating", lambda: record.become("active"))
    return {"EventSubscription": record.data}


@operation
def modify_event_subscription(store: Store, request: Data) -> Data:
    """ModifyEventSubscription."""
    record = store.get("EventSubscription", request["SubscriptionName"])
    _subscribe(record, request)
    record.become("modifying", lambda: record.become("active"))
    return {"EventSubscription": record.data}


@operation
def delete_event_subscription(store: Store, request: Data) -> Data:
    """DeleteEventSubscription."""
    record = store.get("EventSubscription", request["SubscriptionName"])
    record.become("deleting", lambda: store.remove(record))
    return {"EventSubscription": record.data}


def _subscribe(record: Record, request: Data) -> None:
    topic = request.get("SnsTopicArn")
    if topic and topic not in inside.TOPICS:
        raise Fault("SNSInvalidTopicFault", f"The SNS topic {topic} does not exist.")
    source = request.get("SourceType", record.data.get("SourceType"))
    if source and source not in _CATEGORIES:
        raise invalid(f"Invalid source type: {source}.")
    if request.get("SourceIds") and not source:
        raise Fault("InvalidParameterCombinationException", "SourceIds need a SourceType.")
    known = _CATEGORIES[source] if source else set().union(*_CATEGORIES.values())
    unknown = sorted(set(request.get("EventCategories", [])) - known)
    if unknown:
        raise invalid(f"Invalid event category for {source or 'any source'}: {unknown[0]}.")
    names = {"EventCategories": "EventCategoriesList", "SourceIds": "SourceIdsList"}
    taken = ("SnsTopicArn", "SourceType", "Enabled", *names)
    record.data.update({names.get(key, key): request[key] for key in taken if key in request})


@operation
def describe_event_categories(store: Store, request: Data) -> Data:  # noqa: ARG001
    """DescribeEventCategories."""
    wanted = request.get("SourceType")
    return {
        "EventCategoryGroupList": [
            {"SourceType": source, "EventCategories": sorted(categories)}
            for source, categories in _CATEGORIES.items()
            if wanted in {None, source}
        ]
    }


def _tagged(store: Store, arn: str) -> Record:
    record = store.records.get(arn)
    if record is None:
        raise Fault("ResourceNotFoundFault", f"Resource {arn} not found.")
    return record


@operation
def add_tags_to_resource(store: Store, request: Data) -> Data:
    """AddTagsToResource."""
    tags = {tag["Key"]: tag.get("Value", "") for tag in request["Tags"]}
    _tagged(store, request["ResourceArn"]).tags.update(tags)
    return {}


@operation
def remove_tags_from_resource(store: Store, request: Data) -> Data:
    """RemoveTagsFromResource."""
    record = _tagged(store, request["ResourceArn"])
    for key in request["TagKeys"]:
        record.tags.pop(key, None)
    return {}


@operation
def list_tags_for_resource(store: Store, request: Data) -> Data:
    """ListTagsForResource, of one or of several."""
    arns = request.get("ResourceArnList") or [request.get("ResourceArn", "")]
    return {
        "TagList": [
            {"Key": key, "Value": value, "ResourceArn": arn}
            for arn in arns
            for key, value in _tagged(store, arn).tags.items()
        ]
    }


@operation
def describe_orderable_replication_instances(store: Store, request: Data) -> Data:
    """DescribeOrderableReplicationInstances, from the library's facts."""
    known = facts.instances()
    zones = [f"{store.region}{letter}" for letter in "abc"]
    storage = known["storage"]
    offered = [
        {
            "EngineVersion": version,
            "ReplicationInstanceClass": name,
            "StorageType": "gp2",
            "MinAllocatedStorage": storage["min_gib"]["value"],
            "MaxAllocatedStorage": storage["max_gib"]["value"],
            "DefaultAllocatedStorage": storage["default_gib"]["value"][
                "t3" if fact["kind"] == "burstable" else "other"
            ],
            "AvailabilityZones": zones,
        }
        for version in known["engine_versions"]
        for name, fact in known["classes"].items()
    ]
    return paged("OrderableReplicationInstances", request, offered)


@operation
def describe_engine_versions(store: Store, request: Data) -> Data:  # noqa: ARG001
    """DescribeEngineVersions, from the library's facts."""
    versions = [{"Version": number} for number in facts.instances()["engine_versions"]]
    return paged("EngineVersions", request, versions)
