"""A prediction is read as it was meant, and the answer explains the run."""

import asyncio

import pytest

from helpers import a, b, blocks, fails, predict, run, sleeper
from helpers.charts.canvas import png
from helpers.charts.picture import gantt
from helpers.predicting.sketch import Track, read_sketch


async def one_by_one():
    return [await a(), await b("b1"), await b("b2")]


async def scheduled():
    b1 = asyncio.create_task(b("b1"))
    b2 = asyncio.create_task(b("b2"))
    return [await a(), await b1, await b2]


async def gathered():
    return await asyncio.gather(a(), b("b1"), b("b2"))


def said(program, guess, clock="virtual"):
    """Return the sentences at the end of a run's text."""
    done = run(program(), prediction=guess, clock=clock)
    return str(done).partition("\n\nprediction: ")[2]


# What is said


@pytest.mark.parametrize(
    ("program", "guess", "words"),
    [
        (
            one_by_one,
            predict(order=["a", "b1", "b2"], seconds=5),
            "The order a, b1, b2 and 5 s are right.",
        ),
        (
            one_by_one,
            predict(order=["b1", "b2", "a"], seconds=3),
            "You had a after b1: but b1 started only when a was done. You "
            "had 3 s, and it took 5 s: b1 started only when a was done.",
        ),
        (
            scheduled,
            predict(order=["a", "b1", "b2"]),
            "You had b1 after a: but b1 was scheduled before scheduled "
            "waited for a.",
        ),
        (
            scheduled,
            predict(seconds=5),
            "You had 5 s, and it took 3 s: a, b1 and b2 were under way at "
            "the same time.",
        ),
        (
            gathered,
            predict(order=["a", "b1"]),
            "You had b1 after a: but both were under way from 0 s on, and b1 "
            "takes 1 s, a 3 s.",
        ),
        (
            one_by_one,
            predict(order=["a", "b1", "b2"], seconds=8),
            "The order a, b1, b2 is right. You had 8 s, and it took 5 s: a, "
            "b1 and b2 take no longer, one after another.",
        ),
        (one_by_one, predict(order=["b2"], seconds=5), "5 s is right."),
        (
            one_by_one,
            predict(order=["a", "b('b2')"]),
            "The order a, b('b2') is right.",
        ),
        (
            one_by_one,
            predict(order=["a", "c"]),
            "There is no 'c' here, but one_by_one(), a(), b('b1') and "
            "b('b2').",
        ),
        (
            one_by_one,
            predict(order=["a", "b"]),
            "'b' may mean b('b1') or b('b2').",
        ),
    ],
)
def test_it_says_what_was_right_and_why_not(program, guess, words):
    assert said(program, guess) == words


def test_no_prediction_is_not_spoken_of():
    assert said(gathered, predict()) == ""
    assert "prediction" not in repr(run(gathered(), prediction=predict()))


def test_two_that_end_at_one_moment_still_have_an_order():
    assert said(gathered, predict(order=["b1", "b2"])) == (
        "The order b1, b2 is right."
    )
    assert said(gathered, predict(order=["b2", "b1"])) == (
        "You had b1 after b2: but both ended at 1 s, and b1 came first, "
        "because it was started first."
    )


def test_blocking_is_the_reason_where_it_is():
    async def main():
        other = asyncio.create_task(b("other"))
        await asyncio.sleep(0)
        await blocks(2)
        return await other

    assert said(main, predict(seconds=1)) == (
        "You had 1 s, and it took 2 s: the loop was blocked for 2 s by "
        "blocks(2), and nobody else could go on."
    )


def test_it_says_the_same_on_the_real_clock():
    async def main():
        early = asyncio.create_task(sleeper("early", 0.2))
        return [await sleeper("late", 0.6), await early]

    for guess in (
        predict(order=["late", "early"], seconds=0.8),
        predict("late |-----|\nearly      |--|\n"),
    ):
        assert said(main, guess, "real") == said(main, guess, "virtual")


async def failing_itself():
    await b("b1")
    raise ValueError


