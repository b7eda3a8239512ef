"""Short texts for values: true, bounded, and the same in every process."""

import asyncio
import dataclasses
import itertools
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import run
from helpers.labels import (
    LONGEST_LABEL,
    LONGEST_VALUE,
    cut,
    cut_apart,
    describe,
    describe_error,
)


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
        (PurePosixPath("/tmp/x"), "PurePosixPath('/tmp/x')"),
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


# -- labels that differ


@dataclasses.dataclass
class Message:
    topic: str
    body: str
    number: int


DEEP = "/srv/data/of/a/project/with/long/names/" * 2
ITEMS = "https://api.example.org/v2/items?page={}&size=100&sort=up&lang={}"
LONG = {
    "paths with the same beginning": [f"{DEEP}{n:03}.txt" for n in range(40)],
    "paths with the same end": [f"/srv/{n}{DEEP}x.txt" for n in range(40)],
    "paths as objects": [PurePosixPath(DEEP, f"{n}.txt") for n in range(9)],
    "addresses that differ in their middle": [
        "https://example.org/" + "a" * 40 + f"/{n}/" + "b" * 40
        for n in range(40)
    ],
    "addresses that differ in two places": [
        ITEMS.format(page, language)
        for page, language in itertools.product(range(20), ("de", "en"))
    ],
    "numbers": [10**40 + n for n in range(40)],
    "dataclasses": [Message("news", "x" * 60, n) for n in range(40)],
    "tuples": [("x" * 40, n, "y" * 40) for n in range(40)],
    "bytes": [b"x" * 90 + bytes([65 + n]) for n in range(9)],
}


async def handle(what, how="as usual"):
    await asyncio.sleep(1)


def labels(*jobs, names=()):
    """Return the labels of tasks, without the numbers of equal ones."""

    async def main():
        async with asyncio.TaskGroup() as group:
            for job, name in itertools.zip_longest(jobs, names):
                group.create_task(job, name=name)

    found = [
        lane.label for lane in run(main(), clock="virtual").timeline.lanes
    ]
    return [label.partition(" #")[0] for label in found[1:]]


@pytest.mark.parametrize("kind", LONG)
def test_tasks_with_long_arguments_are_told_apart(kind):
    found = labels(*map(handle, LONG[kind]))
    assert len(set(found)) == len(LONG[kind])
    assert all(len(label) <= LONGEST_LABEL for label in found)
    assert all(label.startswith("handle(") for label in found)


def test_tasks_that_differ_in_two_long_arguments_are_told_apart():
    pairs = itertools.product("12", "34")
    jobs = [handle("a" * 50 + x, "b" * 50 + y) for x, y in pairs]
    assert len(set(labels(*jobs))) == 4


def test_names_that_the_program_gave_are_told_apart():
    names = [f"the downloader for the customer number {n}" for n in range(9)]
    found = labels(*(handle(1) for _ in names), names=names)
    assert len(set(found)) == 9
    assert found[3] == "the downlo…umber 3: handle(1, '…"


def test_what_differs_is_in_the_label():
    texts = {f"send('somebody@example.org', 'news {n}', 1)" for n in (1, 2)}
    assert set(cut_apart(texts).values()) == {
        "send(…xample.org', 'news 1', 1)",
        "send(…xample.org', 'news 2', 1)",
    }


def test_a_label_that_is_like_no_other_is_cut_at_its_end():
    text = f"send({'x' * 40})"
    assert cut_apart({text, "send(1)"}) == {
        text: cut(text),
        "send(1)": "send(1)",
    }


def test_a_label_is_not_cut_between_a_letter_and_its_accent():
    text = f"{'x' * 27}e\u0301{'y' * 9}"
    assert cut(text) == "x" * 27 + "...)"
    assert cut("y" + text) == "y" + "x" * 27 + "...)"
    assert cut(text[1:]) == "x" * 26 + "e\u0301...)"


@settings(max_examples=60, deadline=None)
@given(st.sets(st.text("ab(\u0301\U0001f469\u200d", max_size=60)))
def test_labels_are_never_too_long(texts):
    short = cut_apart(texts)
    assert set(short) == texts
    assert all(len(label) <= LONGEST_LABEL for label in short.values())
