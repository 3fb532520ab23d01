"""Versions of databases, and what each can do."""

import pytest

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.databases.families import Family, family_of, major_of, rds_engine
from dms_constructs.databases.limits import choices, limit
from dms_constructs.databases.versions import can_pause, default_version, has_long_term_support, largest_acu

ENGINES = list(facts.databases()["engines"])


def findings(engine: str, version: str) -> list[str]:
    return [each.id for each in dms.database_version_findings(engine, version)]


class TestVersions:
    @pytest.mark.parametrize("engine", ENGINES)
    def test_every_one_that_rds_has_gives_no_finding_but_about_its_support(self, engine: str) -> None:
        versions = facts.databases()["engines"][engine]["versions"]

        assert {each for version in versions for each in findings(engine, version)} <= {
            "databaseVersion.extendedSupport"
        }

    @pytest.mark.parametrize("engine", ENGINES)
    def test_every_one_that_has_ended_warns(self, engine: str) -> None:
        ended = facts.databases()["engines"][engine]["ended"]

        assert {version for version in ended if findings(engine, version) != ["databaseVersion.ended"]} == set()

    @pytest.mark.parametrize("engine", ["aurora-postgresql", "aurora-mysql"])
    def test_the_default_has_long_term_support(self, engine: str) -> None:
        assert findings(engine, default_version(engine)) == []
        assert has_long_term_support(engine, default_version(engine))

    @pytest.mark.parametrize("engine", ["aurora-postgresql", "aurora-mysql"])
    def test_the_default_can_pause_and_grow_as_far_as_any(self, engine: str) -> None:
        assert can_pause(engine, default_version(engine))
        assert largest_acu(engine, default_version(engine)) == limit("maximum_acu").maximum

    def test_the_fix_is_the_newest_of_the_same_major_version(self) -> None:
        (finding,) = dms.database_version_findings("aurora-postgresql", "16.2")

        assert finding.fix == "write '16.15'"

    def test_the_fix_of_a_major_version_that_has_ended_is_a_newer_one(self) -> None:
        (finding,) = dms.database_version_findings("aurora-postgresql", "10.21")

        assert finding.fix == "write a version of a newer major one, for example '17.7'"

    @pytest.mark.parametrize(
        ("engine", "version"),
        [
            ("aurora-postgresql", "17.99"),
            ("aurora-postgresql", "19.1"),
            ("aurora-mysql", "8.0.mysql_aurora.3.99.0"),
            ("mysql", "8.4.99"),
            ("mariadb", "12.9.1"),
            ("aurora-postgresql", "17"),
            ("aurora-mysql", "8.0"),
        ],
    )
    def test_one_that_is_too_new_to_be_known_is_not_doubted(self, engine: str, version: str) -> None:
        assert findings(engine, version) == []

    @pytest.mark.parametrize(("engine", "version"), [("aurora-postgresql", "16.7"), ("mariadb", "10.11.1")])
    def test_one_that_never_was_warns(self, engine: str, version: str) -> None:
        assert findings(engine, version) == ["databaseVersion.unknown"]

    @pytest.mark.parametrize("version", [None, "${Token[TOKEN.3]}", dms.unchecked("16.7")])
    def test_one_that_is_not_known_yet_or_unchecked_passes(self, version: str | None) -> None:
        assert dms.database_version_findings("aurora-postgresql", version) == ()

    @pytest.mark.parametrize("version", ["latest", "", "v17"])
    def test_what_is_not_a_version_is_refused(self, version: str) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            findings("aurora-postgresql", version)

        assert caught.value.code == "DMS-F010"

    def test_an_engine_that_is_not_one_of_these_is_refused(self) -> None:
        with pytest.raises(dms.ConfigurationError, match="did you mean 'aurora-postgresql'") as caught:
            findings("aurora-postgres", "17.7")

        assert caught.value.code == "DMS-F001"

    @pytest.mark.parametrize(
        ("engine", "version", "long"),
        [
            ("aurora-postgresql", "17.7", True),
            ("aurora-postgresql", "17.9", False),
            ("aurora-postgresql", "14.6", True),
            ("aurora-mysql", "8.0.mysql_aurora.3.04.6", True),
            ("aurora-mysql", "8.0.mysql_aurora.3.12.0", False),
            ("postgres", "17.7", False),
        ],
    )
    def test_which_have_long_term_support(self, engine: str, version: str, long: bool) -> None:
        assert has_long_term_support(engine, version) is long

    @pytest.mark.parametrize(
        ("engine", "version", "pauses", "acu"),
        [
            ("aurora-postgresql", "17.7", True, 256),
            ("aurora-postgresql", "17", True, 256),
            ("aurora-postgresql", "16.2", False, 256),
            ("aurora-postgresql", "15.4", False, 128),
            ("aurora-postgresql", "14.6", False, 128),
            ("aurora-mysql", "8.0.mysql_aurora.3.04.3", False, 128),
            ("aurora-mysql", "8.0.mysql_aurora.3.06.1", False, 256),
            ("aurora-mysql", "8.0.mysql_aurora.3.08.0", True, 256),
            ("aurora-mysql", "8.4.mysql_aurora.8.4.7", True, 256),
            ("aurora-postgresql", "19.1", None, None),
            ("postgres", "17.7", None, None),
        ],
    )
    def test_what_serverless_can_do(self, engine: str, version: str, pauses: bool | None, acu: int | None) -> None:
        assert (can_pause(engine, version), largest_acu(engine, version)) == (pauses, acu)

    @pytest.mark.parametrize(
        ("engine", "version", "found"),
        [
            ("aurora-postgresql", "13.23", ["databaseVersion.extendedSupport"]),
            ("aurora-postgresql", "13", ["databaseVersion.extendedSupport"]),
            ("mysql", "8.0.46", ["databaseVersion.extendedSupport"]),
            ("aurora-mysql", "8.0.mysql_aurora.3.10.3", []),
            ("postgres", "14.23", []),
            ("mariadb", "10.11.16", []),
        ],
    )
    def test_a_major_version_past_its_standard_support_warns(self, engine: str, version: str, found: list[str]) -> None:
        assert findings(engine, version) == found

    @pytest.mark.parametrize("engine", ENGINES)
    def test_every_major_version_has_a_date(self, engine: str) -> None:
        record = facts.databases()["engines"][engine]

        assert list(record["standard_support_until"]) == record["families"]


