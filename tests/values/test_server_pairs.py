"""What two endpoints of database servers can't do together is refused or told, and what only looks like it is not."""

from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.task_checks.servers import check_pair

ENGINES = dms.EngineName


def source(engine: dms.EngineName | None, **more: Any) -> dms.EndpointFacts:
    return dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=engine, **more)


def target(engine: dms.EngineName | None) -> dms.EndpointFacts:
    return dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=engine)


def plan(
    reads: dms.EndpointFacts, writes: dms.EndpointFacts, what: dms.MigrationType | None = None, **settings: Any
) -> dms.TaskPlan:
    return dms.TaskPlan(
        migration_type=what or dms.MigrationType.FULL_LOAD,
        source=reads,
        target=writes,
        table_mappings=dms.TableMappings(dms.Include("SHOP")),
        task_settings=dms.TaskSettings(**settings),
    )


def told(made: dms.TaskPlan) -> list[str]:
    return [finding.id for finding in made.task_findings if finding.id.startswith("task.setting")]


class TestDb2AsTarget:
    @pytest.mark.parametrize("engine", [ENGINES.ORACLE, ENGINES.MYSQL, ENGINES.SAP_ASE])
    def test_is_not_written_from_other_engines(self, engine: dms.EngineName) -> None:
        with pytest.raises(
            dms.ConfigurationError, match=r"from IBM Db2 LUW and IBM Db2.* only, and source is"
        ) as caught:
            plan(source(engine), target(ENGINES.DB2))
        assert caught.value.code == "DMS-Q003"

    @pytest.mark.parametrize("engine", [ENGINES.DB2, ENGINES.DB2_ZOS, None])
    def test_is_written_from_db2(self, engine: dms.EngineName | None) -> None:
        assert plan(source(engine), target(ENGINES.DB2)).task_findings == ()

    def test_has_no_full_lob_mode(self) -> None:
        with pytest.raises(dms.ConfigurationError, match=r"write lobs=dms.LimitedLobs\(max_size_kb=64\)") as caught:
            plan(source(ENGINES.DB2), target(ENGINES.DB2), lobs=dms.FullLobs()).task_findings  # noqa: B018  # it raises
        assert caught.value.code == "DMS-Q004"

    @pytest.mark.parametrize("lobs", [dms.LimitedLobs(max_size_kb=64), dms.NoLobs()], ids=["limited", "none"])
    def test_has_the_other_modes(self, lobs: Any) -> None:
        assert plan(source(ENGINES.DB2), target(ENGINES.DB2), lobs=lobs).task_findings == ()

    def test_what_is_not_known_of_a_target_is_not_refused(self) -> None:
        check_pair(source(ENGINES.ORACLE), target(None))


@pytest.mark.parametrize("engine", [ENGINES.ORACLE, ENGINES.AURORA_POSTGRESQL])
def test_other_targets_have_full_lob_mode(engine: dms.EngineName) -> None:
    assert plan(source(ENGINES.ORACLE), target(engine), lobs=dms.FullLobs()) is not None


ONLY_BETWEEN_ORACLE = [
    {"settings": {"EnableHomogenousTablespace": True}},
    {"settings": {}, "extra_connection_attributes": {"enableHomogenousPartitionOps": "true"}},
    {"settings": {}, "extra_connection_attributes": {"EnableHomogenousTablespace": "Y"}},
]


class TestWhatGoesFromOracleToOracle:
    @pytest.mark.parametrize("said", ONLY_BETWEEN_ORACLE, ids=["setting", "attribute", "setting as attribute"])
    def test_is_told_for_another_target(self, said: dict[str, Any]) -> None:
        assert told(plan(source(ENGINES.ORACLE, **said), target(ENGINES.POSTGRESQL))) == ["task.settingForOtherTarget"]

    @pytest.mark.parametrize("said", ONLY_BETWEEN_ORACLE, ids=["setting", "attribute", "setting as attribute"])
    @pytest.mark.parametrize("engine", [ENGINES.ORACLE, None])
    def test_is_not_told_for_oracle(self, said: dict[str, Any], engine: dms.EngineName | None) -> None:
        assert told(plan(source(ENGINES.ORACLE, **said), target(engine))) == []

    @pytest.mark.parametrize("said", [{"settings": {"EnableHomogenousTablespace": False}}, {"settings": {}}, {}])
    def test_is_not_told_where_it_is_off(self, said: dict[str, Any]) -> None:
        assert told(plan(source(ENGINES.ORACLE, **said), target(ENGINES.POSTGRESQL))) == []


class TestViewsOfOracle:
    SAID = {"settings": {}, "extra_connection_attributes": {"exposeViews": "true"}}  # noqa: RUF012  # never changed

    @pytest.mark.parametrize("what", [dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC])
    def test_are_told_where_changes_are_replicated(self, what: dms.MigrationType) -> None:
        made = plan(source(ENGINES.ORACLE, **self.SAID), target(ENGINES.POSTGRESQL), what)

        assert told(made) == ["task.settingForFullLoad"]

    def test_are_not_told_of_a_full_load(self) -> None:
        assert told(plan(source(ENGINES.ORACLE, **self.SAID), target(ENGINES.POSTGRESQL))) == []
