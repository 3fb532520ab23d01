"""The task settings document as one checked value."""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from dms_constructs._checks import is_a
from dms_constructs.engine_name import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings import _tree
from dms_constructs.settings._document import MISSING, Document, freeze, get, merge, pop, put, thaw
from dms_constructs.settings._findings import findings, findings_for
from dms_constructs.settings._group import Group
from dms_constructs.settings._keys import key
from dms_constructs.settings._rules import refuse, refuse_for
from dms_constructs.settings.change_processing import (
    BatchApply,
    BeforeImages,
    ChangeProcessing,
    DdlHandling,
    LoopbackPrevention,
)
from dms_constructs.settings.control_tables import ControlTables
from dms_constructs.settings.error_policy import ErrorPolicy
from dms_constructs.settings.full_load import FullLoad
from dms_constructs.settings.lobs import FullLobs, InlineLobs, LimitedLobs, Lobs, NoLobs
from dms_constructs.settings.logs import Logging
from dms_constructs.settings.parallel import ParallelApply, ParallelLoad, StreamBuffers
from dms_constructs.settings.validation import Resync, Validation

__all__ = ["TaskSettings"]

_TARGET_SCHEMA = "TargetMetadata.TargetSchema"
_ENCODE = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def _one_of(*groups: type[Group]) -> Mapping[str, Any]:
    """Return the metadata of a field that holds one of these groups."""
    return {"groups": groups}


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSettings:
    """
    The settings of a replication task.

    The document holds what is given here and two choices of this library, so that DMS's own defaults stand for the
    rest: the task logs (`Logging`), and target tables are left as they are before a full load (`FullLoad`).

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.

    Args:
        lobs: How large objects migrate; by default `LimitedLobs` with DMS's limit of 32 KB, so longer ones are cut off.
        full_load: How the data that is already there is copied.
        parallel_load: How many threads load one table.
        batch_apply: Apply changes in batches; by default they are applied one by one.
        parallel_apply: How many threads apply changes.
        change_processing: How changes are gathered before they are applied.
        ddl_handling: Which changes to the source's tables the target follows; by default all.
        before_images: Send the values from before a change along.
        loopback_prevention: Keep a pair of tasks in both directions from sending a change back.
        validation: Compare the target's rows with the source's; by default they are not compared.
        resync: Repair what validation found.
        control_tables: Which tables about the task DMS keeps in the target.
        errors: What DMS does when something goes wrong.
        logging: What the task logs.
        stream_buffers: The buffers between reading and writing.
        target_schema: The schema for tables whose schema no mapping renames. Not for MySQL targets.
        raw: More of the document, as DMS has it: `{"FullLoadSettings": {"CommitRate": 5000}}`. It is laid over
            everything else, and checked too. Write `dms.unchecked("NewKey")` for the name of a section or key that
            AWS does not document, and `dms.unchecked(value)` for a value that it does not.

    Raises:
        ConfigurationError: `DMS-S001` to `DMS-S010` when a value is wrong, `DMS-S013` to `DMS-S022` when two disagree.
    """

    lobs: Lobs | None = field(default=None, metadata=_one_of(NoLobs, LimitedLobs, FullLobs, InlineLobs))
    full_load: FullLoad = field(default_factory=FullLoad, metadata=_one_of(FullLoad))
    parallel_load: ParallelLoad | None = field(default=None, metadata=_one_of(ParallelLoad))
    batch_apply: BatchApply | None = field(default=None, metadata=_one_of(BatchApply))
    parallel_apply: ParallelApply | None = field(default=None, metadata=_one_of(ParallelApply))
    change_processing: ChangeProcessing | None = field(default=None, metadata=_one_of(ChangeProcessing))
    ddl_handling: DdlHandling | None = field(default=None, metadata=_one_of(DdlHandling))
    before_images: BeforeImages | None = field(default=None, metadata=_one_of(BeforeImages))
    loopback_prevention: LoopbackPrevention | None = field(default=None, metadata=_one_of(LoopbackPrevention))
    validation: Validation | None = field(default=None, metadata=_one_of(Validation))
    resync: Resync | None = field(default=None, metadata=_one_of(Resync))
    control_tables: ControlTables | None = field(default=None, metadata=_one_of(ControlTables))
    errors: ErrorPolicy | None = field(default=None, metadata=_one_of(ErrorPolicy))
    logging: Logging = field(default_factory=Logging, metadata=_one_of(Logging))
    stream_buffers: StreamBuffers | None = field(default=None, metadata=_one_of(StreamBuffers))
    target_schema: str | None = None
    raw: Mapping[str, Any] | None = None
    _document: Document = field(init=False, repr=False, compare=False)
    # Rendered once, because one object often serves hundreds of tasks.
    _json: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        document: Document = {}
        for name, groups, optional in _parts():
            group = getattr(self, name)
            if group is None and optional:
                continue
            if not isinstance(group, groups):
                _refuse_part(name, groups, group)
            group.add_to(document)
        if self.target_schema is not None:
            key(_TARGET_SCHEMA).check(f"TaskSettings.target_schema ({_TARGET_SCHEMA})", self.target_schema)
            put(document, key(_TARGET_SCHEMA).path, self.target_schema)
        if self.raw is not None:
            is_a("DMS-S005", "TaskSettings.raw", self.raw, Mapping, '{"FullLoadSettings": {"CommitRate": 5000}}')
            raw = freeze(self.raw, "TaskSettings.raw")
            _tree.check(raw)
            merge(document, raw)
            object.__setattr__(self, "raw", raw or None)
        refuse(document)
        object.__setattr__(self, "_document", document)
        object.__setattr__(self, "_json", _ENCODE(document))

    def __hash__(self) -> int:
        return hash(self._json)

    @classmethod
    def from_json(cls, text: str) -> TaskSettings:
        """
        Read a document, such as the one the service returns.

        Args:
            text: The document. Nulls, and keys that only the service sets, are passed over; what no group can say goes
                to `raw`, where names that AWS does not document are marked as unchecked. Where the document is silent
                about logs and target tables, the choices of this library hold.

        Raises:
            ConfigurationError: `DMS-S011` when it is no JSON object or has a key twice, or as `TaskSettings` does.
        """
        try:
            document = json.loads(text, object_pairs_hook=_without_repetition)
        except json.JSONDecodeError as error:
            raise ConfigurationError(
                "DMS-S011",
                f"task settings must be a JSON object: {error.msg} at line {error.lineno}, column {error.colno}",
                given=text,
            ) from None
        return cls.from_dict(document)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> TaskSettings:
        """Read a document as `from_json` does, from dictionaries and lists."""
        if not isinstance(document, Mapping):
            raise ConfigurationError(
                "DMS-S011", f"task settings must be a JSON object, got {document!r}", given=document
            )
        rest = _tree.tidy(document)
        arguments: dict[str, Any] = {}
        for name, groups, _ in _parts():
            for group in groups:
                if (found := group.take_from(rest)) is not None:
                    arguments[name] = found
                    break
        if (schema := get(rest, key(_TARGET_SCHEMA).path)) is not MISSING:
            pop(rest, key(_TARGET_SCHEMA).path)
            arguments["target_schema"] = schema
        return cls(**arguments, raw=_tree.mark_unknown(rest) or None)

    def to_dict(self) -> dict[str, Any]:
        """Return the document as dictionaries and lists of the caller's own; tokens stay what they are."""
        document: dict[str, Any] = thaw(self._document)
        return document

    def to_json(self) -> str:
        """Return the document as compact JSON with sorted keys: the same settings are always the same text."""
        return self._json

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What deploys but may surprise, whatever task the settings are for."""
        return tuple(findings(self._document))

    def check(
        self,
        *,
        migration_type: MigrationType,
        source_engine: EngineName | None = None,
        target_engine: EngineName | None = None,
    ) -> tuple[Finding, ...]:
        """
        Check the settings against the task that uses them.

        Args:
            migration_type: The task's type.
            source_engine: The source's engine, or None when it is not known.
            target_engine: The target's engine, or None when it is not known.

        Returns:
            What deploys but may surprise, `findings` included.

        Raises:
            ConfigurationError: `DMS-S019` or `DMS-S023`, when such a task cannot have these settings.
        """
        return _check(self, migration_type, source_engine, target_engine)

    def describe(self) -> tuple[str, ...]:
        """Return one sentence for each choice, for a person who reviews it."""
        sentences: list[str] = []
        for name, _, _ in _parts():
            group: Group | None = getattr(self, name)
            if group is not None:
                sentences += group.describe()
        if self.target_schema:
            sentences.append(f"Tables whose schema no mapping renames go to the schema {self.target_schema!r}.")
        sentences += [f"{place} is {shown}, given as raw." for place, shown in _flat(thaw(self.raw or {}))]
        return tuple(sentences)


@functools.lru_cache(maxsize=128)
def _check(
    settings: TaskSettings,
    migration_type: MigrationType,
    source_engine: EngineName | None,
    target_engine: EngineName | None,
) -> tuple[Finding, ...]:
    document = settings._document  # noqa: SLF001  # of this module's own class
    refuse_for(document, migration_type)
    return (*settings.findings, *findings_for(document, migration_type, source_engine, target_engine))


@functools.cache
def _parts() -> tuple[tuple[str, tuple[type[Group], ...], bool], ...]:
    """Return the name of each part, the groups it may be, and whether it may be missing."""
    return tuple(
        (part.name, part.metadata["groups"], part.default is None)
        for part in dataclasses.fields(TaskSettings)
        if "groups" in part.metadata
    )


def _refuse_part(name: str, groups: tuple[type[Group], ...], given: object) -> NoReturn:
    names = " or ".join(group.__name__ for group in groups)
    raise ConfigurationError(
        "DMS-S005", f"TaskSettings.{name} must be a {names}, or left out, got {given!r}", given=given
    )


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError("DMS-S011", f"task settings have the key {name} twice", given=name)
    return dict(pairs)


def _flat(section: dict[str, Any], where: str = "") -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for name, value in section.items():
        place = f"{where}.{name}" if where else name
        flat += _flat(value, place) if isinstance(value, dict) else [(place, json.dumps(value))]
    return flat
