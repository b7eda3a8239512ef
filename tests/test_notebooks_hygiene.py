"""The stored notebooks, README and CONTRIBUTING keep the rules of the house.

Nothing is run here. nbval leaves a cell without an execution count untested,
so the first tests insist that every cell was run.
"""

import re

import nbformat
import pytest

from tests.tools.markdown_text import (
    anchors,
    headings,
    links,
    prose,
    text_cells,
)
from tests.tools.notebook_files import (
    FOLDER,
    NOTEBOOKS,
    ROOT,
    is_readable_id,
    normalised,
    read,
    saved_again,
    text_of,
    without_pictures,
    written,
)
from tests.tools.tracked_files import tracked

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
LONGEST_CELL = 15  # lines
LONGEST_LINE = 79  # columns
LONGEST_README = 80  # lines

FORBIDDEN = {
    "an absolute path": r"(?<![\w./~-])/(home|root|tmp|Users|var|private)\b/?"
    r"|\b[A-Z]:\\\w",
    "an address": r"\b0x[0-9a-fA-F]{6,}",
    "a default task name": r"\bTask-\d+",
    "a date": r"\b20\d\d-\d\d-\d\d\b",
    "a time of day": r"\b\d\d:\d\d:\d\d\b",
}
EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u26ff\u2705\u2728\u274c\u274e"
    "\u2753-\u2757\u2b50\ufe0f]"
)
HTML = re.compile(r"</?[a-zA-Z][^>\n]*>|<!--")
AUTOLINK = re.compile(r"<(https?|mailto):[^>\s]+>")
EMPTY_WORDS = re.compile(r"\b(simply|just)\b", re.IGNORECASE)

every_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: path.stem
)
every_idiom = pytest.mark.parametrize(
    "path", NOTEBOOKS[1:], ids=lambda path: path.stem
)
every_page = pytest.mark.parametrize(
    "path", [*NOTEBOOKS, *PAGES], ids=lambda path: path.stem
)


