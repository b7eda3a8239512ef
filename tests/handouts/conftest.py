"""The whole set of handouts and slides, made once for all tests here."""

import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from helpers.workshop.executing import all_executed
from helpers.workshop.sets import make_poster, make_set
from helpers.workshop.sheets import Audience
from helpers.workshop.slides import write_slides
from tests.browser.conftest import browser, unusable  # noqa: F401
from tests.tools.notebook_files import NOTEBOOKS


@pytest.fixture(scope="session")
def notebooks():
    """All notebooks, after a run that draws vectors.

    A thread of its own, since a browser's driver keeps a loop in this one.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(all_executed, NOTEBOOKS).result()


@pytest.fixture(scope="session")
def handouts(notebooks, tmp_path_factory):
    """The folder with both sets and the poster."""
    if find_spec("weasyprint") is None:
        unusable("WeasyPrint is not installed")
    folder = tmp_path_factory.mktemp("handouts")
    began = time.process_time()
    for audience in Audience:
        make_set(notebooks, audience, "A4", folder)
    make_poster(folder)
    print(f"\nprinted in {time.process_time() - began:.0f} s of one processor")
    return folder


@pytest.fixture(scope="session")
def decks(notebooks, tmp_path_factory):
    """The folder with the slides of all notebooks."""
    folder = tmp_path_factory.mktemp("slides")
    for notebook in notebooks:
        write_slides(notebook, folder)
    return folder
