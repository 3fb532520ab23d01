"""Parameters of databases, each rule with what it refuses and with what must stay silent, from the facts."""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, strategies as st

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.databases.families import Family
from dms_constructs.databases.parameters import ParameterKind, parameter
from dms_constructs.databases.spellings import Spellings

CLUSTER, INSTANCE = dms.ParameterLevel.CLUSTER, dms.ParameterLevel.INSTANCE
POSTGRESQL: dict[str, Any] = facts.database_parameters("postgresql")["parameters"]
MYSQL: dict[str, Any] = facts.database_parameters("mysql")["parameters"]
AURORA_POSTGRESQL = [f"aurora-postgresql{major}" for major in range(13, 19)]
RDS_POSTGRESQL = [f"postgres{major}" for major in range(13, 19)]
FAMILIES = [
    *AURORA_POSTGRESQL,
    *RDS_POSTGRESQL,
    "aurora-mysql8.0",
    "aurora-mysql8.4",
    "mysql8.0",
    "mysql8.4",
    "mariadb10.6",
    "mariadb10.11",
]


def level_of(family: str) -> dms.ParameterLevel:
    """A group that takes every parameter of the family."""
    return CLUSTER if family.startswith("aurora") else INSTANCE


def findings(family: str, parameters: Mapping[str, str], level: dms.ParameterLevel | None = None) -> list[str]:
    found = dms.parameter_findings(family, level or level_of(family), parameters)
    return [each.id for each in found]


def code(family: str, parameters: Mapping[str, str], level: dms.ParameterLevel | None = None) -> str | None:
    """The code of the error, None without one."""
    try:
        findings(family, parameters, level)
    except dms.ConfigurationError as error:
        return error.code
    return None


@functools.cache
def known(family: str) -> dict[str, Any]:
    """The records of all parameters that a family's groups are known to have."""
    read = Family.read(family)
    every = POSTGRESQL if read.is_postgresql else MYSQL
    return {name: record for name, record in every.items() if parameter(read, name) is not None}


TWO_SPELLINGS = {each.replace("-", "_") for each in MYSQL if "-" in each}


def has_two_spellings(name: str) -> bool:
    """Whether the servers write a name with underscores, and RDS with hyphens."""
    return name.replace("-", "_") in TWO_SPELLINGS


def of_common_words(names: Iterable[str]) -> list[set[str]]:
    """Names by their first words and by their last: a misspelling shares one of these."""
    groups: dict[tuple[int, str], set[str]] = {}
    for name in names:
        words = re.split("[-_.]", name)
        for place in (0, -1):
            groups.setdefault((place, words[place] if len(words) > 1 else ""), set()).add(name)
    return list(groups.values())


def settable(family: str) -> Iterator[tuple[str, str]]:
    """Parameters that can be set in a family's groups, each with a value that it takes."""
    for name in known(family):
        fact = parameter(family, name)
        assert fact is not None
        if fact.modifiable is True:
            yield name, accepted(family, name)


def accepted(family: str, name: str) -> str:
    """A value that a parameter takes."""
    fact = parameter(family, name)
    assert fact is not None
    if fact.default is not None:
        return fact.default
    match fact.kind:
        case ParameterKind.INTEGER | ParameterKind.REAL:
            bound = fact.minimum if fact.minimum is not None else fact.maximum
            return "1" if bound is None else str(int(bound)) if float(bound).is_integer() else str(bound)
        case ParameterKind.BOOLEAN:
            return "1"
        case ParameterKind.ENUMERATION if fact.values:
            return fact.values[0]
    return "text"


