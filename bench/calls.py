"""
Count the calls to Node of each app, by what is called: `python -m bench.calls`.

A call costs 0.2 to 0.5 ms, whatever it does; nearly all the time that constructs take is calls.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jsii

from bench import apps

COUNT = 20
KINDS = ("create", "invoke", "sinvoke", "get", "sget", "set", "sset")


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Count what is asked of Node meanwhile."""
    calls: Counter[str] = Counter()
    provider = jsii.kernel.provider

    def counts(kind: str, ask: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def call(request: Any) -> Any:
            calls[f"{kind} {_asked(request)}"] += 1
            return ask(request)

        return call

    for kind in KINDS:
        setattr(provider, kind, counts(kind, getattr(provider, kind)))
    try:
        yield calls
    finally:
        for kind in KINDS:
            delattr(provider, kind)  # the class's own is found again


def _asked(request: Any) -> str:
    """Return the type, without its package and the object's number, and the member."""
    owner = getattr(request, "fqn", None) or request.objref.ref.partition("@")[0]
    member = getattr(request, "property", None) or getattr(request, "method", None)
    return ".".join(filter(None, (str(owner).removeprefix("aws-cdk-lib."), member)))


def counted(run: Callable[[], object]) -> Counter[str]:
    with counting() as calls:
        run()
    return calls


def for_more(build: Callable[[int], apps.Pair], count: int) -> tuple[Counter[str], Counter[str]]:
    """Count what some more of them add on both sides: what an app calls once is left out."""
    mine, theirs = (counted(many) - counted(few) for few, many in zip(build(2), build(2 + count), strict=True))
    return mine, theirs


if __name__ == "__main__":
    builds = {"stack": apps.stacks, "pipeline": apps.pipelines, "task": apps.tasks, "watched task": apps.watched}
    builds |= {"endpoint": apps.engines, "cluster": apps.clusters, "watched cluster": apps.watched_clusters}
    for what, build in builds.items():
        mine, theirs = for_more(build, COUNT)
        print(f"\neach more {what}: {mine.total() / COUNT:.1f} calls against {theirs.total() / COUNT:.1f}")
        for name in sorted(mine.keys() | theirs.keys()):
            print(f"  {mine[name] / COUNT:6.2f} {theirs[name] / COUNT:6.2f}  {name}")
