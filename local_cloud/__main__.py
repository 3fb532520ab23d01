"""Deploy the example stacks to an embedded cloud and show what DMS has then: `python -m local_cloud --help`."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from local_cloud import examples, report
from local_cloud.cdk import Cdk, CdkError, regions_of, stacks_of
from local_cloud.environment import REGION
from local_cloud.running import run_all
from local_cloud.server import LocalCloud, LocalCloudError, stop_running

__all__: list[str] = []

_ROOT = Path(__file__).resolve().parent.parent
_HOME = _ROOT / ".local"
_INTERRUPTED = 130
# Long enough for every alarm to have seen values.
_ALARMS_SECONDS = 3600

say = Console(stderr=True, highlight=False)


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    options = _parse(arguments)
    if options.stop:
        say.print("Stopped." if stop_running(options.home) else "No local cloud is running.")
        return 0
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _run(options)
    except CdkError as error:
        say.print(str(error), markup=False, style="red", soft_wrap=True)
        return 1
    except LocalCloudError as error:
        say.print(f"Error: {error}", markup=False, style="red", soft_wrap=True)
        return 2
    except KeyboardInterrupt:
        say.print("Interrupted; everything is stopped.")
        return _INTERRUPTED
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local_cloud",
        description="Start an AWS on this machine, deploy a CDK app to it, let its tasks run, show what DMS has and "
        "what a change would do, and stop it again. "
        "It needs no account and never reaches the real AWS.",
        epilog="exit codes: 0 done, 1 the CDK failed, 2 the local cloud could not run, 130 interrupted",
    )
    keep = os.environ.get("KEEP", "") not in {"", "0"}
    parser.add_argument("--app", type=Path, default=_ROOT, metavar="DIR", help="folder of the CDK app (the examples)")
    parser.add_argument("--all", action="store_true", help="deploy every stack of the app (an app of yours: always)")
    parser.add_argument(
        "-c",
        "--context",
        action="append",
        default=[],
        type=_key_and_value,
        metavar="KEY=VALUE",
        help="a context value for the app; may be repeated",
    )
    parser.add_argument("--home", type=Path, default=_HOME, metavar="DIR", help="where it keeps its files (.local)")
    parser.add_argument("--keep", action="store_true", default=keep, help="leave it running (also KEEP=1)")
    parser.add_argument("--port", type=int, default=0, help="where to listen (any free port)")
    parser.add_argument("--stack", metavar="NAME", help=f"the example to deploy ({examples.DEFAULT})")
    parser.add_argument("--stop", action="store_true", help="stop the one that was left running")
    return parser.parse_args(arguments)


def _key_and_value(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not key or not separator:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, got '{text}'")
    return key, value


def _run(options: argparse.Namespace) -> None:
    context = dict(options.context)
    is_example = options.app.resolve() == _ROOT
    stack = options.stack or (examples.DEFAULT if is_example and not options.all else None)
    cloud = LocalCloud(options.home, port=options.port, outlives=options.keep)
    with contextlib.ExitStack() as until_kept:
        with _step("Starting the local cloud and synthesizing the app"):
            until_kept.callback(cloud.stop)
            cloud.start()
            # `make test` says whether templates are right; here it would take seconds.
            environment = {"CDK_VALIDATION": "false", **cloud.environment}
            cdk = Cdk(environment, options.app.resolve(), context)
            assembly = cloud.home / "cdk.out"
            with cdk.synthesizing(assembly) as finish:
                cloud.wait()
                finish(wait=False)
                examples.make_secrets(cloud, context)
                examples.make_databases(cloud, context)
                examples.fill_sources(cloud, context)
                cdk.bootstrap()
                finish()
            _check(stack, assembly)
            if elsewhere := regions_of(assembly, stack) - {REGION}:
                cdk.bootstrap(sorted(elsewhere))
        change = examples.change(stack or "", context) if is_example else {}
        with contextlib.ExitStack() as until_changed:
            changed = cloud.home / "changed.out"
            if change:  # meanwhile
                other = Cdk(environment, options.app.resolve(), {**context, **change})
                finish_change = until_changed.enter_context(other.synthesizing(changed))
            with _step(f"Deploying {stack or 'every stack'}"):
                cdk.deploy(assembly, stack)
            _let_run(cloud)
            # A pipe has no width of its own, and names are long.
            console = Console(width=None if sys.stdout.isatty() else 160)
            report.show(cloud.client("dms"), cloud.client("cloudwatch"), console)
            if change:
                with _step("Changing the mappings: " + ", ".join(f"{key}={value}" for key, value in change.items())):
                    finish_change()
                _review(assembly, changed)
        if options.keep:
            until_kept.pop_all()
            _explain(cloud)


def _check(stack: str | None, assembly: Path) -> None:
    names = stacks_of(assembly)
    if stack is not None and stack not in names:
        raise LocalCloudError(f"there is no stack {stack}; there are {', '.join(names)}")


def _let_run(cloud: LocalCloud) -> None:
    dms = cloud.client("dms")
    said: list[str] = []
    with _step("Letting the tasks run"):
        run_all(dms, said.append)
    for sentence in said:
        say.print(f"  {sentence}", markup=False, soft_wrap=True)
    if cloud.client("cloudwatch").describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])["MetricAlarms"]:
        cloud.door("advance", {"Seconds": _ALARMS_SECONDS})
        say.print("  The clock was moved on by an hour: the alarms have seen values.")


def _review(before: Path, after: Path) -> None:
    """Print what deploying the change would do; this command is done well, however bad that is."""
    say.print("What deploying that would do (dms-constructs review):")
    command = [sys.executable, "-m", "dms_constructs.cli", "review", str(before), str(after)]
    reviewed = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    sys.stdout.write(reviewed.stdout)
    say.print(reviewed.stderr.strip(), markup=False, soft_wrap=True)


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    say.print(f"{name} ...")
    started = time.monotonic()
    yield
    say.print(f"  done in {time.monotonic() - started:.1f} s", style="dim")


def _explain(cloud: LocalCloud) -> None:
    wanted = ("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION")
    exports = "\n".join(f"  export {name}={cloud.environment[name]}" for name in wanted)
    say.print(
        f"""
The local cloud keeps running at {cloud.endpoint}. To query it:

{exports}
  aws dms describe-replication-tasks

or in Python:

  dms = boto3.client("dms", endpoint_url="{cloud.endpoint}", region_name="{REGION}",
                     aws_access_key_id="test", aws_secret_access_key="test")

Every DMS call is written to {cloud.call_log}, what the server says to {cloud.server_log}.
To stop it: python -m local_cloud --stop{"" if cloud.home == _HOME else f" --home {cloud.home}"}""",
        markup=False,
        soft_wrap=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
