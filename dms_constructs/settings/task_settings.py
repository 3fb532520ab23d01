"""The task settings document as one checked value."""

from __future__ import annotations

import dataclasses
import functools
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from dms_constructs._checks import is_a
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings import _describing, _reading, _tree
from dms_constructs.settings._checking import CONTROL_TABLES, Checks
from dms_constructs.settings._document import Document, Values, encoded, flat, freeze, merge, nested, rendered, thaw
from dms_constructs.settings._given import no_group
from dms_constructs.settings._group import Group
from dms_constructs.settings._keys import key
from dms_constructs.settings._meaning import SettingDifference, differences, is_idle, meaning
from dms_constructs.settings._reading import TARGET_SCHEMA as _TARGET_SCHEMA
from dms_constructs.settings._rules import problems
from dms_constructs.settings.change_processing import (
    BatchApply,
    BeforeImages,
    ChangeProcessing,
    DdlHandling,
    LoopbackPrevention,
)
from dms_constructs.settings.character_sets import CharacterSets
from dms_constructs.settings.control_tables import ControlTables
from dms_constructs.settings.error_policy import ErrorPolicy
from dms_constructs.settings.full_load import FullLoad
from dms_constructs.settings.lobs import FullLobs, InlineLobs, LimitedLobs, Lobs, NoLobs
from dms_constructs.settings.logs import Logging
from dms_constructs.settings.parallel import ParallelApply, ParallelLoad, StreamBuffers
from dms_constructs.settings.profiles import Profiles
from dms_constructs.settings.reason import Reason, checked
from dms_constructs.settings.time_travel import TimeTravel
from dms_constructs.settings.validation import Resync, Validation

__all__ = ["TaskSettings"]

# What holds where nothing is given: frozen, so that all settings may share it.
_FULL_LOAD = FullLoad()
_LOGGING = Logging()


