"""What a change does to a task, provisioned or serverless."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping

from dms_constructs import facts
from dms_constructs.engines import EndpointType
from dms_constructs.lifecycle.state_table import TaskChange, outcomes
from dms_constructs.review.attributes import is_of_another_type, of_attributes
from dms_constructs.review.clashes import of_clash
from dms_constructs.review.consent import consent_of, of_consent, of_policies
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, Outcome, called, keeps_id
from dms_constructs.review.documents import of_documents
from dms_constructs.review.entry import Consent, Downtime, Entry, ResourceReview, Severity, worst_first
from dms_constructs.review.gate import GateChange
from dms_constructs.review.instances import of_capacity
from dms_constructs.review.task_resources import TaskResource
from dms_constructs.review.upstream import of_endpoints, of_its_instance

__all__ = ["review_task"]

_PREP_MODES = {
    "DROP_AND_CREATE": "the target's tables are dropped and made anew first",
    "TRUNCATE_BEFORE_LOAD": "the target's tables are emptied first",
    "DO_NOTHING": "rows that are in the target's tables stay, so empty these first",
}
_GOES_ON = (
    "DMS refuses to delete what runs, and CloudFormation forgets it and says UPDATE_COMPLETE, so it goes on writing"
)
_KEPT = {"Retain", "RetainExceptOnCreate"}
_STAYS = "CloudFormation leaves the old {task} as it is, outside the stack, so it goes on writing beside the new one"
_TYPE = "AWS's own documents disagree whether CloudFormation replaces the task or changes it in place"


class _Watch(enum.Enum):
    """Whether the life cycle stops and starts a task around this change."""

    YES = "watched"
    ADOPTED = "adopted"
    LEFT = "left"
    NO = "not watched"


_IN_PLACE = {
    _Watch.ADOPTED: (
        "this deployment only adopts the {task} and doesn't stop it, and DMS refuses the change while it runs",
        "deploy its start policy first, and the rest after that",
    ),
    _Watch.LEFT: (
        "without a start policy nothing stops the {task}, and DMS refuses the change while it runs",
        "deploy this change first, and take the start policy away after that",
    ),
    _Watch.NO: (
        "nothing stops the {task}, and DMS refuses the change while it runs",
        "stop it before the deployment and resume it afterwards, or deploy start=dms.StartPolicy.ON_CREATE first",
    ),
}


def review_task(change: Change, context: Context) -> ResourceReview | None:
    """Say what a change does to a task; None where it does nothing."""
    if change.new is None and is_of_another_type(change.resource, context.new.resources):
        return None
    found = _Judged(change, context)
    entries = [*found.entries(), *of_attributes(change, context)]
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
        states=found.states,
    )


class _Judged:
    """A task on its way from one template to the other."""

    def __init__(self, change: Change, context: Context) -> None:
        self.change, self.context = change, context
        self.old = TaskResource(change.old) if change.old is not None else None
        self.new = TaskResource(change.new) if change.new is not None else None
        self.before = context.before.tasks.get(change.old.name) if context.before and change.old else None
        self.after = context.after.tasks.get(change.new.name) if context.after and change.new else None
        self.called = called(change.type)
        self.consent: Consent | None = None
        self.downtime = Downtime.NONE
        self.kind = TaskChange.NONE
        self.name = context.name_of(change)

    @property
    def watch(self) -> _Watch:
        """Whether the life cycle looks after it."""
        if self.before is not None:
            return _Watch.YES if self.after is not None or self.new is None else _Watch.LEFT
        return _Watch.ADOPTED if self.after is not None else _Watch.NO

    @property
    def states(self) -> Mapping[str, str]:
        """What the life cycle does, by the state in which the deployment finds the task; nothing without it."""
        return outcomes(self.kind) if self.watch is _Watch.YES and self.kind is not TaskChange.NONE else {}

    @property
    def gate(self) -> GateChange | None:
        """What the life cycle says of it, if that watches it on both sides."""
        gates = self.context.before, self.context.after
        if self.before is None or self.after is None or gates[0] is None or gates[1] is None:
            return None
        lists = self.context.old.asset, self.context.new.asset
        return GateChange(self.before, self.after, (gates[0], gates[1]), lists)

    @property
    def title(self) -> str:
        """What it is, in a line."""
        task = self.new or self.old
        path = self.change.resource.path
        title = f"{path} ({self.name})" if path else self.name
        engines = [task.engine(side) for side in (EndpointType.SOURCE, EndpointType.TARGET)] if task else []
        ends = " to ".join(each.value if each else "?" for each in engines) if any(engines) else ""
        kind = task.migration_type.value if task and task.migration_type else ""
        return f"{title}: {', '.join(each for each in (self.called, kind, ends) if each)}"

    def entries(self) -> Iterator[Entry]:
        """Yield what to say, and work out the rest on the way."""
        if self.new is None:
            yield from self._removed()
        elif self.old is None:
            yield from self._added(self.new)
        else:
            yield from self._changed(self.old, self.new)

    def _added(self, new: TaskResource) -> Iterator[Entry]:
        starts = self.after is not None and self.after.start in {"ON_CREATE", "ALWAYS_RUNNING"}
        means = "the deployment starts it" if starts else "CloudFormation creates it, and nothing starts it"
        if starts and new.loads:
            yield Entry(Severity.RELOADS, f"a new {self.called}", f"{means}, and it loads its tables: {_prepares(new)}")
        else:
            yield Entry(Severity.NOTE, f"a new {self.called}", means)
        yield from of_consent(self.after, None)

    def _removed(self) -> Iterator[Entry]:
        if self.change.policy(replaced=False) in _KEPT:
            yield Entry(Severity.NOTE, "removed", "CloudFormation leaves it as it is, outside the stack")
            return
        self.downtime, self.kind = Downtime.END, TaskChange.REMOVAL
        by = "the deployment stops it, and CloudFormation" if self.watch is _Watch.YES else "CloudFormation"
        lost = f"{self._lost()} are gone; what is on the target stays there"
        yield Entry(Severity.LOSES, "removed", f"{by} deletes it: {lost}")
        if self.watch is not _Watch.YES:
            yield Entry(Severity.BREAKS, "removed while it runs", _GOES_ON, fix="stop it before the deployment")

    def _lost(self) -> str:
        task = self.old or self.new
        lost = ["table statistics"]
        if task is not None and task.has_cdc:
            lost.insert(0, "the checkpoint (up to which changes are applied)")
        return " and ".join(lost)

    def _changed(self, old: TaskResource, new: TaskResource) -> Iterator[Entry]:
        gate = self.gate
        documents = of_documents(self.name, old, new, gate, self.context)
        endpoints = list(of_endpoints(self.change, self.context))
        restart = list(of_its_instance(self.change, self.context))
        yield from documents.entries
        yield from of_capacity(self.change, self.context)
        yield from (Entry(Severity.NOTE, str(each), each.means) for each in self.change.properties)
        yield from endpoints
        yield from restart
        replaced = self.change.is_replaced or (gate is not None and gate.replaces)
        reasons = () if gate is None or replaced else gate.reload_reasons
        reloads = documents.reloads or bool(reasons) or any(each.severity is Severity.RELOADS for each in endpoints)
        stops = documents.at_rest or bool(self.change.properties) or bool(endpoints)
        if reasons and not documents.reloads:
            yield Entry(Severity.RELOADS, "needs a reload", "; ".join(reasons))
        if replaced:
            yield from self._replaced(old, new)
        elif any(each.outcome is Outcome.REFUSED for each in self.change.properties):
            yield from self._refused()
        elif stops or reloads or (gate is not None and gate.in_place):
            yield from self._in_place(reloads=reloads)
        elif restart:
            self.downtime = Downtime.PAUSE
        if reloads and not replaced:
            self.downtime = Downtime.RELOAD
        if gate is not None:
            is_due = bool(reasons) or (gate.is_masked and documents.reloads)
            self.consent = consent_of(gate, replaced=replaced, reloads=is_due)
        yield from of_policies(self.before, self.after)
        yield from of_consent(self.after, self.consent)

    def _in_place(self, *, reloads: bool) -> Iterator[Entry]:
        self.downtime, self.kind = Downtime.PAUSE, TaskChange.RELOAD if reloads else TaskChange.IN_PLACE
        if self.watch is _Watch.YES:
            what = "stop and reload" if reloads else "stop and resume"
            yield Entry(Severity.STOPS, what, _sentence(outcomes(self.kind)["running"]))
        else:
            means, fix = _IN_PLACE[self.watch]
            yield Entry(Severity.BREAKS, "refused while it runs", means.format(task=self.called), fix=fix)
        if self.new is not None and self.new.is_serverless:
            hours = facts.instances()["serverless"]["resume_window_hours"]["value"]
            means = "DMS takes its capacity away then, and it loads again"
            yield Entry(Severity.NOTE, f"once stopped for more than {hours} hours, it can't be resumed", means)

    def _refused(self) -> Iterator[Entry]:
        yield Entry(
            Severity.BREAKS,
            "frozen since it first ran",
            f"CloudFormation tries it in place, and DMS refuses it once the {self.called} has run",
            fix=f"give the construct another id, and CloudFormation creates a new {self.called}",
        )

    def _replaced(self, old: TaskResource, new: TaskResource) -> Iterator[Entry]:
        self.downtime, self.kind = Downtime.NEW, TaskChange.REPLACEMENT
        is_carried = self.gate is not None and self.gate.is_carried
        lost = "table statistics are gone" if is_carried else f"{self._lost()} are gone"
        load = f", and the new one loads all its tables: {_prepares(new)}" if new.loads else ""
        if is_carried:
            load = ", and the new one goes on from the checkpoint of the old"
        what, fix = "replaced", ""
        is_kept = self.change.policy(replaced=True) in _KEPT
        then = "leaves the old one outside the stack" if is_kept else "deletes the old one"
        means = f"CloudFormation makes a new {self.called}, then {then}: {lost}{load}"
        if self.change.is_renamed:
            what = f"its logical id changes from {old.resource.name} to {new.resource.name}, so it is replaced"
            fix = keeps_id(self.change, "task")
        elif [each.name for each in self.change.properties if each.outcome is Outcome.REPLACED] == ["MigrationType"]:
            means = f"{_TYPE}. If it is replaced, {lost}{load}. In place, DMS takes it at rest only"
        yield Entry(Severity.NOTE if is_carried else Severity.LOSES, what, means, fix=fix)
        yield from of_clash(self.change)
        if self.watch is not _Watch.YES:
            means = _STAYS.format(task=self.called) if is_kept else _GOES_ON
            yield Entry(Severity.BREAKS, "replaced while it runs", means, fix="stop it before the deployment")


def _sentence(text: str) -> str:
    """Return a sentence as what comes after a colon; of consent, an entry of its own tells."""
    text = text.removeprefix("Refused without consent. ")
    return text[:1].lower() + text[1:].removesuffix(".")


def _prepares(new: TaskResource) -> str:
    mode = new.setting("FullLoadSettings", "TargetTablePrepMode")
    return _PREP_MODES.get(str(mode), "what becomes of the target's tables first is not known")
