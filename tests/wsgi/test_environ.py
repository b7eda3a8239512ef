"""A request as a dictionary, as CGI and PEP 3333 have it."""

from io import BytesIO
from typing import Any

import pytest

from helpers.wsgi.environ import base_environ, make_environ
from helpers.wsgi.protocol import Request, RequestReader


def environ(
    target: str = "/", *fields: str, body: bytes = b""
) -> dict[str, Any]:
    reader = RequestReader()
    lines = [f"GET {target} HTTP/1.1", "Host: x", *fields, "", ""]
    reader.receive("\r\n".join(lines).encode("latin-1"))
    request = reader.next_event()
    assert isinstance(request, Request)
    base = base_environ("localhost", 8000)
    return make_environ(base, request, ("::1", 5), BytesIO(body))


@pytest.mark.parametrize(
    ("target", "path", "query"),
    [
        ("/", "/", ""),
        ("/a/b?c=d&e", "/a/b", "c=d&e"),
        ("/?", "/", ""),
        ("/a%20b%2Fc", "/a b/c", ""),
        ("/%C3%A9", "/\xc3\xa9", ""),
        ("/%zz", "/%zz", ""),
        ("/a?b=%20", "/a", "b=%20"),
        ("//evil.example/a", "//evil.example/a", ""),
        ("/a;b=c", "/a;b=c", ""),
        ("/?a?b", "/", "a?b"),
        ("http://y/a?b", "/a", "b"),
        ("http://y", "/", ""),
    ],
)
def test_the_target_is_split(target: str, path: str, query: str) -> None:
    found = environ(target)
    assert (found["PATH_INFO"], found["QUERY_STRING"]) == (path, query)


def test_a_target_in_absolute_form_names_the_host() -> None:
    assert environ("http://y:80/")["HTTP_HOST"] == "y:80"


def test_fields_become_keys() -> None:
    found = environ("/", "X-One: 1", "Content-Type: a/b")
    assert found["HTTP_X_ONE"] == "1"
    assert found["CONTENT_TYPE"] == "a/b"
    assert "HTTP_CONTENT_TYPE" not in found


def test_fields_of_one_name_are_joined() -> None:
    found = environ("/", "X: 1", "X: 2", "Cookie: a=1", "Cookie: b=2")
    assert found["HTTP_X"] == "1,2"
    assert found["HTTP_COOKIE"] == "a=1; b=2"


@pytest.mark.parametrize("field", ["X_Forwarded_For: 1", "Proxy: http://y"])
def test_a_field_that_could_pass_for_another_is_dropped(field: str) -> None:
    assert environ("/", field).keys() == environ().keys()


def test_values_are_latin_1() -> None:
    assert environ("/", "X: caf\xe9")["HTTP_X"] == "caf\xe9"


def test_the_length_of_collected_chunks_is_said() -> None:
    found = environ("/", "Transfer-Encoding: chunked", body=b"abc")
    assert found["CONTENT_LENGTH"] == "3"
    assert found["wsgi.input"].read() == b"abc"
    assert "HTTP_TRANSFER_ENCODING" not in found


def test_server_and_client_are_named() -> None:
    found = environ()
    keys = ["SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "REMOTE_PORT"]
    assert [found[key] for key in keys] == ["localhost", "8000", "::1", "5"]
    assert found["SERVER_PROTOCOL"] == "HTTP/1.1"
    assert found["SCRIPT_NAME"] == ""


def test_each_request_has_an_environ_of_its_own() -> None:
    base = base_environ("localhost", 8000)
    environ()["wsgi.multithread"] = "spoilt"
    assert base["wsgi.multithread"] is True
