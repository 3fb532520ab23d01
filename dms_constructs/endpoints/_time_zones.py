"""Time zones by name, as far as this machine knows them (source: the IANA time zone database)."""

from __future__ import annotations

import difflib
import functools
import re

from dms_constructs._checks import skipped
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["check_time_zone", "near_time_zone"]

_AREA_AND_LOCATION = re.compile(r"[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+)+")
# How near a name must be to a known one to be taken for a slip; a zone newer than the machine's database is further.
_NEAR = 0.85


def check_time_zone(label: str, name: str | None, *, must_be_named: bool) -> None:
    """
    Raise for a time zone that is misspelt; nothing is refused where the machine knows no time zones.

    Args:
        label: The argument.
        name: What was given for it.
        must_be_named: Whether it must be a name at all, and not for example `+02:00`.
    """
    if name is None or skipped(name) or _is_known(name):
        return
    zones = _zones()
    if not zones:
        return
    near = _nearest(name.casefold())
    if near is None and (not must_be_named or _AREA_AND_LOCATION.fullmatch(name)):
        return
    raise ConfigurationError(
        "DMS-E008",
        f"{label} must be a time zone by name, Area/Location, got {shown(name)}; write {near or 'Europe/Berlin'!r}",
        given=name,
    )


def near_time_zone(name: str) -> str | None:
    """Return the time zone that a misspelt one stands for; None for one that is known, and where none is near."""
    if skipped(name) or "/" not in name or _is_known(name):
        return None
    near = difflib.get_close_matches(name.casefold(), _zones(), n=1, cutoff=_NEAR)
    return _zones()[near[0]] if near else None


def _is_known(name: str) -> bool:
    import zoneinfo  # noqa: PLC0415  # loading it takes a fifth of the time of this whole package, and few apps name zones

    try:
        zoneinfo.ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        return False
    return True


@functools.cache
def _zones() -> dict[str, str]:
    """Return the names of all zones by how they are compared; reading them takes as long as making an endpoint."""
    import zoneinfo  # noqa: PLC0415  # see above

    return {name.casefold(): name for name in sorted(zoneinfo.available_timezones())}


def _nearest(name: str) -> str | None:
    zones = _zones()
    same_location = [zone for folded, zone in zones.items() if folded == name or folded.endswith(f"/{name}")]
    near = same_location or [zones[one] for one in difflib.get_close_matches(name, zones, n=1, cutoff=_NEAR)]
    return near[0] if near else None
