"""Collects findings, one for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.words import few

__all__ = ["Collector", "grouped", "naming"]


class Collector:
    """
    Findings by their ids: a thousand tables with one flaw are one warning.

    Only the first text of each id is made, so noting is cheap.
    """

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, str]] = {}
        self._times: dict[str, int] = {}

    def note(self, key: str, template: str, *parts: object, fix: Callable[[], str]) -> None:
        """Note something; each `{}` of the template stands for one of the parts, and `fix` says what to write."""
        times = self._times.get(key, 0)
        if not times:
            self._first[key] = (template.format(*parts), fix())
        self._times[key] = times + 1

    def add(self, findings: Iterable[Finding]) -> None:
        """Note findings that are made already."""
        for finding in findings:
            self._first.setdefault(finding.id, (finding.message, finding.fix))
            self._times[finding.id] = self._times.get(finding.id, 0) + 1

    def __contains__(self, key: object) -> bool:
        return key in self._first

    def grouped(self) -> tuple[Finding, ...]:
        """Return one finding for each id, in the order in which they were noted."""
        return tuple(
            Finding(key, text if times == 1 else f"{text} (and {times - 1} more of this kind)", fix=fix)
            for (key, (text, fix)), times in zip(self._first.items(), self._times.values(), strict=True)
        )


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return one finding for each id."""
    findings = tuple(findings)
    if len(findings) < 2:
        return findings
    collector = Collector()
    collector.add(findings)
    return collector.grouped()


def naming(names: Iterable[str]) -> str:
    """Return the first few of some names, each once, and how many more there are."""
    return few(list(dict.fromkeys(names)))
