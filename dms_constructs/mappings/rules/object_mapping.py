"""Object mapping: what records look like on targets that have no tables of columns."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import _checks, facts
from dms_constructs._code import as_code
from dms_constructs.engines import EngineName, NameRule
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean
from dms_constructs.mappings.rules.attribute import Attribute
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.primary_key import names_of
from dms_constructs.mappings.rules.rule import Rule, TaskContext, check_name
from dms_constructs.mappings.rules.words import listed, names_in_words, shown, with_values

__all__ = ["MapRecordToDocument", "MapRecordToRecord", "ObjectMapping", "PartitionKeyType"]

T = TypeVar("T", bound="ObjectMapping")


class PartitionKeyType(enum.Enum):
    """
    What decides the shard or partition of a record in a Kinesis or Kafka stream.

    Source: the DMS User Guide, pages CHAP_Target.Kinesis and CHAP_Target.Kafka.
    """

    SCHEMA_TABLE = "schema-table"
    TRANSACTION_ID = "transaction-id"
    PRIMARY_KEY = "primary-key"
    CONSTANT = "constant"
    ATTRIBUTE_NAME = "attribute-name"


@dataclass(frozen=True, slots=True, repr=False)
class ObjectMapping(Rule):
    """What the two ways to map records share."""

    schema: str
    table: str
    target_table_name: str | None = field(default=None, kw_only=True)
    kafka_target_topic: str | None = field(default=None, kw_only=True)
    partition_key_type: PartitionKeyType | None = field(default=None, kw_only=True)
    partition_key_name: str | None = field(default=None, kw_only=True)
    partition_key: str | None = field(default=None, kw_only=True)
    sort_key_name: str | None = field(default=None, kw_only=True)
    exclude_columns: Sequence[str] = field(default=(), kw_only=True)
    attributes: Sequence[Attribute] = field(default=(), kw_only=True)
    timestream_dimensions: Sequence[str] = field(default=(), kw_only=True)
    timestream_timestamp_name: str | None = field(default=None, kw_only=True)
    timestream_multi_measure_name: str | None = field(default=None, kw_only=True)
    timestream_hash_measure_name: bool | None = field(default=None, kw_only=True)
    timestream_memory_duration_hours: int | None = field(default=None, kw_only=True)
    timestream_magnetic_duration_days: int | None = field(default=None, kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        for what in ("schema", "table"):
            check_name(self, what, getattr(self, what))
        for what in _TEXTS.values():
            if getattr(self, what) is not None:
                check_name(self, what, getattr(self, what))
        for what in ("exclude_columns", "timestream_dimensions"):
            object.__setattr__(self, what, names_of(self, what, getattr(self, what), "DMS-M042"))
        given = self.attributes
        if not isinstance(given, Sequence) or not all(isinstance(item, Attribute) for item in given):
            meant = _attributes_of(given)
            write = f"; write attributes={as_code(meant)}" if meant else ""
            self._refuse(
                "DMS-M042", f'attributes must be a list such as [dms.Attribute("name", "${{column}}")], got '
                f"{shown(given)}{write}", given,
            )  # fmt: skip
        object.__setattr__(self, "attributes", tuple(self.attributes))
        for what in ("timestream_memory_duration_hours", "timestream_magnetic_duration_days"):
            _checks.in_range("DMS-M042", what, getattr(self, what), 1, None)
        if not isinstance(self.timestream_hash_measure_name, bool | None):
            self._refuse("DMS-M042", "timestream_hash_measure_name must be True or False", None)
        self._check_partition_key()

    def _check_partition_key(self) -> None:
        kind = self.partition_key_type
        if not isinstance(kind, PartitionKeyType | None):
            allowed = ", ".join(map(as_code, PartitionKeyType))
            member = _checks.meant(kind, PartitionKeyType)
            write = f"; write partition_key_type={as_code(member)}" if member is not None else ""
            self._refuse("DMS-M043", f"partition_key_type must be one of {allowed}, got {shown(kind)}{write}", kind)
        if self.partition_key is not None:
            check_name(self, "partition_key", self.partition_key)
        # A constant without a type is how the guide wrote it once.
        if kind is PartitionKeyType.CONSTANT and self.partition_key is None:
            self._refuse(
                "DMS-M043",
                'dms.PartitionKeyType.CONSTANT needs partition_key, the constant; give it, such as partition_key="all"',
                None,
            )
        if kind not in {None, PartitionKeyType.CONSTANT} and self.partition_key is not None:
            self._refuse(
                "DMS-M043",
                f"partition_key is for dms.PartitionKeyType.CONSTANT, got it with {shown(kind)}; leave it out",
                kind,
            )
        if kind is PartitionKeyType.ATTRIBUTE_NAME and self.partition_key_name is None:
            self._refuse(
                "DMS-M043",
                "dms.PartitionKeyType.ATTRIBUTE_NAME needs partition_key_name, the attribute; give it, such as "
                'partition_key_name="id"',
                None,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        locator = {"schema-name": self.schema, "table-name": self.table}
        body: dict[str, Any] = {
            "rule-type": "object-mapping",
            "rule-action": self.KIND[2],
            "object-locator": locator,
        }
        for key in ("target-table-name", "kafka-target-topic"):
            if (value := getattr(self, _TEXTS[key])) is not None:
                body[key] = value
        parameters = {key: getattr(self, attribute) for key, attribute in _PARAMETERS.items()}
        given: dict[str, Any] = {key: value for key, value in parameters.items() if value is not None}
        if self.partition_key_type is not None:
            given["partition-key-type"] = self.partition_key_type.value
        if self.partition_key is not None:
            given["partition-key"] = {"value": self.partition_key}
        for key, names in (
            ("exclude-columns", self.exclude_columns),
            ("timestream-dimensions", self.timestream_dimensions),
        ):
            if names:
                given[key] = list(names)
        if self.attributes:
            given["attribute-mappings"] = [attribute.body() for attribute in self.attributes]
        return body | ({"mapping-parameters": given} if given else {})

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **ids: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        locator = body["object-locator"]
        parameters = body.get("mapping-parameters", {})
        if not isinstance(parameters, Mapping):
            raise ConfigurationError(
                "DMS-M042", f"mapping-parameters must be an object, got {shown(parameters)}", given=parameters
            )
        kind, known = parameters.get("partition-key-type"), [member.value for member in PartitionKeyType]
        if kind is not None and kind not in known:
            raise ConfigurationError(
                "DMS-M043",
                f"partition-key-type must be one of {', '.join(known)}, got {shown(kind)}{did_you_mean(kind, known)}",
                given=kind,
            )
        # The guide writes it beside the parameters in one place.
        key = parameters.get("partition-key", body.get("partition-key"))
        attributes = parameters.get("attribute-mappings", ())
        if not isinstance(attributes, list | tuple):
            raise ConfigurationError(
                "DMS-M042", f"attribute-mappings must be a list, got {shown(attributes)}", given=attributes
            )
        return cls(
            locator["schema-name"],
            locator["table-name"],
            target_table_name=body.get("target-table-name"),
            kafka_target_topic=body.get("kafka-target-topic"),
            partition_key_type=PartitionKeyType(kind) if kind is not None else None,
            partition_key=key.get("value") if isinstance(key, Mapping) else None,
            exclude_columns=parameters.get("exclude-columns", ()),
            timestream_dimensions=parameters.get("timestream-dimensions", ()),
            attributes=[Attribute.from_body(item) for item in attributes],
            **{attribute: parameters.get(key) for key, attribute in _PARAMETERS.items()},
            **ids,
        )

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        form = "attributes" if self.KIND[2] == "map-record-to-record" else "one document"
        where = [
            f"{what} {name}"
            for what, name in (("target table", self.target_table_name), ("topic", self.kafka_target_topic))
            if name is not None
        ]
        without = f", without columns {listed(self.exclude_columns)}" if self.exclude_columns else ""
        tables = f"{names_in_words('table', self.table)} of {names_in_words('schema', self.schema)}"
        into = f" into {listed(where)}" if where else ""
        return f"map records of {tables} to {form}{into}{without}"

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Raise when the task's target does not map objects, or does not take a name that the rule gives."""
        targets = facts.table_mappings()["object_mapping"]["targets"]["value"]
        if task.target_engine is not None and task.target_engine.value not in targets:
            self._refuse(
                "DMS-M044",
                f"object mapping is for {', '.join(targets)} targets, and the target is {task.target_engine.value}; "
                "remove the rule",
                task.target_engine,
            )
        found: list[Finding] = []
        if task.target_engine is not None:
            self._check_given_names(task.target_engine)
            found.extend(self._of_other_targets(task.target_engine))
        if ANY in self.schema + self.table:
            found.append(
                Finding(
                    "mappings.objectMappingPattern",
                    f'{shown(self)} is for tables of a pattern, and DMS 3.5 has refused such rules with "Exact schema '
                    'and table required when using object mapping rule"',
                    fix="write one such rule for each table, with its exact schema and name",
                )
            )
        return tuple(found)

    def _of_other_targets(self, target: EngineName) -> Iterator[Finding]:
        """Yield what the rule says that is for targets of another engine only."""
        for key, engine in facts.table_mappings()["object_mapping"]["only_for"]["value"].items():
            what = _ATTRIBUTES[key]
            if engine != target.value and (value := getattr(self, what)) not in {None, ()}:
                instead = with_values(self, **{what: () if isinstance(value, tuple) else None})
                yield Finding(
                    "mappings.argumentOfOtherTarget",
                    f"{shown(self)} has {what}, which is for {engine} targets, and the target is {target.value}",
                    fix=f"write {shown(instead)}",
                )

    def _check_given_names(self, target: EngineName) -> None:
        """Raise for a table, a topic or a partition key that the target refuses by its name."""
        for kind, what in _GIVEN.items():
            name = getattr(self, what)
            for rule in target.record.name_rules if name is not None else ():
                if kind in rule.of and rule.certain and not rule.takes(name):
                    instead = with_values(self, **{what: _fitting(rule, name, kind)})
                    self._refuse(
                        "DMS-M059", f"{what} must have {rule.words}, got {shown(name)}; write {shown(instead)}", name
                    )


