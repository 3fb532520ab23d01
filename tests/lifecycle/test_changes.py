"""What a change means for a task: kinds of change, why a reload is needed, and what consent is given for."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import changes
import pytest

from tests.lifecycle.apps import App, entry_of, lists_of, resources_of

OLD = App()
ORDERS = "shop.orders"


def gate(app: App) -> dict[str, Any]:
    return {"Tasks": {name: entry_of(app, name) for name in app.jobs}, "Resources": resources_of(app), "Values": {}}


def kind(new: App, old: App = OLD) -> str:
    return changes.kind(entry_of(old, "Orders"), entry_of(new, "Orders"), gate(old), gate(new))


def reload(new: App, old: App = OLD) -> changes.Reload:
    before, now = (entry_of(each, "Orders") for each in (old, new))
    lists = [json.loads(lists_of(each)[entry["Tables"]["Key"]]) for each, entry in ((old, before), (new, now))]
    return changes.reload(before, now, *lists)


def rules(*documents: dict[str, Any]) -> tuple[str, ...]:
    return tuple(json.dumps(document, sort_keys=True) for document in documents)


def select(action: str = "include", table: str = "orders", **more: Any) -> dict[str, Any]:
    locator = {"schema-name": "shop", "table-name": table}
    return {"rule-type": "selection", "rule-action": action, "object-locator": locator, **more}


class TestTheKindOfChange:
    @pytest.mark.parametrize(
        ("new", "expected"),
        [
            (OLD, "none"),
            (OLD.with_job(start="ON_CREATE", reload="WHEN_NEEDED", allow="1-2"), "none"),
            (OLD.with_job(settings={"FullLoadSettings": {"MaxFullLoadSubTasks": 4}}), "in place"),
            (OLD.with_job(tables={"shop.sales": "1"}), "in place"),
            (replace(OLD, host="two.example.com"), "in place"),
            (replace(OLD, instance_class="dms.r6i.large"), "in place"),
            (OLD.with_job(migration_type="cdc"), "replacement"),
            (replace(OLD, ends=("Other", "Target")), "replacement"),
            (replace(OLD, instance="Other"), "replacement"),
        ],
    )
    def test_is_what_it_does_to_the_task(self, new: App, expected: str) -> None:
        assert kind(new) == expected

    def test_of_another_instance_is_in_place_where_the_task_moves(self) -> None:
        old = OLD.with_job(moving=True)

        assert kind(replace(old, instance="Other"), old) == "in place"

    @pytest.mark.parametrize(
        ("values", "expected"), [(None, "in place"), (["Host"], "in place"), (["Port"], "none"), ([], "none")]
    )
    def test_by_a_value_known_at_deployment_only_reaches_the_tasks_that_use_it(
        self, values: list[str] | None, expected: str
    ) -> None:
        entry = entry_of(OLD, "Orders") | ({} if values is None else {"Values": values})
        before, now = ({**gate(OLD), "Values": {"Host": host}} for host in ("one", "two"))

        assert changes.kind(entry, entry, before, now) == expected

    def test_is_read_from_an_entry_of_a_later_format_as_far_as_it_goes(self) -> None:
        later = {"Format": "2", "Digest": "other", "Replaces": entry_of(OLD, "Orders")["Replaces"]}

        assert changes.kind(entry_of(OLD, "Orders"), later, gate(OLD), {}) == "in place"


class TestAReloadIsNeeded:
    def test_for_tables_gained(self) -> None:
        found = reload(OLD.with_job(tables={ORDERS: "1", "shop.sales": "1"}))

        assert (found.gained, found.is_structural) == (["shop.sales"], False)

    def test_for_tables_that_go_elsewhere(self) -> None:
        assert reload(OLD.with_job(targets={ORDERS: "sales"})).renamed == [ORDERS]

    def test_for_tables_with_other_columns(self) -> None:
        assert reload(OLD.with_job(tables={ORDERS: "2"}, settings={"Logging": {}})).changed == [ORDERS]

    def test_for_settings_that_only_a_new_load_takes(self) -> None:
        new = OLD.with_job(load={"TargetMetadata.LobMaxSize": "64"}, settings={"TargetMetadata": {"LobMaxSize": 64}})

        assert reload(new).settings == ["TargetMetadata.LobMaxSize"]

    def test_where_the_list_before_is_lost(self) -> None:
        now = entry_of(OLD.with_job(tables={"shop.sales": "1"}), "Orders")

        assert "can't be read any more" in str(changes.reload(entry_of(OLD, "Orders"), now, None, {"Tables": []}))

    def test_where_a_catalog_came_with_the_change(self) -> None:
        old = OLD.with_job(rules=rules(select()))

        assert "a catalog was added" in str(reload(OLD.with_job(tables={"shop.sales": "1"}), old))


class TestNoReloadIsNeeded:
    def test_for_tables_lost(self) -> None:
        old = OLD.with_job(tables={ORDERS: "1", "shop.sales": "1"})

        assert not reload(OLD, old).is_needed

    def test_for_a_setting_that_a_resume_takes(self) -> None:
        assert not reload(OLD.with_job(settings={"FullLoadSettings": {"MaxFullLoadSubTasks": 4}})).is_needed

    def test_of_a_task_that_only_replicates_changes(self) -> None:
        old = OLD.with_job(migration_type="cdc")

        assert not reload(old.with_job(tables={ORDERS: "2", "shop.sales": "1"}), old).is_needed

    def test_if_only_the_catalog_knows_more_and_the_task_is_the_same(self) -> None:
        before = entry_of(OLD, "Orders")
        now = before | {"Tables": {"List": json.dumps({"Tables": [[ORDERS, ORDERS, "2"]]})}}

        assert not changes.reload(before, now, {"Tables": []}, {"Tables": [[ORDERS, ORDERS, "2"]]}).is_needed


class TestWithoutACatalogRules:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (rules(select()), rules(select(), select("exclude", "audit"))),
            (rules(select(), select(table="sales")), rules(select())),
            (rules(select()), rules(select(**{"load-order": "2"}))),
            (rules(select(), select(table="sales")), rules(select(table="sales"), select())),
        ],
        ids=["an exclusion", "a table less", "an order of loading", "an order of selections"],
    )
    def test_that_only_take_away_or_order_need_no_reload(self, old: tuple[str, ...], new: tuple[str, ...]) -> None:
        changed = {"tables": {"shop.other": "1"}}

        assert not reload(OLD.with_job(rules=new, **changed), OLD.with_job(rules=old)).is_needed

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            (rules(), rules(select()), "with include shop.orders"),
            (rules(select("exclude", "audit")), rules(), "without exclude shop.audit"),
            (rules(), rules(select(filters=[{"column-name": "id"}])), "with include shop.orders filtered"),
            (
                rules(),
                rules({"rule-type": "transformation", "rule-action": "rename", "value": "b"}),
                "with rename b",
            ),
        ],
    )
    def test_that_do_more_are_named(self, old: tuple[str, ...], new: tuple[str, ...], said: str) -> None:
        changed = {"tables": {"shop.other": "1"}}

        assert reload(OLD.with_job(rules=new, **changed), OLD.with_job(rules=old)).rules == [said]

    def test_that_transform_in_another_order_are_named(self) -> None:
        one, other = ({"rule-type": "transformation", "rule-action": each} for each in ("rename", "add-prefix"))
        old, new = OLD.with_job(rules=rules(one, other)), OLD.with_job(rules=rules(other, one), tables={"shop.o": "1"})

        assert reload(new, old).rules == ["with the rules in another order"]


class TestTablesThatAreLoadedAlone:
    def test_are_those_gained(self) -> None:
        new = OLD.with_job(tables={ORDERS: "1", "shop.sales": "1"})

        assert reload(new).tables_to_load(entry_of(new, "Orders")) == ["shop.sales"]

    @pytest.mark.parametrize(
        "changed",
        [
            {"tables": {ORDERS: "1", **{f"shop.t{number}": "1" for number in range(11)}}},
            {"tables": {ORDERS: "2", "shop.sales": "1"}},
            {"tables": {ORDERS: "1", "shop.sales": "1"}, "prepare": "DO_NOTHING"},
        ],
        ids=["more than ten", "others changed too", "nothing is prepared"],
    )
    def test_are_none_if_all_must_be_loaded_again(self, changed: dict[str, Any]) -> None:
        new = OLD.with_job(**changed)

        assert reload(new).tables_to_load(entry_of(new, "Orders")) == []


class TestWhatIsSaid:
    def test_names_the_tables(self) -> None:
        new = OLD.with_job(tables={ORDERS: "2", "shop.sales": "1"})

        assert str(reload(new)) == (
            "tables gained: shop.sales; tables with other columns, types or filters: shop.orders"
        )

    def test_names_as_many_as_there_is_room_for(self) -> None:
        many = {f"shop.table_{number:03}": "1" for number in range(90)}

        said = str(reload(OLD.with_job(tables={ORDERS: "1", **many})))
        assert said.startswith("tables gained: shop.table_000, shop.table_001, ")
        assert said.endswith(" more")
        assert len(said) < 400

    def test_counts_more_than_a_hundred(self) -> None:
        many = {f"shop.table_{number:03}": "1" for number in range(101)}

        assert str(reload(OLD.with_job(tables={ORDERS: "1", **many}))) == "tables gained: 101"


BEFORE = {"Fingerprint": "4f2a91c3deadbeef"}


class TestConsent:
    def test_stands_for_the_change_from_one_to_the_other(self) -> None:
        assert changes.consent(BEFORE, {"Fingerprint": "88de01abdeadbeef"}) == "4f2a91c3-88de01ab"

    @pytest.mark.parametrize(
        ("given", "reload", "replacement"),
        [
            ({}, False, False),
            ({"Reload": "WHEN_NEEDED"}, True, False),
            ({"Reload": "NEVER", "Allow": "4f2a91c3-88de01ab"}, True, True),
            ({"Reload": "NEVER", "Allow": "4f2a91c3-00000000"}, False, False),
        ],
    )
    def test_is_given_by_policy_for_reloads_and_by_digest_for_both(
        self, given: dict[str, str], reload: bool, replacement: bool
    ) -> None:
        new = {"Fingerprint": "88de01abdeadbeef", **given}

        assert changes.is_allowed("reload", BEFORE, new) is reload
        assert changes.is_allowed("replacement", BEFORE, new) is replacement


@pytest.mark.parametrize(("given", "needed"), [("store", True), ("shop", False)])
def test_a_value_in_the_mappings_that_changes_at_deployment_needs_a_reload(given: str, needed: bool) -> None:
    def entry(value: str) -> dict[str, Any]:
        listed = {"Format": 1, "Rules": rules(select(table=value))}
        return {"Digest": "1", "Given": [value], "Tables": {"List": json.dumps(listed)}}

    old, new = entry("shop"), entry(given)

    assert changes.reload(old, new, *(json.loads(each["Tables"]["List"]) for each in (old, new))).is_needed is needed


@pytest.mark.parametrize(
    ("old", "new", "carried"),
    [
        ({}, {}, True),
        ({"Source": "other"}, {}, False),
        ({"Source": ""}, {"Source": ""}, False),
        ({"MigrationType": "full-load-and-cdc"}, {}, False),
    ],
)
def test_a_checkpoint_is_carried_between_tasks_that_replicate_changes_of_one_source(
    old: dict[str, str], new: dict[str, str], carried: bool
) -> None:
    entry = {"Source": "s", "MigrationType": "cdc"}

    assert changes.may_carry_checkpoint(entry | old, entry | new) is carried
