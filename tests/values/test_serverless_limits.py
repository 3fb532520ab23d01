"""What a serverless replication can't do is refused, and what surprises is said, before anything is deployed."""

import dataclasses
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.serverless_limits import capacity_findings, check_capacity, check_plan, plan_findings

VALUES = facts.instances()["serverless"]["dcu_values"]["value"]
BOTH = dms.MigrationType.FULL_LOAD_AND_CDC


def plan(
    source: dms.EngineName | None = dms.EngineName.MYSQL,
    target: dms.EngineName | None = dms.EngineName.POSTGRESQL,
    **arguments: Any,
) -> dms.TaskPlan:
    given = {
        "migration_type": dms.MigrationType.FULL_LOAD,
        "table_mappings": dms.TableMappings(dms.Include("shop")),
        "task_settings": dms.TaskSettings(),
        **arguments,
    }
    return dms.TaskPlan(
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=source),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=target),
        **given,
    )


def refused(code: str, match: str, make: Callable[[], object]) -> None:
    with pytest.raises(dms.ConfigurationError, match=match) as caught:
        make()
    assert caught.value.code == code


def found(*arguments: Any, max_dcu: int = 16, multi_az: bool = True) -> list[str]:
    return [finding.id for finding in plan_findings(*arguments, max_dcu, multi_az=multi_az)]


class TestTls:
    @staticmethod
    def reading(engine: dms.EngineName, mode: dms.SslMode | None) -> dms.TaskPlan:
        return dataclasses.replace(
            plan(),
            source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=engine, ssl_mode=mode),
        )

    @pytest.mark.parametrize("engine", [dms.EngineName.DB2, dms.EngineName.DB2_ZOS])
    def test_is_not_there_for_db2(self, engine: dms.EngineName) -> None:
        refused("DMS-Q007", "over TLS; run it on an instance", lambda: check_plan(self.reading(engine, _VERIFY)))

    @pytest.mark.parametrize("mode", [dms.SslMode.NONE, None])
    def test_is_not_asked_of_what_is_not_encrypted(self, mode: dms.SslMode | None) -> None:
        check_plan(self.reading(dms.EngineName.DB2, mode))

    @pytest.mark.parametrize("engine", [dms.EngineName.ORACLE, dms.EngineName.MYSQL])
    def test_is_there_for_others(self, engine: dms.EngineName) -> None:
        check_plan(self.reading(engine, _VERIFY))


_VERIFY = dms.SslMode.VERIFY_CA


class TestCapacity:
    @pytest.mark.parametrize("dcu", VALUES)
    def test_can_be_each_that_there_is(self, dcu: int) -> None:
        check_capacity(dcu, dcu)

    @pytest.mark.parametrize(
        ("dcu", "message"),
        [
            (0, "max_dcu must be 1 DCU or more, got 0"),
            (3, "max_dcu must be one of 1, 2, 4, .* or 384 DCU, got 3; write max_dcu=4"),
            (100, "got 100; write max_dcu=128"),
            ("16", "max_dcu must be a whole number, .* got str '16'; write max_dcu=16"),
            (16.5, "max_dcu must be a whole number, 1 DCU or more, got float 16.5$"),
            (None, "max_dcu must be given, one of 1, 2, .* got None; write for example max_dcu=16"),
        ],
    )
    def test_is_refused_when_there_is_none_such(self, dcu: Any, message: str) -> None:
        refused("DMS-U001", message.removesuffix("$"), lambda: check_capacity(dcu, None))

    def test_the_least_is_looked_at_too(self) -> None:
        refused("DMS-U001", "min_dcu must be one of .* got 5; write min_dcu=8", lambda: check_capacity(16, 5))

    def test_the_least_must_not_be_above_the_greatest(self) -> None:
        refused(
            "DMS-U002",
            "min_dcu must not be above max_dcu, got 16 and 8; write min_dcu=8",
            lambda: check_capacity(8, 16),
        )

    def test_a_larger_one_than_is_known_is_said(self) -> None:
        check_capacity(512, 1)

        (finding,) = capacity_findings(512, 1)

        assert finding.id == "serverless.unknownCapacity"
        assert "max_dcu=dms.unchecked(512)" in finding.fix

    def test_a_larger_one_can_be_meant(self) -> None:
        assert list(capacity_findings(dms.unchecked(512), None)) == []