def _attributes_of(given: object) -> list[Attribute]:
    """Return the attributes that one alone, or names with their values, stand for; none without."""
    if isinstance(given, Attribute):
        return [given]
    named = given if isinstance(given, Mapping) else {}
    try:
        return [Attribute(name, value) for name, value in named.items()]
    except ConfigurationError:
        return []


def _fitting(rule: NameRule, name: str, kind: str) -> str:
    """Return a name like another that a rule takes."""
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("._-")[:_SHORT]
    return plain if rule.takes(plain) else f"{kind}_{plain}"


_SHORT = 40
_GIVEN = {"table": "target_table_name", "topic": "kafka_target_topic", "partition key": "partition_key"}
"""What rules give names to, by the attributes that hold them."""
_TEXTS = {
    "target-table-name": "target_table_name",
    "kafka-target-topic": "kafka_target_topic",
    "partition-key-name": "partition_key_name",
    "sort-key-name": "sort_key_name",
    "timestream-timestamp-name": "timestream_timestamp_name",
    "timestream-multi-measure-name": "timestream_multi_measure_name",
}
_PARAMETERS = {
    **{key: name for key, name in _TEXTS.items() if key not in {"target-table-name", "kafka-target-topic"}},
    "timestream-hash-measure-name": "timestream_hash_measure_name",
    "timestream-memory-duration": "timestream_memory_duration_hours",
    "timestream-magnetic-duration": "timestream_magnetic_duration_days",
}
_ATTRIBUTES = _TEXTS | _PARAMETERS | {"timestream-dimensions": "timestream_dimensions"}


