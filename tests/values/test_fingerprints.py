"""Digests that say whether a deployment changes something."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from dms_constructs.lifecycle.fingerprints import (
    Resource,
    digest,
    fingerprint,
    intrinsics,
    moves,
    replaces,
    source_digest,
)

TASK = "AWS::DMS::ReplicationTask"
ENDPOINT = "AWS::DMS::Endpoint"
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
SEVERITIES = st.sampled_from(["DEFAULT", "DEBUG", "DETAILED_DEBUG", "ERROR", "INFO", "WARNING"])


def task(uses: dict[str, Resource] | None = None, **properties: Any) -> Resource:
    return Resource(type=TASK, identity="Task", properties=properties, uses=uses or {})


def settings(severity: str, *, commit_rate: int = 1) -> str:
    components = [{"Id": "SOURCE_CAPTURE", "Severity": f"LOGGER_SEVERITY_{severity}"}]
    logging = {"EnableLogging": True, "LogComponents": components}
    return json.dumps({"FullLoadSettings": {"CommitRate": commit_rate}, "Logging": logging})


@given(DATA)
def test_the_same_data_has_the_same_digest(data: Any) -> None:
    assert digest(data) == digest(json.loads(json.dumps(data)))


@given(st.dictionaries(st.text(), DATA))
def test_the_order_of_names_is_nothing(data: dict[str, Any]) -> None:
    assert digest(data) == digest(dict(reversed(data.items())))


@given(DATA)
def test_a_digest_has_sixteen_hexadecimal_digits(data: Any) -> None:
    assert len(digest(data)) == 16
    assert int(digest(data), 16) >= 0


def test_a_digest_is_the_same_for_ever() -> None:
    assert digest({"b": [1, "ä"], "a": None}) == "5d4c789751acdad9"


@given(SEVERITIES, SEVERITIES)
def test_severities_of_logs_change_no_digest(one: str, other: str) -> None:
    old, new = (task(ReplicationTaskSettings=settings(severity)) for severity in (one, other))

    assert old.digest == new.digest


@given(SEVERITIES, st.integers(1, 100))
def test_another_setting_changes_the_digest(severity: str, rate: int) -> None:
    old, new = (task(ReplicationTaskSettings=settings(severity, commit_rate=each)) for each in (rate, rate + 1))

    assert old.digest != new.digest


def test_severities_of_a_serverless_replication_change_its_digest() -> None:
    old, new = (
        Resource(type="AWS::DMS::ReplicationConfig", identity="It", properties={"ReplicationSettings": settings(each)})
        for each in ("DEBUG", "INFO")
    )

    assert old.digest != new.digest


@given(DATA, DATA)
def test_tags_change_no_digest(one: Any, other: Any) -> None:
    assert task(Tags=one).digest == task(Tags=other).digest


def test_a_document_in_another_order_changes_the_digest() -> None:
    old, new = (task(ReplicationTaskSettings=text) for text in ('{"A":1,"B":2}', '{"B":2,"A":1}'))

    assert old.digest != new.digest


@pytest.mark.parametrize("name", ["TableMappings", "CdcStopPosition", "ReplicationTaskIdentifier", "Tags"])
def test_what_changes_in_place_replaces_nothing(name: str) -> None:
    assert replaces(task(**{name: "old"})) == replaces(task(**{name: "new"}))


@pytest.mark.parametrize("name", ["MigrationType", "ReplicationInstanceArn", "SourceEndpointArn", "TargetEndpointArn"])
def test_what_replaces_is_seen(name: str) -> None:
    assert replaces(task(**{name: "old"})) != replaces(task(**{name: "new"}))


def test_a_replacement_upstream_replaces() -> None:
    reference = {"Ref": "Source"}
    old, new = (
        task(
            {
                json.dumps(reference, separators=(",", ":")): Resource(
                    type=ENDPOINT, identity="Source", properties={"KmsKeyId": key}
                )
            },
            SourceEndpointArn=reference,
        )
        for key in ("one", "two")
    )

    assert replaces(old) != replaces(new)


def test_a_change_in_place_upstream_replaces_nothing() -> None:
    reference = {"Ref": "Source"}
    old, new = (
        task(
            {
                json.dumps(reference, separators=(",", ":")): Resource(
                    type=ENDPOINT, identity="Source", properties={"Port": port}
                )
            },
            SourceEndpointArn=reference,
        )
        for port in (1, 2)
    )

    assert replaces(old) == replaces(new)


def test_consent_is_about_what_a_task_uses_too() -> None:
    assert fingerprint(task(), {"Source": "1"}) != fingerprint(task(), {"Source": "2"})


def test_a_certificate_changes_its_endpoint() -> None:
    old, new = (
        Resource(
            type=ENDPOINT,
            identity="Source",
            uses={"": Resource(type="AWS::DMS::Certificate", identity="Ca", properties={"CertificatePem": pem})},
        )
        for pem in ("one", "two")
    )

    assert old.digest != new.digest


@pytest.mark.parametrize("name", ["ServerName", "Port", "DatabaseName", "EngineName"])
def test_a_source_is_known_by_its_database(name: str) -> None:
    old, new = (Resource(type=ENDPOINT, identity="Source", properties={name: each}) for each in ("old", "new"))

    assert source_digest(old) != source_digest(new)


def test_a_source_is_known_by_its_secret() -> None:
    old, new = (
        Resource(type=ENDPOINT, identity="It", properties={"MySqlSettings": {"SecretsManagerSecretId": each}})
        for each in ("old", "new")
    )

    assert source_digest(old) != source_digest(new)


def test_a_renamed_task_moves_the_same() -> None:
    source, renamed = (
        Resource(type=ENDPOINT, identity=name, properties={"ServerName": "db"}) for name in ("Source", "Legacy")
    )

    assert moves("cdc", source, source) == moves("cdc", renamed, renamed)


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "Host"},
        {"Fn::GetAtt": ["Cluster", "Endpoint"]},
        {"Fn::Join": ["", ["db.", {"Ref": "Host"}]]},
        [{"a": {"Fn::Select": [0, [{"Ref": "Host"}]]}}],
        {"Fn::ImportValue": "shop-host"},
    ],
    ids=str,
)
def test_a_reference_is_found_wherever_it_stands(value: Any) -> None:
    assert len(list(intrinsics(value))) == 1


@given(DATA)
def test_what_is_no_function_is_not_taken_for_one(data: Any) -> None:
    plain = json.loads(json.dumps(data).replace("Ref", "ref").replace("Fn::", "fn"))

    assert list(intrinsics(plain)) == []
