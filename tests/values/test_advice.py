"""`advise`: each rule of the decision, each disqualifier, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from dms_constructs import facts
from dms_constructs.advice import Advice, AdvisedTool, DatabasePlace, MigrationPurpose, advise
from dms_constructs.engines import EngineName

COPY = MigrationPurpose.COPY_FOR_TESTS
RDS, AWS, OUTSIDE = DatabasePlace.RDS, DatabasePlace.AWS, DatabasePlace.OUTSIDE
TOOLS = [record["id"] for record in facts.tools()["tools"]]


def mysql(**known: Any) -> Advice:
    return advise(source_engine="mysql", target_engine="mysql", **known)


def postgres(**known: Any) -> Advice:
    return advise(source_engine="postgres", target_engine="postgres", **known)


def changed(**known: Any) -> Advice:
    return advise(source_engine="mysql", target_engine="postgres", **known)


def to_aurora(source: str, **known: Any) -> Advice:
    """From RDS to Aurora of the same engine, in one account and region."""
    target = {"mysql": "aurora", "postgres": "aurora-postgresql"}[source]
    near: dict[str, Any] = {"source_place": RDS, "same_account": True, "same_region": True}
    return advise(source_engine=source, target_engine=target, **near | known)


def oracle(**known: Any) -> Advice:
    return advise(source_engine="oracle", target_engine="oracle", **known)


def events(**known: Any) -> Advice:
    return advise(source_engine="postgres", target_engine="kafka", event_stream=True, **known)


def analytics(**known: Any) -> Advice:
    return advise(source_engine="aurora", target_engine="redshift", **known)


def the(tool: str, advice: Advice) -> AdvisedTool:
    return next(option for option in advice.options if option.tool == tool)


def order(advice: Advice) -> list[str]:
    return [option.tool for option in advice.ranked]


# Rules


IN_PLACE: dict[str, Any] = {"same_account": True, "source_place": RDS, "target_place": RDS}

SERVERLESS_COPY = advise(source_engine="aurora-serverless", target_engine="aurora-serverless", purpose=COPY)

RULES = [
    ("in-place", "blue-green", mysql(**IN_PLACE)),
    ("in-place", "blue-green", advise(source_engine="aurora", target_engine="aurora", same_account=True)),
    ("in-place", "blue-green", mysql(**IN_PLACE, size_gib=100, outage_minutes=240)),
    ("aurora-replica", "aurora-read-replica", to_aurora("postgres", size_gib=5000, outage_minutes=5)),
    ("aurora-replica", "aurora-read-replica", to_aurora("mysql")),
    ("same-engine", "homogeneous-migration", to_aurora("mysql", source_place=OUTSIDE)),
    ("same-engine", "homogeneous-migration", to_aurora("mysql", same_account=False)),
    ("same-engine", "homogeneous-migration", to_aurora("postgres", same_region=False)),
    ("copy-for-tests", "clone-or-snapshot", mysql(**IN_PLACE, purpose=COPY)),
    ("copy-for-tests", "clone-or-snapshot", mysql(source_place=RDS, target_place=RDS, purpose=COPY)),
    ("small-dump", "dump-and-restore", mysql(source_place=OUTSIDE, purpose=COPY, size_gib=20)),
    ("analytics", "zero-etl", analytics()),
    ("analytics", "zero-etl", analytics(keep_in_step=True, subset=True)),
    ("task", "dms-task", analytics(transform=True)),
    ("task", "dms-task", analytics(same_region=False)),
    ("events", "debezium", events(kafka_in_use=True)),
    ("task", "dms-task", events()),
    ("small-dump", "dump-and-restore", mysql(size_gib=100, outage_minutes=60)),
    ("small-dump", "dump-and-restore", oracle(size_gib=9, outage_minutes=9)),
    ("same-engine", "homogeneous-migration", mysql(size_gib=100, outage_minutes=59)),
    ("same-engine", "homogeneous-migration", mysql(same_account=False)),
    ("same-engine", "homogeneous-migration", mysql(same_region=False, source_place=RDS, target_place=RDS)),
    ("same-engine", "homogeneous-migration", mysql(source_place=OUTSIDE, target_place=RDS)),
    ("same-engine", "homogeneous-migration", advise(source_engine="mongodb", target_engine="docdb")),
    ("same-engine", "logical-replication", postgres(source_place=RDS, target_place=AWS)),
    ("two-way", "pglogical", postgres(two_way=True)),
    ("task", "dms-task", mysql(two_way=True)),
    ("task", "dms-task", changed()),
    ("task", "dms-task", mysql(subset=True)),
    ("task", "dms-task", mysql(transform=True)),
    ("task", "dms-task", mysql(validate=True)),
    ("task", "dms-task", changed(uneven_load=False)),
    ("task", "dms-task", advise(source_engine="mysql", target_engine="s3")),
    ("task", "dms-task", advise(source_engine="mysql", target_engine="dynamodb")),
    ("task", "dms-task", advise(source_engine="mysql", target_engine="opensearch")),
    ("uneven-load", "dms-serverless", changed(uneven_load=True)),
    ("task", "dms-task", changed(uneven_load=True, custom_start_point=True)),
    ("task", "dms-task", changed(uneven_load=True, views=True)),
    ("task", "dms-task", mysql(**IN_PLACE, views=True)),
    ("task", "dms-task", mysql(**IN_PLACE, custom_start_point=True)),
    ("task", "dms-task", mysql(size_gib=100, outage_minutes=600, views=True)),
    ("task", "dms-task", mysql(size_gib=100, outage_minutes=600, custom_start_point=True)),
    ("task", "dms-task", postgres(custom_start_point=True)),
    ("task", "dms-task", analytics(views=True)),
    ("copy-for-tests", "clone-or-snapshot", SERVERLESS_COPY),
    ("otherwise", "dms-task", oracle()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "tool", "advice"), RULES, ids=[f"{number}-{rule}" for number, (rule, _, _) in enumerate(RULES)]
)
def test_a_rule_puts_its_tool_first(rule: str, tool: str, advice: Advice) -> None:
    assert (advice.rule, advice.ranked[0].tool) == (rule, tool)


def test_every_rule_is_tried_above() -> None:
    assert {rule for rule, _, _ in RULES} == {record["id"] for record in facts.tools()["rules"]}


def test_logical_replication_and_then_pglogical_follow_a_homogeneous_migration() -> None:
    assert order(postgres())[:3] == ["homogeneous-migration", "logical-replication", "pglogical"]


def test_the_best_one_has_rank_one() -> None:
    best = mysql(same_account=False).best

    assert best is not None
    assert (best.tool, best.rank) == ("homogeneous-migration", 1)


def test_the_reason_of_the_order_is_the_rule_in_words() -> None:
    assert mysql(size_gib=100, outage_minutes=60).because == (
        "under 500 GB, same engine, a short outage is fine: dump and restore is simpler"
    )


@pytest.mark.parametrize(
    ("advice", "because"),
    [
        (changed(), "another engine: DMS task"),
        (mysql(validate=True), "validation: DMS task"),
        (mysql(subset=True, views=True), "some tables or rows only and views: DMS task"),
        (changed(transform=True, validate=True), "another engine, changes on the way and validation: DMS task"),
        (changed(subset=None, uneven_load=True), "another engine, under uneven load: DMS serverless"),
        (
            postgres(source_place=RDS, target_place=AWS),
            "same engine, whole database, nothing changed on the way: Native logical replication",
        ),
        (mysql(), "same engine, whole database, nothing changed on the way: DMS homogeneous data migration"),
    ],
)
def test_the_reason_names_what_decided_and_nothing_else(advice: Advice, because: str) -> None:
    assert advice.because == because


def test_mysql_outside_rds_may_come_by_its_files_or_its_binary_log() -> None:
    advice = to_aurora("mysql", source_place=OUTSIDE)

    assert order(advice)[:3] == ["homogeneous-migration", "xtrabackup-restore", "binlog-replication"]
    assert "mysql.rds_set_external_source" in the("binlog-replication", advice).needs


def test_an_aurora_read_replica_is_named_with_what_it_costs_the_source() -> None:
    replica = the("aurora-read-replica", to_aurora("postgres", outage_minutes=0))

    assert any("the write-ahead log piles up on the source" in point.text for point in replica.cautions)
    assert any("writing has to stop" in point.text for point in replica.cautions)


def test_a_target_that_takes_no_new_customers_says_so() -> None:
    advice = advise(source_engine="mysql", target_engine="timestream")

    assert "no new customers since 2025-06-20" in the("dms-task", advice).cautions[0].text


@pytest.mark.parametrize(
    ("source", "target", "instead"),
    [
        ("aurora-serverless", "aurora", "aurora"),
        ("aurora-postgresql-serverless", "oracle", "aurora-postgresql"),
        ("oracle", "aurora-postgresql-serverless", "aurora-postgresql"),
    ],
)
def test_an_engine_that_has_ended_names_the_one_to_ask_about(source: str, target: str, instead: str) -> None:
    best = advise(source_engine=source, target_engine=target).best

    assert best is not None
    assert best.cautions[0].text.startswith("Aurora Serverless v1 ended on 2025-03-31")
    assert best.cautions[0].text.endswith(f"use {instead} instead")


@pytest.mark.parametrize("engine", ["aurora", "aurora-postgresql", "mysql"])
def test_zero_etl_needs_keys_whatever_the_source(engine: str) -> None:
    found = advise(source_engine=engine, target_engine="redshift", tables_without_keys=True)

    assert "tables without a primary key do not replicate" in [each.text for each in the("zero-etl", found).cautions]


def test_a_blue_green_deployment_has_a_type_of_cloudformation() -> None:
    assert the("blue-green", mysql(**IN_PLACE)).resource_types == ("AWS::RDS::Deployment",)


# A dump: the size, and the outage


@pytest.mark.parametrize(("size_gib", "rule"), [(465.6, "small-dump"), (465.7, "same-engine")])
def test_a_dump_is_simpler_below_500_gb(size_gib: float, rule: str) -> None:
    assert mysql(size_gib=size_gib, outage_minutes=600).rule == rule


def test_a_dump_that_takes_longer_than_the_outage_at_its_usual_speed_is_a_caution() -> None:
    dump = the("dump-and-restore", mysql(size_gib=300, outage_minutes=60))

    assert dump.disqualifiers == ()
    assert dump.cautions[0].text == (
        "300 GiB take about 3 hours at 100 GiB/h, but writing may stop only for 60 minutes: measure it, and give what "
        "you measured in assumptions"
    )


def test_a_dump_that_takes_as_long_as_the_outage_at_the_highest_speed_is_not_ruled_out() -> None:
    assert the("dump-and-restore", mysql(size_gib=1000, outage_minutes=60)).disqualifiers == ()


def test_a_dump_that_takes_longer_than_the_outage_at_any_speed_is_ruled_out() -> None:
    dump = the("dump-and-restore", mysql(size_gib=3000, outage_minutes=60))

    assert [(point.text, point.is_ours) for point in dump.disqualifiers] == [
        ("3000 GiB take 3 hours or more even at 1000 GiB/h, but writing may stop only for 60 minutes", True)
    ]


def test_a_measured_speed_takes_the_place_of_the_assumed_one() -> None:
    assert mysql(size_gib=300, outage_minutes=60, assumptions={"dump_gib_per_hour": 300}).rule == "small-dump"


def test_a_measured_speed_above_the_highest_one_is_the_highest_one() -> None:
    assumptions = {"dump_gib_per_hour": 4000}

    assert the("dump-and-restore", mysql(size_gib=3000, outage_minutes=60, assumptions=assumptions)).rank is not None


def test_another_size_may_be_called_small() -> None:
    assert mysql(size_gib=900, outage_minutes=600, assumptions={"dump_size_gb": 1000}).rule == "small-dump"


# More changes than one stream carries


BUSY: dict[str, Any] = {"busiest_table_mb_per_second": 12.6, "keep_in_step": True}


def test_every_tool_is_ruled_out_by_a_table_that_changes_more_than_one_stream_carries() -> None:
    advice = changed(**BUSY)

    assert (advice.ranked, advice.rule, advice.best) == ((), None, None)
    assert advice.because == (
        "every tool is ruled out; closest: DMS task, DMS serverless, Debezium on MSK Connect, but "
        "12.6 MB/s of changes on one table are more than the 12.5 MB/s (about 45 GB/h) of one stream, and one table "
        "can't be split over streams; shard it by key range or move the work"
    )


@pytest.mark.parametrize(
    ("known", "out"),
    [
        ({"busiest_table_mb_per_second": 12.6, "keep_in_step": True}, True),
        ({"busiest_table_mb_per_second": 12.6, "outage_minutes": 0}, True),
        ({"busiest_table_mb_per_second": 12.6, "outage_minutes": 10, "size_gib": 3000}, True),
        ({"busiest_table_mb_per_second": 12.5, "keep_in_step": True}, False),
        ({"busiest_table_mb_per_second": 12.6}, False),
        ({"busiest_table_mb_per_second": 12.6, "outage_minutes": 600, "size_gib": 30}, False),
        ({"peak_mb_per_second": 100, "keep_in_step": True}, False),
        ({**BUSY, "assumptions": {"stream_mb_per_second": 20}}, False),
    ],
)  # fmt: skip
def test_it_does_so_only_when_changes_have_to_be_followed(known: dict[str, Any], out: bool) -> None:
    assert (changed(**known).best is None) is out


def test_a_copy_has_no_changes_to_follow_even_where_size_and_outage_are_not_known() -> None:
    questions = changed(purpose=COPY, busiest_table_mb_per_second=20).open_questions

    assert {question.fact for question in questions}.isdisjoint({"size_gib", "outage_minutes"})


def test_many_changes_on_many_tables_are_split_over_tasks() -> None:
    assert "12 MB/s" not in str(changed(peak_mb_per_second=12))
    assert "split the tables over several tasks" in the("dms-task", changed(peak_mb_per_second=13)).cautions[0].text


# Disqualifiers


OUT: list[tuple[str, Advice, str]] = [
    ("dms-task", advise(source_engine="kafka", target_engine="mysql"), "is not a source of it"),
    ("dms-task", advise(source_engine="mysql", target_engine="mongodb"), "MongoDB is not a target of it"),
    ("dms-task", mysql(source_place=OUTSIDE, target_place=OUTSIDE), "one of them must be"),
    ("dms-task", mysql(**BUSY), "one stream"),
    ("dms-serverless", mysql(**BUSY), "one stream"),
    ("dms-serverless", changed(custom_start_point=True), "not support custom start points"),
    ("dms-serverless", changed(views=True), "not load views"),
    ("dms-serverless", advise(source_engine="sybase", target_engine="mysql"), "SAP ASE is not a source of it"),
    ("dms-serverless", advise(source_engine="mysql", target_engine="redis"), "is not a target of it"),
    ("dms-serverless", mysql(source_place=OUTSIDE, target_place=OUTSIDE), "one of them must be"),
    ("homogeneous-migration", changed(), "MySQL to PostgreSQL is a change of engine"),
    ("homogeneous-migration", oracle(), "supports only MySQL"),
    ("homogeneous-migration", mysql(target_place=AWS), "only to RDS, Aurora and DocumentDB"),
    ("homogeneous-migration", mysql(transform=True), "no transformations"),
    ("homogeneous-migration", mysql(event_stream=True), "not events"),
    ("homogeneous-migration", mysql(subset=True, keep_in_step=True), "full load only"),
    ("homogeneous-migration", mysql(**BUSY), "one stream"),
    ("homogeneous-migration", mysql(two_way=True), "one way"),
    ("zero-etl", analytics(custom_start_point=True), "not at a given point of the log"),
    ("logical-replication", postgres(views=True), "not views"),
    ("blue-green", mysql(custom_start_point=True), "not at a given point of the log"),
    ("clone-or-snapshot", mysql(custom_start_point=True), "reads no log"),
    ("dump-and-restore", mysql(custom_start_point=True), "not the log"),
    ("debezium", advise(source_engine="sybase", target_engine="kafka"), "no connector for SAP ASE"),
    ("debezium", mysql(**BUSY), "one stream"),
    ("zero-etl", advise(source_engine="sqlserver", target_engine="redshift"), "is not a source of it"),
    ("zero-etl", mysql(), "not to MySQL"),
    ("zero-etl", advise(source_engine="mysql", target_engine="redshift", source_place=AWS), "not on RDS or Aurora"),
    ("zero-etl", analytics(same_region=False), "one region"),
    ("zero-etl", analytics(transform=True), "does not reshape"),
    ("zero-etl", analytics(two_way=True), "one way"),
    ("zero-etl", analytics(event_stream=True), "does not produce events"),
    ("logical-replication", mysql(), "only from PostgreSQL to PostgreSQL"),
    ("logical-replication", postgres(transform=True), "keep their names"),
    ("logical-replication", postgres(event_stream=True), "not events"),
    ("logical-replication", postgres(**BUSY), "one stream"),
    ("pglogical", mysql(), "only from PostgreSQL to PostgreSQL"),
    ("pglogical", postgres(transform=True), "keep their names"),
    ("pglogical", postgres(event_stream=True), "not events"),
    ("pglogical", postgres(**BUSY), "one stream"),
    ("blue-green", advise(source_engine="mysql", target_engine="aurora"), "is a change of engine"),
    ("blue-green", oracle(), "exists only for MySQL"),
    ("blue-green", mysql(source_place=AWS), "not on RDS or Aurora"),
    ("blue-green", mysql(target_place=OUTSIDE), "not on RDS or Aurora"),
    ("blue-green", mysql(same_account=False), "one account"),
    ("blue-green", mysql(same_region=False), "one region"),
    ("blue-green", mysql(subset=True), "whole database"),
    ("blue-green", mysql(transform=True), "does not transform"),
    ("blue-green", mysql(keep_in_step=True), "in step"),
    ("blue-green", mysql(two_way=True), "one way"),
    ("blue-green", mysql(event_stream=True), "does not produce events"),
    ("clone-or-snapshot", changed(), "is a change of engine"),
    ("clone-or-snapshot", advise(source_engine="mongodb", target_engine="docdb"), "not of MongoDB"),
    ("clone-or-snapshot", advise(source_engine="docdb", target_engine="mongodb"), "not to MongoDB"),
    ("clone-or-snapshot", mysql(source_place=AWS), "not on RDS, Aurora or DocumentDB"),
    ("clone-or-snapshot", mysql(keep_in_step=True), "nothing keeps it in step"),
    ("clone-or-snapshot", mysql(two_way=True), "in neither direction"),
    ("clone-or-snapshot", mysql(event_stream=True), "does not produce events"),
    ("clone-or-snapshot", mysql(outage_minutes=0), "writing has to stop"),
    ("binlog-replication", postgres(), "only from MySQL and MariaDB to their own family"),
    ("binlog-replication", advise(source_engine="aurora-serverless", target_engine="mysql"), "no binary-log"),
    ("binlog-replication", mysql(transform=True), "keep their names"),
    ("binlog-replication", mysql(event_stream=True), "not events"),
    ("binlog-replication", mysql(**BUSY), "one stream"),
    ("aurora-read-replica", mysql(), "Aurora MySQL, and from RDS for PostgreSQL to Aurora PostgreSQL"),
    ("aurora-read-replica", advise(source_engine="mariadb", target_engine="aurora"), "from RDS for MySQL"),
    ("aurora-read-replica", to_aurora("mysql", source_place=AWS), "one of the two databases is elsewhere"),
    ("aurora-read-replica", changed(), "is a change of engine"),
    ("xtrabackup-restore", changed(), "is a change of engine"),
    ("aurora-read-replica", to_aurora("mysql", same_account=False), "one account"),
    ("aurora-read-replica", to_aurora("postgres", same_region=False), "one region"),
    ("aurora-read-replica", to_aurora("postgres", subset=True), "whole instance"),
    ("aurora-read-replica", to_aurora("postgres", transform=True), "does not transform"),
    ("aurora-read-replica", to_aurora("postgres", two_way=True), "one way"),
    ("aurora-read-replica", to_aurora("postgres", event_stream=True), "does not produce events"),
    ("aurora-read-replica", to_aurora("postgres", custom_start_point=True), "not at a given point of the log"),
    ("xtrabackup-restore", advise(source_engine="mariadb", target_engine="mysql"), "not of MariaDB"),
    ("xtrabackup-restore", advise(source_engine="mysql", target_engine="mariadb"), "only into Aurora MySQL"),
    ("xtrabackup-restore", mysql(target_place=AWS), "only into Aurora MySQL and RDS for MySQL"),
    ("xtrabackup-restore", to_aurora("mysql"), "can't be reached on RDS"),
    ("xtrabackup-restore", mysql(custom_start_point=True), "not from a given point of the log"),
    ("xtrabackup-restore", mysql(two_way=True), "in neither direction"),
    ("xtrabackup-restore", mysql(event_stream=True), "does not produce events"),
    ("xtrabackup-restore", mysql(**BUSY), "one stream"),
    ("dump-and-restore", changed(), "is a change of engine"),
    ("dump-and-restore", advise(source_engine="kinesis", target_engine="kinesis"), "no dump of"),
    ("dump-and-restore", mysql(keep_in_step=True), "nothing keeps the target in step"),
    ("dump-and-restore", mysql(two_way=True), "in neither direction"),
    ("dump-and-restore", mysql(event_stream=True), "does not produce events"),
    ("dump-and-restore", mysql(outage_minutes=0), "writing must not stop"),
    ("dump-and-restore", mysql(outage_minutes=1, size_gib=1000), "even at 1000 GiB/h"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "advice", "words"), OUT, ids=[f"{number}-{tool}" for number, (tool, _, _) in enumerate(OUT)]
)
def test_a_disqualifier_rules_its_tool_out(tool: str, advice: Advice, words: str) -> None:
    option = the(tool, advice)

    assert option.rank is None
    assert any(words in point.text for point in option.disqualifiers)
    assert all(point.source for point in option.disqualifiers)


def test_every_disqualifier_is_tried_above() -> None:
    tried = {tool: sum(name == tool for name, _, _ in OUT) for tool in TOOLS}

    for record in facts.tools()["tools"]:
        assert tried[record["id"]] >= sum(point["kind"] == "disqualifier" for point in record["points"]), record["id"]


def test_what_is_not_confirmed_is_a_caution() -> None:
    serverless = the("dms-serverless", advise(source_engine="gcp-mysql", target_engine="mysql"))

    assert serverless.rank is not None
    assert str(serverless.cautions[0]) == (
        "whether it reads from Google Cloud SQL for MySQL is not documented (not confirmed)"
    )


def test_a_copy_for_tests_needs_no_outage() -> None:
    dump = the("dump-and-restore", mysql(purpose=COPY, outage_minutes=0, size_gib=3000))

    assert dump.rank is not None


# What is not known


@pytest.mark.parametrize(
    ("known", "fact", "tool"),
    [
        ({"source_place": RDS, "target_place": RDS}, "same_account", "Blue/green deployment"),
        ({"outage_minutes": 60}, "size_gib", "Dump and restore"),
        ({"size_gib": 100}, "outage_minutes", "Dump and restore"),
    ],
)
def test_a_fact_that_is_not_known_is_listed_with_what_it_would_settle(
    known: dict[str, Any], fact: str, tool: str
) -> None:
    question = next(each for each in mysql(**known).open_questions if each.fact == fact)

    assert tool in question.may_rule_out
    assert question.may_put_first == (tool,)


def test_a_fact_that_settles_nothing_is_not_asked_for() -> None:
    assert "uneven_load" not in [each.fact for each in mysql().open_questions]


def test_a_wish_that_is_not_decided_counts_neither_way() -> None:
    advice = mysql(keep_in_step=None, size_gib=100, outage_minutes=600)

    assert the("dump-and-restore", advice).rank is not None
    assert advice.rule == "same-engine"
    assert "keep_in_step" in [each.fact for each in advice.open_questions]


def test_a_number_that_is_known_at_deployment_only_is_not_known() -> None:
    size = -1.8881545897087503e289  # how the CDK hides a number

    assert mysql(size_gib=size, outage_minutes=60).situation.size_gib is None


# The result


def test_an_engine_may_be_given_by_its_member() -> None:
    one = advise(source_engine=EngineName.MYSQL, target_engine=EngineName.AURORA_MYSQL)

    assert one == advise(source_engine="mysql", target_engine="aurora")


def test_a_place_follows_from_the_engine() -> None:
    situation = advise(source_engine="azuredb", target_engine="aurora").situation

    assert (situation.source_place, situation.target_place) == (OUTSIDE, RDS)


def test_it_reads_as_prose() -> None:
    lines = str(mysql(size_gib=100, outage_minutes=60)).splitlines()

    assert lines[:7] == [
        "MySQL to MySQL: Dump and restore",
        "because under 500 GB, same engine, a short outage is fine: dump and restore is simpler",
        "",
        "1. Dump and restore",
        "   + under 500 GB, same engine, and a short outage is fine: it is simpler (ours)",
        "   + everything arrives: types, indexes, sequences, routines",
        "   - no service monitors it: you run it and watch for errors (ours)",
    ]
    assert "Ruled out" in lines
    assert "   same_region: are both in one region? It may rule out Blue/green deployment" in lines


def test_it_says_so_when_every_tool_is_ruled_out() -> None:
    lines = str(changed(**BUSY)).splitlines()

    assert lines[0] == "MySQL to PostgreSQL: no tool alone"
    assert lines[1].startswith("because every tool is ruled out; closest: DMS task")


def test_it_is_markdown_with_the_sources_of_disqualifiers() -> None:
    text = mysql(same_account=False).to_markdown()

    assert "### MySQL to MySQL: DMS homogeneous data migration\n" in text
    assert "| 1 | DMS homogeneous data migration | " in text
    assert (
        "it stays in one account [Amazon RDS User Guide, page blue-green-deployments-considerations (2026 copy)]"
        in text
    )


def test_it_is_json() -> None:
    form = mysql(same_account=False).to_dict()

    assert form["rule"] == "same-engine"
    assert form["situation"]["same_account"] is False
    assert form["situation"]["purpose"] == "move"
    assert [each["tool"] for each in form["options"] if each["rank"] == 1] == ["homogeneous-migration"]
    assert form["options"][0]["resource_types"][-1] == "AWS::DMS::DataMigration"
