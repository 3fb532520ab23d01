"""Document mode and table mode: what the sources of MongoDB and DocumentDB have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dms_constructs import facts
from dms_constructs._declared import settings_of
from dms_constructs.endpoints._settings import EndpointSettings
from dms_constructs.errors import Finding, is_unchecked

__all__ = ["without_effect"]


def without_effect(settings: EndpointSettings) -> Iterator[Finding]:
    """Yield the settings that DMS ignores beside the others: those of the mode that isn't chosen."""
    said: Mapping[str, object] = settings.said
    members = facts.endpoint_settings(settings.BLOCK)["members"]
    fields = {setting.key.name: setting for setting in settings_of(type(settings))}
    for name, value in said.items():
        condition = members[name].get("only_if")
        if condition is None or value is False or is_unchecked(value):
            continue
        other = fields[condition["member"]]
        chosen = said.get(condition["member"], other.key.default)
        if chosen == condition["value"] or other.choices is None or is_unchecked(chosen):
            continue
        needed = f"{other.label}=dms.{other.choices.__name__}.{other.choices(condition['value']).name}"
        label = fields[name].label
        yield Finding(
            "endpoint.settingWithoutEffect",
            f"{label} has no effect without {needed}",
            condition["source"],
            fix=f"write {needed}, or remove {label}",
        )