class TestRealParameters:
    """Every parameter that the facts know, with a value that it takes."""

    @pytest.mark.parametrize("family", FAMILIES)
    def test_none_is_refused(self, family: str) -> None:
        refused = {name for name, value in settable(family) if code(family, {name: value}) is not None}

        assert {name for name in refused if not has_two_spellings(name)} == set()

    @pytest.mark.parametrize("family", FAMILIES)
    def test_those_of_the_server_that_aws_lists_give_no_finding(self, family: str) -> None:
        listed = {name for name, record in known(family).items() if "aurora" in record or "aurora" not in family}
        doubted = {name for name, value in settable(family) if name in listed and findings(family, {name: value})}

        assert {name for name in doubted if not has_two_spellings(name)} == set()

    def test_none_is_taken_for_a_misspelling_of_another(self) -> None:
        taken = set()
        for every in (POSTGRESQL, MYSQL):
            for group in of_common_words(every):
                taken |= {name for name in group if Spellings(group - {name}).meant_by(name) is not None}

        assert {name for name in taken if not has_two_spellings(name)} == {
            "innodb_background_scrub_data_compressed",
            "innodb_background_scrub_data_uncompressed",
            "performance_schema_max_prepared_statement_instances",
            "performance_schema_max_prepared_statements_instances",
            "thread_pool_dedicated_listener",
            "thread_pool_dedicated_listeners",
        }

    @pytest.mark.parametrize("family", AURORA_POSTGRESQL)
    @pytest.mark.parametrize(
        "name",
        ["pg_stat_statements.track", "pgaudit.log", "auto_explain.log_min_duration", "rds.log_retention_period"],
    )
    def test_those_of_extensions_are_known(self, name: str, family: str) -> None:
        assert findings(family, {name: accepted(family, name)}) == []

    @pytest.mark.parametrize(
        ("family", "name"),
        [
            ("aurora-postgresql17", "apg_enable_something_new"),
            ("aurora-postgresql17", "rds.something_new"),
            ("aurora-postgresql17", "pg_stat_statements.something_new"),
            ("postgres18", "rds.something_new"),
            ("aurora-mysql8.0", "aurora_something_new"),
            ("mysql8.4", "restrict_something_new"),
            ("mariadb11.8", "innodb_something_new"),
        ],
    )
    def test_one_that_is_too_new_to_be_known_only_warns(self, family: str, name: str) -> None:
        assert findings(family, {name: "1"}) == ["parameters.unknown"]

    @pytest.mark.parametrize("family", ["postgres11", "aurora-postgresql11", "postgres19", "aurora-postgresql19"])
    def test_those_of_a_major_version_outside_the_facts_are_not_refused(self, family: str) -> None:
        assert code(family, {"work_mem": "65536", "max_connections": "500"}) is None


def without_a_letter(name: str) -> str | None:
    """The name without a letter within its longest word, None where all words are short."""
    words = [word for word in name.replace(".", "_").replace("-", "_").split("_") if len(word) > 6 and word.isalpha()]
    if not words:
        return None
    longest = max(words, key=len)
    return name.replace(longest, longest[:3] + longest[4:])


class TestMisspelling:
    """DMS-F002."""

    @pytest.mark.parametrize("family", FAMILIES)
    def test_a_name_without_one_letter_is_refused(self, family: str) -> None:
        misspelt = [each for name in known(family) if (each := without_a_letter(name)) and each not in known(family)]

        assert {name for name in misspelt[::7] if code(family, {name: "1"}) not in {"DMS-F002", "DMS-F003"}} == set()

    @pytest.mark.parametrize(
        ("family", "name", "meant"),
        [
            ("aurora-postgresql17", "max_conections", "max_connections"),
            ("aurora-postgresql17", "max_connection", "max_connections"),
            ("aurora-postgresql17", "max-connections", "max_connections"),
            ("aurora-postgresql17", "MAX_CONNECTIONS", "max_connections"),
            ("aurora-postgresql17", "maxconnections", "max_connections"),
            ("aurora-postgresql17", "rds_logical_replication", "rds.logical_replication"),
            ("aurora-postgresql17", "rds.logical_replciation", "rds.logical_replication"),
            ("aurora-postgresql17", "TimeZone", "timezone"),
            ("postgres16", "shared_preload_library", None),
            ("postgres16", "pg_stat_statement.track", "pg_stat_statements.track"),
            ("aurora-mysql8.0", "binlog_fromat", "binlog_format"),
            ("aurora-mysql8.0", "gtid_mode", "gtid-mode"),
            ("aurora-mysql8.0", "character_set_servers", "character_set_server"),
            ("mysql8.4", "character_set_secret", None),
            ("mariadb10.11", "inodb_buffer_pool_size", "innodb_buffer_pool_size"),
        ],
    )
    def test_it_is_told_what_was_meant(self, family: str, name: str, meant: str | None) -> None:
        if meant is None:
            assert findings(family, {name: "1"}) == ["parameters.unknown"]
            return
        with pytest.raises(dms.ConfigurationError, match=rf'write "{meant}": "1"') as caught:
            findings(family, {name: "1"})

        assert caught.value.code == "DMS-F002"
        assert code(family, {meant: accepted(family, meant)}) is None

    def test_a_longer_value_is_not_repeated(self) -> None:
        with pytest.raises(dms.ConfigurationError, match=r'write "init_connect": \.\.\., or'):
            findings("mysql8.0", {"init_conect": "SET NAMES utf8mb4; SET sql_mode = 'STRICT_ALL_TABLES'"})

    def test_a_word_that_differs_as_a_whole_is_not_a_misspelling(self) -> None:
        assert Spellings(["min_wal_size"]).meant_by("max_wal_size") is None

    def test_neither_is_another_number(self) -> None:
        assert Spellings(["parameter11"]).meant_by("parameter12") is None


