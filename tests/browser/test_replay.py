"""A replay in JupyterLab, in a saved page and as a file, by keyboard."""

import asyncio
import functools
import json
import re
from threading import Thread

import nbformat
import pytest
from nbconvert import HTMLExporter

from helpers import a, b, run
from helpers.charts.replay import lean, payload
from helpers.charts.replay import page as page_of
from helpers.predicting.critical import critical
from helpers.running.record import Recording
from helpers.running.replay import why
from tests.tools.audit import faults
from tests.tools.real_lab import TOKEN, Notebook

virtual = functools.partial(run, clock="virtual")
PROGRAM = """\
import asyncio
from helpers import a, b, replay, run

async def shown_in_order():
    tasks = [asyncio.create_task(job) for job in (a(), b("b1"), b("b2"))]
    for task in tasks:
        print(await task, "shown")

done = run(shown_in_order(), clock="virtual", title="In order")
"""
SHOW = "replay(done)"
OPENED_WITHIN = 2000  # milliseconds, for 10,000 tasks


async def shown_in_order():
    tasks = [asyncio.create_task(job) for job in (a(), b("b1"), b("b2"))]
    for task in tasks:
        print(await task, "shown")


@pytest.fixture(scope="module")
def small(course):
    """The name of a small notebook in the course's folder, not yet run."""
    cells = [
        nbformat.v4.new_code_cell(source, id=name)
        for name, source in (("program", PROGRAM), ("show", SHOW))
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)"}
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = kernel
    nbformat.write(notebook, course / "notebooks" / "replayed.ipynb")
    yield "replayed.ipynb"
    (course / "notebooks" / "replayed.ipynb").unlink()


@pytest.fixture
def opened(lab, page, small):
    """That notebook in JupyterLab, run."""
    notebook = Notebook(page, lab, small)
    notebook.run_all()
    page.wait_for_selector("iframe[srcdoc]")
    yield notebook
    notebook.close()


def frame_of(page):
    """Return what is in the frame of the one replay of a page."""
    frame = page.frame_locator("iframe[srcdoc]")
    frame.locator(".chart svg g.bars rect").first.wait_for()
    return frame


@pytest.fixture
def file(tmp_path):
    """Makes the page of a timeline; returns its address."""

    def make(timeline):
        path = tmp_path / "run.html"
        path.write_text(page_of(timeline, whys=why), encoding="utf-8")
        return path.as_uri()

    return make


@pytest.fixture
def shown(page, file):
    """A page with one replay, and nothing from elsewhere."""
    page.route("http*://**", lambda route: route.abort())
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(error))
    page.timeline = virtual(shown_in_order(), title="In order").timeline
    page.goto(file(page.timeline))
    page.locator(".chart svg g.bars rect").first.wait_for()
    yield page
    assert page.errors == []


def state(page):
    return page.evaluate("replays[0].state()")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


# Where it is


def fits_soon(page, frame):
    """Say whether the frame is as high as what is in it, before long.

    It grows when the kernel has answered that lengths can be changed.
    """
    for _ in range(50):
        high = page.locator("iframe[srcdoc]").bounding_box()["height"]
        inside = frame.locator("main").bounding_box()["height"]
        if inside <= high <= inside + 20:
            return True
        page.wait_for_timeout(100)
    return False


def test_in_jupyterlab_it_takes_the_place_of_the_picture(opened):
    page = opened.page
    frame = frame_of(page)
    assert "moment 1 of 9" in frame.locator("header").inner_text()
    assert not page.locator(".jp-OutputArea-output img").is_visible()
    assert opened.strangers == []
    assert fits_soon(page, frame)


def test_in_jupyterlab_it_follows_the_theme(opened):
    page = opened.page
    root = frame_of(page).locator("html")
    ground = "getComputedStyle(document.body).backgroundColor"
    bright = root.evaluate(f"() => {ground}")
    page.evaluate(
        "window.jupyterapp.commands.execute('apputils:change-theme', "
        "{theme: 'JupyterLab Dark'})"
    )
    page.wait_for_function("document.body.dataset.jpThemeLight === 'false'")
    page.wait_for_timeout(200)
    assert root.evaluate(f"() => {ground}") != bright


def test_in_jupyterlab_its_keys_are_its_own(opened):
    page = opened.page
    frame = frame_of(page)
    cells = page.locator(".jp-Cell").count()
    frame.locator(".chart").focus()
    press(page, "ArrowRight", "ArrowRight", "ArrowDown", "b", "a", "d", "d")
    assert "moment 3 of 9" in frame.locator("header").inner_text()
    assert page.locator(".jp-Cell").count() == cells


def test_axe_finds_nothing_grave_in_it(opened):
    pytest.importorskip("axe_playwright_python")
    frame_of(opened.page)
    assert faults(opened.page, ".jp-OutputArea-output") == []


