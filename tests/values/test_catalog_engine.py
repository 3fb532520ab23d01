"""A catalog is one of the source: that of another kind of database says nothing about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.engines import EngineName, with_article

E = EngineName
MAPPINGS = dms.TableMappings(dms.Include("shop"))
WRONG = [(E.MYSQL, E.POSTGRESQL), (E.MARIADB, E.AURORA_POSTGRESQL), (E.POSTGRESQL, E.MYSQL), (E.POSTGRESQL, E.ORACLE)]
RIGHT = [
    (None, E.POSTGRESQL),
    (E.MYSQL, None),
    (E.MYSQL, E.MYSQL),
    (E.MYSQL, E.MARIADB),
    (E.MARIADB, E.AURORA_MYSQL),
    (E.MYSQL, E.GOOGLE_CLOUD_MYSQL),
    (E.POSTGRESQL, E.AURORA_POSTGRESQL),
    (E.AURORA_POSTGRESQL, E.POSTGRESQL),
]


def plan(catalog: dms.Catalog, engine: EngineName | None) -> object:
    return dms.TaskPlan(
        migration_type=dms.MigrationType.CDC,
        source=dms.EndpointFacts(endpoint_type=dms.EndpointType.SOURCE, engine_name=engine),
        target=dms.EndpointFacts(endpoint_type=dms.EndpointType.TARGET, engine_name=E.MYSQL),
        table_mappings=MAPPINGS,
        task_settings=dms.TaskSettings(),
        source_catalog=catalog,
    ).findings


USES: dict[str, Callable[[dms.Catalog, Any], object]] = {
    "evaluate": lambda catalog, engine: MAPPINGS.evaluate(catalog, source_engine=engine),
    "settings": lambda catalog, engine: dms.TaskSettings().check(
        migration_type=dms.MigrationType.CDC,
        source_engine=engine,
        target_engine=None,
        table_mappings=MAPPINGS,
        catalog=catalog,
    ),
    "plan": plan,
}


def of(engine: EngineName | None) -> dms.Catalog:
    return dms.Catalog(dms.SourceTable("shop", "orders", ["id"], primary_key=["id"]), engine=engine)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize(("catalog", "source"), WRONG, ids=str)
def test_a_catalog_of_another_kind_of_database_is_refused(
    catalog: EngineName, source: EngineName, use: Callable[[dms.Catalog, Any], object]
) -> None:
    words = f"the catalog is of {with_article(catalog)} database, and the source is {with_article(source)} endpoint"

    with pytest.raises(dms.ConfigurationError, match=rf"^{words}; .* \[DMS-D007\]$"):
        use(of(catalog), source)


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize(("catalog", "source"), RIGHT, ids=str)
def test_a_catalog_of_the_same_kind_is_taken(
    catalog: EngineName | None, source: EngineName | None, use: Callable[[dms.Catalog, Any], object]
) -> None:
    use(of(catalog), source)
