"""Short texts for values: true, bounded, and the same in every process."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.labels import LONGEST_VALUE, describe, describe_error


class Plain:
    pass


class Broken:
    def __repr__(self):
        raise ValueError("no text today")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": 2}, "{'b': 1, 'a': 2}"),
        ({"b": {"z": 1, "y": 2}, "a": {}}, "{'b': {'z': 1, 'y': 2}, 'a': {}}"),
        ({n: n for n in range(9, 0, -1)}, "{9: 9, 8: 8, 7: 7, 6: 6, 5: 5,"),
        ({"b", "a", "c"}, "{'a', 'b', 'c'}"),
        (frozenset({2, 1}), "frozenset({1, 2})"),
        (set(range(5000)), "<set of 5000>"),
        ([Plain(), 1], "[<Plain>, 1]"),
        (Broken(), "<Broken>"),
        (len, "<builtin_function_or_method>"),
        ("x" * 1000, "'xxxxxxxxxx"),
        (b"x" * 1000, "b'xxxxxxxxx"),
        (None, "None"),
    ],
)
def test_a_value_is_described(value, text):
    assert describe(value).startswith(text)
    assert len(describe(value)) <= LONGEST_VALUE


def test_a_huge_number_is_not_written_out():
    assert describe(10**5000) == "<int>"


def test_a_dict_that_contains_itself_has_an_end():
    value = {}
    value["me"] = value
    assert describe(value).startswith("{'me': {'me': ")


def test_a_coroutine_is_described_as_the_call_that_made_it():
    coroutine = asyncio.sleep(3)
    assert describe({"job": coroutine}) == "{'job': sleep(3, None)}"
    coroutine.close()


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text("ab'", max_size=3),
        st.integers(-9, 9) | st.booleans(),
        max_size=3,
    )
)
def test_a_short_dict_is_described_as_python_would(value):
    assert describe(value) == repr(value)


def test_the_address_of_an_object_is_not_shown():
    assert describe_error(ValueError(object())) == "ValueError: <object>"
    assert describe_error(ValueError("first\nsecond")) == "ValueError: first"
    assert describe_error(ValueError()) == "ValueError"