def test_a_notebook_that_is_not_trusted_shows_the_picture(
    lab, page, small, opened, course
):
    opened.save()
    text = (course / "notebooks" / small).read_text("utf-8")
    other = course / "notebooks" / "strange.ipynb"
    other.write_text(text.replace("In order", "Not ours"), "utf-8")
    strange = Notebook(page.context.new_page(), lab, other.name)
    picture = strange.page.locator(".jp-OutputArea-output img")
    picture.wait_for()
    assert picture.get_attribute("alt").startswith("Not ours. Chart of 4")
    assert strange.page.locator("iframe[srcdoc]").count() == 0
    strange.close()
    other.unlink()


def test_in_a_saved_page_it_needs_no_kernel_and_no_network(
    page, browser, opened, course, small, tmp_path
):
    opened.save()
    notebook = nbformat.read(course / "notebooks" / small, as_version=4)
    text, _ = HTMLExporter().from_notebook_node(notebook)
    (tmp_path / "saved.html").write_text(text, encoding="utf-8")
    asked = []
    tab = browser.new_context(offline=True).new_page()
    tab.route("http*://**", lambda route: asked.append(route) or route.abort())
    tab.goto((tmp_path / "saved.html").as_uri(), wait_until="commit")
    frame = frame_of(tab)
    frame.locator(".chart").focus()
    press(tab, "End")
    assert "The run is over." in frame.locator(".side p").first.inner_text()
    assert not tab.locator(".jp-OutputArea-output img").is_visible()
    tab.context.close()


def test_it_plays_in_notebook_7_too(lab, page, small):
    pytest.importorskip("notebook")
    page.goto(f"{lab}/notebooks/notebooks/{small}?token={TOKEN}")
    page.wait_for_selector("[data-status=idle]", timeout=60_000)
    page.locator(".jp-Cell").first.click()
    press(page, "Shift+Enter")
    page.locator(".jp-OutputArea-output").first.wait_for()
    press(page, "Shift+Enter")
    frame = frame_of(page)
    frame.locator(".chart").focus()
    press(page, "End")
    assert (
        "The run is over."
        in frame.locator(".side [role=status]:not(:empty)").inner_text()
    )
    assert not page.locator(".jp-OutputArea-output img").is_visible()
    frame.get_by_role("slider", name="sleep of a()").focus()
    press(page, "PageDown")
    frame.get_by_text("the whole ends at 2 s instead of 3.").wait_for()


def test_in_print_it_is_the_picture(opened):
    page = opened.page
    frame_of(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".jp-OutputArea-output img").is_visible()
    assert not page.locator("iframe[srcdoc]").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("iframe[srcdoc]").is_visible()


# What it shows


def test_it_draws_the_phases_at_their_places(shown):
    """Each bar and each tick stands where the data say, and no other does."""
    data = payload(shown.timeline)
    drawn = shown.evaluate(
        """() => [...document.querySelectorAll('g.bars rect')].map(one =>
          ['x', 'width', 'height'].map(key => +one.getAttribute(key)))"""
    )
    scale = shown.evaluate("[replays[0].x(0), replays[0].x(1)]")
    start, second = scale[0], scale[1] - scale[0]
    tracks = sorted(
        [round(start + phase[1] * second), round(second * phase[2])]
        for lane in data["lanes"]
        for phase in lane[2]
        if data["fills"][data["states"][phase[0]][0]][0] == 0 and phase[1] == 0
    )
    found = sorted(
        [round(x), round(wide)]
        for x, wide, high in drawn
        if high == 16 and wide > 4 and round(x) == round(start)
    )
    assert found == tracks
    ticks = [x + 1.5 for x, _, high in drawn if high == 17]
    wanted = [
        start + phase[1] * second
        for lane in data["lanes"]
        for phase in lane[2]
        if data["fills"][data["states"][phase[0]][0]][0] == 1
    ]
    assert sorted(ticks) == pytest.approx(sorted(wanted), abs=0.01)


def test_its_labels_and_words_are_those_of_the_picture(shown):
    data = payload(shown.timeline)
    texts = shown.locator(".chart svg text").all_text_contents()
    for label, words, *_ in data["rows"]:
        assert label in texts
        assert words in texts


def test_it_shows_the_source_with_who_stands_where(shown):
    shown.locator(".chart").focus()
    press(shown, *["ArrowRight"] * 5)
    lines = shown.locator(".code div.on, .code div.run").all_inner_texts()
    told = [re.sub(r"\s+", " ", line).strip() for line in lines]
    assert [re.sub(r"^\d+ ", "", line) for line in told] == [
        'for task in tasks: print(await task, "shown")'[19:]
        + " shown_in_order() waits for a()",
        "await asyncio.sleep(SLOW) a() sleeps until 3",
        "await asyncio.sleep(QUICK) b('b2') runs now",
        "return name b('b1') returned 'b1', not collected",
    ]


