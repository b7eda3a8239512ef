"""A wrong result is told in which way it is wrong."""

import pytest

from helpers.checking.results import loses_empty

LOST = [
    ("", None),
    (0, None),
    (["", "a"], ["a"]),
    (["", "a"], [None, "a"]),
    ({"x": "", "y": 1}, {"y": 1}),
    ((["", "a"], [0]), (["a"], [])),
]


@pytest.mark.parametrize(("right", "got"), LOST)
def test_what_is_empty_is_lost(right, got):
    assert loses_empty(right, got)


OTHERWISE_WRONG = [
    ("a", None),
    (["", "a"], ["b"]),
    (["a", "b"], ["b"]),
    (["", "a"], ["a", ""]),
    ({"x": ""}, {"x": "cut off"}),
    (False, None),
]


@pytest.mark.parametrize(("right", "got"), OTHERWISE_WRONG)
def test_something_else_is_wrong(right, got):
    assert not loses_empty(right, got)