def _one_of(*groups: type[Group]) -> Mapping[str, Any]:
    """Return the metadata of a field that holds one of these groups."""
    return {"groups": groups}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSettings(Checks, Profiles):
    """
    The settings of a replication task.

    The document holds what is given here and three choices of this library: the task logs (`Logging`), it keeps its
    control tables in the target (`ControlTables.all()`; only a task that replicates changes has them), and target
    tables are left as they are before a full load (`FullLoad`). The rest is left to DMS: where this documentation names
    a default, it is the one that AWS publishes, and what DMS fills in where a document leaves a key out is not known.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.

    Args:
        lobs: How large objects migrate. None leaves that to DMS, which cuts them off after 32 KB by the published
            default.
        full_load: How the data that is already there is copied. None leaves target tables to DMS: what it does
            with them is then not known, and it might drop them.
        parallel_load: How many threads load one table.
        batch_apply: Apply changes in batches. The published default is one by one.
        parallel_apply: How many threads apply changes.
        change_processing: How changes are gathered before they are applied.
        ddl_handling: Which changes to the source's tables the target follows. The published default is all.
        before_images: Send the values from before a change along.
        loopback_prevention: Keep a pair of tasks in both directions from sending a change back.
        validation: Compare the target's rows with the source's. The published default is not to.
        resync: Repair what validation found.
        character_sets: Which characters are replaced.
        time_travel: Keep a log of all changes in Amazon S3.
        control_tables: Which tables about the task DMS keeps in the target; by default all four. None leaves that to
            DMS, which keeps none by the published default.
        errors: What DMS does when something goes wrong.
        logging: What the task logs. None leaves that to DMS: whether the task logs is then not known.
        stream_buffers: The buffers between reading and writing.
        target_schema: The schema for tables whose schema no mapping renames. Not for MySQL targets.
        raw: More of the document, as DMS has it: `{"FullLoadSettings": {"CommitRate": 5000}}`. It overrides
            everything else, and is checked too. Write `dms.unchecked("NewKey")` for the name of a section or key that
            AWS does not document, and `dms.unchecked(value)` for a value that it does not. A rule between settings
            only warns where it is about a key whose name is unchecked.
        reasons: Why settings have their values, for `describe()`; nothing of it goes into the document.

    Raises:
        ConfigurationError: `DMS-S001` to `DMS-S010` when a value is wrong, `DMS-S013` to `DMS-S024` when two
            disagree, `DMS-S028` when something is on without what it needs, `DMS-S029` for a schedule that is not one.
    """

    lobs: Lobs | None = field(default=None, metadata=_one_of(NoLobs, LimitedLobs, FullLobs, InlineLobs))
    full_load: FullLoad | None = field(default=_FULL_LOAD, metadata=_one_of(FullLoad))
    parallel_load: ParallelLoad | None = field(default=None, metadata=_one_of(ParallelLoad))
    batch_apply: BatchApply | None = field(default=None, metadata=_one_of(BatchApply))
    parallel_apply: ParallelApply | None = field(default=None, metadata=_one_of(ParallelApply))
    change_processing: ChangeProcessing | None = field(default=None, metadata=_one_of(ChangeProcessing))
    ddl_handling: DdlHandling | None = field(default=None, metadata=_one_of(DdlHandling))
    before_images: BeforeImages | None = field(default=None, metadata=_one_of(BeforeImages))
    loopback_prevention: LoopbackPrevention | None = field(default=None, metadata=_one_of(LoopbackPrevention))
    validation: Validation | None = field(default=None, metadata=_one_of(Validation))
    resync: Resync | None = field(default=None, metadata=_one_of(Resync))
    character_sets: CharacterSets | None = field(default=None, metadata=_one_of(CharacterSets))
    time_travel: TimeTravel | None = field(default=None, metadata=_one_of(TimeTravel))
    control_tables: ControlTables | None = field(default=CONTROL_TABLES, metadata=_one_of(ControlTables))
    errors: ErrorPolicy | None = field(default=None, metadata=_one_of(ErrorPolicy))
    logging: Logging | None = field(default=_LOGGING, metadata=_one_of(Logging))
    stream_buffers: StreamBuffers | None = field(default=None, metadata=_one_of(StreamBuffers))
    target_schema: str | None = None
    raw: Mapping[str, Any] | None = None
    reasons: Iterable[Reason] = field(default=(), repr=False, compare=False)
    _values: Values = field(init=False, repr=False, compare=False)
    # What of `raw` AWS does not document.
    _rest: Document = field(init=False, repr=False, compare=False)
    # The keys of `raw` that no rule is to look at.
    _waived: frozenset[str] = field(init=False, repr=False, compare=False)
    # Rendered and checked once, because one object often serves hundreds of tasks.
    _json: str = field(init=False, repr=False, compare=False)
    _checked: dict[tuple[Any, ...], tuple[Finding, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values: Values = {}
        for (name, groups), group in zip(_parts(), _groups_of(self), strict=True):
            if group is None:
                continue
            if not isinstance(group, groups):
                raise no_group(name, groups, group, part_for(group))
            values.update(group.said)
        if self.target_schema is not None:
            key(_TARGET_SCHEMA).check(f"TaskSettings.target_schema ({_TARGET_SCHEMA})", self.target_schema)
            values[_TARGET_SCHEMA] = self.target_schema
        rest: Document = {}
        waived: frozenset[str] = frozenset()
        if self.raw is not None:
            is_a("DMS-S005", "TaskSettings.raw", self.raw, Mapping, '{"FullLoadSettings": {"CommitRate": 5000}}')
            raw = freeze(self.raw, "TaskSettings.raw")
            more, rest = _tree.values_of(raw)
            values.update(more)
            _tree.check(raw, lambda name: is_idle(values, name))
            waived = frozenset(_tree.waived(raw))
            object.__setattr__(self, "raw", raw or None)
        if self.reasons != ():
            object.__setattr__(self, "reasons", checked(self.reasons))
        for problem in problems(values):
            if waived.isdisjoint(problem.keys):
                raise problem.error()
        object.__setattr__(self, "_values", values)
        object.__setattr__(self, "_rest", rest)
        object.__setattr__(self, "_waived", waived)
        object.__setattr__(self, "_json", "")
        object.__setattr__(self, "_checked", {})

    def __hash__(self) -> int:
        return hash(self.to_json())

    @classmethod
    def from_json(cls, text: str) -> TaskSettings:
        """
        Read a document, such as the one the service returns.

        What is read means what the document means, and says no more: where it says nothing about logs or target
        tables, `logging` or `full_load` is None, and `findings` tell of it. A document that breaks a rule between
        settings is read too: the key in question goes to `raw`, marked as unchecked, and a finding names the rule.

        Args:
            text: The document. Nulls, and keys that only the service sets, are ignored; names and values in
                another letter case get AWS's; what no group can say goes to `raw`, where names that AWS does not
                document are marked as unchecked.

        Raises:
            ConfigurationError: `DMS-S011` when it is not a JSON object or has a key twice, or as `TaskSettings` does
                when a value is wrong.
        """
        return cls.from_dict(_reading.parse(text))

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> TaskSettings:
        """Read a document as `from_json` does, from dictionaries and lists."""
        if not isinstance(document, Mapping):
            raise ConfigurationError(
                "DMS-S011", f"task settings must be a JSON object, got {document!r}", given=document
            )
        try:
            return cls._of(*_tree.values_of(_tree.tidy(document)))
        except RecursionError:
            raise _reading.too_deep() from None

    @classmethod
    def _of(cls, values: Values, rest: Document, waived: frozenset[str] = frozenset()) -> TaskSettings:
        """Return the settings that say this, in groups as far as these go; the values are used up."""
        return cls(**_reading.arguments_of(values, rest, _parts(), waived))

    def to_dict(self) -> dict[str, Any]:
        """Return the document as dictionaries and lists of the caller's own; tokens stay what they are."""
        document: Document = thaw(self._nested())
        return document

    def _nested(self) -> Document:
        document = nested(self._values)
        if self._rest:
            merge(document, self._rest)
        return document

    def to_json(self) -> str:
        """Return the document as compact JSON with sorted keys: the same settings are always the same text."""
        if not self._json:
            object.__setattr__(self, "_json", rendered(self._values) if not self._rest else encoded(self._nested()))
        return self._json

    @property
    def values(self) -> Mapping[str, Any]:
        """The value of each key that AWS documents and that is said here, by the dotted name of the key."""
        return MappingProxyType(self._values)

    def to_python(self, *, migration_type: MigrationType | None = None) -> str:
        """
        Return Python code that makes settings of the same meaning, as `task_settings`.

        It says what these settings say, but for what is off, and nothing more. Comments name what is legal but worth
        a thought: see `doubts`.

        Args:
            migration_type: The type of the task: comments that can't be true of it are left out. Default: not known.
        """
        from dms_constructs.settings._code import code_of  # noqa: PLC0415  # most programs never need it

        plain, default = self.normalized(), type(self)()
        names = [each.name for each in dataclasses.fields(self) if each.init and each.compare]
        return code_of(
            {name: value for name in names if (value := getattr(plain, name)) != getattr(default, name)},
            [each for each in self.doubts if migration_type is None or migration_type in each.migration_types],
            self._findings(migration_type),
        )

    def normalized(self) -> TaskSettings:
        """
        Return settings that mean the same in one form: without what is off, and with lists in order.

        What is said stays, also where it is the default that AWS publishes, because nobody knows what DMS does where
        nothing is said.
        """
        return TaskSettings._of(meaning(self._values), thaw(self._rest), self._waived)

    def differs_from(self, other: TaskSettings) -> tuple[SettingDifference, ...]:
        """
        Return the settings on which the two differ in meaning, or might.

        Settings that are off, the order of log components, letter case and keys that only the service sets make no
        difference. Where one says something that the other leaves out, that is a difference, because nobody knows what
        DMS does then. `might_be_same` tells those that a published default would explain: the service has filled these
        in where it returned one of the two.

        Args:
            other: The settings to compare with, for example `TaskSettings.from_json(...)` of a running task.

        Raises:
            ConfigurationError: `DMS-S005`, when it is not a `TaskSettings`.
        """
        if not isinstance(other, TaskSettings):
            is_a("DMS-S005", "other", other, TaskSettings, "dms.TaskSettings.from_json(text)")
            raise ConfigurationError("DMS-S005", "other must be TaskSettings, got None")
        return tuple(
            differences(
                {**self._values, **dict(flat(self._rest))},
                {**other._values, **dict(flat(other._rest))},
            )
        )

    def describe(self, *, migration_type: MigrationType | None = None, brief: bool = False) -> tuple[str, ...]:
        """
        Return one sentence for each choice, with its reason where one is known, for a person who reviews it.

        Args:
            migration_type: The type of the task: choices that do nothing in it are left out. Default: not known.
            brief: Whether to count what is off, and what has the default that AWS publishes, instead of naming it.
        """
        plain = self.normalized() if brief else self
        sentences = _describing.sentences_of(_groups_of(plain), plain.raw, plain.values, self.reasons)
        if migration_type is not None:
            sentences = _describing.true_of(sentences, migration_type)
        return tuple(
            _describing.in_brief(sentences, self.values, plain.values) if brief else (told for _, told in sentences)
        )


@functools.cache
def _parts() -> tuple[tuple[str, tuple[type[Group], ...]], ...]:
    """Return the name of each part and the groups it may be."""
    return tuple(
        (part.name, part.metadata["groups"]) for part in dataclasses.fields(TaskSettings) if "groups" in part.metadata
    )


def part_for(value: object) -> str | None:
    """Return the argument that takes such a group, or None."""
    return next((name for name, groups in _parts() if isinstance(value, groups)), None)


@functools.cache
def _group_getter() -> Callable[[TaskSettings], tuple[Any, ...]]:
    return operator.attrgetter(*(name for name, _ in _parts()))


def _groups_of(settings: TaskSettings) -> tuple[Any, ...]:
    """Return what each part is, in their order, at once."""
    return _group_getter()(settings)
