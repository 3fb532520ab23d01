"""
From the facts about task settings: one document just outside and one just inside each range, enumeration and rule.

The documents are read as DMS returns them, so this is about what comes from JSON; what is typed has the same checks.
Each test goes through all keys, since there are thousands of documents, and shows those that were answered wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dms_constructs import ConfigurationError, EngineName, MigrationType, TaskSettings, facts
from dms_constructs.settings._document import nested
from dms_constructs.settings._keys import Key, keys

PARTS = {each["switch"]: each for each in facts.task_settings()["parts"]}
QUIET = {"FullLoadSettings.TargetTablePrepMode": "DO_NOTHING", "Logging.EnableLogging": True}
"""What a document must say to have no findings."""
BOTH = MigrationType.FULL_LOAD_AND_CDC
SCALARS = [of for of in keys().values() if of.kind not in {"object", "array", "null"} and not of.read_only]
SCALARS = [of for of in SCALARS if "[]" not in of.name]
# What a task that repairs differences needs, by rules that have tests of their own.
RESYNC = {
    "ResyncSettings.MaxResyncTime": 60,
    "ResyncSettings.ResyncSchedule": "0 0 * * *",
    "ValidationSettings.EnableValidation": True,
}
MORE = {
    "TargetMetadata.FullLobMode": {"TargetMetadata.LimitedSizeLobMode": False},
    "ValidationSettings.ValidationOnly": {"ValidationSettings.EnableValidation": True},
    "ChangeProcessingTuning.BatchApplyTimeoutMin": {"ChangeProcessingTuning.BatchApplyTimeoutMax": 9999},
    "ChangeProcessingTuning.BatchApplyTimeoutMax": {"ChangeProcessingTuning.BatchApplyTimeoutMin": 0},
}


def at_work(of: Key, value: Any, migration_type: MigrationType = BOTH) -> dict[str, Any]:
    """The flat document in which a key has a value and does something, as far as a task of this type lets it."""
    values = {of.name: value}
    while of.only_with is not None:
        switch = of.only_with
        values.setdefault(switch.key, switch.values[0] if switch.above is None else switch.above + 1)
        of = keys()[switch.key]
    for name in list(values):
        if name in PARTS and values[name] in PARTS[name]["on"]:
            values = {**PARTS[name]["needs"], **values}
    for name in list(values):
        values = {**MORE.get(name, {}), **values}
    if any(name.startswith("ResyncSettings.") for name in values):
        needed = RESYNC if migration_type.has_cdc else {"ValidationSettings.EnableValidation": True}
        values = {**needed, **values}
    return values


def answer(
    values: dict[str, Any],
    migration_type: MigrationType = BOTH,
    source: EngineName | None = None,
    target: EngineName | None = None,
) -> set[str]:
    """The codes and ids that a document is answered with."""
    try:
        settings = TaskSettings.from_dict(nested({**QUIET, **values}))
        found = settings.check(migration_type=migration_type, source_engine=source, target_engine=target)
    except ConfigurationError as error:
        return {error.code}
    return {finding.id for finding in found}


def another(of: Key) -> Any:
    """A legal value that is not the default."""
    if of.kind == "boolean":
        return not of.default
    if of.legal:
        return next((value for value in reversed(of.legal) if value != of.default), of.default)
    if of.kind == "integer":
        value = (of.minimum or 0) + 7
        return value if value != of.default else value + 1
    return {"codepoint": 35}.get(of.kind, "0 0 * * *" if of.name.endswith("ResyncSchedule") else "abc")


def errors(found: set[str]) -> set[str]:
    return {each for each in found if each.startswith("DMS-")}


def bounds() -> Iterator[tuple[Key, int, int]]:
    """Each bound, with the number beyond it and the one on it."""
    for of in SCALARS:
        if of.kind == "integer" and of.minimum is not None:
            yield of, of.minimum - 1, of.minimum
        if of.kind == "integer" and of.maximum is not None:
            yield of, of.maximum + 1, of.maximum


BEYOND = {"DMS-S001", "settings.belowAssumedMinimum"}


def test_a_number_beyond_its_range_is_never_silent() -> None:
    assert [(of.name, bad) for of, bad, _ in bounds() if BEYOND.isdisjoint(answer(at_work(of, bad)))] == []


def test_a_number_on_its_bound_is_legal() -> None:
    assert [(of.name, good) for of, _, good in bounds() if BEYOND & answer(at_work(of, good))] == []


def choices() -> Iterator[Key]:
    return (of for of in SCALARS if of.legal)


def test_a_word_that_is_not_in_its_enumeration_is_refused() -> None:
    near = {of.name: f"{of.legal[0]}_" for of in choices()}

    assert [of.name for of in choices() if answer(at_work(of, near[of.name])) != {"DMS-S003"}] == []


def test_every_word_of_an_enumeration_is_legal() -> None:
    assert [(of.name, word) for of in choices() for word in of.legal if errors(answer(at_work(of, word)))] == []


def test_a_value_of_another_type_is_refused() -> None:
    wrong = {"boolean": "perhaps", "integer": "many", "string": 5, "codepoint": "no digits", "enum": 5}
    codes = {"boolean": "DMS-S002", "integer": "DMS-S001", "codepoint": "DMS-S026", "enum": "DMS-S003"}

    for of in SCALARS:
        code = codes.get(of.kind, "DMS-S003" if of.legal else "DMS-S004")
        assert answer(at_work(of, wrong[of.kind])) == {code}, of.name


IDLE = {"settings.noEffectForMigrationType", "DMS-S019"}


def types() -> Iterator[tuple[Key, MigrationType]]:
    return ((of, each) for of in SCALARS for each in MigrationType)


def test_what_does_nothing_in_a_task_of_a_type_is_never_silent() -> None:
    idle = [(of, each) for of, each in types() if each not in of.migration_types]

    assert [
        (of.name, each.value) for of, each in idle if IDLE.isdisjoint(answer(at_work(of, another(of), each), each))
    ] == []


def test_what_does_something_in_a_task_of_a_type_is_no_surprise_there() -> None:
    active = [(of, each) for of, each in types() if each in of.migration_types]

    for of, each in active:
        values = at_work(of, another(of), each)
        # What it needs may be for other types than itself.
        if all(each in keys()[name].migration_types for name in values):
            assert IDLE.isdisjoint(answer(values, each)), (of.name, each.value)


def sides() -> Iterator[tuple[Key, dict[str, EngineName], bool | None]]:
    """Each key that is for some engines, with each engine, and whether the guide names it."""
    for of in SCALARS:
        for side, names in (("source", of.sources), ("target", of.targets)):
            for engine in EngineName if names else ():
                yield of, {side: engine}, engine.record.is_named(names)


def test_what_is_for_other_engines_is_never_silent() -> None:
    assert [
        (of.name, engines)
        for of, engines, is_named in sides()
        if is_named is False and "settings.noEffectForEngine" not in answer(at_work(of, another(of)), **engines)
    ] == []


def test_what_is_for_an_engine_is_no_surprise_there() -> None:
    assert [
        (of.name, engines)
        for of, engines, is_named in sides()
        if is_named is True and "settings.noEffectForEngine" in answer(at_work(of, another(of)), **engines)
    ] == []


def of_targets() -> Iterator[tuple[Key, EngineName, int, int]]:
    """Each bound that is a target's own, with the number beyond it and the one on it."""
    for of in SCALARS:
        for name, least, most in of.of_targets:
            for engine in EngineName:
                if engine.record.is_named([name]):
                    yield from ((of, engine, bound + step, bound) for bound, step in ((least, -1), (most, 1)) if bound)


