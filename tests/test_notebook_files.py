"""The one form in which notebooks are kept."""

import base64
import io

import nbformat
import pytest
from nbconvert import PythonExporter
from PIL import Image, PngImagePlugin

from tests.tools.notebook_files import (
    MAKER,
    is_readable_id,
    normalised,
    pictures_in,
    sanitised,
    saved_again,
    written,
)


def cell(source="1", identity="one", **more):
    kind = {"cell_type": "code", "execution_count": 1, "outputs": []}
    rest = {"id": identity, "metadata": {}, "source": source}
    return kind | rest | more


def notebook(*cells):
    return {"cells": list(cells), "metadata": {"widgets": {}}}


def picture(*, red=0, at=(40, 40), maker=MAKER, size=(80, 80)):
    """Return a white picture, with a small mark of some redness on it."""
    image = Image.new("RGB", size, "white")
    image.paste((red, 0, 0), (*at, at[0] + 8, at[1] + 12))
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Description", "a mark")
    if maker:
        notes.add_text("Software", maker)
    file = io.BytesIO()
    image.save(file, "png", pnginfo=notes)
    return base64.b64encode(file.getvalue()).decode()


def shown(png, plain="a chart"):
    data = {"image/png": png, "text/plain": plain}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def within(png, alt="a chart"):
    """Return an output that has its picture in HTML."""
    page = f'<img alt="{alt}" src="data:image/png;base64,{png}">'
    data = {"text/html": page, "text/plain": "a chart"}
    return {"output_type": "display_data", "metadata": {}, "data": data}


def png_in(result):
    (png,) = pictures_in(result["cells"][0]["outputs"][0]["data"])
    return png


def stays(old, new, **more):
    """Tell whether `old` stays when `new` is drawn in its place."""
    before = notebook(cell(outputs=[shown(old)]))
    after = normalised(notebook(cell(outputs=[shown(new, **more)])), before)
    return png_in(after) == old


def test_normalising_twice_changes_nothing():
    once = normalised(notebook(cell(outputs=[shown(picture())])))
    assert written(normalised(once, once)) == written(once)


def test_metadata_is_what_a_kernel_needs_and_no_more():
    busy = cell(metadata={"execution": {}, "tags": ["t"], "collapsed": True})
    result = normalised(notebook(busy, cell(identity="two")))
    assert [c["metadata"] for c in result["cells"]] == [{"tags": ["t"]}, {}]
    assert sorted(result["metadata"]) == ["kernelspec", "language_info"]


def test_metadata_is_what_nbconvert_needs_to_write_a_script():
    script, more = PythonExporter().from_notebook_node(
        nbformat.from_dict(normalised(notebook(cell("x = 1"))))
    )
    assert more["output_extension"] == ".py"
    assert script.rstrip().endswith("x = 1")


def test_saving_in_jupyterlab_changes_a_version_and_signatures():
    stored = normalised(notebook(cell(outputs=[shown(picture())])))
    saved = saved_again(stored, "3.14.2")
    assert saved["metadata"]["language_info"].pop("version") == "3.14.2"
    assert png_in(saved) != png_in(stored)
    assert normalised(saved) == stored


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


def test_a_picture_says_which_matplotlib_drew_it():
    outputs = [shown(picture(maker=None))]
    png = png_in(normalised(notebook(cell(outputs=outputs))))
    image = Image.open(io.BytesIO(base64.b64decode(png)))
    image.load()
    assert image.text == {"Software": MAKER, "Description": "a mark"}


def test_a_picture_that_nobody_signed_does_not_stay():
    assert not stays(picture(maker=None), picture())


def test_a_picture_stays_if_every_pixel_does():
    assert stays(picture(red=200), picture(red=200))
    assert not stays(picture(red=200), picture(red=201))


def test_a_picture_from_another_matplotlib_stays_if_it_shows_the_same():
    other = "Matplotlib 3.0"
    assert stays(picture(red=200, maker=other), picture(red=210))


@pytest.mark.parametrize(
    "new", [{"red": 0}, {"at": (20, 40)}, {"size": (80, 81)}]
)
def test_a_picture_that_shows_something_else_does_not_stay(new):
    old = picture(red=255, maker="Matplotlib 3.0")
    assert not stays(old, picture(**{"red": 255} | new))


def test_a_picture_does_not_stay_if_its_text_changed():
    assert not stays(picture(), picture(), plain="another chart")


def stored_over(old, new):
    """Return what is stored of a new output where there was an old one."""
    before = notebook(cell(outputs=[old]))
    return normalised(notebook(cell(outputs=[new])), before)


def test_a_picture_in_html_is_signed_and_unsigned_as_well():
    page = within(picture(maker=None))
    stored = normalised(notebook(cell(outputs=[page])))
    image = Image.open(io.BytesIO(base64.b64decode(png_in(stored))))
    assert image.info["Software"] == MAKER
    saved = saved_again(stored)
    assert png_in(saved) == png_in(saved_again(saved)) != png_in(stored)
    assert normalised(saved) == normalised(stored)


def test_a_picture_in_html_stays_if_it_shows_the_same():
    old = within(picture(red=200, maker="Matplotlib 3.0"))
    kept = stored_over(old, within(picture(red=210)))
    assert kept["cells"][0]["outputs"] == [old]


@pytest.mark.parametrize(
    "new",
    [
        within(picture(red=200, at=(20, 40))),
        within(picture(red=210), alt="another chart"),
    ],
    ids=["another picture", "another sentence"],
)
def test_a_picture_in_html_does_not_stay_otherwise(new):
    old = within(picture(red=200, maker="Matplotlib 3.0"))
    kept = stored_over(old, new)
    assert kept == normalised(notebook(cell(outputs=[new])))


def test_nbval_compares_what_is_said_of_a_picture_and_not_its_pixels():
    one, other = within(picture(red=200)), within(picture(red=10))
    page, changed = (x["data"]["text/html"] for x in (one, other))
    assert page != changed
    assert sanitised(page) == sanitised(changed)
    assert 'alt="a chart"' in sanitised(page)
