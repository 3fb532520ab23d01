"""Words in the values of parameters: a slip is told with what was meant, and what nobody here knows is taken."""

import pytest

import dms_constructs as dms
from dms_constructs.databases.parameters import ParameterLevel, parameter_findings

AURORA, MYSQL, MARIADB, AURORA_MYSQL = "aurora-postgresql17", "mysql8.0", "mariadb10.11", "aurora-mysql8.0"

MISSPELT = [
    (AURORA, "shared_preload_libraries", "pg_stat_statement", "pg_stat_statements"),
    (AURORA, "shared_preload_libraries", "pg_stat_statements,pg_logical", "pg_stat_statements,pglogical"),
    (AURORA, "shared_preload_libraries", "pg-stat-statements,auto_explain", "pg_stat_statements,auto_explain"),
    ("postgres17", "shared_preload_libraries", "pg_stat_statements, auto_explian", "pg_stat_statements,auto_explain"),
    (AURORA, "timezone", "Europe/Belin", "Europe/Berlin"),
    (MYSQL, "sql_mode", "STRICT_TRANS_TABLE,NO_ZERO_DATE", "STRICT_TRANS_TABLES,NO_ZERO_DATE"),
    (MYSQL, "sql_mode", "NO_ENGINE_SUBSTITUTON", "NO_ENGINE_SUBSTITUTION"),
    (MARIADB, "sql_mode", "only_full_groupby", "ONLY_FULL_GROUP_BY"),
    (AURORA_MYSQL, "character_set_server", "utf8m4", "utf8mb4"),
    (AURORA_MYSQL, "character_set_server", "utf8-mb4", "utf8mb4"),
    (AURORA_MYSQL, "time_zone", "America/New_Yrok", "America/New_York"),
]
KNOWN = [
    (AURORA, "shared_preload_libraries", "pg_stat_statements,pglogical"),
    (AURORA, "shared_preload_libraries", "our_own_library"),
    (AURORA, "timezone", "UTC"),
    (AURORA, "timezone", "Europe/Berlin"),
    (MYSQL, "sql_mode", ""),
    (MYSQL, "sql_mode", "strict_trans_tables, no_zero_date"),
    (MYSQL, "character_set_server", "utf8mb4"),
    (MYSQL, "character_set_server", "UTF8MB4"),
    (MYSQL, "time_zone", "SYSTEM"),
    (MYSQL, "time_zone", "+02:00"),
    (MYSQL, "time_zone", "US/Pacific"),
    (MYSQL, "init_connect", "SET NAMES utf8m4"),
]


@pytest.mark.parametrize(("family", "name", "value", "meant"), MISSPELT)
def test_a_misspelt_word_is_told_with_what_was_meant(family: str, name: str, value: str, meant: str) -> None:
    (told,) = parameter_findings(family, level_of(family, name), {name: value})

    assert told.id == "parameters.value"
    assert f'write "{meant}"' in told.fix


@pytest.mark.parametrize(("family", "name", "value"), KNOWN)
def test_a_word_that_is_known_or_near_nothing_is_taken(family: str, name: str, value: str) -> None:
    assert parameter_findings(family, level_of(family, name), {name: value}) == ()


@pytest.mark.parametrize(("family", "name", "value", "meant"), MISSPELT)
def test_the_fix_is_taken(family: str, name: str, value: str, meant: str) -> None:
    assert value != meant
    assert parameter_findings(family, level_of(family, name), {name: meant}) == ()


def test_a_parameter_that_is_nearly_known_is_named() -> None:
    (told,) = parameter_findings(AURORA, ParameterLevel.CLUSTER, {"work_men": "64"})

    assert "did you mean 'work_mem'?" in told.message


@pytest.mark.parametrize(
    ("name", "value", "near"), [("synchronous_commit", "offf", "off"), ("log_statement", "dll", "ddl")]
)
def test_the_choice_that_is_near_is_the_one_to_write(name: str, value: str, near: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=f'write "{near}"'):
        parameter_findings(AURORA, ParameterLevel.CLUSTER, {name: value})


def level_of(family: str, name: str) -> ParameterLevel:
    """Where a parameter is of an Aurora cluster; the other families have one level."""
    is_cluster = family.startswith("aurora") and name != "sql_mode"
    return ParameterLevel.CLUSTER if is_cluster else ParameterLevel.INSTANCE