class TestEngines:
    def test_a_source_that_it_does_not_read_is_refused(self) -> None:
        refused(
            "DMS-U003",
            "source must not be SAP ASE: DMS Serverless does not read from it; run it on an instance",
            lambda: check_plan(plan(source=dms.EngineName.SAP_ASE)),
        )

    def test_a_target_that_it_does_not_write_is_refused(self) -> None:
        refused(
            "DMS-U003",
            r"target must not be .*Redis.*: DMS Serverless does not write to it; .*dms.Provisioned\(vpc=vpc\)",
            lambda: check_plan(plan(target=dms.EngineName.REDIS)),
        )

    @pytest.mark.parametrize("engine", [dms.EngineName.ORACLE, dms.EngineName.AURORA_POSTGRESQL, None])
    def test_others_are_taken(self, engine: dms.EngineName | None) -> None:
        check_plan(plan(source=engine))

        assert found(plan(source=engine)) == []

    def test_one_that_the_guide_does_not_list_is_said(self) -> None:
        assert found(plan(source=dms.EngineName.GOOGLE_CLOUD_MYSQL)) == ["serverless.engineNotListed"]


class TestViews:
    @pytest.mark.parametrize(
        ("rule", "fix"),
        [
            (dms.Include("shop", table_type=dms.TableType.VIEW), "leave the rule out, or run it on an instance"),
            (dms.Include("shop", table_type=dms.TableType.ALL), r'write dms.Include\("shop"\), or'),
            (dms.Explicit("shop", "totals", table_type=dms.TableType.VIEW), "leave the rule out"),
        ],
    )
    def test_are_refused(self, rule: dms.Rule, fix: str) -> None:
        mappings = dms.TableMappings(dms.Include("crm"), rule)

        refused("DMS-U004", rf"rules\[1\] .* selects views, .*{fix}", lambda: check_plan(plan(table_mappings=mappings)))

    def test_a_rule_for_both_is_taken_where_the_source_has_no_views(self) -> None:
        catalog = dms.Catalog(dms.SourceTable("shop", "orders"))
        mappings = dms.TableMappings(dms.Include("shop", table_type=dms.TableType.ALL))

        check_plan(plan(table_mappings=mappings, source_catalog=catalog))

    def test_can_be_excluded(self) -> None:
        rules = dms.Include("shop"), dms.Exclude("shop", table_type=dms.TableType.ALL, table="v_%")

        check_plan(plan(table_mappings=dms.TableMappings(*rules)))


@pytest.mark.parametrize(
    "given",
    [
        {"cdc_start": dms.CdcStart.from_log_position("mysql-bin.000001:4")},
        {"cdc_stop": dms.CdcStop.at_server_time(datetime(2026, 12, 1, tzinfo=timezone.utc))},
    ],
)
def test_a_start_or_stop_is_refused(given: dict[str, Any]) -> None:
    (name,) = given

    refused(
        "DMS-U005",
        f"{name} must be left out of a serverless replication, .* leave {name} out, or run it on an instance",
        lambda: check_plan(plan(migration_type=dms.MigrationType.CDC, **given)),
    )


class TestFindings:
    def test_changes_in_one_zone_are_said(self) -> None:
        assert found(plan(migration_type=BOTH), multi_az=False) == ["serverless.singleAz"]

    def test_a_full_load_in_one_zone_is_not(self) -> None:
        assert found(plan(), multi_az=False) == []

    def test_too_little_memory_is_said_with_the_capacity_that_has_enough(self) -> None:
        large = plan(task_settings=dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=4096)))

        (finding,) = plan_findings(large, 1, multi_az=True)

        assert finding.id == "serverless.memory"
        assert finding.fix.startswith("write max_dcu=16, or limit")
        assert found(large, max_dcu=16) == []

    @pytest.mark.parametrize("stop", dms.StopAfter)
    def test_a_stop_after_the_load_must_be_resumed_from_in_time(self, stop: dms.StopAfter) -> None:
        settings = dms.TaskSettings(full_load=dms.FullLoad(stop_after=stop))

        assert found(plan(migration_type=BOTH, task_settings=settings)) == ["serverless.resumeInTime"]

    def test_a_full_load_alone_is_over_when_it_stops(self) -> None:
        assert found(plan()) == []

    def test_nothing_is_said_of_what_is_not_known(self) -> None:
        assert found(plan(migration_type=None, task_settings=None, table_mappings=None)) == []
