"""Several runs on one time axis."""

import functools
import textwrap

import pytest

from helpers import a, b, compare, predict, run
from helpers.charts.strip import strip

virtual = functools.partial(run, clock="virtual")


@pytest.fixture
def two():
    return virtual(b("x"), title="Quick"), virtual(a(), title="Slow")


def test_runs_are_drawn_one_above_the_other_on_one_axis(two):
    assert str(compare(*two)) == textwrap.dedent("""\
        Quick
        b('x') |---------|                      returned 'x' at 1
               0         1         2         3 seconds

        Slow
        a() |-----------------------------|  returned 'a' at 3
            0         1         2         3 seconds""")


def test_a_name_gives_a_run_another_title(two):
    assert str(compare(fast=two[0])).startswith("fast\n")


def test_a_run_keeps_its_own_title(two):
    compare(fast=two[0])
    assert two[0].timeline.title == "Quick"


def test_timelines_can_be_compared_as_well_as_runs(two):
    timelines = [done.timeline for done in two]
    assert str(compare(*timelines)) == str(compare(*two))


def test_to_compare_nothing_is_refused():
    with pytest.raises(
        TypeError, match=r"^compare\(\) needs at least one run"
    ):
        compare()


def test_to_compare_something_else_is_refused():
    with pytest.raises(TypeError) as caught:
        compare("a")
    assert str(caught.value) == (
        "compare() needs what run() returned, got str"
    )


def test_a_comparison_prints_itself(two):
    assert repr(compare(*two)) == str(compare(*two))


def test_what_a_prediction_says_stands_below(two):
    guessed = virtual(a(), title="Slow", prediction=predict(seconds=1))
    text = str(compare(two[0], guessed))
    assert text.endswith(
        "3 seconds\n\nprediction of Slow: You had 1 s, and it took 3 s: a "
        "slept for 3 s in all."
    )


def test_no_prediction_yet_is_not_repeated(two):
    unguessed = virtual(a(), title="Slow", prediction=predict())
    assert str(compare(two[0], unguessed)) == str(compare(*two))


def test_several_columns_make_small_charts_on_one_scale(two):
    figure = strip(compare(*two, columns=2).timelines, 2)
    words = [text.get_text() for text in figure.texts]
    assert [words.count(each.timeline.title) for each in two] == [1, 1]
    assert not [each for each in words if "returned" in each]
    assert words.count("seconds") == 1


def test_the_text_has_every_word_in_any_number_of_columns(two):
    assert str(compare(*two, columns=2)) == str(compare(*two))


@pytest.mark.parametrize("columns", [0, -1, 5, 2.0, "two"])
def test_a_page_has_one_to_four_columns(two, columns):
    with pytest.raises(ValueError, match="columns must be 1 to 4, got"):
        compare(*two, columns=columns)
