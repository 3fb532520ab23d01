"""Values on a terminal: what rich makes of them is chosen by their type."""

import io

from rich.console import Console

from dms_constructs import ChangeDataType, DataType, Exclude, Include, RenameSchema, TableMappings
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.cli.rendering import renderable

CATALOG = Catalog(
    SourceTable("shop", "orders", [SourceColumn("total", "decimal(10,2)")], primary_key=["total"]),
    SourceTable("shop", "log"),
)
RULES = [
    Include("shop"),
    Exclude("shop", "tmp%"),
    RenameSchema("shop", to="public"),
    ChangeDataType("shop", "orders", "total", to=DataType("numeric", precision=12, scale=2)),
]


def shown(value: object) -> str:
    console = Console(width=200, file=io.StringIO())
    console.print(renderable(value))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_an_evaluation_is_tables() -> None:
    text = shown(TableMappings(*RULES).evaluate(CATALOG))

    assert "public.orders" in text
    assert "total: decimal(10,2) -> numeric(12,2)" in text
    assert "mappings.excludesNothing" in text
    assert "2 of 2 tables selected" in text


def test_a_comparison_is_a_table() -> None:
    assert "no longer selected" in shown(
        TableMappings(Include("shop")).compare(TableMappings(Include("shop", "orders")), CATALOG)
    )


def test_anything_else_is_left_to_rich() -> None:
    assert renderable("text") == "text"