def test_a_program_that_fails_is_compared_as_well():
    done = run(
        failing_itself(),
        prediction=predict(seconds=1),
        expect=ValueError,
        clock="virtual",
    )
    assert str(done).endswith("prediction: 1 s is right.")


async def failing():
    return await asyncio.gather(a(), b("b1"), fails(2))


async def leaving():
    late = asyncio.create_task(sleeper("late", 9))
    later = asyncio.create_task(sleeper("later", 9))
    await b("b1")
    return late.done() or later.done()


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        (
            predict(seconds=3),
            "You had 3 s, and it took 2 s: fails(2) raised ValueError at 2 "
            "s, and failing waited for nobody after that.",
        ),
        (
            predict(seconds=1),
            "You had 1 s, and it took 2 s: fails(2) alone takes 2 s.",
        ),
        (predict(order=["b1", "fails"]), "The order b1, fails is right."),
        (
            predict(order=["b1", "fails", "a"]),
            "You had a in the order: but a never ended, it was cancelled "
            "when the run was over.",
        ),
    ],
)
def test_who_raised_is_named(guess, words):
    done = run(failing(), prediction=guess, expect=ValueError, clock="virtual")
    assert str(done).partition("\n\nprediction: ")[2] == words


def test_main_may_have_raised_by_itself():
    done = run(
        failing_itself(),
        prediction=predict(seconds=2),
        expect=ValueError,
        clock="virtual",
    )
    assert str(done).endswith(
        "took 1 s: failing_itself raised ValueError at 1 s."
    )


@pytest.mark.parametrize(
    "order", [["late", "later"], ["b1", "late"], ["late", "b1"]]
)
def test_what_never_ended_is_never_right(order):
    assert said(leaving, predict(order=order)) == (
        "You had late in the order: but late never ended, it was cancelled "
        "when the run was over."
    )


def test_what_never_ended_may_be_drawn_to_the_end():
    text = str(run(leaving(), clock="virtual")).split("\n\n")[1]
    assert said(leaving, predict(text)) == (
        "The times of all tracks and 1 s are right."
    )


# What is drawn


def drawn(program, guess):
    text = str(run(program(), prediction=guess, clock="virtual"))
    return text.split("\n\n")[1]


def test_places_stand_at_the_ends_of_the_lanes():
    assert (
        drawn(one_by_one, predict(order=["b1", "b2"], seconds=3))
        == """\
one_by_one() |-----------------------------|---------|---------|  \
returned ['a', 'b1', 'b2'] at 5
             [_____________________________]                      you
  a()        |-----------------------------|                      \
returned 'a' at 3
  b('b1')                                  |---------|            \
returned 'b1' at 4; you: 1st
  b('b2')                                            |---------|  \
returned 'b2' at 5; you: 2nd
             0         1         2         3         4         5 seconds"""
    )


SKETCH = """
main   |-----------------------------|
  a    |-----------------------------|
  b1   |---------|
  b2   |---------|
       0         1         2         3 seconds
"""


def test_a_sketch_stands_below_the_lanes():
    assert (
        drawn(scheduled, predict(SKETCH))
        == """\
scheduled() |-----------------------------|  returned ['a', 'b1', 'b2'] at 3
            [_____________________________]  you
  a()       |-----------------------------|  returned 'a' at 3
            [_____________________________]  you
b('b1')     |---------|////////////////////  'b1' at 1
            [_________]                      you
b('b2')     |---------|////////////////////  'b2' at 1
            [_________]                      you
            0         1         2         3 seconds"""
    )


def test_the_axis_is_long_enough_for_the_prediction():
    assert drawn(gathered, predict(seconds=7)).endswith("4         6 seconds")


def test_the_picture_has_room_for_it():
    done = run(scheduled(), clock="virtual")
    held = predict(SKETCH).against(done.timeline)
    plain = gantt(done.timeline).get_size_inches()[1]
    both = gantt(done.timeline, ghosts=held.ghosts).get_size_inches()[1]
    assert both - plain == pytest.approx(0.4)
    assert png(gantt(done.timeline, ghosts=held.ghosts))[:4] == b"\x89PNG"


