"""What is known of an endpoint before deployment, as a value."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a, skipped
from dms_constructs.databases.server_facts import ServerFacts
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, Finding

__all__ = [
    "DatabaseIdentity",
    "EndpointFacts",
    "decodes_with_test_decoding",
    "findings_between",
    "findings_of_identity",
    "findings_of_validation",
    "is_on",
    "logs_in_with_iam",
    "possible_at",
    "possible_from",
    "refused_in_passwords",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseIdentity:
    """Which database it is, as far as that is known; two that share what they know may be the same."""

    secret: str | None = None
    """The ARN or name of the secret that opens it."""
    host: str | None = None
    """Where its server is."""
    port: int | None = None
    """The server's TCP port."""
    database: str | None = None
    """The name of the database on the server, or of the bucket."""
    construct_path: str | None = None
    """The path of the database in the app, where the app makes or imports it."""
    rds_identifier: str | None = None
    """What RDS calls it, after what it is: `cluster:shop` or `db:shop`; two that are imported by one name are one."""

    def __post_init__(self) -> None:
        for name in ("secret", "host", "database", "construct_path", "rds_identifier"):
            is_a("DMS-T005", name, getattr(self, name), str, f"{name}='...'", secret=True)
        in_range("DMS-T005", "port", self.port, 1, None, secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointFacts:
    """
    What a task needs to know of an endpoint, whether or not this app owns it.

    What two endpoints must agree on is a function of two of these.

    Raises:
        ConfigurationError: `DMS-T005` for a part of the wrong type.
    """

    endpoint_type: EndpointType
    """Whether data is read from it or written to it."""
    engine_name: EngineName | None = None
    """Its engine, or None when that is not known."""
    settings: Mapping[str, object] | None = field(default=None, hash=False)
    """The declared settings by AWS's names, such as `SlotName`; None when nothing is known of them."""
    extra_connection_attributes: Mapping[str, str] | None = field(default=None, hash=False)
    """The extra connection attributes by name; None when nothing is known of them."""
    database: DatabaseIdentity | None = None
    """Which database it is, or None when nothing is known."""
    ssl_mode: SslMode | None = None
    """How its connection is encrypted, or None when that is not known."""
    server: ServerFacts | None = None
    """What is known of its server, or None when nothing is known."""
    writable_tables: Mapping[str, Sequence[str]] | None = field(default=None, hash=False)
    """
    The tables that it may write, each with the attributes of its key as far as they are known, where it names them all
    (DynamoDB); None when that is not known.
    """

    def __post_init__(self) -> None:
        if self.endpoint_type is None:
            raise ConfigurationError(
                "DMS-T005",
                "endpoint_type must be given, got None; write dms.EndpointType.SOURCE or dms.EndpointType.TARGET",
            )
        for name, expected, example in (
            ("endpoint_type", EndpointType, "dms.EndpointType.SOURCE or dms.EndpointType.TARGET"),
            ("engine_name", EngineName, "dms.EngineName.MYSQL"),
            ("settings", Mapping, "settings={'SlotName': 'dms'}"),
            ("extra_connection_attributes", Mapping, "extra_connection_attributes={'parallelLoadThreads': '1'}"),
            ("database", DatabaseIdentity, "dms.DatabaseIdentity(host='db.example.com')"),
            ("ssl_mode", SslMode, "dms.SslMode.REQUIRE"),
            ("server", ServerFacts, "dms.ServerFacts(deployment=dms.Deployment.RDS)"),
            ("writable_tables", Mapping, "writable_tables={'orders': ['id']}"),
        ):
            is_a("DMS-T005", name, getattr(self, name), expected, example)
        for name in ("settings", "extra_connection_attributes", "writable_tables"):
            given = getattr(self, name)
            if given is not None:
                object.__setattr__(self, name, MappingProxyType(dict(given)))

    def __reduce__(self) -> tuple[Callable[[], EndpointFacts], tuple[()]]:
        # A view of a mapping can't be pickled: a copy is made from what it shows.
        values: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        plain: dict[str, Any]
        plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
        return functools.partial(EndpointFacts, **plain), ()

    def setting(self, name: str) -> object:
        """Return a setting by AWS's name, declared or an attribute, spelled as the API does; None where not known."""
        said = self.settings.get(name) if self.settings is not None else None
        if said is None and self.extra_connection_attributes:
            # DMS takes the names of attributes in any letter case.
            said = {key.lower(): value for key, value in self.extra_connection_attributes.items()}.get(name.lower())
        if not isinstance(said, str) or self.engine_name is None:
            return said
        return _spelled(_setting_fact(self.engine_name, name), said)


@functools.cache
def _setting_fact(engine: EngineName, name: str) -> Mapping[str, Any]:
    """Return what is known of a setting or an attribute of an engine."""
    of_block = facts.endpoint_settings(engine.record.api_settings_block)
    found: Mapping[str, Any] = {**of_block["members"], **of_block["extra_connection_attributes"]}.get(name, {})
    return found


_SWITCHES = {
    **dict.fromkeys(("true", "yes", "y", "1"), "true"),
    **dict.fromkeys(("false", "no", "n", "0"), "false"),
}


def is_on(said: object) -> bool:
    """Whether a switch is on, however an attribute writes it."""
    return _SWITCHES.get(str(said).strip().lower()) == "true"


def _spelled(fact: Mapping[str, Any], said: str) -> str:
    """Spell a choice or a switch as the API does: attributes also have `SPECIFIC_DATABASE` and `Y`."""
    text = said.strip().lower()
    if fact.get("type") == "boolean":
        return _SWITCHES.get(text, said)
    legal = {str(each).lower().replace("_", "-"): str(each) for each in fact.get("enum", ())}
    return legal.get(text.replace("_", "-"), said)


def findings_between(source: EndpointFacts, target: EndpointFacts) -> Iterator[Finding]:
    """Yield the settings on which the two endpoints of a task must agree but do not."""
    if _has_booleans(source) and _has_booleans(target):
        sides = {
            each.endpoint_type.value: str(each.setting("MapBooleanAsBoolean")).lower() == "true"
            for each in (source, target)
        }
        if sides["source"] != sides["target"]:
            without = "target" if sides["source"] else "source"
            yield Finding(
                "task.booleansOnOneSide",
                f"map_boolean_as_boolean works only when both endpoints have it, but the {without} does not",
                fix=f"give the {without} endpoint map_boolean_as_boolean=True too, or leave it out on both",
            )


def findings_of_validation(target: EndpointFacts, *, has_cdc: bool) -> Iterator[Finding]:
    """Yield what is missing at a target whose rows are compared with the source's, as far as it is known."""
    if target.engine_name is not EngineName.S3 or target.settings is None:
        return
    fact = facts.task_settings()["validation_of_s3"]
    data_format = target.setting("DataFormat")
    is_other = data_format is None or (not skipped(data_format) and data_format != fact["data_format"])
    is_by_date = str(target.setting("DatePartitionEnabled")).lower() not in {"none", "false"}
    has_own_role = bool(target.setting("ServiceAccessRoleArn"))
    missing = [
        (needed, argument)
        for is_missing, needed, argument in (
            (is_other, "Parquet files", "data_format=dms.ParquetFormat()"),
            (
                has_cdc and not target.setting("TimestampColumnName"),
                "a timestamp column",
                "timestamp_column_name='committed_at'",
            ),
            (has_cdc and not is_by_date, "folders by date", "date_partitions=dms.DatePartitions()"),
            (
                has_cdc and is_by_date and target.setting("DatePartitionSequence") in fact["sequences_without_day"],
                "folders by day",
                "date_partitions=dms.DatePartitions(sequence=dms.DatePartitionSequence.YYYYMMDD)",
            ),
            (not has_own_role, "a role with more rights than S3Target gives its own", "service_access_role=role"),
        )
        if is_missing
    ]
    if missing:
        rights = "" if has_own_role else f", where the role has these rights too: {', '.join(fact['actions'])}"
        yield Finding(
            "task.validationOfS3",
            f"validation of files in S3 needs {_listed([needed for needed, _ in missing])}",
            fact["source"],
            fix=f"give S3Target {', '.join(argument for _, argument in missing)}{rights}",
        )


def findings_of_identity(source: EndpointFacts, tables: Sequence[str]) -> Iterator[Finding]:
    """Yield what a plugin of PostgreSQL can't do with tables whose replica identity is full."""
    if tables and str(source.setting("PluginName")).lower() == "pglogical":
        yield Finding(
            "task.fullIdentityWithPglogical",
            "pglogical does not send updates and deletes of tables with replica identity full: "
            f"{', '.join(tables[:3])}{f' and {len(tables) - 3} more' if len(tables) > 3 else ''}",
            fix="write plugin_name=dms.PluginName.TEST_DECODING at the source, or run `alter table ... replica "
            "identity default` there for tables that have a primary key",
        )


def logs_in_with_iam(endpoint: EndpointFacts) -> bool:
    """Whether DMS surely logs in with IAM instead of a password."""
    return endpoint.setting("AuthenticationMethod") == "iam"


def decodes_with_test_decoding(source: EndpointFacts) -> bool:
    """Whether a source of PostgreSQL is told to use test_decoding, which an attribute may write in another way."""
    return str(source.setting("PluginName")).lower().replace("_", "-") == "test-decoding"


_UNLESS_TOLD = {
    "mappings.unboundedText": "unboundedVarcharMaxSize",
    "mappings.unboundedNumbers": "MapUnboundedNumericAsString",
}


def possible_from(source: EndpointFacts, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings about mappings without those about types that the source is told to read otherwise."""
    return tuple(
        finding
        for finding in findings
        if (name := _UNLESS_TOLD.get(finding.id)) is None or str(source.setting(name)).lower() in {"none", "false"}
    )


_OF_DELETES = frozenset({"mappings.changesIgnored", "mappings.filterOutsideKey", "mappings.filteredTableWithoutKey"})


def possible_at(target: EndpointFacts, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings about mappings without those of deletes, where the target is told to write none."""
    if not findings or target.engine_name is not EngineName.S3:
        return findings
    if not any(str(target.setting(name)).lower() == "true" for name in ("CdcInsertsOnly", "CdcInsertsAndUpdates")):
        return findings
    return tuple(finding for finding in findings if finding.id not in _OF_DELETES)


def _listed(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


# The protocols of engines that DMS can tell how to map booleans.
_WITH_BOOLEANS = {EndpointType.SOURCE: ("postgresql",), EndpointType.TARGET: ("postgresql", "redshift")}


def _has_booleans(endpoint: EndpointFacts) -> bool:
    """Whether it is known of an endpoint how it maps booleans."""
    return (
        endpoint.settings is not None
        and endpoint.engine_name is not None
        and endpoint.engine_name.record.protocol in _WITH_BOOLEANS[endpoint.endpoint_type]
    )


def refused_in_passwords(excluded: str) -> list[str]:
    """Return the characters that DMS refuses in a password and that are not excluded."""
    forbidden = facts.engines()["password_forbidden_characters"]["value"]
    return [character for character in forbidden if character not in excluded]
