"""What `advise` refuses."""

from __future__ import annotations

from typing import Any

import pytest

import dms_constructs as dms

MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    ({"source_engine": "postgresql"}, "DMS-W001", "got 'postgresql' (did you mean 'postgres'?)"),
    ({"target_engine": "aurora-mysql"}, "DMS-W001", "target_engine must be an EngineName or the name that DMS has"),
    ({"target_engine": "aurora-mysql"}, "DMS-W001", "(did you mean 'aurora'?)"),
    ({"source_engine": "orcle"}, "DMS-W001", "(did you mean 'oracle'?)"),
    ({"source_engine": "dms-transfer"}, "DMS-W001", "got 'dms-transfer'"),
    ({"source_engine": "MySQL"}, "DMS-W001", "(did you mean 'mysql'?)"),
    ({"source_engine": "PostgreSQL"}, "DMS-W001", "(did you mean 'postgres'?)"),
    ({"source_engine": None}, "DMS-W001", "got NoneType"),
    ({"source_engine": dms.EndpointType.SOURCE}, "DMS-W001", "got EndpointType"),
    ({"size_gib": -1}, "DMS-W002", "size_gib must be a number of 0 or more, or None when it is not known, got -1"),
    ({"size_gib": float("nan")}, "DMS-W002", "got nan"),
    ({"size_gib": float("inf")}, "DMS-W002", "got inf"),
    ({"size_gib": True}, "DMS-W002", "got bool True"),
    ({"size_gib": "300"}, "DMS-W002", "got str '300'; write 300"),
    ({"size_gib": "much"}, "DMS-W002", "got str 'much'"),
    ({"size_gib": object()}, "DMS-W002", "got object"),
    ({"outage_minutes": 5.0}, "DMS-W002", "got float 5.0; write 5"),
    ({"peak_mb_per_second": -0.5}, "DMS-W002", "peak_mb_per_second must be a number of 0 or more"),
    ({"busiest_table_mb_per_second": -1}, "DMS-W002", "busiest_table_mb_per_second must be a number of 0 or more"),
    ({"outage_minutes": 1.5}, "DMS-W002", "outage_minutes must be a whole number of 0 or more"),
    ({"outage_minutes": -1}, "DMS-W002", "got -1"),
    ({"assumptions": {"dump_size_gb": 0}}, "DMS-W002", "dump_size_gb must be a number above 0"),
    ({"same_account": "yes"}, "DMS-W003", "same_account must be True, False, or None when it is not known, got str"),
    ({"views": 1}, "DMS-W003", "views must be True, False, or None when it is not known, got int"),
    ({"purpose": "move"}, "DMS-W003", "purpose must be one of dms.MigrationPurpose.MOVE, "),
    ({"purpose": "copy-for-tests"}, "DMS-W003", "got str; write dms.MigrationPurpose.COPY_FOR_TESTS"),
    ({"purpose": "COPY_FOR_TESTS"}, "DMS-W003", "got str; write dms.MigrationPurpose.COPY_FOR_TESTS"),
    ({"source_place": "rds"}, "DMS-W003", "source_place must be one of dms.DatabasePlace.RDS, "),
    ({"source_place": "outside"}, "DMS-W003", "got str; write dms.DatabasePlace.OUTSIDE"),
    ({"assumptions": [1]}, "DMS-W003", "assumptions must be a dict of numbers"),
    (
        {"target_engine": "aurora", "target_place": dms.DatabasePlace.OUTSIDE},
        "DMS-W004",
        "RDS or left out, because Aurora MySQL runs there, got dms.DatabasePlace.OUTSIDE; leave it out",
    ),
    (
        {"peak_mb_per_second": 2, "busiest_table_mb_per_second": 3},
        "DMS-W005",
        "above peak_mb_per_second, which counts all tables, got 3 and 2; write peak_mb_per_second=3 or more",
    ),
    ({"assumptions": {"dump_size": 1}}, "DMS-W006", "got 'dump_size' (did you mean 'dump_size_gb'?)"),
]


@pytest.mark.parametrize(
    ("given", "code", "words"), MISTAKES, ids=[f"{number}-{code}" for number, (_, code, _) in enumerate(MISTAKES)]
)
def test_a_mistake_is_refused(given: dict[str, Any], code: str, words: str) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.advise(**{"source_engine": "mysql", "target_engine": "mysql", **given})

    assert caught.value.code == code
    assert words in caught.value.message


@pytest.mark.parametrize("given", [{"purpose": "fun"}, {"source_place": 7}, {"outage_minutes": 1.5}])
def test_what_nobody_can_have_meant_is_answered_with_what_is_allowed_only(given: dict[str, Any]) -> None:
    with pytest.raises(dms.ConfigurationError) as caught:
        dms.advise(source_engine="mysql", target_engine="mysql", **given)

    assert "write" not in caught.value.message
