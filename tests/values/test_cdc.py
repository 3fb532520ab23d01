import datetime as dt

import pytest
from hypothesis import given, strategies as st

from dms_constructs import CdcStart, CdcStop, ConfigurationError, EndpointFacts, EndpointType, EngineName

UTC = dt.timezone.utc
NOON = dt.datetime(2026, 3, 8, 12, 0, 5, 999999, tzinfo=UTC)
MYSQL_POSITION = "mysql-bin-changelog.000024:373"
LSN = "4AF/B00000D0"


class TestTimes:
    def test_start_is_rendered_as_text_in_utc_to_the_second(self) -> None:
        assert CdcStart.at(NOON).position == "2026-03-08T12:00:05"

    def test_other_zones_are_converted(self) -> None:
        berlin = dt.timezone(dt.timedelta(hours=1))

        assert CdcStart.at(dt.datetime(2026, 3, 8, 13, tzinfo=berlin)).position == "2026-03-08T12:00:00"

    def test_stop_says_which_clock(self) -> None:
        assert CdcStop.at_server_time(NOON).position == "server_time:2026-03-08T12:00:05"
        assert CdcStop.at_commit_time(NOON).position == "commit_time:2026-03-08T12:00:05"

    @given(st.datetimes(min_value=dt.datetime(1990, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds are naive
    def test_the_text_is_the_time(self, when: dt.datetime) -> None:
        read_back = dt.datetime.fromisoformat(CdcStart.at(when).position).replace(tzinfo=UTC)

        assert read_back == when.replace(microsecond=0)

    @pytest.mark.parametrize("make", [CdcStart.at, CdcStop.at_server_time, CdcStop.at_commit_time])
    def test_fails_when_the_time_has_no_zone(self, make) -> None:
        with pytest.raises(ConfigurationError, match="must have a time zone, got 2026-03-08T12:00:00") as caught:
            make(dt.datetime(2026, 3, 8, 12))  # noqa: DTZ001  # the subject

        assert caught.value.code == "DMS-T001"

    @pytest.mark.parametrize("when", ["yesterday", 1641556979, None])
    def test_fails_when_it_is_no_time(self, when) -> None:
        with pytest.raises(ConfigurationError, match="must be a datetime with a time zone") as caught:
            CdcStart.at(when)

        assert caught.value.code == "DMS-T001"


class TestPositions:
    def test_a_log_position_is_kept(self) -> None:
        assert CdcStart.from_log_position(MYSQL_POSITION).position == MYSQL_POSITION

    def test_a_checkpoint_is_kept(self) -> None:
        checkpoint = "checkpoint:V1#1#000004AF/B00000D0#0#0#*#0#0"

        assert CdcStart.from_checkpoint(checkpoint).position == checkpoint

    @pytest.mark.parametrize("position", ["", "  ", None])
    def test_fails_when_a_log_position_is_empty(self, position) -> None:
        with pytest.raises(ConfigurationError, match="must not be empty") as caught:
            CdcStart.from_log_position(position)

        assert caught.value.code == "DMS-T002"

    def test_a_number_is_to_be_given_as_text(self) -> None:
        with pytest.raises(ConfigurationError, match=r'write dms.CdcStart.from_log_position\("1846378"\)'):
            CdcStart.from_log_position(1846378)

    def test_fails_when_a_checkpoint_is_given_as_a_log_position(self) -> None:
        with pytest.raises(ConfigurationError, match="CdcStart.from_checkpoint") as caught:
            CdcStart.from_log_position("checkpoint:V1#1#0")

        assert caught.value.code == "DMS-T002"

    @pytest.mark.parametrize("checkpoint", [LSN, "", None])
    def test_fails_when_a_checkpoint_is_none(self, checkpoint) -> None:
        with pytest.raises(ConfigurationError, match="starts with 'checkpoint:'") as caught:
            CdcStart.from_checkpoint(checkpoint)

        assert caught.value.code == "DMS-T002"


def source(engine: EngineName | None, slot_name: str | None = None) -> EndpointFacts:
    return EndpointFacts(
        endpoint_type=EndpointType.SOURCE, engine_name=engine, settings={"SlotName": slot_name} if engine else None
    )


class TestAgainstTheSource:
    @pytest.mark.parametrize(
        ("engine", "position"),
        [
            (EngineName.MYSQL, MYSQL_POSITION),
            (EngineName.MARIADB, "mariadb-bin.000001:4"),
            (EngineName.POSTGRESQL, LSN),
            (EngineName.ORACLE, "1846378"),
        ],
    )
    def test_takes_a_position_of_the_engines_own_form(self, engine: EngineName, position: str) -> None:
        CdcStart.from_log_position(position).check(source(engine, "dms"))

    @pytest.mark.parametrize(
        ("engine", "position"),
        [(EngineName.MYSQL, LSN), (EngineName.POSTGRESQL, MYSQL_POSITION), (EngineName.ORACLE, "SCN 1846378")],
    )
    def test_fails_when_the_position_is_of_another_engine(self, engine: EngineName, position: str) -> None:
        with pytest.raises(ConfigurationError, match="a log position of an? .* source looks like") as caught:
            CdcStart.from_log_position(position).check(source(engine, "dms"))

        assert caught.value.code == "DMS-T003"

    @pytest.mark.parametrize("engine", [EngineName.POSTGRESQL, EngineName.AURORA_POSTGRESQL])
    def test_fails_when_postgresql_is_to_start_at_a_time(self, engine: EngineName) -> None:
        with pytest.raises(ConfigurationError, match="cannot start at a time") as caught:
            CdcStart.at(NOON).check(source(engine))

        assert caught.value.code == "DMS-T003"

    def test_fails_when_postgresql_has_no_slot_to_start_from(self) -> None:
        with pytest.raises(ConfigurationError, match="needs a replication slot") as caught:
            CdcStart.from_log_position(LSN).check(source(EngineName.POSTGRESQL))

        assert caught.value.code == "DMS-T004"

    def test_does_not_ask_for_a_slot_where_nothing_is_known_of_the_endpoints_settings(self) -> None:
        imported = EndpointFacts(endpoint_type=EndpointType.SOURCE, engine_name=EngineName.POSTGRESQL)

        CdcStart.from_log_position(LSN).check(imported)

    def test_says_nothing_of_an_engine_whose_start_points_are_not_known(self) -> None:
        CdcStart.from_log_position("12345").check(source(EngineName.S3))

    def test_fails_when_a_managed_instance_gets_what_is_not_an_lsn(self) -> None:
        with pytest.raises(ConfigurationError, match="a log position of an azure-sql-managed-instance") as caught:
            CdcStart.from_log_position("12345").check(source(EngineName.AZURE_SQL_MANAGED_INSTANCE))

        assert caught.value.code == "DMS-T003"

    def test_fails_when_db2_is_to_start_at_a_position_also_where_the_source_says_where_it_starts(self) -> None:
        told = EndpointFacts(
            endpoint_type=EndpointType.SOURCE,
            engine_name=EngineName.DB2,
            settings={},
            extra_connection_attributes={"StartFromContext": "0100000000000022CC000000000004FB13"},
        )

        with pytest.raises(
            ConfigurationError, match="leave cdc_start out, as StartFromContext of the source"
        ) as caught:
            CdcStart.from_log_position("00000000").check(told)

        assert caught.value.code == "DMS-T003"

    @pytest.mark.parametrize("engine", [EngineName.ORACLE, EngineName.SAP_ASE])
    def test_takes_a_time_for_what_has_one(self, engine: EngineName) -> None:
        CdcStart.at(NOON).check(source(engine))

    @pytest.mark.parametrize("start", [CdcStart.at(NOON), CdcStart.from_log_position("00000000")], ids=["time", "lsn"])
    def test_fails_when_a_task_is_to_say_where_db2_starts(self, start: CdcStart) -> None:
        with pytest.raises(ConfigurationError, match="tell the source: current_lsn") as caught:
            start.check(source(EngineName.DB2))

        assert caught.value.code == "DMS-T003"

    def test_takes_a_time_for_db2_where_the_source_says_it_too(self) -> None:
        told = EndpointFacts(
            endpoint_type=EndpointType.SOURCE,
            engine_name=EngineName.DB2,
            settings={},
            extra_connection_attributes={"startFromContext": "0100000000000022CC000000000004FB13"},
        )

        CdcStart.at(NOON).check(told)

    def test_fails_when_sap_ase_is_to_start_at_a_position(self) -> None:
        with pytest.raises(ConfigurationError, match=r"write dms.CdcStart.at\(") as caught:
            CdcStart.from_log_position("7").check(source(EngineName.SAP_ASE))

        assert caught.value.code == "DMS-T003"

    def test_takes_a_checkpoint_of_any_engine(self) -> None:
        CdcStart.from_checkpoint("checkpoint:V1#1#0").check(source(EngineName.POSTGRESQL))

    def test_takes_a_time_for_mysql(self) -> None:
        CdcStart.at(NOON).check(source(EngineName.MYSQL))

    def test_fails_when_a_time_is_given_to_postgresql_as_a_log_position(self) -> None:
        with pytest.raises(ConfigurationError, match="cannot start at a time") as caught:
            CdcStart.from_log_position("2026-03-08T12:00:00").check(source(EngineName.POSTGRESQL, "dms"))

        assert caught.value.code == "DMS-T003"

    def test_says_nothing_when_the_engine_is_not_known(self) -> None:
        CdcStart.at(NOON).check(source(None))