def code_cells(path):
    cells = read(path)["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def prose_of(path):
    """Return a notebook's or a page's Markdown."""
    if path.suffix == ".ipynb":
        return "\n\n".join(text_cells(read(path)))
    return path.read_text(encoding="utf-8")


def texts_of(cell):
    """Yield the texts that a reader of the cell's outputs sees."""
    for output in cell["outputs"]:
        yield text_of(output.get("text", ""))
        yield "\n".join(output.get("traceback", []))
        for kind, value in output.get("data", {}).items():
            if kind.startswith("text/") or kind.endswith("+xml"):
                yield without_pictures(text_of(value))


# The folder


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_notebooks_are_numbered_in_reading_order():
    names = [path.name for path in NOTEBOOKS]
    numbers = [f"{number:02}" for number in range(len(names))]
    assert [name[:2] for name in names] == numbers
    assert all(re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", n) for n in names)


# Cells and outputs


@every_notebook
def test_the_file_is_a_valid_notebook(path):
    nbformat.validate(nbformat.read(path, as_version=4))
    assert read(path)["nbformat_minor"] == 5


@every_notebook
def test_the_file_is_laid_out_as_jupyterlab_does_it(path):
    laid_out = path.read_bytes().decode("utf-8") == written(read(path))
    assert laid_out, f"run: make notebooks ONLY={path.stem}"


@every_notebook
def test_the_file_is_as_make_notebooks_writes_it(path):
    """But for what differs after a run in JupyterLab that was saved."""
    notebook = saved_again(read(path))
    again = saved_again(normalised(notebook))
    as_stored = written(notebook) == written(again)
    assert as_stored, f"run: make notebooks ONLY={path.stem}"


@every_notebook
def test_every_code_cell_was_run_in_order(path):
    cells = code_cells(path)
    counts = [cell["execution_count"] for cell in cells]
    assert counts == list(range(1, len(cells) + 1))


@every_notebook
def test_no_cell_wrote_to_stderr(path):
    outputs = [out for cell in code_cells(path) for out in cell["outputs"]]
    assert not [out for out in outputs if out.get("name") == "stderr"]


@every_notebook
def test_no_cell_failed_unless_it_says_so(path):
    failed = [
        cell["id"]
        for cell in code_cells(path)
        if any(out["output_type"] == "error" for out in cell["outputs"])
        and "raises-exception" not in cell["metadata"].get("tags", [])
    ]
    assert failed == []


@every_notebook
@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_output_differs_between_machines(path, what):
    found = [
        (cell["id"], match.group())
        for cell in code_cells(path)
        for text in texts_of(cell)
        for match in re.finditer(FORBIDDEN[what], text)
    ]
    assert found == [], f"{what} in an output"


@every_notebook
def test_no_cell_names_a_place_on_one_machine(path):
    pattern = FORBIDDEN["an absolute path"]
    found = [
        (cell["id"], match.group())
        for cell in read(path)["cells"]
        for match in re.finditer(pattern, cell["source"])
    ]
    assert found == []


@every_notebook
def test_cell_ids_are_readable_and_differ(path):
    ids = [cell["id"] for cell in read(path)["cells"]]
    assert [i for i in ids if not is_readable_id(i)] == []
    assert len(set(ids)) == len(ids)


@every_notebook
def test_cells_carry_no_metadata_but_tags(path):
    kept = {key for cell in read(path)["cells"] for key in cell["metadata"]}
    assert kept <= {"tags"}


@every_notebook
def test_code_cells_are_short_and_narrow(path):
    for cell in code_cells(path):
        lines = cell["source"].splitlines()
        assert 1 <= len(lines) <= LONGEST_CELL, cell["id"]
        assert max(map(len, lines)) <= LONGEST_LINE, cell["id"]


@every_notebook
def test_no_code_cell_hides_its_value(path):
    sources = [cell["source"] for cell in code_cells(path)]
    assert not [s for s in sources if s.rstrip().endswith(";")]


# Front and back


@every_notebook
def test_the_first_cell_has_the_title_and_no_other_does(path):
    cells = text_cells(read(path))
    titles = [t for c in cells for t in re.findall(r"^# .+", prose(c), re.M)]
    assert read(path)["cells"][0]["source"].startswith("# ")
    assert len(titles) == 1


@every_idiom
def test_the_front_says_what_you_will_do_and_what_you_need(path):
    front = front_of(path)
    before, _, after = front.partition("You will")
    assert before.strip().splitlines()[1:], "the problem in one sentence"
    bullets = re.match(r"[^\n]*\n+((?:[-*] .+\n(?:  .+\n)*)+)", after)
    assert bullets, "You will: three bullets"
    assert len(re.findall(r"^[-*] ", bullets[1], re.MULTILINE)) == 3
    assert "You need" in front


@every_notebook
def test_the_front_says_how_many_minutes_it_takes(path):
    assert minutes_of(path)


@every_idiom
def test_the_back_has_its_sections_in_order(path):
    back = ("In short", "Exercises", "Further reading")
    found = [words for words in headings(prose_of(path)) if words in back]
    # Exercises come with their checks.
    assert found in ([*back], ["In short", "Further reading"])


@every_idiom
def test_further_reading_gives_a_reason_for_each_link(path):
    _, _, reading = prose_of(path).partition("## Further reading")
    items = re.findall(r"^[-*] (.+)", reading.split("\n\n---")[0], re.M)
    assert items
    for item in items:
        assert links(item), item
        assert len(re.sub(r"\[.*?\]\(.*?\)", "", item).split()) >= 3, item


@every_notebook
def test_the_last_cell_leads_to_previous_contents_and_next(path):
    at = NOTEBOOKS.index(path)
    contents = NOTEBOOKS[0]
    wanted = [
        *([NOTEBOOKS[at - 1]] if at > 0 else []),
        *([contents] if at > 0 else []),
        *NOTEBOOKS[at + 1 : at + 2],
    ]
    last = text_cells(read(path))[-1].strip().splitlines()[-1]
    assert links(last) == [one.name for one in wanted]


# Prose


@every_page
def test_prose_is_without_html(path):
    text = AUTOLINK.sub("", prose(prose_of(path)))
    assert HTML.findall(text) == []


@every_page
def test_prose_is_without_simply_and_just(path):
    text = prose(prose_of(path))
    assert [m.group() for m in EMPTY_WORDS.finditer(text)] == []


@every_page
def test_nothing_has_emoji(path):
    assert EMOJI.findall(path.read_text(encoding="utf-8")) == []


@every_page
def test_links_within_the_course_lead_somewhere(path):
    for target in links(prose_of(path)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


# README


def test_the_readme_is_short():
    lines = PAGES[0].read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LONGEST_README


def test_the_table_in_the_readme_is_the_folder():
    row = r"^\| *\[(.+)\]\(notebooks/(.+?)\) *\| *(.+?) *\| *(\d+) *\|$"
    rows = re.findall(row, PAGES[0].read_text(encoding="utf-8"), re.M)
    stated = [(file, title, int(minutes)) for title, file, _, minutes in rows]
    assert stated == [(p.name, title_of(p), minutes_of(p)) for p in NOTEBOOKS]


def test_every_file_of_the_folder_is_a_notebook():
    files = tracked("notebooks") or FOLDER.iterdir()
    names = {path.name for path in files} - {".ipynb_checkpoints"}
    assert names - {path.name for path in NOTEBOOKS} == set()


def front_of(path):
    """Return the Markdown before the first code cell."""
    front = []
    for cell in read(path)["cells"]:
        if cell["cell_type"] == "code":
            break
        front.append(cell["source"])
    return "\n\n".join(front) + "\n"


def title_of(path):
    return headings(read(path)["cells"][0]["source"])[0]


def minutes_of(path):
    found = re.search(r"\b(\d+) minutes\b", front_of(path))
    return int(found[1]) if found else 0
