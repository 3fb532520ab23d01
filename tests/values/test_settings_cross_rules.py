"""The rules between keys that the facts list: each is caught, with a code or an id, and AWS's page."""

import dataclasses

import pytest

from dms_constructs import ConfigurationError, EngineName, MigrationType, facts, unchecked
from dms_constructs.settings import (
    BatchApply,
    ControlTables,
    ErrorAction,
    ErrorPolicy,
    FullLoad,
    FullLobs,
    LoopbackPrevention,
    ParallelLoad,
    Resync,
    TargetTablePrepMode,
    TaskSettings,
    Validation,
)

RULES = {rule["id"]: rule for rule in facts.task_settings()["cross_rules"]}
LOB_MODES = {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": True}
CHARACTERS = {"CharacterSetSettings": {"CharacterSetSupport": {"CharacterSet": "UTF8"}}}
LOOPBACK = LoopbackPrevention(source_schema="a", target_schema="b")

REFUSED = [
    ("lob-one-mode", "DMS-S013", {"raw": {"TargetMetadata": LOB_MODES}}),
    ("inline-needs-full", "DMS-S024", {"raw": {"TargetMetadata": {"InlineLobMaxSize": 8}}}),
    ("batch-lob", "DMS-S014", {"batch_apply": BatchApply(), "lobs": FullLobs()}),
    ("loopback-batch", "DMS-S020", {"batch_apply": BatchApply(), "loopback_prevention": LOOPBACK}),
    ("validation-only", "DMS-S017", {"raw": {"ValidationSettings": {"ValidationOnly": True}}}),
    (
        "validation-only",
        "DMS-S018",
        {
            "validation": Validation(only=True),
            "full_load": FullLoad(target_table_prep_mode=TargetTablePrepMode.DROP_AND_CREATE),
        },
    ),
    ("validation-only", "DMS-S019", {"validation": Validation(only=True)}),
    ("resync-validation", "DMS-S030", {"resync": Resync(schedule="0 0 * * *", max_time_minutes=60)}),
    ("charset-validation", "DMS-S021", {"validation": Validation(), "raw": CHARACTERS}),
]
STOPS = {"StopTaskCachedChangesApplied": True, "StopTaskCachedChangesNotApplied": True}
FOUND = [
    ("batch-suspend", "settings.batchApplyErrorPolicy", {"batch_apply": BatchApply()}),
    ("stop-flags", "settings.stopTwice", {"raw": {"FullLoadSettings": STOPS}}),
    ("target-schema-mysql", "settings.targetSchemaOfMySql", {"target_schema": "shop"}),
    (
        "update-record-lob",
        "settings.updateRecordTurnsLobsOff",
        {"errors": ErrorPolicy(apply_error_update_policy=ErrorAction.UPDATE_RECORD)},
    ),
    (
        "throttle",
        "settings.throttlingBelowInterval",
        {"errors": ErrorPolicy(recoverable_error_interval_seconds=60, recoverable_error_throttling_max_seconds=30)},
    ),
    ("threads-multiply", "settings.manyThreads", {"parallel_load": ParallelLoad(threads=33)}),
]
INTO_FILES = [
    ("batch-target", "settings.batchApplyNotForTarget", {"batch_apply": BatchApply()}),
    ("full-lob-target", "settings.fullLobsNotForTarget", {"lobs": FullLobs()}),
]
FOR_A_FULL_LOAD = [
    ("control-tables-cdc", "settings.noEffectForMigrationType", ControlTables(status_table_enabled=True)),
]


def test_every_rule_of_the_facts_is_tried() -> None:
    assert {rule for rule, *_ in [*REFUSED, *FOUND, *INTO_FILES, *FOR_A_FULL_LOAD]} == set(RULES) - {
        "resync-validation-only"
    }


@pytest.mark.parametrize(("rule", "code", "parts"), REFUSED, ids=[f"{rule}-{code}" for rule, code, _ in REFUSED])
def test_fails_when_a_rule_that_dms_enforces_is_broken(rule: str, code: str, parts: dict) -> None:
    with pytest.raises(ConfigurationError) as caught:
        TaskSettings(**parts).check(migration_type=MigrationType.FULL_LOAD_AND_CDC)

    assert caught.value.code == code
    assert caught.value.source == RULES[rule]["source"]


def test_a_task_that_only_validates_repairs_nothing() -> None:
    settings = TaskSettings(validation=Validation(only=True), resync=Resync(schedule="0 0 * * *", max_time_minutes=60))
    with pytest.raises(ConfigurationError) as caught:
        settings.check(migration_type=MigrationType.CDC)

    assert caught.value.code == "DMS-S031"
    assert caught.value.source == RULES["resync-validation-only"]["source"]


@pytest.mark.parametrize(
    ("rule", "finding", "parts", "target"),
    [
        *((*each, EngineName.AURORA_MYSQL) for each in FOUND),
        *((*each, EngineName.S3) for each in INTO_FILES),
    ],
    ids=[rule for rule, *_ in [*FOUND, *INTO_FILES]],
)
def test_a_rule_that_dms_does_not_enforce_is_a_finding(
    rule: str, finding: str, parts: dict, target: EngineName
) -> None:
    found = TaskSettings(**parts).check(migration_type=MigrationType.FULL_LOAD_AND_CDC, target_engine=target)

    assert RULES[rule]["source"] in {each.source for each in found if each.id == finding}


@pytest.mark.parametrize(("rule", "finding", "tables"), FOR_A_FULL_LOAD)
def test_control_tables_of_a_task_that_only_loads_are_a_finding(rule, finding, tables) -> None:
    found = TaskSettings(control_tables=tables).check(migration_type=MigrationType.FULL_LOAD)

    assert [(each.id, each.source) for each in found] == [(finding, RULES[rule]["source"])]


def test_control_tables_that_nobody_asked_for_are_none() -> None:
    assert TaskSettings().check(migration_type=MigrationType.FULL_LOAD) == ()


@pytest.mark.parametrize(
    ("threads", "sub_tasks", "ids"),
    [(32, 8, []), (32, 9, ["settings.manyThreads"]), (128, 2, []), (unchecked(200), 49, [])],
)
def test_threads_multiply(threads: int, sub_tasks: int, ids: list[str]) -> None:
    settings = TaskSettings(
        parallel_load=ParallelLoad(threads=threads), full_load=FullLoad(max_full_load_sub_tasks=sub_tasks)
    )

    assert [finding.id for finding in settings.findings] == ids


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ({"recoverable_error_interval_seconds": 1800}, []),
        ({"recoverable_error_interval_seconds": 1801}, ["settings.throttlingBelowInterval"]),
        ({"recoverable_error_throttling_max_seconds": 4}, ["settings.throttlingBelowInterval"]),
        ({"recoverable_error_throttling_max_seconds": 4, "recoverable_error_throttling": False}, []),
    ],
)
def test_the_first_wait_is_compared_with_the_longest(arguments: dict, ids: list[str]) -> None:
    assert [finding.id for finding in TaskSettings(errors=ErrorPolicy(**arguments)).findings] == ids