class TestFamilies:
    @pytest.mark.parametrize(
        ("engine", "version", "family"),
        [
            ("aurora-postgresql", "17.7", "aurora-postgresql17"),
            ("aurora-postgresql", "16.4-limitless", "aurora-postgresql16"),
            ("aurora-mysql", "8.0.mysql_aurora.3.10.3", "aurora-mysql8.0"),
            ("aurora-mysql", "5.7.mysql_aurora.2.11.4", "aurora-mysql5.7"),
            ("postgres", "18", "postgres18"),
            ("postgres", "9.6.24", "postgres9.6"),
            ("mysql", "8.4.9", "mysql8.4"),
            ("mysql", "5.7.44-rds.20260521", "mysql5.7"),
            ("mariadb", "10.11.16", "mariadb10.11"),
        ],
    )
    def test_the_family_of_a_version(self, engine: str, version: str, family: str) -> None:
        found = family_of(engine, version)

        assert found is not None
        assert str(found) == family
        assert Family.read(family) == found

    @pytest.mark.parametrize(("engine", "version"), [("oracle-ee", "19"), ("mysql", "8"), ("postgres", "latest")])
    def test_what_has_no_family(self, engine: str, version: str) -> None:
        assert family_of(engine, version) is None

    @pytest.mark.parametrize("engine", ENGINES)
    def test_every_version_has_one_that_is_known(self, engine: str) -> None:
        record = facts.databases()["engines"][engine]
        majors = {major_of(engine, version) for version in record["versions"]}

        assert majors <= set(record["families"])

    @pytest.mark.parametrize("engine", ENGINES)
    def test_its_engine_is_known_by_the_name_of_dms(self, engine: str) -> None:
        name = Family(engine, "8.0").engine_name

        assert rds_engine(name) == engine

    def test_an_engine_that_rds_does_not_run_has_no_name_there(self) -> None:
        assert rds_engine(dms.EngineName.MONGODB) is None


class TestLimits:
    @pytest.mark.parametrize("name", facts.databases()["limits"])
    def test_each_allows_its_bounds_and_nothing_beyond(self, name: str) -> None:
        found = limit(name)

        assert found.allows(found.minimum)
        assert not found.allows(found.minimum - 1)
        if found.maximum is not None:
            assert found.allows(found.maximum)
            assert not found.allows(found.maximum + 1)
        assert found.default is None or found.allows(found.default)
        assert found.source

    def test_capacity_grows_in_halves(self) -> None:
        assert limit("minimum_acu").allows(2.5)
        assert not limit("minimum_acu").allows(2.25)

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("minimum_acu", "0 to 256 ACU in steps of 0.5"),
            ("pause_after", "300 to 86400 s"),
            ("minimum_acu_global_primary", "8 ACU or more"),
            ("promotion_tier", "0 to 15"),
        ],
    )
    def test_it_reads_as_a_range(self, name: str, text: str) -> None:
        assert str(limit(name)) == text

    def test_what_has_only_some_values(self) -> None:
        assert choices("monitoring_interval") == (0, 1, 5, 10, 15, 30, 60)
