"""Deploy the example stacks to an embedded cloud and show what DMS has then: `python -m local_cloud --help`."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from local_cloud import report
from local_cloud.cdk import Cdk, CdkError
from local_cloud.connect import test_connections
from local_cloud.environment import REGION
from local_cloud.server import LocalCloud, LocalCloudError, stop_running

__all__: list[str] = []

_ROOT = Path(__file__).resolve().parent.parent
_HOME = _ROOT / ".local"
# The secrets that the examples take as given, by the context value that names each.
_SECRETS = {
    "sourceSecretName": "dms/shop-mysql",
    "watchedSourceSecretName": "dms/orders-postgresql",
    "lakeSourceSecretName": "dms/sales-postgresql",
}
_INTERRUPTED = 130
# What the example's user has before deploying: a MySQL server of their own, and a secret that says where it is.
_SOURCE = {"host": "mysql.shop.example.com", "port": 3306, "username": "dms", "password": "not-a-real-one"}

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
        description="Start an AWS on this machine, deploy a CDK app to it, show what DMS has, and stop it again. "
        "It needs no account and never reaches the real AWS.",
        epilog="exit codes: 0 done, 1 the CDK failed, 2 the local cloud could not run, 130 interrupted",
    )
    keep = os.environ.get("KEEP", "") not in {"", "0"}
    parser.add_argument("--app", type=Path, default=_ROOT, metavar="DIR", help="folder of the CDK app (the examples)")
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
    parser.add_argument("--stop", action="store_true", help="stop the one that was left running")
    return parser.parse_args(arguments)


def _key_and_value(text: str) -> tuple[str, str]:
    key, separator, value = text.partition("=")
    if not key or not separator:
        raise argparse.ArgumentTypeError(f"expected KEY=VALUE, got '{text}'")
    return key, value


def _run(options: argparse.Namespace) -> None:
    context = dict(options.context)
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
                for setting, name in _SECRETS.items():
                    _make_what_users_have(cloud, context.get(setting, name))
                cdk.bootstrap()
                finish()
        with _step("Deploying"):
            cdk.deploy(assembly)
        dms = cloud.client("dms")
        with _step("Testing connections"):
            test_connections(dms)
        # A pipe has no width of its own, and names are long.
        report.show(dms, Console(width=None if sys.stdout.isatty() else 160))
        if options.keep:
            until_kept.pop_all()
            _explain(cloud)


@contextlib.contextmanager
def _step(name: str) -> Iterator[None]:
    say.print(f"{name} ...")
    started = time.monotonic()
    yield
    say.print(f"  done in {time.monotonic() - started:.1f} s", style="dim")


def _make_what_users_have(cloud: LocalCloud, secret_name: str) -> None:
    cloud.client("secretsmanager").create_secret(Name=secret_name, SecretString=json.dumps(_SOURCE))


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
