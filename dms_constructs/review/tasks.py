"""What a change does to a task, provisioned or serverless."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator

from dms_constructs.engines import EndpointType
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.comparison import Comparison
from dms_constructs.review.consent import consent_of, is_carried, policies
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, Outcome, called
from dms_constructs.review.entry import Consent, Downtime, Entry, ResourceReview, Severity, worst_first
from dms_constructs.review.mapping_changes import Documents, of_comparison, of_lists, of_rules
from dms_constructs.review.resources import in_words
from dms_constructs.review.setting_changes import of_settings
from dms_constructs.review.table_lists import table_changes
from dms_constructs.review.task_resources import TaskResource
from dms_constructs.review.words import change_s

__all__ = ["Watch", "review_task"]

_PREP_MODES = {
    "DROP_AND_CREATE": "the target's tables are dropped and made anew first",
    "TRUNCATE_BEFORE_LOAD": "the target's tables are emptied first",
    "DO_NOTHING": "rows that are in the target's tables stay, so the load meets them: empty the tables first",
}
_GOES_ON = (
    "DMS refuses to delete what runs, and CloudFormation forgets it and says UPDATE_COMPLETE, so it goes on writing"
)
_OF_INSTANCE = "of its instance"
_TYPE = "whether CloudFormation replaces the task or changes it in place is not settled in AWS's own documents"


class Watch(enum.Enum):
    """Whether the life cycle stops and starts a task around its changes."""

    YES = "watched"
    ADOPTED = "adopted"
    LEFT = "left"
    NO = "not watched"


_IN_PLACE = {
    Watch.YES: (Severity.STOPS, "the deployment stops the {task}, changes it and resumes it", ""),
    Watch.ADOPTED: (
        Severity.BREAKS,
        "this deployment only adopts the {task} and doesn't stop it, and DMS refuses the change while it runs",
        "deploy its start policy first, and the rest after that",
    ),
    Watch.LEFT: (
        Severity.BREAKS,
        "without a start policy nothing stops the {task}, and DMS refuses the change while it runs",
        "deploy this change first, and take the start policy away after that",
    ),
    Watch.NO: (
        Severity.BREAKS,
        "CloudFormation changes it in place, which DMS refuses while the {task} runs",
        "stop it before the deployment and resume it afterwards, or deploy start=dms.StartPolicy.ON_CREATE first",
    ),
}


def review_task(change: Change, context: Context) -> ResourceReview | None:
    """Say what a change does to a task; None where it does nothing."""
    watch = _watch(change, context)
    found = _Judged(change, context, watch)
    entries = list(found.entries())
    if not entries:
        return None
    return ResourceReview(
        name=found.name,
        title=found.title,
        type=change.type,
        change=change.word,
        entries=worst_first(entries),
        downtime=found.downtime,
        consent=found.consent,
    )


def _watch(change: Change, context: Context) -> Watch:
    before = change.old is not None and change.old.name in (context.before or {})
    after = change.new is not None and change.new.name in (context.after or {})
    if before:
        return Watch.YES if after or change.new is None else Watch.LEFT
    return Watch.ADOPTED if after else Watch.NO


class _Judged:
    """A task on its way from one template to the other."""

    def __init__(self, change: Change, context: Context, watch: Watch) -> None:
        self.change, self.context, self.watch = change, context, watch
        self.old = TaskResource(change.old) if change.old is not None else None
        self.new = TaskResource(change.new) if change.new is not None else None
        self.called = called(change.type)
        self.consent: Consent | None = None
        self.downtime = Downtime.NONE
        self.name = f"{context.new.name}/{change.resource.name}" if context.new.name else change.resource.name

    @property
    def title(self) -> str:
        """What it is, in a line."""
        task = self.new or self.old
        path = self.change.resource.path
        title = f"{path} ({self.name})" if path else self.name
        engines = [task.engine(side) for side in (EndpointType.SOURCE, EndpointType.TARGET)] if task else []
        ends = " to ".join(each.value if each else "?" for each in engines) if any(engines) else ""
        kind = task.migration_type.value if task and task.migration_type else ""
        more = ", ".join(each for each in (kind, ends) if each)
        return f"{title}: {self.called}{', ' if more else ''}{more}"

    def entries(self) -> Iterator[Entry]:
        """Yield what to say, and work out the rest on the way."""
        if self.old is None:
            yield from self._added()
        elif self.new is None:
            yield from self._removed()
        else:
            yield from self._changed(self.old, self.new)

    def _added(self) -> Iterator[Entry]:
        entry = (self.context.after or {}).get(self.change.resource.name)
        starts = entry is not None and entry.start in {"ON_CREATE", "ALWAYS_RUNNING"}
        means = "the deployment starts it" if starts else "CloudFormation creates it, and nothing starts it"
        loads = self.new is not None and self.new.loads
        yield Entry(Severity.RELOADS if starts and loads else Severity.NOTE, f"a new {self.called}", means)

    def _removed(self) -> Iterator[Entry]:
        if self.change.resource.body.get("DeletionPolicy") in {"Retain", "RetainExceptOnCreate"}:
            yield Entry(Severity.NOTE, "removed", "CloudFormation leaves it as it is, outside the stack")
            return
        self.downtime = Downtime.END
        lost = f"{self._lost()} are gone; what is on the target stays there"
        if self.watch is Watch.YES:
            yield Entry(Severity.LOSES, "removed", f"the deployment stops it and deletes it: {lost}")
            return
        yield Entry(Severity.LOSES, "removed", f"CloudFormation deletes it: {lost}")
        yield Entry(
            Severity.BREAKS,
            "removed while it runs",
            _GOES_ON,
            fix="stop it before the deployment",
        )

    def _lost(self) -> str:
        task = self.old or self.new
        lost = ["table statistics"]
        if task is not None and task.has_cdc:
            lost.insert(0, "the checkpoint (up to which changes are applied)")
        return " and ".join(lost)

    def _changed(self, old: TaskResource, new: TaskResource) -> Iterator[Entry]:
        documents = self._mappings(old, new) + self._settings(old, new)
        upstream = list(self._upstream())
        yield from documents.entries
        for each in self.change.properties:
            yield Entry(Severity.NOTE, str(each), each.means)
        yield from upstream
        refused = [each for each in self.change.properties if each.outcome is Outcome.REFUSED]
        in_place = [each for each in self.change.properties if each.outcome is not Outcome.REPLACED]
        endpoints = [entry for entry in upstream if _OF_INSTANCE not in entry.what]
        stops = documents.at_rest or bool(in_place) or bool(endpoints)
        reloads = documents.reloads or any(each.severity is Severity.RELOADS for each in upstream)
        if upstream:
            self.downtime = Downtime.PAUSE
        if self.change.is_replaced or (refused and self.watch is not Watch.NO):
            yield from self._replaced(old, new)
        elif refused:
            yield from self._refused()
        elif stops:
            yield from self._in_place()
        if reloads and not self.change.is_replaced:
            self.downtime = Downtime.RELOAD
        self.consent = consent_of(self.change, self.context, replaced=self.change.is_replaced, reloads=reloads)
        yield from policies(self.change, self.context, self.consent)

    def _in_place(self) -> Iterator[Entry]:
        self.downtime = Downtime.PAUSE
        severity, means, fix = _IN_PLACE[self.watch]
        what = "stop and resume" if self.watch is Watch.YES else "refused while it runs"
        yield Entry(severity, what, means.format(task=self.called), fix=fix)

    def _refused(self) -> Iterator[Entry]:
        yield Entry(
            Severity.BREAKS,
            "frozen since it first ran",
            f"CloudFormation tries it in place, and DMS refuses it once the {self.called} has run",
            fix=f"give the construct another id, and CloudFormation creates a new {self.called}",
        )

    def _replaced(self, old: TaskResource, new: TaskResource) -> Iterator[Entry]:
        self.downtime = Downtime.NEW
        reasons = [each.name for each in self.change.properties if each.outcome is Outcome.REPLACED]
        carried = is_carried(self.change, self.context)
        lost = "table statistics are gone" if carried else f"{self._lost()} are gone"
        load = f", and the new one loads all its tables: {self._prepares(new)}" if new.loads else ""
        if carried:
            load = ", and the new one goes on from the checkpoint of the old"
        what = "replaced"
        if self.change.is_renamed:
            what = f"its logical id changes from {old.resource.name} to {new.resource.name}, so it is replaced"
        means = f"CloudFormation makes a new {self.called}, then deletes the old one: {lost}{load}"
        if reasons == ["MigrationType"] and not self.change.is_renamed:
            means = f"{_TYPE}. If it is replaced, {lost}{load}. In place, it is stopped, changed and started again"
        yield Entry(Severity.NOTE if carried else Severity.LOSES, what, means, fix=self._keeps_id(old))
        if self.watch is not Watch.YES:
            yield Entry(
                Severity.BREAKS,
                "replaced while it runs",
                _GOES_ON,
                fix="stop it before the deployment",
            )

    def _keeps_id(self, old: TaskResource) -> str:
        if not self.change.is_renamed:
            return ""
        return (
            "to keep it, keep the logical id: "
            f"task.node.default_child.override_logical_id({json.dumps(old.resource.name)})"
        )

    @staticmethod
    def _prepares(new: TaskResource) -> str:
        mode = new.setting("FullLoadSettings", "TargetTablePrepMode")
        return _PREP_MODES.get(str(mode), "what becomes of the target's tables first is not known")

    def _mappings(self, old: TaskResource, new: TaskResource) -> Documents:
        if old.mappings_document == new.mappings_document and self.context.known.catalog is None:
            return Documents()
        lists = self._lists(old, new)
        loads = new.loads
        try:
            before, after = old.mappings(), new.mappings()
            if before is None or after is None:
                same = old.resource.given.get("TableMappings") == new.resource.given.get("TableMappings")
                what = "the table mappings change, and are known only at deployment"
                return Documents() if same else Documents((Entry(Severity.NOTE, what),), at_rest=True)
            found = Documents()
            if lists is not None:
                found = lists
            elif self.context.known.catalog is not None:
                catalog, schema = self.context.known.catalog, self.context.known.target_schema
                was, becomes = old.evaluate(catalog, schema), new.evaluate(catalog, schema)
                if was is not None and becomes is not None:
                    found = of_comparison(Comparison(was, becomes), loads=loads)
            if not found.entries:
                found = of_rules(before, after, loads=loads and lists is None and self.context.known.catalog is None)
        except ConfigurationError as error:
            what = f"the table mappings can't be compared: {error}"
            return Documents((Entry(Severity.NOTE, what),), at_rest=True)
        if not found.entries and old.mappings_document != new.mappings_document:
            self.context.remarks.append(
                f"{self.name}: the table mappings say the same in other words, and CloudFormation sends them to DMS"
            )
        return found

    def _lists(self, old: TaskResource, new: TaskResource) -> Documents | None:
        """Compare the lists of tables that the life cycle keeps, where both sides have them."""
        before = (self.context.before or {}).get(old.resource.name)
        after = (self.context.after or {}).get(new.resource.name)
        if before is None or after is None or before.asset is None or after.asset is None:
            return None
        found = table_changes(self.context.old.asset(before.asset), self.context.new.asset(after.asset))
        return None if found is None else of_lists(found, loads=new.loads)

    def _settings(self, old: TaskResource, new: TaskResource) -> Documents:
        if old.settings_document == new.settings_document:
            return Documents()
        try:
            before, after = old.settings(), new.settings()
        except ConfigurationError as error:
            return Documents((Entry(Severity.NOTE, f"the task settings can't be compared: {error}"),), at_rest=True)
        if before is None or after is None:
            what = "the task settings change, and one side leaves them to DMS or has them at deployment only"
            return Documents((Entry(Severity.NOTE, what),), at_rest=True)
        found = of_settings(before, after, loads=new.loads)
        if not found.entries:
            self.context.remarks.append(
                f"{self.name}: the task settings say the same in other words, and CloudFormation sends them to DMS"
            )
        return found

    def _upstream(self) -> Iterator[Entry]:
        """Yield what changes of the endpoints and the instance that the task stays with."""
        seen = self.change.properties
        for name in ("SourceEndpointArn", "TargetEndpointArn", "ReplicationInstanceArn"):
            other = self.change.resource.referred(self.change.resource.given.get(name))
            found = self.context.of(other.name) if other is not None else None
            if found is None or found.old is None or found.new is None or any(each.name == name for each in seen):
                continue
            if found.type == "AWS::DMS::ReplicationInstance":
                yield from self._of_instance(found)
            elif found.properties:
                yield from self._of_endpoint(found)

    @staticmethod
    def _of_instance(found: Change) -> Iterator[Entry]:
        names = [each.name for each in found.properties if each.name in {"ReplicationInstanceClass", "EngineVersion"}]
        if names:
            what = f"{' and '.join(names)} {_OF_INSTANCE} {found.resource.name} {change_s(len(names))}"
            means = "DMS stops the task and resumes it; a full load starts its unfinished tables again"
            yield Entry(Severity.STOPS, what, means)

    @staticmethod
    def _of_endpoint(found: Change) -> Iterator[Entry]:
        names = ", ".join(each.name for each in found.properties)
        side = in_words(found.resource.given.get("EndpointType"))
        what = f"its {side} endpoint {found.resource.name} changes: {names}"
        reloads = any(each.reloads for each in found.properties)
        means = "DMS takes it while no task of the endpoint runs, then tests the connection"
        yield Entry(Severity.RELOADS if reloads else Severity.STOPS, what, means)