class TestUncheckedKeys:
    """The one way past a rule: the name of a key, marked as unchecked, in `raw`."""

    SETTINGS = TaskSettings(lobs=FullLobs(), raw={"TargetMetadata": {unchecked("BatchApplyEnabled"): True}})

    def test_the_rule_becomes_a_finding_with_its_code(self) -> None:
        found = {finding.id: finding for finding in self.SETTINGS.findings}

        assert found["settings.uncheckedRule"].message.endswith("limited LOBs only, got FullLobMode [DMS-S014]")
        assert found["settings.uncheckedRule"].fix.endswith("or remove batch_apply")
        assert found["settings.uncheckedRule"].source == RULES["batch-lob"]["source"]

    def test_the_document_says_it(self) -> None:
        assert self.SETTINGS.to_dict()["TargetMetadata"]["BatchApplyEnabled"] is True

    def test_other_rules_still_hold(self) -> None:
        with pytest.raises(ConfigurationError) as caught:
            dataclasses.replace(self.SETTINGS, validation=Validation(), raw={**self.SETTINGS.raw, **CHARACTERS})

        assert caught.value.code == "DMS-S021"

    def test_a_rule_for_the_migration_type_is_passed_over_too(self) -> None:
        raw = {"ValidationSettings": {unchecked("ValidationOnly"): True}}
        settings = TaskSettings(validation=Validation(), raw=raw)

        settings.check(migration_type=MigrationType.FULL_LOAD_AND_CDC)