def test_a_number_beyond_the_range_of_a_target_is_never_silent_and_one_on_its_bound_is_legal() -> None:
    for of, engine, bad, good in of_targets():
        found = {value: answer(at_work(of, value), target=engine) for value in (bad, good)}
        assert "settings.beyondRangeOfTarget" in found[bad], (of.name, engine, bad)
        assert "settings.beyondRangeOfTarget" not in found[good], (of.name, engine, good)


def dependent() -> Iterator[tuple[Key, dict[str, Any]]]:
    """Each key that needs another one, with a document in which it has not what it needs."""
    for of in SCALARS:
        if of.only_with is None:
            continue
        switch = keys()[of.only_with.key]
        if not switch.default_known:
            continue  # nobody knows what leaving it out does
        if of.only_with.values == (False,):
            yield of, {switch.name: True, of.name: another(of)}
        elif not of.only_with.holds(switch.default):
            yield of, {of.name: another(of)}


LACKING = {"settings.partsWithoutSwitch", "settings.noEffectWithBatchApply", "settings.uncheckedRule"}


def test_a_key_without_what_it_depends_on_is_never_silent() -> None:
    assert [of.name for of, values in dependent() if LACKING.isdisjoint(answer(values))] == []


def test_a_key_with_what_it_depends_on_is_no_surprise() -> None:
    assert [of.name for of in SCALARS if of.only_with is not None and LACKING & answer(at_work(of, another(of)))] == []


def needs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each switch with each part that it needs, and the document without that part."""
    for switch, each in PARTS.items():
        whole = at_work(keys()[switch], each["on"][0])
        for part in each["needs"]:
            yield switch, part, {name: value for name, value in whole.items() if name != part}


def test_a_section_without_a_part_that_it_needs_is_never_silent() -> None:
    assert [(switch, part) for switch, part, values in needs() if "settings.uncheckedRule" not in answer(values)] == []


def test_a_section_with_all_its_parts_is_no_surprise() -> None:
    for switch, each in PARTS.items():
        assert answer(at_work(keys()[switch], each["on"][0])) == set(), switch


def test_nothing_of_the_facts_is_left_out() -> None:
    """The number of documents that are tried; it grows with the facts."""
    outside = [
        *bounds(),
        *choices(),
        *SCALARS,
        *((of, each) for of, each in types() if each not in of.migration_types),
        *((of, engines) for of, engines, is_named in sides() if is_named is False),
        *of_targets(),
        *dependent(),
        *needs(),
    ]

    assert len(outside) > 600