def of_one_server(every: dict[str, Any], other: dict[str, Any]) -> list[str]:
    invented = facts.databases()["not_there"]
    return [name for name in every if name not in other and name not in invented]


class TestOtherEngine:
    """DMS-F003."""

    @pytest.mark.parametrize("family", [*AURORA_POSTGRESQL, *RDS_POSTGRESQL])
    def test_a_parameter_of_mysql_in_postgresql(self, family: str) -> None:
        names = of_one_server(MYSQL, POSTGRESQL)

        assert {name for name in names if code(family, {name: "1"}) != "DMS-F003"} == set()

    @pytest.mark.parametrize("family", ["aurora-mysql8.0", "aurora-mysql8.4", "mysql8.0", "mysql8.4", "mariadb10.11"])
    def test_a_parameter_of_postgresql_in_mysql(self, family: str) -> None:
        names = of_one_server(POSTGRESQL, MYSQL)

        assert {name for name in names if code(family, {name: "1"}) != "DMS-F003"} == set()

    @pytest.mark.parametrize("family", FAMILIES)
    @pytest.mark.parametrize("name", ["port", "max_connections"])
    def test_a_parameter_of_both_is_one_of_each(self, name: str, family: str) -> None:
        assert code(family, {name: "500"}) in {None, "DMS-F005"}

    @pytest.mark.parametrize(
        ("family", "name"),
        [
            ("postgres17", "apg_ccm_enabled"),
            ("postgres17", "rds.babelfish_status"),
            ("mysql8.0", "aurora_parallel_query"),
            ("mysql8.4", "aws_default_s3_role"),
            ("mysql8.0", "aria_pagecache_buffer_size"),
            ("aurora-mysql8.0", "aria_pagecache_buffer_size"),
            ("mariadb10.11", "gtid_mode"),
            ("mariadb10.11", "aurora_parallel_query"),
        ],
    )
    def test_a_parameter_of_a_relative(self, family: str, name: str) -> None:
        assert code(family, {name: "1"}) == "DMS-F003"

    @pytest.mark.parametrize(
        ("family", "name"),
        [
            ("aurora-postgresql17", "apg_ccm_enabled"),
            ("aurora-mysql8.0", "aurora_parallel_query"),
            ("mariadb10.11", "aria_pagecache_buffer_size"),
            ("mysql8.0", "gtid-mode"),
        ],
    )
    def test_its_owner_takes_it(self, family: str, name: str) -> None:
        assert findings(family, {name: accepted(family, name)}) == []

    @pytest.mark.parametrize(("mine", "theirs"), facts.databases()["counterparts"])
    def test_what_the_other_has_for_it_is_named(self, mine: str, theirs: str) -> None:
        for family, name, counterpart in (("postgres17", theirs, mine), ("mysql8.0", mine, theirs)):
            with pytest.raises(dms.ConfigurationError, match=f'set "{counterpart}", which'):
                findings(family, {name: "1"})

    def test_a_newer_mariadb_may_have_taken_over_one_of_mysql(self) -> None:
        assert findings("mariadb12.3", {"gtid_mode": "ON"}) == ["parameters.unknown"]


