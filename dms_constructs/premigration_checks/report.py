"""What came of all checks of AWS's premigration assessment, as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs._markdown import escaped
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.premigration_checks.verdict import PremigrationCheck, PremigrationVerdict

__all__ = ["PremigrationReport", "summary"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PremigrationReport:
    """
    What came of the checks of AWS's premigration assessment: `print(premigration(task.plan))`.

    Made by `premigration`.

    Attributes:
        checks: Each check, first those for every engine, then those of the source's engine.
        problems: What is wrong with the plan besides; DMS would refuse it, or lose data.
        findings: The findings of the plan that the checks were decided with.
    """

    checks: tuple[PremigrationCheck, ...]
    problems: tuple[ConfigurationError, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, verdict: PremigrationVerdict) -> tuple[PremigrationCheck, ...]:
        """Return the checks with this verdict."""
        return tuple(check for check in self.checks if check.verdict is verdict)

    @property
    def failed(self) -> tuple[PremigrationCheck, ...]:
        """The checks that failed."""
        return self.of(PremigrationVerdict.FAILED)

    @property
    def warned(self) -> tuple[PremigrationCheck, ...]:
        """The checks that warn."""
        return self.of(PremigrationVerdict.WARNING)

    @property
    def other_findings(self) -> tuple[Finding, ...]:
        """The findings that no failed check tells of: most have none, and some only for other engines."""
        found = {check.key for check in (*self.failed, *self.warned)}
        return tuple(finding for finding in self.findings if found.isdisjoint(finding.premigration))

    def groups(self) -> Iterator[tuple[PremigrationVerdict, str, tuple[PremigrationCheck, ...]]]:
        """Yield each verdict that some checks have, a title and the checks; the worst first."""
        for verdict, title in _TITLES.items():
            if checks := self.of(verdict):
                yield verdict, f"{title} ({len(checks)})", checks

    @property
    def title_of_others(self) -> str:
        """What comes before the other findings."""
        return f"Besides AWS's checks ({len(self.other_findings)})"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return {
            "problems": [{"code": each.code, "message": each.message} for each in self.problems],
            "counts": {verdict.value: len(self.of(verdict)) for verdict in _TITLES},
            "checks": [check.as_dict() for check in self.checks],
            "findings": [finding.as_dict() for finding in self.other_findings],
        }

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        lines = [f"**Problem** `{each.code}`: {escaped(each.message)}\n" for each in self.problems]
        for _, title, checks in self.groups():
            lines += [f"**{title}**", ""]
            lines += [f"- `{each.key}`: {escaped(str(each).removeprefix(each.key + ': '))}" for each in checks]
            lines.append("")
        if self.other_findings:
            lines += [f"**{self.title_of_others}**", ""]
            lines += [f"- `{each.id}`: {escaped(str(each))}" for each in self.other_findings]
            lines.append("")
        return "\n".join([*lines, summary([self])]) + "\n"

    def __str__(self) -> str:
        lines = [f"Problem: {each}" for each in self.problems]
        for _, title, checks in self.groups():
            lines += [title, *(f"  {each}" for each in checks)]
        if self.other_findings:
            lines += [self.title_of_others, *(f"  {each} [{each.id}]" for each in self.other_findings)]
        return "\n".join([*lines, summary([self])])


_TITLES = {
    PremigrationVerdict.FAILED: "Failed",
    PremigrationVerdict.WARNING: "Warnings",
    PremigrationVerdict.UNDECIDED: "Can't be decided here",
    PremigrationVerdict.PASSED: "Passed",
    PremigrationVerdict.NOT_APPLICABLE: "Not applicable",
}
"""The worst first."""


def summary(reports: Sequence[PremigrationReport]) -> str:
    """Return how many checks came out how, in a line."""

    def counted(verdict: PremigrationVerdict) -> str:
        count = sum(len(report.of(verdict)) for report in reports)
        is_several = verdict is PremigrationVerdict.WARNING and count != 1
        return f"{count} {verdict.value}{'s' if is_several else ''}"

    return ", ".join(map(counted, _TITLES))
