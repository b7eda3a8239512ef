"""The page of a class: what an instructor looks at after the hour.

What has to be looked at comes first, then how the class did in each
exercise, then who solved what, a table for each notebook, and then the
mistakes, with how many met each and one chart of it. The hint that each got
stands at the end.

Texts come from learners, and none of them becomes markup.
"""

from __future__ import annotations

import base64
import html
import io
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from helpers.charts.sentence import sentence
from helpers.checking.alarm import Alarm, Stopped
from helpers.grade.marks import Mark, Mistake
from helpers.grade.markup import number, quoted, table, td, th
from helpers.grade.said import State
from helpers.timeline.model import Timeline

__all__ = ["page"]

MOST_LANES, MOST_STEPS = 200, 20_000  # of all charts below one mistake
MOST_SECONDS = 3.0  # that drawing them may take

STYLE = """
body { font: 16px/1.4 system-ui, sans-serif; color: #222; margin: 2em auto;
  max-width: 75em; padding: 0 1em; }
h2 { margin-top: 2.5em; }
table { border-collapse: collapse; margin: 1em 0; }
caption { font-weight: bold; text-align: left; padding: .5em 0; }
th, td { text-align: left; vertical-align: top; padding: .25em .7em;
  border-bottom: 1px solid #bbb; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; }
thead th { border-bottom: 2px solid #222; vertical-align: bottom;
  overflow-wrap: normal; }
tbody th { font-weight: normal; }
meter { width: 8em; height: 1em; vertical-align: -.1em; }
.solved { background: #dcecf7; }
.odd { font-weight: bold; }
.few { color: #555; }
figure { margin: 0 0 2.5em; break-inside: avoid; }
img { display: block; max-width: min(50em, 100%); }
dt { font-weight: bold; }
div.wide { overflow-x: auto; }
@media print { body { font-size: 10pt; margin: 0; max-width: none; }
  tr { break-inside: avoid; } thead { display: table-header-group; } }
"""
# What stands in a table of a notebook, and how it looks there.
WORDS = {
    State.SOLVED: ("solved", "solved"),
    State.DISPUTED: ("disputed", "odd"),
    State.NOT_YET: ("not yet", ""),
    State.UNTOUCHED: ("\N{EN DASH}", "few"),
    State.MISSING: ("missing", "few"),
    State.LOST: ("not judged", "odd"),
}


def page(
    marks: Sequence[Mark],
    mistakes: Sequence[Mistake],
    sentences: Sequence[str],
) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "<!DOCTYPE html>"
    yield '<html lang="en"><head><meta charset="utf-8"><title>Marks</title>'
    yield f"<style>{STYLE}</style></head><body><h1>Marks</h1>"
    yield f"<p>{_whole(marks)}</p>"
    yield from _to_look_at(marks)
    yield "<h2>The class</h2>"
    yield from _class(marks)
    yield "<h2>Who solved what</h2>"
    yield from _who(marks)
    yield "<h2>Who met which mistake</h2>"
    yield from _mistakes(mistakes)
    yield "<h2>The hint that each got</h2>"
    yield from _hints(marks)
    yield "<h2>What these tables do not tell</h2>"
    yield from (f"<p>{html.escape(each)}</p>" for each in sentences)
    yield "</body></html>"