class TestOtherLevel:
    """DMS-F004."""

    @pytest.mark.parametrize("family", [*AURORA_POSTGRESQL, "aurora-mysql8.0"])
    def test_what_belongs_to_the_cluster_in_the_group_of_an_instance(self, family: str) -> None:
        of_cluster = [
            name for name, record in known(family).items() if record.get("aurora", {}).get("level") == "cluster"
        ]

        refused = {name for name in of_cluster if code(family, {name: accepted(family, name)}, INSTANCE) == "DMS-F004"}
        assert refused == set(of_cluster)

    @pytest.mark.parametrize("family", ["aurora-postgresql17", "aurora-mysql8.0"])
    def test_what_belongs_to_an_instance_in_the_group_of_the_cluster(self, family: str) -> None:
        of_instance = [
            (name, value)
            for name, value in settable(family)
            if known(family)[name].get("aurora", {}).get("level") in {"both", "instance"}
        ]

        assert {name for name, value in of_instance if findings(family, {name: value}, CLUSTER)} == set()

    @pytest.mark.parametrize("family", ["postgres17", "mysql8.0", "mariadb10.11"])
    @pytest.mark.parametrize("level", [CLUSTER, INSTANCE])
    def test_rds_has_the_same_parameters_at_both(self, level: dms.ParameterLevel, family: str) -> None:
        assert findings(family, {"max_connections": "500"}, level) == []

    def test_where_the_facts_are_older_than_the_family_it_only_warns(self) -> None:
        assert findings("aurora-mysql8.4", {"binlog_format": "ROW"}, INSTANCE) == ["parameters.notListed"]


class TestNotModifiable:
    """DMS-F005."""

    @pytest.mark.parametrize("family", [*AURORA_POSTGRESQL, *RDS_POSTGRESQL, "aurora-mysql8.0"])
    def test_what_rds_sets_itself_is_refused(self, family: str) -> None:
        fixed = [name for name in known(family) if (fact := parameter(family, name)) and fact.modifiable is False]

        assert fixed
        assert {name for name in fixed if code(family, {name: "other"}) != "DMS-F005"} == set()

    def test_its_own_value_is_taken(self) -> None:
        assert findings("aurora-postgresql14", {"superuser_reserved_connections": "3"}) == []

    def test_what_aws_might_have_opened_since_only_warns(self) -> None:
        assert findings("postgres17", {"log_line_prefix": "%t:%r:"}) == ["parameters.notModifiable"]

    def test_where_the_facts_are_older_than_the_family_it_only_warns(self) -> None:
        found = findings("aurora-mysql8.4", {"innodb_flush_log_at_trx_commit": "2"})

        assert found == ["parameters.notModifiable"]


def test_what_is_not_there_was_verified() -> None:
    assert [name for name, record in facts.databases()["not_there"].items() if not record["verified"]] == []


NOT_THERE = [
    (name, engine)
    for name, record in facts.databases()["not_there"].items()
    for engine in (record["engines"] or facts.databases()["engines"])
]
FAMILY_OF = {
    "aurora-postgresql": "aurora-postgresql17",
    "postgres": "postgres17",
    "aurora-mysql": "aurora-mysql8.0",
    "mysql": "mysql8.4",
    "mariadb": "mariadb10.11",
}


