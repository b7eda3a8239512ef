"""What is printed: all of it, on the page, and nothing that must not be."""

import functools
import re
from itertools import pairwise

import pytest

from helpers.checking.load import find, notebooks
from helpers.workshop.cells import Picture, Text
from helpers.workshop.prose import plain
from helpers.workshop.sets import make_set
from helpers.workshop.sheets import Audience
from tests.tools.notebook_files import NOTEBOOKS

pypdfium2 = pytest.importorskip("pypdfium2")
pdfium = pypdfium2.raw

SETS = [audience.value for audience in Audience]
STEMS = [path.stem for path in NOTEBOOKS]
SLACK = 1  # points
EDGE = 51  # points, left and right of the text
LEADING = 14  # points from a line to the next, in a paragraph, or less
SHIFT = 4  # points that letters of one line stand apart, at most
BIG = 11  # points, the height of letters that only headings have
SPACE = 6  # points, as wide as a space and something to spare
ABOVE_FOOT = 0.93  # of a page
INK = 235  # what is darker is not paper
HALF = 0.45  # of a page; a cell that does not fit may leave as much
FEW = 0.04  # of all pages have more room than that
FREE = 0.16  # of the paper that nothing is printed on
PAPERS = {"A3": (1190.6, 841.9), "A4": (841.9, 595.3)}  # points
ALL = "course"
TURN = "↵"
CONTROL = re.compile(r"[\s↵\x00-\x1f\ufffe\u00ad]+")


@functools.cache
def pages_of(path):
    """Return the text of each page of a PDF."""
    document = pypdfium2.PdfDocument(path)
    return [page.get_textpage().get_text_bounded() for page in document]


def bare(text):
    """Return a text without spaces, and without marks of broken lines."""
    return CONTROL.sub("", text)


def printed(handouts, audience, name):
    return bare("".join(pages_of(handouts / audience / f"{name}.pdf")))


def lines_of(notebook):
    """Yield each heading, line of code and line of output of a notebook."""
    for cell in notebook.cells:
        if cell.is_code:
            yield from cell.source.splitlines()
            for output in cell.outputs:
                if isinstance(output, Text):
                    yield from output.text.splitlines()
        elif not cell.is_for_instructors:
            for line in cell.source.splitlines():
                if line.startswith("#"):
                    yield plain(line.lstrip("# "))


@pytest.mark.parametrize("audience", SETS)
@pytest.mark.parametrize("name", STEMS)
def test_nothing_is_lost(handouts, notebooks, name, audience):
    found = printed(handouts, audience, name)
    (notebook,) = [each for each in notebooks if each.name == name]
    lost = [line for line in lines_of(notebook) if bare(line) not in found]
    assert lost == []


@pytest.mark.parametrize("name", STEMS)
def test_the_run_for_paper_is_the_run_that_is_stored(notebooks, name):
    from helpers.workshop.cells import read

    (notebook,) = [each for each in notebooks if each.name == name]
    (path,) = [path for path in NOTEBOOKS if path.stem == name]
    for made, stored in zip(notebook.cells, read(path), strict=True):
        assert words_of(made) == words_of(stored), made.id


def words_of(cell):
    return [
        output.text
        for output in cell.outputs
        if isinstance(output, (Text, Picture))
    ]


def test_every_chart_is_vectors_and_has_its_sentence(notebooks):
    wrong = [
        cell.id
        for notebook in notebooks
        for cell in notebook.cells
        for output in cell.outputs
        if isinstance(output, Picture)
        and (output.png or not output.worded or not output.sentence)
    ]
    assert wrong == []


def test_a_chart_as_high_as_a_page_comes_in_pieces(notebooks):
    high = {
        cell.id: len(output.pieces)
        for notebook in notebooks
        for cell in notebook.cells
        for output in cell.outputs
        if isinstance(output, Picture) and output.pieces
    }
    assert high["page"] == 9
    assert len(high) < 4


@pytest.mark.parametrize("name", STEMS)
def test_no_cell_is_split(handouts, notebooks, name):
    pages = [*map(bare, pages_of(handouts / "learner" / f"{name}.pdf"))]
    (notebook,) = [each for each in notebooks if each.name == name]
    split = [
        cell.id
        for cell in notebook.cells
        if cell.is_code and not any(has_whole(page, cell) for page in pages)
    ]
    assert split == []


def has_whole(page, cell):
    """Tell whether a cell's program and its printed lines are on a page."""
    printed = [x.text for x in cell.outputs if isinstance(x, Text)]
    return all(bare(each) in page for each in (cell.source, *printed))


def test_few_pages_have_much_room_left(handouts):
    free = [
        room_of(page)
        for name in STEMS
        for page in [
            *pypdfium2.PdfDocument(handouts / "learner" / f"{name}.pdf")
        ][:-1]
    ]
    half_empty = sum(room > HALF for room in free)
    assert half_empty <= len(free) * FEW
    assert sum(free) / len(free) < FREE


def room_of(page):
    """Return the share of a page that is empty, above its foot."""
    drawn = page.render(scale=0.25, grayscale=True).to_numpy()
    text = drawn[: int(len(drawn) * ABOVE_FOOT)]
    used = (text < INK).any(axis=1).nonzero()[0]
    return 1 - (used[-1] + 1) / len(text)


