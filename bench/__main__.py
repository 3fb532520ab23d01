"""Measure; print medians and ratios. Each pair is run in turn, so that a slow moment of the machine hits both."""

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

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

from bench import l1, ours

ROOT = Path(__file__).parent.parent
ENVIRONMENT = cdk.Environment(account="111122223333", region="eu-west-1")


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


def report(what: str, figure: str, bound: str) -> None:
    print(f"{what:<52} {figure:<44} {bound}")


def compare(what: str, mine: Callable[[], object], theirs: Callable[[], object], runs: int, bound: float) -> None:
    a, b, ratio = in_turn(mine, theirs, runs)
    report(what, f"{ratio:.2f}x   ({a:,.0f} ms against {b:,.0f} ms)", f"at most {bound}x")


def synthesized(fill: Callable[[cdk.Stack], object]) -> str:
    app = cdk.App(analytics_reporting=False)
    stack = cdk.Stack(app, "Shop", env=ENVIRONMENT)
    fill(stack)
    return json.dumps(app.synth().get_stack_by_name("Shop").template, separators=(",", ":"))


def with_pipeline(module: object) -> Callable[[cdk.Stack], object]:
    def fill(stack: cdk.Stack) -> object:
        vpc = ec2.Vpc.from_vpc_attributes(
            stack,
            "Vpc",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-a", "subnet-b"],
        )
        source = secretsmanager.Secret.from_secret_name_v2(stack, "SourceSecret", "dms/source")
        target = secretsmanager.Secret.from_secret_name_v2(stack, "TargetSecret", "dms/target")
        return module.pipeline(stack, vpc, source, target)  # type: ignore[attr-defined]

    return fill


def resources(template: str) -> list[str]:
    return sorted(resource["Type"] for resource in json.loads(template)["Resources"].values())


def pipelines() -> None:
    mine, theirs = with_pipeline(ours), with_pipeline(l1)
    if resources(synthesized(mine)) != resources(synthesized(theirs)):
        raise SystemExit("the two pipelines do not make the same resources: the comparison means nothing")
    compare(
        "one pipeline, construct and synth, against L1", lambda: synthesized(mine), lambda: synthesized(theirs), 15, 1.5
    )


def many_tasks() -> None:
    count = 200

    def mine(stack: cdk.Stack) -> None:
        ours.tasks(stack, count)

    def theirs(stack: cdk.Stack) -> None:
        l1.tasks(stack, count)

    compare(
        f"{count} tasks, construct and synth, against L1",
        lambda: synthesized(mine),
        lambda: synthesized(theirs),
        15,
        1.8,
    )
    a, b = len(synthesized(mine)), len(synthesized(theirs))
    report(f"{count} tasks, template against L1 with compact JSON", f"{a:,} against {b:,} bytes", "no larger")


def whole_process() -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = json.dumps(json.loads((ROOT / "cdk.json").read_text())["context"])

        def run(script: str) -> Callable[[], object]:
            environment = {**os.environ, "CDK_OUTDIR": f"{folder}/{Path(script).stem}", "CDK_CONTEXT_JSON": context}
            return lambda: subprocess.run(
                [sys.executable, script], cwd=ROOT, env=environment, check=True, capture_output=True
            )

        compare("python app.py, whole process, against L1 and aws_rds", run("app.py"), run("bench/app_l1.py"), 5, 1.15)


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
    report(
        "import dms_constructs", f"{statistics.median(times):.1f} ms, aws_cdk loaded: {loaded}", "under 60 ms, False"
    )

    times = [float(_alone("bench.rules")) for _ in range(5)]
    report("build and render 2,000 mapping rules", f"{statistics.median(times):.1f} ms", "under 20 ms")

    times = [float(_alone("bench.settings")) for _ in range(5)]
    report("build, check and render 10,000 settings documents", f"{statistics.median(times):,.0f} ms", "under 1,000 ms")
    report("make and size 10,000 workloads", f"{float(_alone('bench.sizing')):.0f} ms", "under 1 s")

    figures = json.loads(_alone("bench.evaluator"))
    report("select and name 100,000 tables by 1,000 rules", f"{figures['selection_s']:.2f} s", "at most 2 s")
    report(
        "resolve and keep their 2,000,000 columns",
        f"{figures['columns_s']:.1f} s, {figures['peak_gib']:.2f} GiB with the catalog",
        "at most 8 s, 1.5 GiB",
    )
    report("select and name 1,000 tables by 2,000 rules", f"{figures['small_ms']:.0f} ms", "at most 50 ms")
    report("2,000 tables by 1,000 rules, naive against ours", f"{figures['ratio']:.0f}x", "at least 50x")


def _alone(module: str) -> str:
    """Run a module in a process of its own, because values are used without the CDK's two million objects around."""
    return subprocess.run([sys.executable, "-m", module], cwd=ROOT, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    report("measured (medians)", "here", "bound")
    values()
    pipelines()
    many_tasks()
    whole_process()
