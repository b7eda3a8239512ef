"""Sliders and outcomes in a saved page, without a kernel or a network."""

import json

from nbconvert import HTMLExporter

from tests.tools.notebook_files import NOTEBOOKS

LOADED = "all => all.every(one => one.complete && one.naturalWidth > 0)"


def test_what_a_slider_and_outcomes_show_is_in_the_page(browser, tmp_path):
    (path,) = [each for each in NOTEBOOKS if each.stem == "09_wait"]
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = {cell["id"]: "".join(cell["source"]) for cell in cells}
    text, _ = HTMLExporter().from_filename(str(path))
    (tmp_path / "saved.html").write_text(text, encoding="utf-8")
    page = browser.new_context(offline=True).new_page()
    page.goto((tmp_path / "saved.html").as_uri(), wait_until="commit")
    page.locator("img[alt*='Chart of']").last.wait_for()
    for call, what in (("\ninteract(", "img"), ("\noutcomes(", "table")):
        shown = [name for name, source in sources.items() if call in source]
        for name in shown:
            cell = page.locator(f"[id='cell-id={name}']")
            assert cell.locator(what).count()
            assert cell.locator("img").evaluate_all(LOADED)
        assert shown
    page.context.close()