class TestNotThere:
    """DMS-F006."""

    @pytest.mark.parametrize(("name", "engine"), NOT_THERE)
    def test_a_known_invention_is_refused(self, name: str, engine: str) -> None:
        assert code(FAMILY_OF[engine], {name: "1"}) == "DMS-F006"

    @pytest.mark.parametrize("name", ["max_wal_size", "min_wal_size", "checkpoint_timeout"])
    def test_what_aurora_lacks_is_taken_by_rds(self, name: str) -> None:
        assert findings("postgres17", {name: "300"}) == []

    @pytest.mark.parametrize("name", ["aurora_parallel_query", "aws_default_comprehend_role"])
    def test_what_aurora_postgresql_lacks_is_taken_by_aurora_mysql(self, name: str) -> None:
        assert findings("aurora-mysql8.0", {name: "1"}) == []

    def test_parallel_query_is_told_what_postgresql_has_for_it(self) -> None:
        with pytest.raises(dms.ConfigurationError, match='write "max_parallel_workers_per_gather": "4"'):
            findings("aurora-postgresql17", {"aurora_parallel_query": "ON"})

    @pytest.mark.parametrize("engine", ["postgres", "aurora-postgresql"])
    def test_a_parameter_of_a_newer_major_version(self, engine: str) -> None:
        newer = {name: record["since"] for name, record in POSTGRESQL.items() if record.get("since")}

        assert {
            name for name, since in newer.items() if code(f"{engine}{since - 1}", {name: "1"}) != "DMS-F006"
        } == set()

    @pytest.mark.parametrize("engine", ["postgres", "aurora-postgresql"])
    def test_a_parameter_that_ended(self, engine: str) -> None:
        ended = {name: record["until"] for name, record in POSTGRESQL.items() if record.get("until")}

        assert {
            name for name, until in ended.items() if code(f"{engine}{until + 1}", {name: "1"}) != "DMS-F006"
        } == set()

    def test_each_in_a_version_that_has_it(self) -> None:
        first = {name: record.get("since", 13) for name, record in POSTGRESQL.items()}

        assert {name for name, since in first.items() if parameter(f"postgres{since}", name) is None} == {
            name for name, record in POSTGRESQL.items() if record.get("only") == "aurora" or name == "wal_level"
        }

    @pytest.mark.parametrize(
        ("family", "name", "instead"),
        [
            ("aurora-mysql8.0", "tx_isolation", "transaction_isolation"),
            ("aurora-mysql8.0", "slave_parallel_workers", "replica_parallel_workers"),
            ("aurora-mysql8.4", "aurora_pq", "aurora_parallel_query"),
        ],
    )
    def test_what_a_newer_one_replaced(self, family: str, name: str, instead: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=f'write "{instead}" for it') as caught:
            findings(family, {name: "1"})

        assert caught.value.code == "DMS-F006"

    @pytest.mark.parametrize("family", ["mysql8.0", "mysql8.4"])
    def test_what_ended_with_mysql_5_7(self, family: str) -> None:
        assert code(family, {"query_cache_size": "0"}) == "DMS-F006"

    @pytest.mark.parametrize("family", ["mysql5.7", "aurora-mysql5.7", "mariadb10.11"])
    def test_those_that_have_it_still_take_it(self, family: str) -> None:
        assert findings(family, {"query_cache_size": "0"}) == []

    def test_what_does_nothing_in_aurora_mysql(self) -> None:
        assert code("aurora-mysql8.0", {"innodb_io_capacity": "2000"}) == "DMS-F006"

    def test_the_same_in_a_family_that_is_newer_than_the_guide(self) -> None:
        assert findings("aurora-mysql8.4", {"innodb_io_capacity": "2000"}) == ["parameters.notListed"]

    def test_the_same_in_mysql(self) -> None:
        assert findings("mysql8.0", {"innodb_io_capacity": "2000"}) == []


class TestNotListed:
    """`parameters.notListed`: the server has it, but AWS doesn't list it."""

    def test_a_parameter_of_the_server_that_aurora_does_not_list(self) -> None:
        assert findings("aurora-postgresql17", {"wal_compression": "on"}) == ["parameters.notListed"]

    def test_one_that_came_after_the_list(self) -> None:
        assert findings("aurora-postgresql18", {"io_max_concurrency": "32"}) == []

    def test_a_spelling_that_is_aurora_s(self) -> None:
        assert findings("mysql8.0", {"gtid_mode": "ON"}) == ["parameters.notListed"]


