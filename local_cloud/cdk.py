"""Running the CDK CLI against the local cloud."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from local_cloud.environment import ACCOUNT, REGION
from local_cloud.server import LocalCloudError, end_group

__all__ = ["Cdk", "CdkError", "Finish", "regions_of", "stacks_of"]

_ROOT = Path(__file__).resolve().parent.parent
_NOISE = re.compile(
    r"^\s*(NOTICES|\d+\s+\(|If you don.t want|\d+ feature flags|Run 'cdk flags|Overview|More information)"
)
_TOLD = 40


class Finish(Protocol):
    """Waits for a command."""

    def __call__(self, *, wait: bool = True) -> str:
        """Return what the command printed; without `wait`, only report a failure that has happened already."""
        ...


class CdkError(LocalCloudError):
    """The CDK CLI failed; the message is what it said."""


class Cdk:
    """
    The CDK CLI of this repository, for one app.

    Args:
        environment: What it runs in: `LocalCloud.environment`.
        folder: The app's folder, whose `cdk.json` says how to run it.
        context: Values for the app, as `-c key=value` gives them.
    """

    def __init__(
        self, environment: Mapping[str, str], folder: Path = _ROOT, context: Mapping[str, str] | None = None
    ) -> None:
        self._environment = {
            **environment,
            "PATH": os.pathsep.join(
                [str(_ROOT / ".venv" / "node" / "bin"), str(_ROOT / ".venv" / "bin"), environment.get("PATH", "")]
            ),
        }
        node = _ROOT / ".venv" / "node" / "bin" / "node"
        if node.exists():
            self._environment.setdefault("JSII_NODE", str(node))
        self._folder = folder
        self._context = dict(context or {})

    def bootstrap(self, regions: Iterable[str] = (REGION,)) -> str:
        """Bootstrap the account in these regions."""
        places = [f"aws://{ACCOUNT}/{region}" for region in regions]
        # Not in the app's folder: the CLI would synthesize the app first, which takes seconds.
        return self._run(["bootstrap", *places], folder=Path("/"))

    def synth(self, output: Path) -> None:
        """Synthesize the app into a folder, which the other commands can take instead of the app."""
        with self.synthesizing(output) as finish:
            finish()

    @contextlib.contextmanager
    def synthesizing(self, output: Path) -> Iterator[Finish]:
        """Synthesize the app while something else is done; call what this gives to wait for it, or to see it failed."""
        # What an earlier run left there, its validation report above all, would count as this one's.
        shutil.rmtree(output, ignore_errors=True)
        command = ["synth", "--quiet", "--output", str(output), *self._context_arguments()]
        with self._running(command) as finish:
            yield finish

    def deploy(self, assembly: Path | None = None, stack: str | None = None) -> str:
        """Deploy a stack and those that it needs, by default every one."""
        wanted = stack or "--all"
        return self._on_app(["deploy", wanted, "--require-approval", "never", "--progress", "events"], assembly)

    def diff(self, assembly: Path | None = None, stacks: Sequence[str] = ()) -> str:
        """Compare stacks with what is deployed, by default every one."""
        return self._on_app(["diff", *stacks], assembly)

    def destroy(self, assembly: Path | None = None) -> str:
        """Destroy every stack."""
        return self._on_app(["destroy", "--all", "--force"], assembly)

    def _on_app(self, command: Sequence[str], assembly: Path | None) -> str:
        app = ["--app", str(assembly)] if assembly else self._context_arguments()
        return self._run([*command, *app])

    def _context_arguments(self) -> list[str]:
        return [argument for key, value in self._context.items() for argument in ("-c", f"{key}={value}")]

    def _run(self, arguments: Sequence[str], folder: Path | None = None) -> str:
        with self._running(arguments, folder) as finish:
            return finish()

    @contextlib.contextmanager
    def _running(self, arguments: Sequence[str], folder: Path | None = None) -> Iterator[Finish]:
        program = _ROOT / "node_modules" / ".bin" / "cdk"
        if not program.exists():
            raise LocalCloudError("the CDK command line is not installed: run `make setup`")
        with subprocess.Popen(
            [str(program), *arguments, "--no-notices", "--no-color"],
            cwd=folder or self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            # A process group of its own, so that the app and its Node end with the CLI.
            start_new_session=True,
        ) as process:

            def finish(*, wait: bool = True) -> str:
                if not wait and not process.poll():
                    return ""
                output, _ = process.communicate()
                if process.returncode:
                    raise CdkError("\n".join([f"cdk {arguments[0]} failed:", *_relevant(output)]))
                return output

            try:
                yield finish
            finally:
                if process.poll() is None:
                    end_group(process.pid)


def stacks_of(assembly: Path) -> list[str]:
    """Return the names of the stacks in an assembly, those in stages with theirs before."""
    return sorted(each.get("displayName", name) for name, each in _artifacts(assembly))


def regions_of(assembly: Path, stack: str | None = None) -> set[str]:
    """Return the regions that stacks in an assembly are bound to, or that one of them is."""
    found = {
        each["environment"].rpartition("/")[2]
        for name, each in _artifacts(assembly)
        if stack in {None, each.get("displayName", name)}
    }
    return found - {"unknown-region"}


def _artifacts(assembly: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(assembly.rglob("manifest.json")):
        artifacts = json.loads(path.read_text(encoding="utf-8")).get("artifacts", {})
        yield from (item for item in artifacts.items() if item[1].get("type") == "aws:cloudformation:stack")


def _relevant(output: str) -> list[str]:
    lines = [line for line in output.splitlines() if line.strip() and not _NOISE.match(line)]
    return lines[-_TOLD:]
