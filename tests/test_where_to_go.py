"""CONTRIBUTING names files that are there, and things that are in them."""

import re

import pytest

from tests.tools.notebook_files import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| (.+) \| (.+) \|$", PAGE, re.MULTILINE)[2:]
PLACES = sorted(set(re.findall(r"`(\S+/\S+\.\w+)`", PAGE)))
NAMED = re.compile(r"`(\w+)`(?: and `(\w+)`)? in `(\S+)`")


def test_every_errand_has_a_place():
    assert len(TABLE) >= 8
    assert all("`" in where for _, where in TABLE)


@pytest.mark.parametrize("path", PLACES)
def test_every_place_is_there(path):
    pattern = path.replace("NAME", "*").replace("NN_idiom", "*")
    assert list(ROOT.glob(pattern)), path


def test_what_is_to_be_found_in_a_file_is_in_it():
    found = NAMED.findall(PAGE)
    assert len(found) >= 4
    for *names, path in found:
        text = (ROOT / path).read_text(encoding="utf-8")
        for name in filter(None, names):
            assert re.search(rf"^(def |class |){name}\b", text, re.M), name