def _whole(marks: Sequence[Mark]) -> str:
    learners = len({mark.learner for mark in marks})
    files = len({mark.file for mark in marks})
    solved = sum(mark.state == State.SOLVED for mark in marks)
    answers = sum(bool(mark.exercise) for mark in marks)
    return (
        f"{_count(learners, 'learner')}, {_count(files, 'file')}: {solved} "
        f"of {_count(answers, 'exercise')} solved."
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _to_look_at(marks: Sequence[Mark]) -> Iterator[str]:
    """Yield what a person has to see to: a line for each file."""
    found: dict[str, list[str]] = defaultdict(list)
    for mark in marks:
        if mark.state == State.DISPUTED:
            found[mark.file].append(f"disputed: {mark.exercise}")
        if mark.remark:
            found[mark.file].append(mark.remark)
    if found:
        yield f"<h2>To look at: {_count(len(found), 'file')}</h2>"
        rows = (
            [th(file), td("; ".join(dict.fromkeys(words)))]
            for file, words in found.items()
        )
        yield from table("", ["file", "what about it"], rows)


# The class, exercise by exercise


def _class(marks: Sequence[Mark]) -> Iterator[str]:
    names = ["exercise", "solved", "share", "not yet", "untouched", "other"]
    names.append("tries (median)")
    for book, own in _by_notebook(marks).items():
        rows = (_row_of_class(name, own) for name in _exercises(own))
        yield from table(book, names, rows, range(3, 7))


def _row_of_class(name: str, marks: Sequence[Mark]) -> list[str]:
    own = [mark for mark in marks if mark.exercise == name]
    states = Counter(mark.state for mark in own)
    known = [State.SOLVED, State.NOT_YET, State.UNTOUCHED]
    solved, not_yet, untouched = (states[each] for each in known)
    tries = [
        mark.tries for mark in own if mark.tries and mark.state == State.SOLVED
    ]
    other = len(own) - solved - not_yet - untouched
    numbers = (not_yet, untouched, other)
    return [
        th(name),
        td(f"{solved} of {len(own)}"),
        f'<td><meter min="0" max="{len(own)}" value="{solved}">'
        f"{solved / len(own):.0%}</meter> {solved / len(own):.0%}</td>",
        *(number(str(each or "")) for each in numbers),
        number(f"{statistics.median(tries):g}" if tries else ""),
    ]


def _by_notebook(marks: Sequence[Mark]) -> Mapping[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        if mark.exercise:
            found[mark.notebook].append(mark)
    return dict(sorted(found.items()))


def _exercises(marks: Sequence[Mark]) -> list[str]:
    return list(dict.fromkeys(mark.exercise for mark in marks))


# Who solved what


def _who(marks: Sequence[Mark]) -> Iterator[str]:
    for book, own in _by_notebook(marks).items():
        names = _exercises(own)
        files: dict[tuple[str, str], dict[str, Mark]] = defaultdict(dict)
        for mark in own:
            files[mark.learner, mark.file][mark.exercise] = mark
        several = len(files) > len({learner for learner, _ in files})
        rows = (
            _row_of_file(file if several else learner, found, names)
            for (learner, file), found in files.items()
        )
        head = ["file" if several else "learner", *names, "solved"]
        yield from table(book, head, rows, [len(head) - 1])
    yield "<p>In brackets: at which try, where that is known.</p>"


def _row_of_file(
    who: str, found: Mapping[str, Mark], names: Sequence[str]
) -> Iterator[str]:
    yield th(who)
    yield from (_verdict(found.get(name)) for name in names)
    solved = sum(mark.state == State.SOLVED for mark in found.values())
    yield number(f"{solved} of {len(names)}")


def _verdict(mark: Mark | None) -> str:
    if mark is None:
        return td("")
    words, look = WORDS[State(mark.state)]
    tries = f" ({mark.tries})" if mark.tries else ""
    return (
        f'<td class="{look}" title="{quoted(mark.line)}">{words}{tries}</td>'
    )


# Mistakes


def _mistakes(mistakes: Sequence[Mistake]) -> Iterator[str]:
    rows = (
        [
            number(str(len(one.learners))),
            td(one.exercise),
            f'<td><a href="#mistake-{place}">{html.escape(one.mistake)}</a>'
            "</td>",
        ]
        for place, one in enumerate(mistakes, 1)
    )
    head = ["learners", "exercise", "mistake"]
    yield from table("How many met which", head, rows, [0])
    for place, one in enumerate(mistakes, 1):
        yield from _figure(place, one)


def _figure(place: int, one: Mistake) -> Iterator[str]:
    met = _count(len(one.learners), "learner")
    yield f'<figure id="mistake-{place}"><figcaption>'
    yield f"<p><b>{html.escape(one.exercise)}</b>, {met}: "
    yield f"{html.escape(one.line)}</p>"
    yield f'<p class="few">{html.escape(", ".join(one.learners))}</p>'
    yield f"</figcaption>{_charts(one.charts)}</figure>"


def _charts(text: str) -> str:
    """Return the charts that a worker sent as a picture; "" if they are odd.

    An `img` runs no script, whatever stands in it.
    """
    try:
        with Alarm(MOST_SECONDS):
            timelines = Timeline.read_json(text) if text else ()
            return _picture(timelines) if _are_small(timelines) else ""
    except (Exception, Stopped):  # a learner's process has made them
        return ""


def _are_small(timelines: Sequence[Timeline]) -> bool:
    lanes = [lane for one in timelines for lane in one.lanes]
    steps = sum(len(lane.steps) for lane in lanes)
    return 0 < len(lanes) <= MOST_LANES and steps <= MOST_STEPS


def _picture(timelines: Sequence[Timeline]) -> str:
    from helpers.charts.picture import gantt

    out = io.BytesIO()
    gantt(*timelines).savefig(out, format="svg")
    data = base64.b64encode(out.getvalue()).decode("ascii")
    words = quoted(" ".join(map(sentence, timelines)))
    return f'<img alt="{words}" src="data:image/svg+xml;base64,{data}">'


def _hints(marks: Sequence[Mark]) -> Iterator[str]:
    rows = (
        [
            th(mark.learner),
            td(mark.exercise),
            td(mark.state),
            number("" if mark.tries is None else str(mark.tries)),
            td(mark.line),
        ]
        for mark in marks
        if mark.line
    )
    head = ["learner", "exercise", "verdict", "tries", "hint"]
    yield from table("", head, rows, [3])