# Sketches


def test_a_sketch_is_compared_lane_by_lane():
    assert said(scheduled, predict(SKETCH)) == (
        "The order b1, b2, a, the times of all tracks and 3 s are right."
    )


def test_the_first_track_that_differs_is_explained():
    assert said(one_by_one, predict("a |-------|\n  0      2 s")) == (
        "You had a from 0 to 2.3 s, and it ran from 0 to 3 s: it takes 3 s."
    )


def test_without_times_the_shape_counts():
    stairs = """
      a   |-----|
      b1        |----|
    """
    side_by_side = """
      a   |-----|
      b1  |---------|
    """
    assert said(one_by_one, predict(stairs)) == (
        "The order a, b1 and the shape of your sketch are right."
    )
    assert said(one_by_one, predict(side_by_side)) == (
        "The order a, b1 is right. You drew a and b1 side by side, but b1 "
        "started only when a was done."
    )


def test_an_axis_tells_the_length_of_a_column():
    tracks, column = read_sketch(SKETCH)
    assert column == pytest.approx(0.1)
    assert tracks[0] == Track("main", 0, 3)
    assert tracks[2] == Track("b1", 0, 1)


def test_the_length_tells_the_length_of_a_column():
    tracks, column = read_sketch("a |----|\nb      |--|", 4)
    assert column == pytest.approx(0.5)
    assert tracks[1] == Track("b", 2.5, 4)


def test_the_text_of_a_chart_is_a_sketch_of_it():
    for program in (one_by_one, scheduled, gathered):
        text = str(run(program(), clock="virtual")).split("\n\n")[1]
        words = said(program, predict(text))
        assert words.endswith("are right.")
        assert "the times of all tracks" in words


def test_dots_and_hatching_are_not_under_way():
    tracks, _ = read_sketch("a ...|---|///\n  0    1")
    assert tracks == (Track("a", 0.6, 1.4),)


@pytest.mark.parametrize("name", ["a", "a :", "a:"])
def test_a_colon_after_a_name_is_no_part_of_its_track(name):
    tracks, _ = read_sketch(f"{name:5} |---------|")
    assert [(each.start, each.end) for each in tracks] == [(0, 10)]


def test_many_short_steps_are_under_way():
    tracks, _ = read_sketch("a  ::::::----|\nb  |---------|", 1)
    assert tracks == (Track("a", 0, 1), Track("b", 0, 1))


# Wrong input


@pytest.mark.parametrize(
    ("error", "words", "given", "named"),
    [
        (TypeError, "a sketch is a text, got list; for names write", [[]], {}),
        (TypeError, "order is a list of names", [], {"order": "a b"}),
        (TypeError, "in quotes, and one of them is", [], {"order": [a]}),
        (ValueError, "order names 'a' twice", [], {"order": ["a", "a"]}),
        (TypeError, "seconds is a number", [], {"seconds": "3"}),
        (TypeError, "seconds is a number", [], {"seconds": True}),
        (ValueError, "seconds must be 0 or more", [], {"seconds": -1}),
        (ValueError, "must be 0 or more", [], {"seconds": float("nan")}),
        (ValueError, "a sketch says the order", ["a |--|"], {"order": ["a"]}),
        (ValueError, "has no track: 'b is quick'", ["a |-|\nb is quick"], {}),
        (ValueError, "has no track: 'a then b'", ["a then b"], {}),
    ],
)
def test_wrong_input_gets_a_sentence(error, words, given, named):
    with pytest.raises(error, match=words):
        predict(*given, **named)


def test_run_wants_what_predict_returns():
    with pytest.raises(TypeError, match=r"must be what predict\(\) returned"):
        run(one_by_one(), prediction=["a", "b1"])


def test_a_prediction_shows_itself():
    guess = predict(order=["a", "b1"], seconds=3)
    assert repr(guess) == "prediction: a, b1; 3 s"
    assert repr(predict()) == "no prediction yet"
