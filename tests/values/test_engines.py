"""Each engine has a record of its own, and what is not known of it says so loudly."""

import dataclasses
from collections import Counter
from importlib import resources

import pytest

from dms_constructs.engines import EndpointType, EngineName, NameLimit, NotKnown, known, with_article

FILES = resources.files("dms_constructs.facts").joinpath("engines").iterdir()
RECORDED = sorted(file.name.removesuffix(".json") for file in FILES)
RECORDS = {name: name.record for name in EngineName}
OF_ENDPOINTS = [
    EngineName.MYSQL,
    EngineName.MARIADB,
    EngineName.AURORA_MYSQL,
    EngineName.POSTGRESQL,
    EngineName.AURORA_POSTGRESQL,
    EngineName.ORACLE,
    EngineName.DB2,
    EngineName.SAP_ASE,
    EngineName.S3,
]
# What is not known, though it was looked for.
NOT_KNOWN = {
    "data_types": 1,
    "letter_case": 1,
    "name_limit": 1,
    "secrets_manager": 1,
    "serverless_source": 6,
    "serverless_target": 3,
    "start_points": 1,
    "target_schema": 11,
}
# What engines with endpoints here do not know.
NOT_KNOWN_OF_ENDPOINTS = {(EngineName.S3, "start_points"), (EngineName.S3, "target_schema")}


def unknown_facts(name: EngineName) -> list[str]:
    record = RECORDS[name]
    return [fact for fact in record.__dataclass_fields__ if isinstance(getattr(record, fact), NotKnown)]


def test_every_engine_of_the_facts_has_a_name_and_every_name_its_record() -> None:
    assert sorted(name.value for name in EngineName) == RECORDED


def test_what_is_not_known_is_counted() -> None:
    assert dict(sorted(Counter(fact for name in EngineName for fact in unknown_facts(name)).items())) == NOT_KNOWN


def test_engines_with_endpoints_are_known() -> None:
    assert {(name, fact) for name in OF_ENDPOINTS for fact in unknown_facts(name)} == NOT_KNOWN_OF_ENDPOINTS


@pytest.mark.parametrize("name", EngineName)
def test_what_is_not_known_says_why(name: EngineName) -> None:
    for fact in unknown_facts(name):
        assert getattr(RECORDS[name], fact).reason


@pytest.mark.parametrize(
    "use",
    [
        bool,
        list,
        len,
        lambda answer: "mysql" in answer,
        lambda answer: answer[0],
        lambda answer: answer == True,  # noqa: E712  # compared as a user might
        lambda answer: "mysql" == answer,  # noqa: SIM300
        lambda answer: answer != None,  # noqa: E711
    ],
)
def test_what_is_not_known_is_neither_yes_nor_no_nor_a_list(use: object) -> None:
    with pytest.raises(LookupError, match="not known: nobody asked"):
        use(NotKnown("nobody asked"))  # type: ignore[operator]


def test_what_is_not_known_can_be_compared_and_kept() -> None:
    assert NotKnown("nobody asked") == NotKnown("nobody asked")
    assert NotKnown("nobody asked") != NotKnown("the guide is silent")
    assert len({NotKnown("nobody asked"), NotKnown("nobody asked")}) == 1
    assert str(NotKnown("nobody asked")) == "NotKnown(reason='nobody asked')"


@pytest.mark.parametrize("name", EngineName)
def test_records_can_be_compared_whatever_is_known(name: EngineName) -> None:
    assert [other for other in EngineName if RECORDS[other] == RECORDS[name]] == [name]


def test_what_is_not_known_can_be_asked_about() -> None:
    assert known(NotKnown("nobody asked")) is None
    assert known(0) == 0


@pytest.mark.parametrize("name", EngineName)
def test_an_engine_is_on_one_side_at_least(name: EngineName) -> None:
    assert RECORDS[name].endpoint_types


@pytest.mark.parametrize(
    "name", [name for name in EngineName if EndpointType.SOURCE not in RECORDS[name].endpoint_types]
)
def test_what_is_not_a_source_has_no_start_points(name: EngineName) -> None:
    assert RECORDS[name].start_points is None


@pytest.mark.parametrize("name", OF_ENDPOINTS)
def test_a_port_is_one_or_there_is_no_server(name: EngineName) -> None:
    port = RECORDS[name].default_port

    assert port is None if name is EngineName.S3 else port is not None and 1 <= port <= 65535


@pytest.mark.parametrize("name", EngineName)
def test_every_engine_can_go_without_tls(name: EngineName) -> None:
    assert "none" in (known(RECORDS[name].ssl_modes) or ("none",))


@pytest.mark.parametrize(
    ("names", "is_meant"), [(("mysql",), True), (("oracle", "aurora"), True), (("postgres",), False), ((), False)]
)
def test_the_guide_means_an_engine_by_its_names(names: tuple[str, ...], is_meant: bool) -> None:
    assert EngineName.AURORA_MYSQL.record.is_named(names) is is_meant


def test_whether_the_guide_means_an_engine_might_not_be_known() -> None:
    record = dataclasses.replace(EngineName.MYSQL.record, documented_as=NotKnown("nobody asked"))

    assert record.is_named(("mysql",)) is None


@pytest.mark.parametrize(
    ("limit", "name", "fits"),
    [
        (NameLimit(63, "bytes"), "é" * 31, True),
        (NameLimit(63, "bytes"), "é" * 32, False),
        (NameLimit(64, "characters"), "é" * 64, True),
        (NameLimit(64, "characters"), "é" * 65, False),
    ],
)
def test_names_are_measured_in_the_engines_unit(limit: NameLimit, name: str, fits: bool) -> None:
    assert limit.fits(name) is fits


@pytest.mark.parametrize(
    ("name", "cuts"), [(EngineName.POSTGRESQL, True), (EngineName.REDSHIFT, True), (EngineName.ORACLE, False)]
)
def test_a_server_cuts_long_names_off_or_refuses_them(name: EngineName, cuts: bool) -> None:
    limit = known(name.record.name_limit)

    assert limit is not None
    assert limit.cuts is cuts


@pytest.mark.parametrize("name", [EngineName.KINESIS, EngineName.KAFKA, EngineName.REDIS, EngineName.DYNAMODB])
def test_names_of_some_targets_have_no_common_limit(name: EngineName) -> None:
    assert name.record.name_limit is None


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (EngineName.ORACLE, "an oracle"),
        (EngineName.AURORA_POSTGRESQL, "an aurora-postgresql"),
        (EngineName.S3, "an s3"),
        (EngineName.MYSQL, "a mysql"),
        (EngineName.SQL_SERVER, "a sqlserver"),
    ],
)
def test_names_have_their_article(name: EngineName, written: str) -> None:
    assert with_article(name) == written


def test_a_short_name_leaves_out_how_an_engine_is_run() -> None:
    assert EngineName.POSTGRESQL.record.short_name == "PostgreSQL"
