"""A rule that settings break: an error, or a warning where the user is past the rule."""

from __future__ import annotations

from dataclasses import dataclass

from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["Problem"]


@dataclass(frozen=True, slots=True)
class Problem:
    """
    A rule that settings break.

    Attributes:
        code: The code of the error.
        message: What is wrong.
        fix: What to write instead.
        keys: What it is about: a key whose name is marked as unchecked keeps the rule from raising.
        source: Where AWS says so.
        given: The value that was refused.
    """

    code: str
    message: str
    fix: str
    keys: tuple[str, ...]
    source: str
    given: object = None

    def error(self) -> ConfigurationError:
        """Return it as the error that it is."""
        return ConfigurationError(self.code, f"{self.message}: {self.fix}", given=self.given, source=self.source)

    def finding(self) -> Finding:
        """Return it as the warning that it is where the user is past the rule."""
        message = f"{self.message} [{self.code}]"
        return Finding("settings.uncheckedRule", message, self.source, self.keys, fix=self.fix)
