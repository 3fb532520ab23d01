"""
The checks of AWS's premigration assessment against an evaluation of the table mappings, in turn, in one process.

Both begin with a catalog of 20,000 tables of 20 columns and 200 rules. The evaluation finds problems and findings, and
reads every column; the assessment does all that it has to.
"""

import functools
import json
import statistics
from collections.abc import Callable
from time import perf_counter

import dms_constructs as dms
from bench import explain

RULES = 200


def mappings() -> dms.TableMappings:
    """The rules of `bench.explain`, and as many renames of columns as make 200."""
    rules = dms.TableMappings.from_json(explain.RULES.read_text(encoding="utf-8")).rules
    names = [f"note_of_{number}" for number in range(RULES - len(rules))]
    more = [dms.RenameColumn(f"shop_{n % explain.SCHEMAS}", "%", name, to=f"{name}_x") for n, name in enumerate(names)]
    return dms.TableMappings(*[rule.with_id(None, None) for rule in rules[:RULES]], *more)


def plan(catalog: dms.Catalog, rules: dms.TableMappings) -> dms.TaskPlan:
    side = dms.EndpointType
    return dms.TaskPlan(
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        source=dms.EndpointFacts(endpoint_type=side.SOURCE, engine_name=dms.EngineName.MYSQL, settings={}),
        target=dms.EndpointFacts(endpoint_type=side.TARGET, engine_name=dms.EngineName.POSTGRESQL, settings={}),
        table_mappings=rules,
        task_settings=dms.TaskSettings(validation=dms.Validation()),
        source_catalog=catalog,
    )


def evaluate(catalog: dms.Catalog, rules: dms.TableMappings) -> None:
    """Do what the assessment is measured against."""
    evaluation = plan(catalog, rules).evaluation
    assert evaluation is not None
    assert evaluation.findings is not None
    assert evaluation.problems is not None
    for table in evaluation.tables:
        for column in table.columns:
            assert column is not None


def assess(catalog: dms.Catalog, rules: dms.TableMappings) -> None:
    assert dms.premigration(plan(catalog, rules)).checks


def seconds(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def measured(runs: int = 5) -> dict[str, float]:
    """Return both medians in seconds, and the median of the ratios, after one run to warm up."""
    catalog, rules = dms.Catalog.from_json(explain.catalog()), mappings()
    both = (functools.partial(assess, catalog, rules), functools.partial(evaluate, catalog, rules))
    pairs = [(seconds(both[0]), seconds(both[1])) for _ in range(runs + 1)][1:]
    return {
        "assess_s": statistics.median(a for a, _ in pairs),
        "evaluate_s": statistics.median(b for _, b in pairs),
        "ratio": statistics.median(a / b for a, b in pairs),
        "rules": len(rules.rules),
    }


if __name__ == "__main__":
    print(json.dumps(measured()))