def test_it_says_what_is_now_what_was_printed_and_what_lies(shown):
    shown.locator(".chart").focus()
    press(shown, *["ArrowRight"] * 5)
    side = shown.locator(".side").inner_text()
    assert "b('b1') returned 'b1', not collected. b('b2') runs now." in side
    assert shown.locator(".side pre").inner_text() == "b1\n"
    press(shown, "ArrowRight")
    lying = shown.locator(".side section").nth(2).inner_text().splitlines()
    assert lying == [
        "Uncollected",
        "b('b1') 'b1' for 2 s",
        "b('b2') 'b2' for 2 s",
    ]


def test_what_is_to_come_is_pale(shown):
    veil = "svg > rect[opacity]"
    cover = shown.locator(veil).bounding_box()
    press(shown, "End")
    shown.locator(".chart").focus()
    press(shown, "End")
    assert shown.locator(veil).bounding_box()["width"] < cover["width"] / 3


# How it is moved


def test_every_control_can_be_reached_with_the_tab_key(shown):
    reached = set()
    for _ in range(16):
        press(shown, "Tab")
        reached.add(
            shown.evaluate(
                """() => document.activeElement.ariaLabel
                     || document.activeElement.tagName"""
            )
        )
    assert reached >= {
        *("to the start", "one moment back", "play", "one moment on"),
        *("to the end", "speed", "keys", "time", "source"),
        *("printed so far", "what made it long"),
    }


def test_it_is_moved_with_the_keys(shown):
    shown.locator(".chart").focus()
    press(shown, *["ArrowRight"] * 6, "ArrowLeft")
    assert (state(shown)["at"], state(shown)["now"]) == (5, 1)
    press(shown, "Home")
    assert (state(shown)["at"], state(shown)["now"]) == (0, 0)
    press(shown, "End")
    assert (state(shown)["at"], state(shown)["now"]) == (8, 3)


def test_a_task_is_chosen_and_followed_with_the_keys(shown):
    shown.locator(".chart").focus()
    press(shown, *["ArrowDown"] * 3)
    assert state(shown)["chosen"] == 2
    press(shown, "Shift+ArrowRight")
    assert state(shown)["at"] == 2
    press(shown, "Shift+ArrowRight")
    assert state(shown)["at"] == 4
    assert (
        "b('b1') runs now"
        in shown.locator(".side [role=status]:not(:empty)").inner_text()
    )
    press(shown, "Escape")
    assert state(shown)["chosen"] == -1


def test_it_plays_and_pauses(shown):
    shown.locator("select").select_option("10")
    shown.locator(".chart").focus()
    press(shown, " ")
    shown.wait_for_function("replays[0].state().at > 1")
    assert shown.locator("[aria-pressed=true]").count() == 1
    press(shown, " ")
    assert not state(shown)["playing"]
    press(shown, " ")
    shown.wait_for_function("!replays[0].state().playing")
    assert state(shown)["at"] == 8


def test_it_is_magnified(shown):
    apart = "replays[0].x(3) - replays[0].x(0)"
    before = shown.evaluate(apart)
    shown.locator(".chart").focus()
    press(shown, "+", "+")
    assert shown.evaluate(apart) == pytest.approx(before * 2.25)
    press(shown, "0")
    assert shown.evaluate(apart) == pytest.approx(before)


def test_what_made_it_long_is_lit_on_request(shown):
    said = shown.locator(".side p").last
    shown.locator(".chart").focus()
    assert shown.locator("path.lit").count() == 0
    press(shown, "p")
    way = shown.locator("path.lit").get_attribute("d")
    start, end = map(float, re.fullmatch(r"M(\S+) \S+H(\S+)", way).groups())
    scale = shown.evaluate("[replays[0].x(0), replays[0].x(3)]")
    assert [start, end] == pytest.approx(scale)
    assert said.inner_text() == critical(shown.timeline).words
    assert said.get_attribute("role") == "status"
    press(shown, "p")
    assert shown.locator("path.lit").count() == 0
    shown.get_by_text("path", exact=True).click()
    assert shown.locator("button[aria-pressed=true]").inner_text() == "path"


def test_a_line_is_no_higher_for_running(shown):
    """What is true of a replay's frame is not true of a line of source."""
    shown.locator(".chart").focus()
    press(shown, "ArrowRight")
    lines = shown.locator(".code div").evaluate_all(
        "all => all.map(each => each.clientHeight)"
    )
    assert shown.locator(".code div.run").count() == 1
    assert set(lines) == {20}


def test_the_keys_are_told(shown):
    shown.locator(".chart").focus()
    press(shown, "?")
    assert shown.get_by_text("shift ← →").is_visible()


