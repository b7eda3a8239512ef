"""The one form in which notebooks are kept."""

import base64
import io

import pytest
from notebook_files import is_readable_id, look_alike, normalised, written
from PIL import Image, PngImagePlugin


def cell(source="1", identity="one", **more):
    kind = {"cell_type": "code", "execution_count": 1, "outputs": []}
    rest = {"id": identity, "metadata": {}, "source": source}
    return kind | rest | more


def notebook(*cells):
    return {"cells": list(cells), "metadata": {"widgets": {}}}


def picture(*, red=0, at=(40, 40), software="a program", size=(80, 80)):
    """Return a white picture, with a small mark of some redness on it."""
    image = Image.new("RGB", size, "white")
    image.paste((red, 0, 0), (*at, at[0] + 6, at[1] + 12))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Software", software)
    notes.add_text("Description", "a mark")
    file = io.BytesIO()
    image.save(file, "png", pnginfo=notes)
    return base64.b64encode(file.getvalue()).decode()


def shown(png, plain="a chart"):
    data = {"image/png": png, "text/plain": plain}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def png_in(result):
    return result["cells"][0]["outputs"][0]["data"]["image/png"]


def test_normalising_twice_changes_nothing():
    once = normalised(notebook(cell(outputs=[shown(picture())])))
    assert written(normalised(once, once)) == written(once)


def test_metadata_is_what_a_kernel_needs_and_no_more():
    busy = cell(metadata={"execution": {}, "tags": ["t"], "collapsed": True})
    result = normalised(notebook(busy, cell(identity="two")))
    assert [c["metadata"] for c in result["cells"]] == [{"tags": ["t"]}, {}]
    assert sorted(result["metadata"]) == ["kernelspec", "language_info"]


def test_pieces_of_one_stream_are_joined():
    streams = [
        {"output_type": "stream", "name": name, "text": text}
        for name, text in [("stdout", "a\n"), ("stdout", "b\n"), ("other", "")]
    ]
    result = normalised(notebook(cell(outputs=streams)))
    texts = [out["text"] for out in result["cells"][0]["outputs"]]
    assert texts == ["a\nb\n", ""]


def test_cells_without_a_readable_id_are_named_after_their_text():
    cells = [
        cell("run(main())", None),
        cell("run(main())", "0a1b2c3d"),
        cell("run(main())", "run-main"),
        cell("1 + 1", None),
    ]
    result = normalised(notebook(*cells))
    ids = [c["id"] for c in result["cells"]]
    assert ids == ["run-main-2", "run-main-3", "run-main", "code-1-1"]


@pytest.mark.parametrize(
    ("identity", "readable"),
    [
        ("in-short", True),
        ("step-2", True),
        ("deadbeef", False),
        ("7f3d1b2a-0c4e-4b6f-9a8d-1e2f3a4b5c6d", False),
        ("In short", False),
        ("", False),
    ],
)
def test_an_id_is_readable_if_a_person_would_write_it(identity, readable):
    assert is_readable_id(identity) is readable


def test_the_program_that_drew_a_picture_is_not_named():
    kept = base64.b64decode(
        png_in(normalised(notebook(cell(outputs=[shown(picture())]))))
    )
    text = Image.open(io.BytesIO(kept)).text
    assert text == {"Description": "a mark"}


def test_a_stored_picture_stays_if_the_new_one_shows_the_same():
    old = normalised(notebook(cell(outputs=[shown(picture(red=200))])))
    new = notebook(cell(outputs=[shown(picture(red=201))]))
    assert png_in(normalised(new, old)) == png_in(old)
    assert png_in(normalised(new)) != png_in(old)


@pytest.mark.parametrize(
    "other",
    [{"red": 0}, {"at": (20, 40)}, {"size": (80, 81)}],
)
def test_a_picture_that_shows_something_else_is_new(other):
    assert not look_alike(picture(red=255), picture(**{"red": 255} | other))


def test_a_picture_is_new_if_its_text_is():
    old = normalised(notebook(cell(outputs=[shown(picture(red=200))])))
    new = notebook(cell(outputs=[shown(picture(red=201), "another")]))
    assert png_in(normalised(new, old)) == png_in(normalised(new))
