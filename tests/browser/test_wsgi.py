"""A browser, as one more client of the WSGI server."""

import re
import subprocess
import sys

import pytest

APP = '''
from html import escape
from urllib.parse import parse_qs

FORM = """<!doctype html><title>guests</title><link rel=icon href="data:,">
<form method=post><input name=guest><button>enter</button></form><p>{}</p>"""

def app(environ, start_response):
    size = int(environ.get("CONTENT_LENGTH") or 0)
    form = parse_qs(environ["wsgi.input"].read(size).decode())
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    yield FORM.format(escape(form.get("guest", ["nobody"])[0])).encode()
'''


@pytest.fixture
def site(tmp_path):
    """The address of a server with a form, in a process of its own."""
    (tmp_path / "guests.py").write_text(APP)
    command = [
        *(sys.executable, "-m", "helpers.wsgi", "--chdir", str(tmp_path)),
        *("guests:app", "--bind", "127.0.0.1:0"),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        port = re.search(r":(\d+) \(Ctrl-C", process.stderr.readline())
        yield f"http://127.0.0.1:{port[1]}/"
        process.terminate()
        assert process.wait(10) == 0


def test_a_page_is_shown(page, site):
    assert page.goto(site).status == 200
    assert page.title() == "guests"
    assert page.inner_text("p") == "nobody"


def test_a_form_is_answered(page, site):
    page.goto(site)
    page.fill("input", "Ada & Grace")
    page.click("button")
    page.wait_for_function("document.querySelector('p').innerText != 'nobody'")
    assert page.inner_text("p") == "Ada & Grace"