class TestValues:
    """DMS-F007."""

    @pytest.mark.parametrize("family", [*AURORA_POSTGRESQL, *RDS_POSTGRESQL])
    def test_a_number_outside_the_range_of_postgresql(self, family: str) -> None:
        taken = dict(settable(family))
        wrong = {
            name: str(int(record["maximum"]) + 1)
            for name, record in known(family).items()
            if name in taken and parameter_kind(family, name) in NUMBERS and "maximum" in record
        }

        assert {name for name, value in wrong.items() if code(family, {name: value}) != "DMS-F007"} == set()

    @pytest.mark.parametrize("family", FAMILIES)
    def test_a_text_for_a_number(self, family: str) -> None:
        wrong = [name for name, _ in settable(family) if parameter_kind(family, name) in NUMBERS]

        refused = {name for name in wrong if code(family, {name: "many"}) in {"DMS-F006", "DMS-F007", "DMS-F002"}}
        assert refused == set(wrong)

    @pytest.mark.parametrize("family", FAMILIES)
    @pytest.mark.parametrize("value", ["0", "1", "on", "OFF", "true"])
    def test_every_way_to_write_a_boolean(self, value: str, family: str) -> None:
        booleans = [name for name, _ in settable(family) if parameter_kind(family, name) is ParameterKind.BOOLEAN]

        assert {name for name in booleans if code(family, {name: value}) == "DMS-F007"} == set()

    @pytest.mark.parametrize(
        ("name", "value", "write"),
        [
            ("work_mem", "64MB", "65536"),
            ("work_mem", "1 GB", "1048576"),
            ("shared_buffers", "1GB", "131072"),
            ("statement_timeout", "5min", "300000"),
            ("autovacuum_naptime", "1min", "60"),
            ("max_wal_size", "4GB", "4096"),
        ],
    )
    def test_a_number_with_a_unit_is_converted(self, name: str, value: str, write: str) -> None:
        with pytest.raises(dms.ConfigurationError, match=f'write "{write}"$|write "{write}" ') as caught:
            findings("postgres17", {name: value})

        assert caught.value.code == "DMS-F007"
        assert findings("postgres17", {name: write}) == []

    @pytest.mark.parametrize(
        "formula",
        [
            "{DBInstanceClassMemory/32768}",
            "{DBInstanceClassMemory*3/4}",
            "GREATEST({DBInstanceClassMemory/63963136*1024},65536)",
            "SUM({DBInstanceClassMemory/12038},-50003)",
            "GREATEST(${DBInstanceVCPU*2},8)",
            "GREATEST({log(DBInstanceClassMemory/21474836480)*600},200)",
        ],
    )
    def test_a_formula(self, formula: str) -> None:
        assert findings("aurora-postgresql17", {"work_mem": formula}) == []

    def test_a_formula_for_a_boolean(self) -> None:
        assert findings("mysql8.0", {"read_only": "{TrueIfReplica}"}) == []

    @pytest.mark.parametrize(
        ("formula", "write"),
        [
            ("{DBInstanceClassMemori/32768}", "{DBInstanceClassMemory/32768}"),
            ("{dbinstanceclassmemory/32768}", "{DBInstanceClassMemory/32768}"),
            ("{DBInstanceClassMemory/32768", "{DBInstanceClassMemory/32768}"),
        ],
    )
    def test_a_formula_that_is_misspelt(self, formula: str, write: str) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            findings("postgres17", {"work_mem": formula})

        assert caught.value.code == "DMS-F007"
        assert f'"{write}"' in str(caught.value)

    def test_a_number_with_separators_is_written_without_them(self) -> None:
        with pytest.raises(dms.ConfigurationError, match='write "65536"'):
            findings("postgres17", {"work_mem": "65_536"})

    @pytest.mark.parametrize(
        ("family", "parameters"),
        [
            ("postgres17", {"log_statement": "everything"}),
            ("postgres17", {"autovacuum": "maybe"}),
            ("postgres17", {"work_mem": "64.5"}),
            ("postgres17", {"work_mem": "65_536"}),
            ("postgres17", {"work_mem": "1e5"}),
            ("postgres17", {"work_mem": " 65536"}),
            ("postgres17", {"work_mem": "\u0666\u0665\u0665\u0663\u0666"}),
            ("mysql8.4", {"long_query_time": "1_0"}),
            ("aurora-postgresql17", {"synchronous_commit": "sometimes"}),
        ],
    )
    def test_what_is_not_a_value_of_it(self, family: str, parameters: dict[str, str]) -> None:
        assert code(family, parameters) == "DMS-F007"

    @pytest.mark.parametrize(
        ("family", "parameters"),
        [
            ("aurora-postgresql17", {"max_replication_slots": "2"}),
            ("aurora-postgresql17", {"synchronous_commit": "remote_apply"}),
            ("mysql8.0", {"max_allowed_packet": "10"}),
            ("aurora-mysql8.0", {"binlog_format": "ROWS"}),
        ],
    )
    def test_what_is_only_known_to_be_unusual_warns(self, family: str, parameters: dict[str, str]) -> None:
        assert findings(family, parameters) == ["parameters.value"]

    @pytest.mark.parametrize(
        ("family", "parameters"),
        [
            ("postgres17", {"log_statement": "ddl", "wal_compression": "lz4", "log_connections": "1"}),
            ("postgres18", {"log_connections": "receipt,authentication"}),
            ("postgres17", {"backslash_quote": "on", "constraint_exclusion": "off", "random_page_cost": "1.1"}),
            ("aurora-mysql8.0", {"binlog_format": "OFF", "completion_type": "0", "long_query_time": "0.5"}),
            ("mysql8.0", {"binlog_row_image": "full", "sql_mode": "STRICT_ALL_TABLES,NO_ZERO_DATE"}),
        ],
    )
    def test_what_is_one_in_another_spelling(self, family: str, parameters: dict[str, str]) -> None:
        assert findings(family, parameters) == []


