"""Settings of endpoints, read in any way that DMS takes them: the same in a block, a template and an attribute."""

import pytest

import dms_constructs as dms

SOURCE, TARGET = dms.EndpointType.SOURCE, dms.EndpointType.TARGET


def endpoint(side: dms.EndpointType, engine: dms.EngineName, attributes: dict[str, str]) -> dms.EndpointFacts:
    return dms.EndpointFacts(
        endpoint_type=side, engine_name=engine, settings={}, extra_connection_attributes=attributes
    )


@pytest.mark.parametrize(
    ("engine", "written", "name", "read"),
    [
        (dms.EngineName.POSTGRESQL, {"mapBooleanAsBoolean": "Y"}, "MapBooleanAsBoolean", "true"),
        (dms.EngineName.POSTGRESQL, {"MAPBOOLEANASBOOLEAN": "no"}, "MapBooleanAsBoolean", "false"),
        (
            dms.EngineName.MYSQL,
            {"skiptablesuspensionforpartitionddl": "1"},
            "skipTableSuspensionForPartitionDdl",
            "true",
        ),
        (dms.EngineName.POSTGRESQL, {"pluginName": "TEST_DECODING"}, "PluginName", "test-decoding"),
        (dms.EngineName.MYSQL, {"targetDbType": "SPECIFIC_DATABASE"}, "TargetDbType", "specific-database"),
        (dms.EngineName.POSTGRESQL, {"slotName": "Y"}, "SlotName", "Y"),
        (dms.EngineName.POSTGRESQL, {"pluginName": "Another_One"}, "PluginName", "Another_One"),
        (dms.EngineName.ORACLE, {"useLogminerReader": "N"}, "useLogminerReader", "N"),
    ],
)
def test_of_attributes_is_that_of_the_api(
    engine: dms.EngineName, written: dict[str, str], name: str, read: str
) -> None:
    assert endpoint(SOURCE, engine, written).setting(name) == read


def test_of_a_block_is_that_of_the_api() -> None:
    written = {"TargetDbType": "SPECIFIC_DATABASE", "MaxFileSize": 512}
    target = dms.EndpointFacts(endpoint_type=TARGET, engine_name=dms.EngineName.MYSQL, settings=written)

    assert (target.setting("TargetDbType"), target.setting("MaxFileSize")) == ("specific-database", 512)


@pytest.mark.parametrize(("there", "told"), [("yes", False), ("n", True)])
def test_of_both_sides_is_compared_by_what_it_says(there: str, told: bool) -> None:
    plan = dms.TaskPlan(
        source=endpoint(SOURCE, dms.EngineName.POSTGRESQL, {"mapBooleanAsBoolean": "Y"}),
        target=endpoint(TARGET, dms.EngineName.AURORA_POSTGRESQL, {"MapBooleanAsBoolean": there}),
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        task_settings=None,
    )

    assert ("task.booleansOnOneSide" in {finding.id for finding in plan.findings}) is told
