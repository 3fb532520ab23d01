import datetime as dt
import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest

from dms_constructs import ConfigurationError, EndpointType, unchecked
from dms_constructs.errors import did_you_mean, holds_token, is_list_token, is_unchecked, is_unresolved, shown

A_NUMBER_TOKEN = -1.8881545897087518e289


class TestConfigurationError:
    def test_says_where_what_and_which_check(self) -> None:
        error = ConfigurationError(
            "DMS-I003", "allocated_storage_gib must be 5 to 6144, got 4", path="Network/Instance"
        )

        assert str(error) == "Network/Instance: allocated_storage_gib must be 5 to 6144, got 4 [DMS-I003]"

    def test_has_no_place_when_no_construct_met_it(self) -> None:
        assert str(ConfigurationError("DMS-M001", "no rules")) == "no rules [DMS-M001]"

    def test_carries_its_parts_for_programs(self) -> None:
        error = ConfigurationError("DMS-I003", "too small", path="A/B", given=4)

        assert (error.code, error.path, error.given) == ("DMS-I003", "A/B", 4)

    def test_is_a_value_error(self) -> None:
        assert issubclass(ConfigurationError, ValueError)

    def test_can_be_told_its_place_later(self) -> None:
        assert ConfigurationError("DMS-M001", "no rules", given=()).at("Shop/Task").path == "Shop/Task"


class TestConfigurationErrorInAnotherProcess:
    def test_is_the_same(self) -> None:
        error = ConfigurationError("DMS-I003", "too small", path="A/B", given=4, source="page")

        copy = pickle.loads(pickle.dumps(error))

        assert (type(copy), str(copy), copy.code, copy.message) == (
            ConfigurationError,
            str(error),
            "DMS-I003",
            "too small",
        )
        assert (copy.path, copy.given, copy.source) == ("A/B", 4, "page")

    def test_comes_out_of_a_pool(self) -> None:
        with ProcessPoolExecutor(1) as pool, pytest.raises(ConfigurationError, match="too small") as caught:
            pool.submit(fail).result()

        assert caught.value.code == "DMS-I003"

    @pytest.mark.parametrize(
        ("given", "there"),
        [(lambda: None, "function"), ({"password": "hunter2"}, "dict"), ("pwd=hunter2", "str of 11 characters")],
    )
    def test_has_of_what_may_hold_a_secret_or_does_not_pickle_what_is_shown(self, given: object, there: str) -> None:
        state = pickle.dumps(ConfigurationError("DMS-I003", "wrong", given=given))

        assert pickle.loads(state).given == there
        assert b"hunter2" not in state


def fail() -> None:
    raise ConfigurationError("DMS-I003", "too small", given=object())


class TestShown:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, "None"),
            (5, "int 5"),
            (True, "bool True"),
            (EndpointType.SOURCE, "dms.EndpointType.SOURCE"),
            ("eu-west-1", "str 'eu-west-1'"),
            (unchecked("x"), "str 'x'"),
            (dt.date(2026, 3, 8), "date datetime.date(2026, 3, 8)"),
            (
                "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf",
                "str 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf'",
            ),
        ],
    )
    def test_a_plain_value_is_shown_with_its_type(self, value: object, text: str) -> None:
        assert shown(value) == text

    @pytest.mark.parametrize(
        "value",
        [
            {"password": "hunter2"},
            ["hunter2"],
            b"hunter2",
            "Initstmt=x;password=hunter2",
            '{"password": "hunter2"}',
            "mysql://dms:hunter2@db.example.com/shop",
            "PWD = hunter2",
            "-----BEGIN PRIVATE KEY-----hunter2",
            "first line\nhunter2",
            "hunter2" * 100,
        ],
    )
    def test_what_may_hold_a_secret_is_told_by_its_type(self, value: object) -> None:
        assert "hunter2" not in shown(value)
        assert shown(value).startswith(type(value).__name__)

    @pytest.mark.parametrize("value", ["hunter2", 42])
    def test_even_a_plain_value_is_hidden_where_it_may_be_a_secret(self, value: object) -> None:
        assert str(value) not in shown(value, secret=True)


class TestUnchecked:
    @pytest.mark.parametrize("value", ["dms.r9i.large", 7, 2.5])
    def test_is_the_value_itself_to_everything_else(self, value: str | float) -> None:
        assert unchecked(value) == value
        assert isinstance(unchecked(value), type(value))

    @pytest.mark.parametrize("value", ["dms.r9i.large", 7, 2.5])
    def test_marks_the_value(self, value: str | float) -> None:
        assert is_unchecked(unchecked(value))
        assert not is_unchecked(value)

    @pytest.mark.parametrize("value", [None, True, ["a"], {}])
    def test_fails_when_given_neither_text_nor_number(self, value: object) -> None:
        with pytest.raises(ConfigurationError, match="takes a string or a number") as caught:
            unchecked(value)

        assert caught.value.code == "DMS-V001"


class TestTokens:
    @pytest.mark.parametrize(
        "value", ["${Token[TOKEN.12]}", "a-${Token[AWS.Region.3]}", A_NUMBER_TOKEN, ["#{Token[1]}"]]
    )
    def test_are_recognised(self, value: object) -> None:
        assert is_unresolved(value)

    @pytest.mark.parametrize("value", ["dummy-value-for-/dms/class", "arn:aws:dms:dummy-value-for-/dms/arn"])
    def test_are_not_needed_for_what_a_look_up_has_yet_to_bring(self, value: str) -> None:
        assert is_unresolved(value)

    @pytest.mark.parametrize(
        "value", ["dummy", "dummy-value", "eu-west-1", 5, -1, 0.5, True, None, ["a", "b"], [], "${Tok"]
    )
    def test_are_not_seen_where_there_are_none(self, value: object) -> None:
        assert not is_unresolved(value)

    def test_in_a_list_of_texts_do_not_make_the_list_unknown(self) -> None:
        assert not is_list_token(["${Token[TOKEN.12]}"])

    @pytest.mark.parametrize("text", ['{"a": "${Token[TOKEN.1]}"}', f'{{"a": {A_NUMBER_TOKEN}}}'])
    def test_are_found_inside_a_document(self, text: str) -> None:
        assert holds_token(text)


def test_a_near_miss_is_named() -> None:
    assert did_you_mean("DROP_IT", ["DO_NOTHING", "DROP_AND_CREATE"]) == ""
    assert did_you_mean("dms.r6i.lrge", ["dms.r6i.large", "dms.t3.micro"]) == " (did you mean 'dms.r6i.large'?)"