def place(page, row, seconds):
    """Return where a moment of a row is on the screen."""
    box = page.locator(".chart svg").bounding_box()
    x = page.evaluate(f"replays[0].x({seconds})")
    return box["x"] + x, box["y"] + 22 + 28 * row + 14


def test_it_is_dragged_and_clicked(shown):
    shown.mouse.move(*place(shown, 2, 0.5))
    shown.mouse.down()
    shown.mouse.move(*place(shown, 2, 2))
    shown.mouse.up()
    assert state(shown)["now"] == pytest.approx(2, abs=0.02)
    assert state(shown)["chosen"] == 2
    assert "b('b1') returned 'b1', not collected." in shown.inner_text(".side")


def test_hovering_says_state_seconds_and_line(shown):
    shown.mouse.move(*place(shown, 1, 2))
    tip = shown.locator(".tip").inner_text()
    assert re.fullmatch(r"sleeps until 3, 3 s, line \d+", tip)


def test_it_is_spoken_of_as_a_slider_and_in_words(shown):
    chart = shown.locator("[role=slider]")
    chart.focus()
    press(shown, *["ArrowRight"] * 4)
    assert chart.get_attribute("aria-valuetext") == "1 s, moment 5 of 9"
    live = shown.locator("[aria-live=polite]").inner_text()
    assert live == "b('b2') sleeps until 1. b('b1') runs now."


# How it looks


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_in_a_page(browser, file, scheme):
    pytest.importorskip("axe_playwright_python")
    page = browser.new_context(color_scheme=scheme).new_page()
    page.goto(file(virtual(shown_in_order(), title="In order").timeline))
    page.locator(".chart").press("ArrowRight")
    page.locator(".chart").press("p")
    assert faults(page) == []
    dark = page.evaluate("document.documentElement.className")
    assert dark == ("dark" if scheme == "dark" else "")
    page.context.close()


def test_below_700_px_the_panes_stand_one_under_the_other(shown):
    def tops():
        return [
            shown.locator(each).bounding_box()["y"]
            for each in (".chart", ".side")
        ]

    shown.set_viewport_size({"width": 1000, "height": 800})
    one, other = tops()
    assert other == pytest.approx(one, abs=5)
    shown.set_viewport_size({"width": 690, "height": 800})
    one, other = tops()
    assert other > one + 100
    shown.wait_for_function("document.documentElement.scrollWidth <= 690")


# Many


async def crowd():
    semaphore = asyncio.Semaphore(100)

    async def one(number):
        async with semaphore:
            await asyncio.sleep(number % 7 / 10 + 0.1)

    await asyncio.gather(*map(one, range(10_000)))


def test_ten_thousand_tasks_open_soon_and_are_scrolled(page, file):
    page.goto(file(virtual(crowd()).timeline))
    page.locator(".chart svg g.bars rect").first.wait_for()
    assert page.evaluate("performance.now()") < OPENED_WITHIN
    page.locator(".chart").focus()
    for _ in range(9):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    rows = page.evaluate("replays[0].rows().length")
    assert rows > 10_000
    slowest = page.evaluate(
        """async () => {
          const chart = document.querySelector('.chart');
          let worst = 0;
          for (let part = 1; part <= 20; part++) {
            chart.scrollTop = chart.scrollHeight * part / 20;
            const start = performance.now();
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
            worst = Math.max(worst, performance.now() - start);
          }
          return worst;
        }"""
    )
    assert slowest < 200
    assert page.locator("g.bars rect").count() < 200


def test_the_data_of_a_page_can_be_read_without_the_script(file, page):
    timeline = virtual(shown_in_order()).timeline
    page.goto(file(timeline))
    found = page.locator("script[type]").text_content()
    assert json.loads(found) == [lean(payload(timeline, why(timeline)))]


def test_each_loop_of_a_program_has_a_replay_of_its_own(page, tmp_path):
    runs = [virtual(b(name), title=name).timeline for name in ("b1", "b2")]
    path = tmp_path / "two.html"
    path.write_text(page_of(*runs), encoding="utf-8")
    page.goto(path.as_uri())
    page.locator(".chart").nth(1).press("End")
    ends = page.evaluate("replays.map(one => one.state().now)")
    assert ends == [0, 1]


def test_a_replay_of_a_recording_shows_what_was_printed(page, file):
    with Recording(clock="virtual") as recording:
        thread = Thread(target=lambda: asyncio.run(shown_in_order()))
        thread.start()  # a loop runs in this one: the browser's
        thread.join()
    page.goto(file(recording.timeline))
    page.locator(".chart").first.press("End")
    printed = page.locator(".side pre").inner_text()
    assert printed == "b1\nb2\na\na shown\nb1 shown\nb2 shown\n"
    press(page, *["ArrowLeft"] * 3)
    assert page.locator(".side pre").inner_text() == "b1\n"
