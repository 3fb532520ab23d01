"""How large a database is: its memory and its connections, as AWS's tables have them."""

from typing import Any

import pytest

import dms_constructs as dms

CLASSES = {
    "db.r6g.large": 16,
    "db.r5.24xlarge": 768,
    "db.r8g.48xlarge": 1536,
    "db.m7i.xlarge": 16,
    "db.t4g.medium": 4,
    "db.t3.micro": 1,
    "db.x2g.large": 32,
}


@pytest.mark.parametrize(("name", "memory"), CLASSES.items())
def test_a_class_has_the_memory_of_its_family_and_size(name: str, memory: float) -> None:
    assert dms.DatabaseSize(instance_class=name).memory == memory


@pytest.mark.parametrize("name", ["db.r4.large", "db.z1d.large", "db.r5.4xlarge.tpc2.mem3x", "db.r9z.huge"])
def test_of_another_class_the_memory_is_not_known(name: str) -> None:
    assert dms.DatabaseSize(instance_class=name).memory is None


def test_a_serverless_one_has_the_memory_of_its_largest_capacity() -> None:
    assert dms.DatabaseSize(min_acu=2, max_acu=16).memory == 32


def test_memory_that_is_given_counts() -> None:
    size = dms.DatabaseSize(instance_class="db.r4.large", memory_gib=15.25)

    assert size.memory == 15.25
    assert size.connections(dms.EngineName.AURORA_POSTGRESQL) == pytest.approx(1600, rel=0.08)


# max_connections in the tables of the guide, which rounds differently from row to row.
POSTGRESQL = {
    "db.t4g.medium": 405,
    "db.t4g.large": 844,
    "db.r5.large": 1600,
    "db.r6g.xlarge": 3479,
    "db.r6g.2xlarge": 5000,
}
MYSQL = {"db.t3.medium": 90, "db.t4g.large": 135, "db.r6g.large": 1000, "db.r5.4xlarge": 4000, "db.r5.24xlarge": 7000}
SERVERLESS = {(1, "aurora"): 90, (4, "aurora"): 135, (16, "aurora"): 2000, (128, "aurora"): 5000} | {
    (1, "aurora-postgresql"): 189,
    (4, "aurora-postgresql"): 823,
    (16, "aurora-postgresql"): 3360,
    (32, "aurora-postgresql"): 5000,
}


@pytest.mark.parametrize(("name", "connections"), POSTGRESQL.items())
def test_aurora_postgresql_takes_about_as_many_connections_as_the_guide_says(name: str, connections: int) -> None:
    found = dms.DatabaseSize(instance_class=name).connections(dms.EngineName.AURORA_POSTGRESQL)

    assert found == pytest.approx(connections, rel=0.08)


@pytest.mark.parametrize(("name", "connections"), MYSQL.items())
def test_aurora_mysql_takes_as_many_connections_as_the_guide_says(name: str, connections: int) -> None:
    assert dms.DatabaseSize(instance_class=name).connections(dms.EngineName.AURORA_MYSQL) == connections


@pytest.mark.parametrize(("of", "connections"), SERVERLESS.items())
def test_a_serverless_one_takes_about_as_many_as_the_guide_says(of: tuple[float, str], connections: int) -> None:
    max_acu, engine = of

    found = dms.DatabaseSize(min_acu=1, max_acu=max_acu).connections(dms.EngineName(engine))

    assert found == pytest.approx(connections, rel=0.08)


def test_a_small_minimum_takes_connections_from_postgresql() -> None:
    assert dms.DatabaseSize(min_acu=0.5, max_acu=128).connections(dms.EngineName.AURORA_POSTGRESQL) == 2000
    assert dms.DatabaseSize(min_acu=0.5, max_acu=128).connections(dms.EngineName.AURORA_MYSQL) == 5000


def test_between_two_rows_is_what_lies_between_them() -> None:
    assert dms.DatabaseSize(max_acu=12).connections(dms.EngineName.AURORA_MYSQL) == 1500


def test_a_number_that_is_given_counts() -> None:
    size = dms.DatabaseSize(instance_class="db.r6g.large", max_connections=300)

    assert size.connections(dms.EngineName.POSTGRESQL) == 300


def test_a_formula_of_the_user_s_own_is_not_worked_out() -> None:
    size = dms.DatabaseSize(instance_class="db.r6g.large", has_own_formula=True)

    assert size.connections(dms.EngineName.POSTGRESQL) is None


def test_only_what_goes_down_to_zero_pauses() -> None:
    assert dms.DatabaseSize(min_acu=0, max_acu=16).pauses
    assert not dms.DatabaseSize(min_acu=0.5, max_acu=16).pauses


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"instance_class": "r6g.large"}, r"write instance_class='db\.r6g\.large'"),
        ({"instance_class": 16}, "got int 16"),
        ({"max_acu": "16"}, "max_acu must be a number of ACU, 0.5 or more, got str '16'"),
        ({"min_acu": -1}, "min_acu must be a number of ACU, 0 or more"),
        ({"memory_gib": 0}, "memory_gib must be a number of GiB, 0.5 or more, got int 0"),
        ({"max_connections": 0}, "1 connection or more, got 0"),
        ({"readers": -1}, "0 readers or more, got -1"),
        ({"instance_class": "db.r6g.large", "max_acu": 16}, r"write dms\.DatabaseSize\(max_acu=16\)"),
    ],
    ids=str,
)
def test_an_impossible_size_fails(given: dict[str, Any], match: str) -> None:
    with pytest.raises(dms.ConfigurationError, match=match) as caught:
        dms.DatabaseSize(**given)

    assert caught.value.code == "DMS-O015"