@dataclass(frozen=True, slots=True, repr=False)
class MapRecordToRecord(ObjectMapping):
    """
    Make an attribute of every column that is not excluded, on Kinesis, Kafka, DynamoDB or Timestream targets.

    `MapRecordToRecord("shop", "customers", partition_key_type=PartitionKeyType.PRIMARY_KEY)`. Source: the DMS User
    Guide, pages CHAP_Target.Kinesis, CHAP_Target.Kafka, CHAP_Target.DynamoDB and CHAP_Target.Timestream.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        target_table_name: For DynamoDB and Timestream, the table on the target.
        kafka_target_topic: For Kafka, the topic. Default: the endpoint's.
        partition_key_type: For Kinesis and Kafka, what decides the partition. Default: what the target takes.
        partition_key_name: The attribute that is the partition key.
        partition_key: With `PartitionKeyType.CONSTANT`, the constant.
        sort_key_name: For DynamoDB, the attribute that is the sort key.
        exclude_columns: Columns that get no attribute of their own.
        attributes: Attributes made of columns.
        timestream_dimensions: For Timestream, the columns that are dimensions.
        timestream_timestamp_name: For Timestream, the column that is the time.
        timestream_multi_measure_name: For Timestream, the column that names the measure.
        timestream_hash_measure_name: For Timestream, whether that name is hashed.
        timestream_memory_duration_hours: For Timestream, how long records stay in memory.
        timestream_magnetic_duration_days: For Timestream, how long records are kept.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M042` for a value of the wrong type, `DMS-M043` for a
            partition key that is not possible.
    """

    KIND = ("object-mapping", None, "map-record-to-record")


@dataclass(frozen=True, slots=True, repr=False)
class MapRecordToDocument(ObjectMapping):
    """Put every column that is not excluded into one document `_doc`; for the rest see `MapRecordToRecord`."""

    KIND = ("object-mapping", None, "map-record-to-document")
