"""What a review says where the life cycle stops and starts tasks: by the entries of its gate, as the gate decides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dms_constructs.lifecycle.state_table import TaskChange, outcomes
from dms_constructs.review.entry import Consent, Downtime, Review, Severity
from tests.values.migrations import app, asset, changed, entries, gate, reviewed, selecting, watching

OLD, NEW = "1111111122222222", "3333333344444444"
CONSENT = "11111111-33333333"
APP = app()
OTHER_RULES = changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%")))
OTHER_SETTING = changed(APP, "Task", ReplicationTaskSettings={"FullLoadSettings": {"CommitRate": 20000}})
REPLACED = changed(APP, "Task", ResourceIdentifier="other")


def listed(*tables: tuple[str, str, str]) -> dict[str, Any]:
    return {"Format": 1, "Tables": [list(each) for each in tables]}


def review(
    new: dict[str, Any],
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    assets: dict[str, Any] | None = None,
) -> Review:
    return reviewed(
        gate(APP, Task=before or watching(OLD)),
        gate(new, Task=after or watching(NEW)),
        assets={} if assets is None else assets,
    )


def sentences(found: Review, name: str = "Task") -> list[str]:
    return [str(each) for each in entries(found, name)]


def consent(found: Review, name: str = "Task") -> Consent | None:
    return next(each.consent for each in found.resources if each.name == name)


def test_a_change_in_place_is_stopped_and_resumed() -> None:
    found = review(OTHER_SETTING, after=watching(NEW, Tables=watching(OLD)["Tables"]))

    assert "stop and resume: it is stopped, the change is made, and it is resumed" in sentences(found)
    assert found.severity is Severity.STOPS


def test_a_change_in_place_that_needs_no_reload_needs_no_consent() -> None:
    assert consent(review(OTHER_SETTING, after=watching(NEW, Tables=watching(OLD)["Tables"]))) is None


def test_a_change_that_needs_a_reload_is_stopped_and_loaded_again() -> None:
    found = review(OTHER_RULES, after=watching(NEW, Reload="WHEN_NEEDED"))

    assert "stop and reload: it is stopped, the change is made, then its tables are loaded again" in sentences(found)


@pytest.mark.parametrize(
    ("new", "after", "change"),
    [
        (OTHER_SETTING, watching(NEW, Tables=watching(OLD)["Tables"]), TaskChange.IN_PLACE),
        (OTHER_RULES, watching(NEW), TaskChange.RELOAD),
        (REPLACED, watching(NEW, replaces="other"), TaskChange.REPLACEMENT),
    ],
    ids=["in place", "reload", "replacement"],
)
def test_what_happens_in_each_state_is_the_life_cycles_table(
    new: dict[str, Any], after: dict[str, Any], change: TaskChange
) -> None:
    (task,) = (each for each in review(new, after=after).resources if each.name == "Task")

    assert task.states == outcomes(change)


def test_without_a_life_cycle_there_is_no_table() -> None:
    (task,) = (each for each in reviewed(APP, OTHER_SETTING).resources if each.name == "Task")

    assert task.states == {}


class TestALifeCycleThatComesOrGoes:
    def test_adoption_alone_touches_nothing(self) -> None:
        found = reviewed(APP, gate(APP, Task=watching()))

        assert sentences(found) == [
            (
                "its life cycle is adopted with start policy ALWAYS_RUNNING: deployments start it whenever they find "
                "it stopped; this one touches nothing that runs"
            )
        ]

    def test_adoption_with_a_change_is_refused_while_the_task_runs(self) -> None:
        found = reviewed(APP, gate(OTHER_SETTING, Task=watching()))

        assert (
            "refused while it runs: this deployment only adopts the task and doesn't stop it, and DMS refuses the "
            "change while it runs; deploy its start policy first, and the rest after that"
        ) in sentences(found)

    def test_taking_it_away_touches_nothing(self) -> None:
        found = reviewed(gate(APP, Task=watching()), APP)

        assert sentences(found) == [
            "its life cycle is taken away: the task stays as it is, and DMS refuses later changes while it runs"
        ]

    def test_taking_it_away_with_a_change_is_refused_while_the_task_runs(self) -> None:
        found = reviewed(gate(APP, Task=watching()), OTHER_SETTING)

        assert found.severity is Severity.BREAKS
        assert any("take the start policy away after that" in each for each in sentences(found))

    def test_a_removed_task_is_stopped_first(self) -> None:
        old = gate(APP, Task=watching())
        new = gate({name: each for name, each in APP.items() if name not in {"Task", "Late"}})

        assert sentences(reviewed(old, new)) == [
            (
                "removed: the deployment stops it, and CloudFormation deletes it: the checkpoint (up to which changes "
                "are applied) and table statistics are gone; what is on the target stays there"
            )
        ]

    @pytest.mark.parametrize("start", ["ON_CREATE", "ALWAYS_RUNNING"])
    def test_a_new_task_is_started(self, start: str) -> None:
        old = {name: each for name, each in APP.items() if name not in {"Task", "Late"}}

        (entry,) = entries(reviewed(old, gate(APP, Task=watching(Start=start))), "Task")

        assert entry.severity is Severity.RELOADS
        assert "the deployment starts it, and it loads its tables" in str(entry)

    def test_a_new_task_that_nothing_starts(self) -> None:
        old = {name: each for name, each in APP.items() if name not in {"Task", "Late"}}

        assert sentences(reviewed(old, gate(APP, Task=watching(Start="NEVER")))) == [
            "a new task: CloudFormation creates it, and nothing starts it"
        ]


class TestPolicies:
    def test_a_start_policy(self) -> None:
        found = review(APP, after=watching(OLD, Start="NEVER"))

        assert sentences(found) == [
            "start policy: ALWAYS_RUNNING -> NEVER: deployments start nothing, and changes stay safe"
        ]

    def test_a_reload_policy(self) -> None:
        found = review(APP, after=watching(OLD, Reload="WHEN_NEEDED"))

        assert sentences(found) == [
            "reload policy: NEVER -> WHEN_NEEDED: a change that needs a reload goes without asking"
        ]


class TestConsent:
    def test_a_replacement_needs_it(self) -> None:
        found = review(REPLACED, after=watching(NEW, replaces="other"))

        assert consent(found) == Consent(CONSENT, given=False)
        assert (
            "consent is missing: the deployment refuses the change before it touches anything, if the task has run; to "
            f'go on, write allow=dms.Allow("{CONSENT}")'
        ) in sentences(found)

    def test_once_given_nothing_is_missing_and_the_review_does_not_fail(self) -> None:
        found = review(REPLACED, after=watching(NEW, replaces="other", Allow=CONSENT))

        assert consent(found) == Consent(CONSENT, given=True)
        assert not found.fails(Severity.LOSES)

    def test_of_another_change_is_spent(self) -> None:
        found = review(REPLACED, after=watching(NEW, replaces="other", Allow="00000000-33333333"))

        assert 'dms.Allow("00000000-33333333") is spent: it was for another change' in sentences(found)
        assert found.fails(Severity.BREAKS)

    def test_in_a_template_that_does_not_change_is_spent(self) -> None:
        watched = watching(NEW, Allow=CONSENT)

        assert sentences(reviewed(gate(APP, Task=watched), gate(APP, Task=watched))) == [
            f'dms.Allow("{CONSENT}") is spent: nothing needs it any more; remove it'
        ]

    def test_a_reload_needs_it_under_never(self) -> None:
        found = review(OTHER_RULES)

        assert consent(found) == Consent(CONSENT, given=False)

    def test_a_reload_needs_none_under_when_needed(self) -> None:
        assert consent(review(OTHER_RULES, after=watching(NEW, Reload="WHEN_NEEDED"))) is None

    def test_a_task_of_changes_only_goes_on_from_its_checkpoint_without(self) -> None:
        cdc = changed(REPLACED, "Task", MigrationType="cdc")
        sides = [watching(each, replaces=each, MigrationType="cdc") for each in (OLD, NEW)]

        found = reviewed(gate(changed(APP, "Task", MigrationType="cdc"), Task=sides[0]), gate(cdc, Task=sides[1]))

        assert consent(found) is None
        assert (
            "replaced: CloudFormation makes a new task, then deletes the old one: table statistics are gone, and the "
            "new one goes on from the checkpoint of the old"
        ) in sentences(found)

    def test_a_task_of_changes_from_another_source_needs_it(self) -> None:
        sides = [watching(each, replaces=each, MigrationType="cdc", Source=each) for each in (OLD, NEW)]

        assert consent(review(REPLACED, *sides)) == Consent(CONSENT, given=False)

    def test_a_renamed_task_needs_it_and_is_told_how_to_keep_its_id(self) -> None:
        text = json.dumps({"Moved" if name == "Task" else name: each for name, each in APP.items()})
        moved = json.loads(text.replace('"Ref": "Task"', '"Ref": "Moved"'))
        # Little of it is the same: what tells is what the life cycle says that it moves.
        moved = changed(moved, "Moved", SourceEndpointArn="arn:elsewhere", CdcStopPosition="server_time:2027-01-01")

        found = reviewed(gate(APP, Task=watching(OLD)), gate(moved, Moved=watching(NEW)))

        assert consent(found, "Moved") == Consent(CONSENT, given=False)
        assert any(
            each.endswith('to keep it, write task.node.default_child.override_logical_id("Task")')
            for each in sentences(found, "Moved")
        )


class TestListsOfTables:
    BEFORE = listed(("shop.orders", "public.orders", "a"), ("shop.items", "public.items", "a"))

    def review(self, *after: tuple[str, str, str], **entry: Any) -> Review:
        return review(
            OTHER_RULES, after=watching(NEW, **entry), assets={asset(OLD): self.BEFORE, asset(NEW): listed(*after)}
        )

    def test_gained(self) -> None:
        found = self.review(*self.BEFORE["Tables"], ("shop.new", "public.new", "a"))

        assert "1 table gained: shop.new: they are loaded" in sentences(found)
        assert found.resources[0].downtime is Downtime.RELOAD
        assert consent(found) == Consent(CONSENT, given=False)

    def test_lost(self) -> None:
        found = self.review(self.BEFORE["Tables"][0])

        assert "1 table lost: shop.items: no longer kept up to date; what is on the target stays there" in sentences(
            found
        )
        assert consent(found) is None

    def test_renamed(self) -> None:
        found = self.review(self.BEFORE["Tables"][0], ("shop.items", "public.things", "a"))

        assert (
            "1 table renamed on the target: shop.items (from public.items to public.things): the old tables stay on "
            "the target; the new ones are loaded"
        ) in sentences(found)

    def test_changed(self) -> None:
        found = self.review(self.BEFORE["Tables"][0], ("shop.items", "public.items", "b"))

        assert "columns, types or filters of shop.items change: right on the target only after a reload" in sentences(
            found
        )

    def test_the_same_need_no_reload(self) -> None:
        assert consent(self.review(*self.BEFORE["Tables"])) is None

    def test_lists_that_are_in_the_template(self) -> None:
        sides = [
            watching(mark, Tables={"List": json.dumps(each)})
            for mark, each in ((OLD, self.BEFORE), (NEW, listed(*map(tuple, self.BEFORE["Tables"][:1]))))
        ]

        assert any(each.startswith("1 table lost: shop.items") for each in sentences(review(OTHER_RULES, *sides)))

    def test_lists_of_snapshots_which_mask_their_names(self) -> None:
        sides = [watching(mark, Tables={"Key": f"<asset-hash>.{mark}"}) for mark in (OLD, NEW)]
        found = review(OTHER_RULES, *sides)

        assert any(each.startswith("a rule is removed: ") for each in sentences(found))
        assert consent(found) == Consent(CONSENT, given=False)

    def test_more_than_a_hundred_are_counted(self) -> None:
        many = [(f"shop.t{number}", f"public.t{number}", "a") for number in range(101)]

        assert "101 tables gained: 101 tables, too many to name: they are loaded" in sentences(
            self.review(*self.BEFORE["Tables"], *many)
        )

    def test_one_that_is_not_there_any_more_may_hide_any_change(self) -> None:
        found = review(OTHER_RULES, assets={asset(NEW): listed()})

        assert consent(found) == Consent(CONSENT, given=False)

    def test_rules_that_only_take_tables_away_need_no_reload(self) -> None:
        rules = [json.dumps(each) for each in selecting("shop.%", "!shop.audit_%")["rules"]]
        new = changed(APP, "Task", TableMappings=json.dumps(selecting("shop.%", "!shop.audit_%", "!shop.log")))
        more = [json.dumps(selecting("!shop.log")["rules"][0]), *rules]
        assets = {asset(OLD): {"Format": 1, "Rules": rules}, asset(NEW): {"Format": 1, "Rules": more}}

        assert consent(review(new, assets=assets)) is None

    def test_a_catalog_that_is_added_may_hide_any_change(self) -> None:
        assets = {asset(OLD): {"Format": 1, "Rules": []}, asset(NEW): listed()}

        assert consent(review(OTHER_RULES, assets=assets)) == Consent(CONSENT, given=False)


def test_settings_that_only_a_new_load_takes_need_a_reload() -> None:
    sides = [
        watching(each, Tables=watching(OLD)["Tables"], Load={"TargetMetadata.LobMaxSize": size})
        for each, size in ((OLD, "64"), (NEW, "128"))
    ]

    found = review(changed(APP, "Task", ReplicationTaskSettings={"TargetMetadata": {"LobMaxSize": 128}}), *sides)

    assert consent(found) == Consent(CONSENT, given=False)


def test_a_task_that_may_move_keeps_its_checkpoint_when_the_instance_is_replaced() -> None:
    seat = {"Type": "Custom::DmsSeat", "Properties": {"InstanceArn": {"Ref": "Instance"}}}
    seated = changed(APP, "Task", ReplicationInstanceArn={"Ref": "Seat"}) | {"Seat": seat}
    moved = changed(seated, "Instance", PubliclyAccessible=False)
    sides = [watching(OLD), watching(OLD, Uses=["Other"])]

    found = reviewed(gate(seated, Task=sides[0]), gate(moved, Task=sides[1]))

    assert sentences(found) == [
        (
            "it moves to another instance: the life cycle stops the task, moves it and resumes it; its checkpoint and "
            "statistics stay"
        ),
        "stop and resume: it is stopped, the change is made, and it is resumed",
    ]
