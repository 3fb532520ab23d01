"""
Measure; print medians and ratios, and exit with 1 when a bound is broken.

`python -m bench constructs` measures one part only; the parts are values, explaining, assessing, reading, constructs,
engines, databases, app_wide, life_cycle, monitoring and whole_process.

Each pair is run in turn, so that a slow moment of the machine hits both.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["CDK_VALIDATION"] = "false"

from bench import apps, explain
from bench.life_cycle import MIGRATIONS

ROOT = Path(__file__).parent.parent
COUNT = 200
WATCHED = 20
CLUSTERS = 10
ENDPOINTS = 100


def timed(run: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def in_turn(first: Callable[[], object], second: Callable[[], object], runs: int) -> tuple[float, float, float]:
    """Return both medians in milliseconds and the median of the ratios first / second, after one run to warm up."""
    pairs = [(timed(first), timed(second)) for _ in range(runs + 1)][1:]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


BROKEN: list[str] = []


def report(what: str, figure: str, bound: str, *, holds: bool) -> bool:
    """Print what was measured, note it where it breaks its bound, and return whether it holds."""
    print(f"{what:<52} {figure:<44} {bound}{'' if holds else '   BROKEN'}", flush=True)
    if not holds:
        BROKEN.append(what)
    return holds


def compare(what: str, mine: Callable[[], object], theirs: Callable[[], object], runs: int, bound: float) -> bool:
    a, b, ratio = in_turn(mine, theirs, runs)
    figure = f"{ratio:.2f}x   ({a:,.0f} ms against {b:,.0f} ms)"
    return report(what, figure, f"at most {bound}x", holds=ratio <= bound)


def resources(templates: apps.Templates) -> list[str]:
    """Return the types of all resources."""
    return sorted(
        resource["Type"] for template in templates for resource in json.loads(template).get("Resources", {}).values()
    )


def against_l1(what: str, pair: apps.Pair, runs: int, bound: float, other: str = "L1") -> None:
    """Compare construct and synth, of apps that make the same resources."""
    mine, theirs = pair
    if resources(mine()) != resources(theirs()):
        raise SystemExit(f"{what}: the two sides do not make the same resources: the comparison means nothing")
    compare(f"{what}, construct and synth, against {other}", mine, theirs, runs, bound)


def constructs() -> None:
    against_l1("one pipeline", apps.one_pipeline(), 15, 1.5)
    against_l1(f"{COUNT} stacks of one pipeline", apps.stacks(COUNT), 3, 1.15)
    against_l1(f"{COUNT} pipelines in one stack", apps.pipelines(COUNT), 5, 1.25)
    tasks = apps.tasks(COUNT)
    against_l1(f"{COUNT} tasks", tasks, 15, 1.5)
    a, b = (sum(map(len, run())) for run in tasks)
    what = f"{COUNT} tasks, template against L1 with compact JSON"
    report(what, f"{a:,} against {b:,} bytes", "no larger", holds=a <= b)


def engines() -> None:
    against_l1(f"{ENDPOINTS} endpoints of mixed engines", apps.engines(ENDPOINTS), 15, 1.2)


def monitoring() -> None:
    """Compare alarms and dashboards with the same ones written with aws_cloudwatch."""
    against_l1(f"alarms and dashboards of {WATCHED} tasks", apps.watched(WATCHED), 7, 1.15, "aws_cloudwatch")


def databases() -> None:
    """Compare Aurora targets with the same written with aws_rds: alone, and with their alarms and dashboards."""
    against_l1(f"{CLUSTERS} Aurora targets", apps.clusters(CLUSTERS), 15, 1.15, "aws_rds")
    what = f"{CLUSTERS} Aurora targets with alarms"
    against_l1(what, apps.watched_clusters(CLUSTERS), 7, 1.15, "aws_rds and aws_cloudwatch")


def life_cycle() -> None:
    """
    Compare what `cdk synth` starts, as users have it and for scale.

    In fresh processes, because code that ran before is faster on both sides.
    """
    for validates in (True, False):
        alone: dict[str, list[float]] = {"with": [], "without": []}

        def run(kind: str, times: list[float], validation: str = str(validates).lower()) -> Callable[[], object]:
            return lambda: times.append(float(_alone("bench.life_cycle", kind, CDK_VALIDATION=validation)))

        in_turn(run("with", alone["with"]), run("without", alone["without"]), 9)
        pairs = list(zip(alone["with"], alone["without"], strict=True))[1:]  # as `in_turn`
        a, b = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
        ratio = statistics.median(one / other for one, other in pairs)
        report(
            f"life cycle of {MIGRATIONS} migrations, {'' if validates else 'CDK validation off, '}against none",
            f"{ratio:.2f}x   ({a:,.0f} ms against {b:,.0f} ms)",
            "at most 1.1x" if validates else "none: for scale",
            holds=ratio <= 1.1 or not validates,
        )


def app_wide() -> None:
    """Measure the look at a whole app inside it, as a share of the synthesis: as users have it, and for scale."""
    bound = 3
    for build, what in (("pipelines", "pipelines in one stack"), ("stacks", "stacks of one pipeline")):
        for validates in (True, False):
            text = _alone("bench.looking", build, str(COUNT), CDK_VALIDATION="true" if validates else "false")
            runs = [tuple(map(float, line.split())) for line in text.splitlines()][1:]
            share = statistics.median(spent / whole for spent, whole in runs) * 100
            milliseconds = statistics.median(spent for spent, _ in runs) * 1000
            report(
                f"look at {COUNT} {what}, of {'synthesis' if validates else 'one without the validation by the CDK'}",
                f"{share:.1f} %   ({milliseconds:,.0f} ms)",
                f"at most {bound} %" if validates else "none: for scale",
                holds=share <= bound or not validates,
            )


def whole_process() -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = json.dumps(json.loads((ROOT / "cdk.json").read_text())["context"])

        def run(script: str) -> Callable[[], object]:
            environment = {**os.environ, "CDK_OUTDIR": f"{folder}/{Path(script).stem}", "CDK_CONTEXT_JSON": context}
            return lambda: subprocess.run(
                [sys.executable, script], cwd=ROOT, env=environment, check=True, capture_output=True
            )

        ours, theirs = run("bench/app_ours.py"), run("bench/app_l1.py")
        compare("example stack, whole process, against L1 and aws_rds", ours, theirs, 5, 1.15)


def values() -> None:
    script = (
        "import sys, time; start = time.perf_counter(); import dms_constructs; "
        "print(time.perf_counter() - start, 'aws_cdk' in sys.modules)"
    )
    times = []
    for _ in range(9):
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
        seconds, loaded = done.stdout.split()
        times.append(float(seconds) * 1000)
    milliseconds = statistics.median(times)
    report(
        "import dms_constructs",
        f"{milliseconds:.1f} ms, aws_cdk loaded: {loaded}",
        "under 60 ms, False",
        holds=milliseconds < 60 and loaded == "False",
    )
    under("build and render 2,000 mapping rules", [float(_alone("bench.rules")) for _ in range(5)], 20)
    under(
        "build, check and render 10,000 settings documents", [float(_alone("bench.settings")) for _ in range(5)], 1000
    )
    under("make and size 10,000 workloads", [float(_alone("bench.sizing"))], 1000)

    figures = json.loads(_alone("bench.evaluator"))
    selection, columns, peak = figures["selection_s"], figures["columns_s"], figures["peak_gib"]
    report("select and name 100,000 tables by 1,000 rules", f"{selection:.2f} s", "at most 2 s", holds=selection <= 2)
    report(
        "resolve and keep their 2,000,000 columns",
        f"{columns:.1f} s, {peak:.2f} GiB with the catalog",
        "at most 8 s, 1.5 GiB",
        holds=columns <= 8 and peak <= 1.5,
    )
    small, ratio = figures["small_ms"], figures["ratio"]
    report("select and name 1,000 tables by 2,000 rules", f"{small:.0f} ms", "at most 50 ms", holds=small <= 50)
    report("2,000 tables by 1,000 rules, naive against ours", f"{ratio:.0f}x", "at least 50x", holds=ratio >= 50)


def under(what: str, times: list[float], bound: float) -> bool:
    milliseconds = statistics.median(times)
    return report(what, f"{milliseconds:,.1f} ms", f"under {bound:,} ms", holds=milliseconds < bound)


def explaining() -> None:
    what, bound = f"explain {explain.TABLES:,} tables x {explain.COLUMNS}, against {explain.BEFORE}", explain.BOUND
    try:
        figures = json.loads(_alone("bench.explain"))
    except subprocess.CalledProcessError:  # it has said why
        report(what, "could not be measured", f"at most {bound}x", holds=False)
        return
    report(
        what,
        f"{figures['ratio']:.2f}x   ({figures['now_s']:.1f} s against {figures['before_s']:.1f} s)",
        f"at most {bound}x",
        holds=figures["ratio"] <= bound,
    )


def assessing() -> None:
    what = f"assess {explain.TABLES:,} tables x {explain.COLUMNS}, against evaluating"
    figures = json.loads(_alone("bench.assessing"))
    report(
        what,
        f"{figures['ratio']:.2f}x   ({figures['assess_s']:.1f} s against {figures['evaluate_s']:.1f} s)",
        "at most 2.0x",
        holds=figures["ratio"] <= 2,
    )


def reading() -> None:
    """Compare with what psql takes for the queries of `reading.sql`."""
    figures = json.loads(_alone("bench.reading"))
    report(
        "read a catalog of 10,000 tables x 20, against psql",
        f"{figures['ratio']:.2f}x   ({figures['ours_s']:.1f} s against {figures['psql_s']:.1f} s)",
        "at most 1.5x",
        holds=figures["ratio"] <= 1.5,
    )
    report("the command, with its start and its file", f"{figures['command_s']:.1f} s", "none: for scale", holds=True)


def _alone(module: str, *arguments: str, **environment: str) -> str:
    """Run a module in a process of its own, because values are used without the CDK's two million objects around."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if environment else None,  # what the CDK validates, it also tells there
        text=True,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    print(f"{'measured (medians)':<52} {'here':<44} bound")
    measured = (
        values,
        explaining,
        assessing,
        reading,
        constructs,
        engines,
        databases,
        app_wide,
        life_cycle,
        monitoring,
        whole_process,
    )
    measures = {measure.__name__: measure for measure in measured}
    for name in sys.argv[1:] or measures:
        measures[name]()
    if BROKEN:
        sys.exit(f"{len(BROKEN)} broken: {'; '.join(BROKEN)}")
