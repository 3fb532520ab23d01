"""What alarms on a database say to do is what its engine has: slots are PostgreSQL's, binary logs MySQL's."""

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.engines import EngineName
from dms_constructs.monitoring.planned_alarm import kinds

POSTGRESQL = {EngineName.POSTGRESQL, EngineName.AURORA_POSTGRESQL}
MYSQL = {EngineName.MYSQL, EngineName.MARIADB, EngineName.AURORA_MYSQL}
RDS = {EngineName.ORACLE, EngineName.SQL_SERVER, EngineName.DB2, *MYSQL, *POSTGRESQL}
WORD = {
    **dict.fromkeys(POSTGRESQL, "slot"),
    **dict.fromkeys(MYSQL, "binlog retention hours"),
    EngineName.ORACLE: "archived redo logs",
    EngineName.SQL_SERVER: "transaction log",
    EngineName.DB2: "archived logs",
}
CLUSTERS = {EngineName.AURORA_MYSQL, EngineName.AURORA_POSTGRESQL}


def named(engines: set[EngineName]) -> list[EngineName]:
    return sorted(engines, key=lambda engine: engine.value)


def words_of(engine: EngineName) -> dict[str, str]:
    """What each alarm that the engine has says and tells to do."""
    found = [
        *kinds(facts.monitoring()["alarms"], dms.AlarmThresholds(), engine),
        *kinds(facts.database_monitoring()["alarms"], dms.DatabaseThresholds(volume_gib=dms.Levels(1)), engine),
    ]
    has = [
        each
        for each in found
        if not isinstance(each.known["metric"], dict) or engine.value in each.known["metric"]
        # A cluster has no disk of its own.
        if each.name != "source_free_storage_gib" or engine not in CLUSTERS
    ]
    return {each.name: f"{each.known['says']}. {each.known['do']}" for each in has}


@pytest.mark.parametrize("engine", named(RDS - CLUSTERS), ids=lambda engine: engine.value)
def test_a_disk_that_fills_is_told_by_the_log_of_its_engine(engine: EngineName) -> None:
    assert WORD[engine] in words_of(engine)["source_free_storage_gib"]


@pytest.mark.parametrize("engine", named(MYSQL), ids=lambda engine: engine.value)
@pytest.mark.parametrize("name", ["log_gib", "source_log_gib"])
def test_a_log_that_grows_is_told_by_its_retention(engine: EngineName, name: str) -> None:
    assert WORD[engine] in words_of(engine)[name]


@pytest.mark.parametrize("engine", named(RDS - POSTGRESQL), ids=lambda engine: engine.value)
def test_nobody_but_postgresql_is_told_of_slots(engine: EngineName) -> None:
    assert [name for name, words in words_of(engine).items() if "slot" in words] == []
