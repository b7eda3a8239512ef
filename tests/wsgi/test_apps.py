"""Real applications, unchanged: Flask and Django."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest

from helpers.wsgi import Server

pytest.importorskip("flask")
pytest.importorskip("django")

Serve = Callable[..., Server]


class Sized:
    """`wsgi.input` for Werkzeug, which says `read()` to read it all.

    PEP 3333 has it so, but `wsgiref.validate` insists on a size.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        environ["wsgi.input"] = SizedInput(environ["wsgi.input"])
        return self.app(environ, start_response)


class SizedInput:
    def __init__(self, body: Any) -> None:
        self.readline = body.readline
        self._read = body.read

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._read(size)
        return data


def flask_app() -> Any:
    import flask

    app = flask.Flask(__name__)

    @app.route("/hello/<name>")
    def hello(name: str) -> Any:
        return {"hello": name, "q": flask.request.args.get("q")}

    @app.route("/upload", methods=["POST"])
    def upload() -> str:
        file = flask.request.files["file"]
        return f"{file.filename} {len(file.read())}"

    @app.route("/raw", methods=["POST"])
    def raw() -> str:
        return str(len(flask.request.get_data()))

    @app.route("/stream")
    def stream() -> Any:
        return flask.Response(f"{n}\n" for n in range(1000))

    @app.route("/fail")
    def fail() -> str:
        raise ValueError("oops")

    @app.route("/cookies")
    def cookies() -> Any:
        answer = flask.make_response("set")
        answer.set_cookie("a", "1")
        answer.set_cookie("b", "2")
        return answer

    @app.route("/file")
    def file() -> Any:
        return flask.send_file(BytesIO(b"f" * 99_999), mimetype="a/b")

    @app.route("/elsewhere")
    def elsewhere() -> Any:
        return flask.redirect(flask.url_for("cookies", _external=True))

    return Sized(app)


def django_app() -> Any:
    import django
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import (
        HttpResponse,
        JsonResponse,
        StreamingHttpResponse,
    )
    from django.urls import path

    def hello(request: Any, name: str) -> Any:
        return JsonResponse({"hello": name, "q": request.GET.get("q")})

    def upload(request: Any) -> Any:
        file = request.FILES["file"]
        return HttpResponse(f"{file.name} {file.size}")

    def raw(request: Any) -> Any:
        return HttpResponse(str(len(request.body)))

    def stream(request: Any) -> Any:
        return StreamingHttpResponse(f"{n}\n" for n in range(1000))

    def fail(request: Any) -> Any:
        raise ValueError("oops")

    def cookies(request: Any) -> Any:
        answer = HttpResponse("set")
        answer.set_cookie("a", "1")
        answer.set_cookie("b", "2")
        return answer

    def nothing(request: Any) -> Any:
        return HttpResponse(status=204)  # the middleware adds a length

    if not settings.configured:
        settings.configure(
            ALLOWED_HOSTS=["*"],
            DEBUG=False,
            SECRET_KEY="only for tests",
            ROOT_URLCONF="urls of this test",
            LOGGING_CONFIG=None,
            MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
            USE_TZ=True,
            DATA_UPLOAD_MAX_MEMORY_SIZE=10_000_000,
        )
        django.setup()
    settings.ROOT_URLCONF = (
        path("hello/<name>", hello),
        path("upload", upload),
        path("raw", raw),
        path("stream", stream),
        path("fail", fail),
        path("cookies", cookies),
        path("nothing", nothing),
    )
    return get_wsgi_application()


@pytest.fixture(params=[flask_app, django_app], ids=["flask", "django"])
def client(request: Any, serve: Serve) -> Iterator[httpx.Client]:
    server = serve(request.param())
    base = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=base, trust_env=False) as client:
        yield client


def test_a_view_is_called_with_path_and_query(client: httpx.Client) -> None:
    answer = client.get("/hello/caf\xe9?q=\u20ac")
    assert json.loads(answer.text) == {"hello": "caf\xe9", "q": "\u20ac"}


@pytest.mark.parametrize("size", [0, 10, 3_000_000])
def test_a_file_can_be_uploaded(client: httpx.Client, size: int) -> None:
    files = {"file": ("name.txt", b"a" * size)}
    assert client.post("/upload", files=files).text == f"name.txt {size}"


def test_a_body_with_a_length_is_read(client: httpx.Client) -> None:
    assert client.post("/raw", content=b"a" * 200_000).text == "200000"


def test_a_body_in_chunks_is_read(client: httpx.Client) -> None:
    chunks = (b"a" * 1000 for _ in range(20))
    assert client.post("/raw", content=chunks).text == "20000"


def test_a_stream_is_sent(client: httpx.Client) -> None:
    lines = client.get("/stream").text.splitlines()
    assert lines == [str(n) for n in range(1000)]


def test_a_failing_view_is_the_applications_business(
    client: httpx.Client,
) -> None:
    assert client.get("/fail").status_code == 500
    assert client.get("/hello/again").status_code == 200


def test_a_missing_page_is_404(client: httpx.Client) -> None:
    assert client.get("/nowhere").status_code == 404


def test_two_cookies_are_two_fields(client: httpx.Client) -> None:
    client.get("/cookies")
    assert dict(client.cookies) == {"a": "1", "b": "2"}


def test_head_says_what_get_would(client: httpx.Client) -> None:
    head, get = client.head("/hello/x"), client.get("/hello/x")
    assert head.content == b"" != get.content
    del head.headers["date"], get.headers["date"]
    assert head.headers == get.headers


def test_django_may_answer_nothing(serve: Serve) -> None:
    # wsgiref.validate would refuse the length.
    server = serve(django_app(), validate=False)
    base = f"http://127.0.0.1:{server.port}"
    with httpx.Client(base_url=base, trust_env=False) as client:
        answers = [client.get("/nothing") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [204] * 3
    assert "content-length" not in answers[0].headers


def test_flask_knows_its_own_address(serve: Serve) -> None:
    server = serve(flask_app())
    base = f"http://127.0.0.1:{server.port}"
    answer = httpx.get(f"{base}/elsewhere", trust_env=False)
    assert answer.headers["location"] == f"{base}/cookies"


def test_flask_sends_a_file(serve: Serve) -> None:
    server = serve(flask_app())
    url = f"http://127.0.0.1:{server.port}/file"
    assert len(httpx.get(url, trust_env=False).content) == 99_999