@pytest.mark.parametrize("name", STEMS)
def test_no_line_of_prose_ends_early(handouts, name):
    path = handouts / "learner" / f"{name}.pdf"
    early = [
        "".join(letter[2] for letter in above)
        for page in pypdfium2.PdfDocument(path)
        for (high, above), (low, below) in pairwise(lines_on(page))
        if high - low < LEADING
        and above[-1][1] + first_word(below) < page.get_width() - EDGE
    ]
    assert early == []


def lines_on(page):
    """Return the lines of prose on a page: where, and their letters.

    A letter is its left edge, its right edge, and itself.
    """
    letters, rows = page.get_textpage(), []
    for place in range(letters.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(letters.raw, place))
        left, low, right, top = letters.get_charbox(place, loose=True)
        if letter not in "\r\n":
            rows.append((low, left, right, letter, top - low))
    lines = []
    for low, *letter in sorted(rows, reverse=True):
        if not lines or lines[-1][0] - low > SHIFT:
            lines.append((low, []))
        lines[-1][1].append(letter)
    return [
        (low, sorted(line))
        for low, line in lines
        if abs(min(line)[0] - EDGE) < 2 * SLACK
        and max(letter[3] for letter in line) < BIG
    ]


def first_word(line):
    """Return how wide a line's first word is, with a space before it.

    In front of a slash no line may end, says Unicode, even behind a space.
    """
    text = "".join(letter[2] for letter in line)
    end = re.search(r" (?!/)|$", text).start()
    return line[end - 1][1] - line[0][0] + SPACE


@pytest.mark.parametrize("name", STEMS)
def test_a_learner_gets_no_solution_and_no_note(handouts, notebooks, name):
    found = printed(handouts, "learner", name)
    (notebook,) = [each for each in notebooks if each.name == name]
    for solution in notebook.solutions.values():
        assert bare(solution.program) not in found
        assert bare(plain(solution.discussion.splitlines()[0])) not in found
    for cell in notebook.cells:
        if cell.is_for_instructors:
            for line in cell.source.splitlines():
                assert not line.strip() or bare(plain(line)) not in found


@pytest.mark.parametrize("name", STEMS)
def test_an_instructor_gets_every_solution(handouts, name):
    found = printed(handouts, "instructor", name)
    for exercise in notebooks().get(name, []):
        assert bare(find(exercise).reference) in found


@pytest.mark.parametrize("audience", SETS)
def test_the_one_file_has_all_pages_and_their_numbers(handouts, audience):
    alone = [
        page
        for name in STEMS
        for page in pages_of(handouts / audience / f"{name}.pdf")
    ]
    together = pages_of(handouts / audience / f"{ALL}.pdf")
    contents = together[: len(together) - len(alone)]
    assert together[len(contents) :] == alone
    for number, page in enumerate(alone, 1):
        assert page.split()[-1] == str(number) or f"\n{number}" in page
    assert contents
    for name in STEMS:
        title = find_title(name)
        assert bare(title) in bare("".join(contents))


def find_title(name):
    from helpers.workshop.cells import read

    (path,) = [path for path in NOTEBOOKS if path.stem == name]
    return plain(read(path)[0].source.splitlines()[0].lstrip("# "))


@pytest.mark.parametrize("audience", SETS)
@pytest.mark.parametrize("name", [*STEMS, ALL])
def test_every_letter_is_on_the_page_in_a_font_of_the_file(
    handouts, name, audience
):
    check_letters(handouts / audience / f"{name}.pdf")


@pytest.mark.parametrize("size", PAPERS)
def test_the_poster_is_one_page_of_vectors(handouts, size):
    path = handouts / f"poster-{size}.pdf"
    (page,) = pypdfium2.PdfDocument(path)
    assert page.get_size() == pytest.approx(PAPERS[size], abs=SLACK)
    kinds = {each.type for each in page.get_objects(max_depth=9)}
    assert pdfium.FPDF_PAGEOBJ_IMAGE not in kinds
    check_letters(path)


def test_letter_paper_has_its_size(handouts, notebooks, tmp_path):
    make_set(notebooks[:1], Audience.LEARNER, "Letter", tmp_path)
    path = tmp_path / "learner" / f"{STEMS[0]}.pdf"
    for page in pypdfium2.PdfDocument(path):
        assert page.get_size() == (612, 792)
    check_letters(path)


def test_a_chart_has_its_sentence_in_the_file(handouts, notebooks):
    raw = (handouts / "learner" / f"{STEMS[0]}.pdf").read_bytes()
    assert b"/StructTreeRoot" in raw or b"/ObjStm" in raw
    page = (handouts / "learner" / f"{STEMS[0]}.html").read_text("utf-8")
    pictures = re.findall(r"<img [^>]*>", page)
    assert pictures
    assert all(re.search(r'alt="[^"]+"', each) for each in pictures)


def check_letters(path):
    for page in pypdfium2.PdfDocument(path):
        wide, high = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(place)
            assert left >= -SLACK
            assert bottom >= -SLACK
            assert right <= wide + SLACK
            assert top <= high + SLACK
        for each in page.get_objects(
            filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=9
        ):
            font = pdfium.FPDFTextObj_GetFont(each.raw)
            assert pdfium.FPDFFont_GetIsEmbedded(font) == 1
