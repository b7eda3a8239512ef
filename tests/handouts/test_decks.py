"""Slides in a browser that has no network: nothing runs over an edge."""

import pytest

from tests.tools.notebook_files import NOTEBOOKS

WIDE, HIGH = 1280, 720  # px
LEAST = 12  # px; smaller letters cannot be read from the last row
LEAST_CODE = 16  # px, of a program by itself, and of prose
LEAST_CHART = 0.55  # of the width of a slide
MEASURE = """() => {
  const over = [];
  const all = document.querySelectorAll('.slides > section > section');
  const edge = document.querySelector('.slides').getBoundingClientRect();
  for (const slide of all) {
    const at = Reveal.getIndices(slide);
    Reveal.slide(at.h, at.v, 99);
    for (const each of slide.querySelectorAll('*')) {
      if (each.closest('aside')) continue;
      const box = each.getBoundingClientRect();
      if (!box.width && !box.height) continue;
      const size = parseFloat(getComputedStyle(each).fontSize);
      const title = /H[12]/.test(each.tagName);
      if (box.top < edge.top - 1 || box.left < edge.left - 1
          || box.bottom > edge.bottom + 1 || box.right > edge.right + 1
          || size < LEAST || title && each.scrollWidth > each.clientWidth + 1)
        over.push([at.h, at.v, each.tagName, slide.innerText.slice(0, 60)]);
    }
  }
  return [all.length, over];
}"""
SMALL = """() => {
  const small = [];
  const all = document.querySelectorAll('.slides > section > section');
  for (const slide of all) {
    const at = Reveal.getIndices(slide);
    Reveal.slide(at.h, at.v, 99);
    const size = (each) => parseFloat(getComputedStyle(each).fontSize);
    for (const each of slide.querySelectorAll('.code, .text'))
      if (size(each) < LEAST_CODE) small.push([at.h, at.v, size(each)]);
    for (const each of slide.querySelectorAll('img')) {
      const share = Math.min(each.clientWidth / each.naturalWidth,
        each.clientHeight / each.naturalHeight);
      const wide = share * each.naturalWidth / 1180;
      if (wide < LEAST_CHART) small.push([at.h, at.v, wide]);
    }
    const lines = slide.innerText.trim().split('\\n').length;
    if (lines < 2 && !slide.querySelector('img'))
      small.push([at.h, at.v, 'empty']);
  }
  return small;
}"""


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_nothing_runs_over_the_edge_of_a_slide(browser, decks, path):
    context = browser.new_context(
        viewport={"width": WIDE, "height": HIGH}, offline=True
    )
    page = context.new_page()
    wrong, asked = [], []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((decks / f"{path.stem}.html").as_uri())
    page.wait_for_function("Reveal.isReady()")
    count, over = page.evaluate(MEASURE.replace("LEAST", str(LEAST)))
    small = SMALL.replace("LEAST_CODE", str(LEAST_CODE))
    too_small = page.evaluate(small.replace("LEAST_CHART", str(LEAST_CHART)))
    context.close()
    assert 10 <= count <= 20
    assert over == []
    assert too_small == []
    assert wrong == []
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}


def test_the_speaker_sees_the_notes(browser, decks):
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((decks / "04_scheduled_first.html").as_uri())
    page.wait_for_function("Reveal.isReady()")
    notes = page.locator("aside.notes")
    assert notes.count() > 5
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    speaker = popup.value
    assert "Speaker View" in speaker.title()
    speaker.wait_for_selector(".speaker-controls-notes:not(.hidden)")
    said = speaker.locator(".speaker-controls-notes .value").inner_text()
    assert "For the instructor: the plan" in said
    context.close()
