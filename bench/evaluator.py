"""
Measure the evaluator of table mappings; print the figures as JSON.

The rules are of every kind that the evaluator tells apart: exact names, beginnings, ends, wildcards inside, for tables
and columns, and one that renames every column. Every name of a column is there once, so that none is remembered.
"""

import gc
import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator

import dms_constructs as dms
from tests.values.naive_evaluator import NaiveEvaluator

SCHEMAS = 200
WORDS = ["order", "customer", "audit", "invoice", "stage", "event", "item", "payment"]


def table_name(number: int) -> str:
    return f"{WORDS[number % len(WORDS)]}_{number}"


def catalog(tables: int, columns: int) -> dms.Catalog:
    return dms.Catalog(
        *(
            dms.SourceTable(
                f"schema_{number % SCHEMAS}",
                table_name(number),
                [dms.SourceColumn(f"Value_{number}_{column}", "varchar(45)") for column in range(columns)],
            )
            for number in range(tables)
        )
    )


def rules(count: int) -> list[dms.Rule]:
    found: list[dms.Rule] = [dms.Include("schema%"), dms.LowercaseColumns()]
    makers: list[Callable[[str, str, int], dms.Rule]] = [
        lambda _, __, n: dms.Explicit(f"other_{n}", "customers"),
        lambda schema, table, _: dms.RenameTable(schema, table, to=f"renamed_{table}"),
        lambda schema, _, n: dms.Exclude(schema, f"tmp{n}%"),
        lambda schema, table, _: dms.PrefixTables(schema, f"{table}0%", add="x_"),
        lambda _, __, n: dms.SuffixTables("%", f"%bak{n}", remove="bak"),
        lambda schema, table, n: dms.RenameColumn(schema, table, f"Value_{n}_3", to="third"),
        lambda schema, table, n: dms.RemoveColumns(schema, f"{table}%", f"Value_{n}_1"),
        lambda _, __, n: dms.Include(f"archive_{n}", "a%b%c"),
        lambda _, table, __: dms.ChangeDataType("%", table, "%", to=dms.DataType("string", length=20)),
        lambda _, __, n: dms.Exclude("%", f"%old{n}%v%"),
    ]

    def more() -> Iterator[dms.Rule]:
        for number in range(count - len(found)):
            yield makers[number % len(makers)](f"schema_{number % SCHEMAS}", table_name(number), number)

    return [*found, *more()]


def seconds(run: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def names(mapping: dms.TableMappings, source: dms.Catalog) -> list[tuple[bool, str | None, str | None]]:
    return [(t.is_selected, t.target_schema, t.target_name) for t in mapping.evaluate(source).tables]


def large() -> dict[str, float]:
    mapping, source = dms.TableMappings(*rules(1000)), catalog(100_000, 20)
    selection = statistics.median(seconds(lambda: names(mapping, source)) for _ in range(3))
    evaluation = mapping.evaluate(source)
    columns = seconds(lambda: [table.columns for table in evaluation.tables])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"selection_s": selection, "columns_s": columns, "peak_gib": peak / 2**30}


def small() -> dict[str, float]:
    mapping, source = dms.TableMappings(*rules(2000)), catalog(1000, 0)
    return {"small_ms": 1000 * statistics.median(seconds(lambda: names(mapping, source)) for _ in range(15))}


def against_naive() -> dict[str, float]:
    mapping, source = dms.TableMappings(*rules(1000)), catalog(2000, 0)
    naive = NaiveEvaluator(mapping.to_dict())
    found = [(t.selected, t.target_schema, t.target_name) for t in naive.evaluate(source)]
    if found != names(mapping, source):
        raise SystemExit("the evaluator and the naive reference disagree")
    pairs = [(seconds(lambda: naive.names_only(source)), seconds(lambda: names(mapping, source))) for _ in range(3)]
    return {"ratio": statistics.median(slow / fast for slow, fast in pairs)}


if __name__ == "__main__":
    # The small ones first: afterwards, four million objects are around.
    print(json.dumps({**small(), **against_naive(), **large()}))
