"""What settings need of each other, as the facts have it: a password for its mode, no certificate for another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dms_constructs import facts
from dms_constructs._declared import Setting, settings_of
from dms_constructs.endpoints._settings import EndpointSettings, Member
from dms_constructs.errors import ConfigurationError, Finding, is_unchecked, is_unresolved

__all__ = ["check_conditions"]

Condition = Mapping[str, Any]

# What is written for a member that is missing.
_EXAMPLES = {
    "AuthPassword": "dms.SecretField(secret, 'password')",
    "AuthUserName": "'dms'",
    "SaslPassword": "dms.SecretField(secret, 'password')",
    "SaslUsername": "'dms'",
    "SslClientCertificateArn": "dms.Certificate.from_certificate_arn(self, 'ClientCertificate', 'arn:aws:dms:...')",
    "SslClientKeyArn": "dms.Certificate.from_certificate_arn(self, 'ClientKey', 'arn:aws:dms:...')",
}


def check_conditions(
    declared: type[EndpointSettings], said: Mapping[str, object], decided: Mapping[str, str] | None = None
) -> list[Finding]:
    """
    Raise for a mode without what it needs, or with what it excludes; return the settings that the mode doesn't use.

    Args:
        declared: The class whose fields stand for members.
        said: The members that are said, by AWS's names.
        decided: The members for which no field stands, and the arguments that decide them.
    """
    checked = _Said(declared, said, decided or {})
    found: list[Finding] = []
    for name, fact in facts.endpoint_settings(declared.BLOCK)["members"].items():
        for kind, check in _CHECKS.items():
            if kind in fact and (finding := check(checked, name, fact[kind])) is not None:
                found.append(finding)
    return found


class _Said:
    """What is said of the members of a block."""

    def __init__(
        self, declared: type[EndpointSettings], said: Mapping[str, object], decided: Mapping[str, str]
    ) -> None:
        self._said = said
        self._fields: dict[str, Setting[Member]] = {each.key.name: each for each in settings_of(declared)}
        self._labels = {**decided, **{name: each.label for name, each in self._fields.items()}}

    def needed(self, name: str, condition: Condition) -> Finding | None:
        """Raise for a member that its mode needs; return a finding about one that its mode doesn't use."""
        mode = self._mode(condition)
        if mode is None:
            return None
        if mode in condition["values"] and name not in self._said:
            label = self._labels[name]
            raise ConfigurationError(
                "DMS-Y024",
                f"{self._written(condition, mode)} needs {label}; give {label}={_EXAMPLES[name]}",
                source=condition["source"],
            )
        return self._unused(name, condition) if mode not in condition["values"] else None

    def excluded(self, name: str, condition: Condition) -> Finding | None:
        """Raise for a member that its mode excludes."""
        mode = self._mode(condition)
        if name in self._said and mode in condition["values"]:
            label = self._labels[name]
            raise ConfigurationError(
                "DMS-Y024",
                f"{label} must not be given with {self._written(condition, mode)}; remove {label}",
                source=condition["source"],
            )
        return None

    def used(self, name: str, condition: Condition) -> Finding | None:
        """Return a finding about a member that its mode doesn't use."""
        mode = self._mode(condition)
        return None if mode is None or mode == condition["value"] else self._unused(name, condition)

    def _unused(self, name: str, condition: Condition) -> Finding | None:
        value = self._said.get(name)
        if value is None or value is False or is_unchecked(value):
            return None
        needed = [self._written(condition, each) for each in condition.get("values", [condition.get("value")])]
        label = self._labels[name]
        return Finding(
            "endpoint.settingWithoutEffect",
            f"{label} has no effect without {' or '.join(needed)}",
            condition["source"],
            fix=f"remove {label}, or write {needed[0]}",
        )

    def _mode(self, condition: Condition) -> Any:
        """Return what is said of the other member, or its default; None where that is not known."""
        setting = self._fields[condition["member"]]
        mode = self._said.get(condition["member"], setting.key.default)
        return None if is_unchecked(mode) or (isinstance(mode, str) and is_unresolved(mode)) else mode

    def _written(self, condition: Condition, mode: Any) -> str:
        setting = self._fields[condition["member"]]
        choices: Any = setting.choices
        return f"{setting.label}=dms.{choices.__name__}.{choices(mode).name}"


_CHECKS = {"needed_if": _Said.needed, "not_if": _Said.excluded, "only_if": _Said.used}
