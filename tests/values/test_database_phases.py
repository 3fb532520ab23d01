"""What a phase sets, and what a source needs for change data capture."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.databases.parameters import parameter
from dms_constructs.databases.phase_parameters import phase_parameter_reasons, phase_parameters

CLUSTER, INSTANCE = dms.ParameterLevel.CLUSTER, dms.ParameterLevel.INSTANCE
LOADING, SERVING = dms.TargetPhase.LOADING, dms.TargetPhase.SERVING
AURORA = [*(f"aurora-postgresql{major}" for major in range(13, 19)), "aurora-mysql8.0", "aurora-mysql8.4"]


@pytest.mark.parametrize("serverless", [True, False])
@pytest.mark.parametrize("phase", dms.TargetPhase)
@pytest.mark.parametrize("family", AURORA)
class TestEveryPhase:
    def test_its_parameters_pass_the_checks(self, family: str, phase: dms.TargetPhase, serverless: bool) -> None:
        for level, parameters in phase_parameters(family, phase, serverless=serverless).items():
            assert dms.parameter_findings(family, level, parameters, serverless=serverless) == ()

    def test_each_has_its_reason(self, family: str, phase: dms.TargetPhase, serverless: bool) -> None:
        every = phase_parameter_reasons(family, phase, serverless=serverless)

        assert every
        assert all(each.why and each.source for each in every)

    def test_connections_are_encrypted(self, family: str, phase: dms.TargetPhase, serverless: bool) -> None:
        cluster = phase_parameters(family, phase, serverless=serverless)[CLUSTER]

        assert cluster.get("rds.force_ssl") == "1" or cluster.get("require_secure_transport") == "ON"


class TestPhases:
    def test_the_load_may_read_files_and_applications_may_not(self) -> None:
        loading, serving = (
            phase_parameters("aurora-mysql8.0", phase, serverless=False)[INSTANCE] for phase in (LOADING, SERVING)
        )

        assert (loading["local_infile"], serving["local_infile"]) == ("1", "0")

    def test_indexes_get_memory_while_loading_only(self) -> None:
        loading, serving = (
            phase_parameters("aurora-postgresql17", phase, serverless=False)[INSTANCE] for phase in (LOADING, SERVING)
        )

        assert "maintenance_work_mem" in loading
        assert "maintenance_work_mem" not in serving

    def test_serverless_derives_that_by_itself(self) -> None:
        assert "maintenance_work_mem" not in phase_parameters("aurora-postgresql17", LOADING, serverless=True)[INSTANCE]

    def test_triggers_are_not_turned_off_for_everyone(self) -> None:
        every = phase_parameters("aurora-postgresql17", LOADING, serverless=False)

        assert not any("session_replication_role" in parameters for parameters in every.values())

    @pytest.mark.parametrize("family", AURORA)
    def test_no_change_of_phase_needs_a_reboot(self, family: str) -> None:
        loading, serving = (
            {(each.name, each.value) for each in phase_parameter_reasons(family, phase, serverless=False)}
            for phase in dms.TargetPhase
        )
        static = {name for name, _ in loading ^ serving if (fact := parameter(family, name)) and fact.static}

        assert static == set()

    def test_rds_has_no_phases(self) -> None:
        assert phase_parameters("postgres17", LOADING, serverless=False) == {CLUSTER: {}, INSTANCE: {}}


PAGE = Path(__file__).parents[2] / "docs" / "guide" / "database-parameters.md"


@pytest.mark.parametrize(
    ("name", "record"),
    [(name, record) for of_engine in facts.databases()["phases"].values() for name, record in of_engine.items()],
)
def test_the_guide_says_what_a_phase_sets(name: str, record: dict[str, str | None]) -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    (row,) = (line for line in rows if f"`{name}`" in line)
    _, group, loading, serving, _ = (cell.strip() for cell in row.strip("|").split("|"))

    assert str(record["level"]) in group
    assert loading == (record["loading"] or "") or "DBInstanceClassMemory" in str(record["loading"])
    assert serving == (record["serving"] or "")


SOURCES = [
    (dms.EngineName.AURORA_POSTGRESQL, CLUSTER, [f"aurora-postgresql{major}" for major in range(13, 19)]),
    (dms.EngineName.POSTGRESQL, INSTANCE, [f"postgres{major}" for major in range(13, 19)]),
    (dms.EngineName.AURORA_MYSQL, CLUSTER, ["aurora-mysql8.0", "aurora-mysql8.4"]),
    (dms.EngineName.MYSQL, INSTANCE, ["mysql8.0", "mysql8.4"]),
    (dms.EngineName.MARIADB, INSTANCE, ["mariadb10.6", "mariadb10.11"]),
]
POSTGRESQL = [dms.EngineName.AURORA_POSTGRESQL, dms.EngineName.POSTGRESQL]


def numbers(parameters: Mapping[str, str]) -> dict[str, int]:
    """The number in each value that has one: of a formula, the least that it gives."""
    found = {name: re.search(r"(\d+)\)?$", value) for name, value in parameters.items()}
    return {name: int(match[1]) for name, match in found.items() if match is not None}


class TestForCdc:
    @given(
        source=st.sampled_from(SOURCES),
        tasks=st.integers(1, 500),
        other_slots=st.integers(0, 50),
        pglogical=st.booleans(),
        timeout=st.one_of(st.just(0), st.integers(10_000, 299_999)),
    )
    def test_what_it_returns_passes_the_checks(
        self,
        source: tuple[dms.EngineName, dms.ParameterLevel, list[str]],
        tasks: int,
        other_slots: int,
        pglogical: bool,
        timeout: int,
    ) -> None:
        engine, level, families = source
        parameters = dms.parameters_for_cdc(
            engine, tasks=tasks, other_slots=other_slots, pglogical=pglogical, wal_sender_timeout_ms=timeout
        )

        assert {family: dms.parameter_findings(family, level, parameters) for family in families} == dict.fromkeys(
            families, ()
        )

    @given(engine=st.sampled_from(POSTGRESQL), tasks=st.integers(1, 500), more=st.integers(1, 100))
    def test_more_tasks_never_give_less(self, engine: dms.EngineName, tasks: int, more: int) -> None:
        few = numbers(dms.parameters_for_cdc(engine, tasks=tasks))
        many = numbers(dms.parameters_for_cdc(engine, tasks=tasks + more))

        assert all(many[name] >= number for name, number in few.items())

    @given(engine=st.sampled_from(POSTGRESQL), tasks=st.integers(1, 500), slots=st.integers(0, 50))
    def test_every_slot_has_a_sender_and_every_worker_a_process(
        self, engine: dms.EngineName, tasks: int, slots: int
    ) -> None:
        found = numbers(dms.parameters_for_cdc(engine, tasks=tasks, other_slots=slots))
        workers = facts.databases()["cdc"]["postgresql"]["workers"]

        assert found["max_replication_slots"] >= tasks + slots
        assert found["max_wal_senders"] >= tasks + slots
        assert found["max_worker_processes"] >= (
            found["max_logical_replication_workers"] + workers["autovacuum"] + workers["parallel"]
        )

    def test_logical_replication_is_on(self) -> None:
        for engine in POSTGRESQL:
            assert dms.parameters_for_cdc(engine)["rds.logical_replication"] == "1"

    def test_libraries_that_are_there_stay(self) -> None:
        found = dms.parameters_for_cdc(dms.EngineName.POSTGRESQL, keep_libraries=["pg_stat_statements", "pg_cron"])

        assert found["shared_preload_libraries"] == "pg_stat_statements,pg_cron,pglogical"

    def test_one_that_is_there_already_is_not_doubled(self) -> None:
        found = dms.parameters_for_cdc(dms.EngineName.POSTGRESQL, keep_libraries=["pglogical"])

        assert found["shared_preload_libraries"] == "pglogical"

    def test_without_the_extension_libraries_are_left_alone(self) -> None:
        assert "shared_preload_libraries" not in dms.parameters_for_cdc(dms.EngineName.POSTGRESQL, pglogical=False)

    def test_aurora_mysql_has_no_row_image_to_set(self) -> None:
        assert dms.parameters_for_cdc(dms.EngineName.AURORA_MYSQL) == {
            "binlog_format": "ROW",
            "binlog_checksum": "NONE",
        }

    def test_mysql_writes_whole_rows(self) -> None:
        assert dms.parameters_for_cdc(dms.EngineName.MYSQL)["binlog_row_image"] == "full"

    @pytest.mark.parametrize(
        ("engine", "arguments"),
        [
            (dms.EngineName.SAP_ASE, {}),
            ("postgres", {}),
            (dms.EngineName.POSTGRESQL, {"tasks": 0}),
            (dms.EngineName.POSTGRESQL, {"tasks": "3"}),
            (dms.EngineName.POSTGRESQL, {"other_slots": -1}),
            (dms.EngineName.POSTGRESQL, {"wal_sender_timeout_ms": 5_000}),
            (dms.EngineName.POSTGRESQL, {"wal_sender_timeout_ms": 300_000}),
            (dms.EngineName.POSTGRESQL, {"keep_libraries": "pg_cron"}),
        ],
    )
    def test_what_it_can_not_answer_is_refused(self, engine: dms.EngineName, arguments: dict[str, int]) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            dms.parameters_for_cdc(engine, **arguments)  # type: ignore[arg-type]  # wrong on purpose

        assert caught.value.code == "DMS-F009"