NUMBERS = {ParameterKind.INTEGER, ParameterKind.REAL}


def parameter_kind(family: str, name: str) -> ParameterKind | None:
    fact = parameter(family, name)
    assert fact is not None
    return fact.kind


class TestServerless:
    """`parameters.serverless`."""

    @pytest.mark.parametrize(
        ("family", "name"),
        [
            (FAMILY_OF[engine], name)
            for engine in ("aurora-postgresql", "aurora-mysql")
            for kind in ("ignored", "computed")
            for name in facts.databases()["serverless"][engine][kind]
        ],
    )
    def test_what_aurora_derives(self, family: str, name: str) -> None:
        place = {name: accepted(family, name)}

        assert [each.id for each in dms.parameter_findings(family, CLUSTER, place, serverless=True)] == [
            "parameters.serverless"
        ]
        assert findings(family, place) == []

    def test_the_rest(self) -> None:
        place = {"work_mem": "65536", "max_connections": "500"}

        assert dms.parameter_findings("aurora-postgresql17", CLUSTER, place, serverless=True) == ()


class TestWhatIsGiven:
    """What is not checked, and what can't be."""

    @pytest.mark.parametrize(
        "parameters",
        [
            {dms.unchecked("max_conections"): "5"},
            {"max_conections": dms.unchecked("5")},
            {"work_mem": dms.unchecked("64MB")},
            {"work_mem": "${Token[TOKEN.7]}"},
            {"${Token[TOKEN.8]}": "5"},
            {},
        ],
    )
    def test_what_is_unchecked_or_not_known_yet_passes(self, parameters: dict[str, str]) -> None:
        assert findings("aurora-postgresql17", parameters) == []

    @pytest.mark.parametrize("parameters", [None, "max_connections=5", {"max_connections": 5}, {1: "5"}, {"a": True}])
    def test_what_is_not_a_mapping_of_texts_is_refused(self, parameters: Any) -> None:
        assert code("aurora-postgresql17", parameters) == "DMS-F008"

    @pytest.mark.parametrize("family", ["", "oracle-ee-19", "aurora-postgres17", "postgresql17", None, 17])
    def test_what_is_not_a_family_is_refused(self, family: Any) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            dms.parameter_findings(family, CLUSTER, {})

        assert caught.value.code == "DMS-F001"

    def test_the_message_uses_the_name_of_the_argument(self) -> None:
        with pytest.raises(dms.ConfigurationError, match=r"^instance_parameters\['max_conections'\]"):
            dms.parameter_findings(
                "aurora-postgresql17", INSTANCE, {"max_conections": "5"}, argument="instance_parameters"
            )

    @given(
        family=st.sampled_from(FAMILIES),
        name=st.one_of(st.sampled_from([*POSTGRESQL, *MYSQL]), st.text(max_size=30)),
        value=st.one_of(st.text(max_size=30), st.sampled_from(["{", "1e400", "NaN", "-0", "9" * 40, "GREATEST("])),
    )
    def test_nothing_else_is_raised(self, family: str, name: str, value: str) -> None:
        code(family, {name: value})
