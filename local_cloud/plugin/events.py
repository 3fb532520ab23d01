"""
What DMS tells: events of `aws.dms` on EventBridge, and messages of event subscriptions to their SNS topics.

Detail types, ids and categories are those of the DMS User Guide ("AWS DMS event categories and event messages"); the
form and the messages of task events, and the form of a replication's, are as live ones were seen in public
repositories. Of the event types of instances and of most states of a replication only the pattern is known.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from dataclasses import dataclass

from local_cloud.plugin import clock, inside, inside_monitoring
from local_cloud.plugin.kinds import KINDS
from local_cloud.plugin.store import OBSERVERS, Data, Record, Store

__all__ = ["Event", "install", "tell"]

_SUBJECT = "DMS Notification Message"
_PAGE = "http://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html"
_CATEGORIES = {
    "Creation": "creation",
    "Deletion": "deletion",
    "Failure": "failure",
    "StateChange": "state change",
    "ConfigurationChange": "configuration change",
}
"""Each as EventBridge has it, with the name it has in a subscription."""


@dataclass(frozen=True, slots=True)
class Event:
    """
    What happened to a thing.

    Attributes:
        type: For example `REPLICATION_TASK_STARTED`.
        category: As EventBridge has it.
        number: The end of its id.
        message: What EventBridge says.
        said: What a subscription says, if that is different.
        family: What comes between `DMS Replication ` and `State Change` in the detail type.
    """

    type: str
    category: str
    number: str
    message: str
    said: str = ""
    family: str = ""


_WORK: queue.SimpleQueue[tuple[Store, Record, Event, float]] = queue.SimpleQueue()
_TYPES = {
    "ReplicationTask": ("REPLICATION_TASK", "Task "),
    "ReplicationInstance": ("REPLICATION_INSTANCE", "Instance "),
    "ReplicationConfig": ("REPLICATION_CONFIG", ""),
}
_ACTIVE = {"starting", "running", "stopping"}
_RESTING = {"ready", "stopped", "failed"}


def install() -> None:
    """Hear of every state from now on, and deliver what there is to tell."""
    OBSERVERS.append(_observe)
    vars(inside_monitoring.eventbridge)["_now_ts"] = clock.now
    threading.Thread(target=_deliver_all, daemon=True).start()


def tell(record: Record, event: Event) -> None:
    """Let an event be delivered, soon: not here, where the store is locked and a function might call DMS."""
    _WORK.put((record.store, record, event, clock.now()))


def _observe(record: Record, before: str) -> None:
    makers = {
        "ReplicationTask": _of_task,
        "ReplicationInstance": _of_instance,
        "ReplicationConfig": _of_replication,
    }
    event = makers[record.kind](record, before) if record.kind in makers else None
    if event:
        tell(record, event)


def _of_task(task: Record, before: str) -> Event | None:
    status, data = task.status, task.data
    found = None
    if (before, status) == ("creating", "ready"):
        said = "The replication task has been created."
        found = Event("REPLICATION_TASK_CREATED", "Creation", "0074", said)
    elif status == "running" and before == "starting":
        flag = "resume" if data["_Start"] == "resume-processing" else "fresh start"
        said = f"Replication task started, with flag, {flag}"
        found = Event("REPLICATION_TASK_STARTED", "StateChange", "0069", said)
    elif status == "stopped" and before in _ACTIVE:
        said = f"Replication task has stopped. {data['StopReason']}."
        found = Event("REPLICATION_TASK_STOPPED", "StateChange", "0079", "Replication task stopped", said)
    elif status == "failed" and before in _ACTIVE:
        message = data["LastFailureMessage"]
        said = f"Replication task has failed.\nReason: {message}."
        found = Event("REPLICATION_TASK_FAILED", "Failure", "0078", message, said)
    elif before == "modifying" and status in _RESTING:
        said = "A replication task has been modified."
        found = Event("REPLICATION_TASK_MODIFIED", "ConfigurationChange", "0080", said)
    elif status == "deleting":
        said = "The replication task has been deleted."
        found = Event("REPLICATION_TASK_DELETED", "Deletion", "0073", said)
    return found


def _of_instance(instance: Record, before: str) -> Event | None:
    status = instance.status
    if (before, status) == ("creating", "available"):
        return Event("REPLICATION_INSTANCE_CREATED", "Creation", "0005", "Replication instance created")
    if status == "deleting":
        return Event("REPLICATION_INSTANCE_DELETED", "Deletion", "0003", "Replication instance deleted")
    if instance.data.get("_Restarts") and "modifying" in {status, before}:
        began = status == "modifying"
        number, said = ("0012", "is being changed") if began else ("0014", "has been changed")
        kind = f"REPLICATION_INSTANCE_CLASS_{'CHANGING' if began else 'CHANGED'}"
        return Event(kind, "ConfigurationChange", number, f"Replication instance class {said}", family="Class ")
    return None


def _of_replication(record: Record, before: str) -> Event | None:
    status, suffix = record.status, record.arn.rsplit(":", 1)[-1]
    if status == before:  # its capacity went
        message = f"Replication with resource id, '{suffix}', has been deprovisioned."
        return Event("REPLICATION_DEPROVISIONED", "StateChange", "", message)
    if status == "failed":
        return Event("REPLICATION_FAILED", "Failure", "", record.data["FailureMessages"][0])
    category = {"created": "Creation", "deleting": "Deletion"}.get(status, "StateChange")
    message = f"Replication with resource id, '{suffix}', is {status.replace('_', ' ')}."
    return Event(f"REPLICATION_{status.upper()}", category, "", message)


def _deliver_all() -> None:
    while True:
        store, record, event, moment = _WORK.get()
        with inside.request_scope(store.account, store.region):
            inside_monitoring.put_events({"Entries": _entries(record, event)}, allow_aws_source=True)
            for topic in _topics(store, record, event):
                inside_monitoring.publish(topic, json.dumps(_message(record, event, moment)), _SUBJECT)


def _entries(record: Record, event: Event) -> list[Data]:
    kind, family = _TYPES[record.kind]
    detail = {
        "type": kind,
        "category": event.category,
        "eventType": event.type,
        "detailMessage": event.message,
        "resourceLink": _link(record),
    }
    if event.number:
        detail["eventId"] = f"DMS-EVENT-{event.number}"
    entries = [_entry(f"DMS Replication {family}{event.family}State Change", record.arn, detail)]
    if event.type in {"REPLICATION_RUNNING", "REPLICATION_STOPPED"}:
        # A replication tells this of a task of its own too, but never that it failed.
        done = event.type.removeprefix("REPLICATION_").replace("RUNNING", "STARTED")
        twin = {**detail, "type": "REPLICATION_TASK", "eventType": f"REPLICATION_TASK_{done}"}
        arn = record.arn.replace(":replication-config:", ":task:serv-res-id-")
        entries.append(_entry("DMS Replication Task State Change", arn, twin))
    return entries


def _entry(detail_type: str, arn: str, detail: Data) -> Data:
    return {"Source": "aws.dms", "DetailType": detail_type, "Resources": [arn], "Detail": json.dumps(detail)}


def _link(record: Record) -> str:
    page = {"ReplicationTask": "taskDetails", "ReplicationInstance": "replicationInstanceDetails"}
    shown = page.get(record.kind, "replicationDetails")
    return f"https://console.aws.amazon.com/dms/v2/home?region={record.store.region}#{shown}/{record.name}"


def _topics(store: Store, record: Record, event: Event) -> list[str]:
    """List the topics of the subscriptions that an event is for: of tasks and instances only."""
    source = KINDS[record.kind].noun.lower().replace(" ", "-")
    if not event.number:
        return []
    return [
        each.data["SnsTopicArn"]
        for each in store.of("EventSubscription")
        if each.data["Enabled"]
        and each.data.get("SourceType", source) == source
        and record.name in (each.data.get("SourceIdsList") or [record.name])
        and _CATEGORIES[event.category] in (each.data.get("EventCategoriesList") or _CATEGORIES.values())
    ]


def _message(record: Record, event: Event, moment: float) -> Data:
    at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(moment))
    return {
        "Event Source": KINDS[record.kind].noun.lower().replace(" ", "-"),
        "Event Time": f"{at}.000",
        "Identifier Link": _link(record),
        "SourceId": record.name,
        "Event ID": f"{_PAGE}#DMS-EVENT-{event.number} ",
        "Event Message": event.said or event.message,
    }
