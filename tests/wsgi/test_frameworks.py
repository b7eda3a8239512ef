"""More applications, unchanged: Bottle, Falcon, WsgiDAV.

They are not installed by `make test`, but by `make test-server`. Flask and
Django are in `test_apps`.
"""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from helpers.wsgi import Server

from .conftest import AT_LENGTH

Serve = Callable[..., Server]

# What they are warned of is theirs.
pytestmark = pytest.mark.filterwarnings("default")


def framework(name: str) -> Any:
    """Import it; where it must be there, its absence is a failure."""
    return import_module(name) if AT_LENGTH else pytest.importorskip(name)


def client_of(server: Server) -> httpx.Client:
    base = f"http://127.0.0.1:{server.port}"
    return httpx.Client(base_url=base, trust_env=False)


def bottle_app() -> Any:
    bottle = framework("bottle")
    app = bottle.Bottle()

    @app.get("/hello/<name>")  # type: ignore[untyped-decorator]
    def hello(name: str) -> Any:
        return {"hello": name, "q": bottle.request.query.q}

    @app.post("/raw")  # type: ignore[untyped-decorator]
    def raw() -> str:
        return str(len(bottle.request.body.read()))

    @app.get("/stream")  # type: ignore[untyped-decorator]
    def stream() -> Any:
        yield from (f"{n}\n" for n in range(1000))

    @app.delete("/hello/<name>")  # type: ignore[untyped-decorator]
    def nothing(name: str) -> None:
        bottle.response.status = 204

    return app


def falcon_app() -> Any:
    falcon = framework("falcon")

    class Hello:
        def on_get(self, request: Any, response: Any, name: str) -> None:
            response.media = {"hello": name, "q": request.get_param("q")}

        def on_delete(self, request: Any, response: Any, name: str) -> None:
            response.status = falcon.HTTP_204

    class Raw:
        def on_post(self, request: Any, response: Any) -> None:
            response.text = str(len(request.bounded_stream.read()))

    class Stream:
        def on_get(self, request: Any, response: Any) -> None:
            response.stream = (b"%d\n" % n for n in range(1000))

    app = falcon.App()
    app.add_route("/hello/{name}", Hello())
    app.add_route("/raw", Raw())
    app.add_route("/stream", Stream())
    return app


@pytest.mark.parametrize("make", [bottle_app, falcon_app])
def test_a_framework_is_served_over_one_connection(
    serve: Serve, make: Any
) -> None:
    server = serve(make(), validate=False)
    with client_of(server) as client:
        for _ in range(3):
            answer = client.get("/hello/ann?q=b%20c")
            assert json.loads(answer.text) == {"hello": "ann", "q": "b c"}
            body = b"a" * 200_000
            assert client.post("/raw", content=body).text == "200000"
            chunks = (b"a" * 1000 for _ in range(20))
            assert client.post("/raw", content=chunks).text == "20000"
            assert len(client.get("/stream").text.splitlines()) == 1000
            assert client.delete("/hello/ann").status_code == 204
            assert client.head("/hello/ann").content == b""
            assert client.get("/nowhere").status_code == 404
        assert len(server.connections) == 1


def test_wsgidav_keeps_files(serve: Serve, tmp_path: Path) -> None:
    wsgidav = framework("wsgidav.wsgidav_app")
    settings = {
        "provider_mapping": {"/": str(tmp_path)},
        "simple_dc": {"user_mapping": {"*": True}},
        "logging": {"enable": False},
    }
    server = serve(wsgidav.WsgiDAVApp(settings), validate=False)
    with client_of(server) as client:
        data = b"a" * 300_000
        assert client.request("MKCOL", "/folder").status_code == 201
        assert client.put("/folder/a", content=data).status_code == 201
        assert (tmp_path / "folder" / "a").read_bytes() == data
        assert client.get("/folder/a").content == data
        part = client.get("/folder/a", headers={"Range": "bytes=0-9"})
        assert (part.status_code, part.content) == (206, data[:10])
        found = client.request("PROPFIND", "/folder", headers={"Depth": "1"})
        assert found.status_code == 207
        to = {"Destination": f"{client.base_url}/b"}
        moved = client.request("MOVE", "/folder/a", headers=to)
        assert moved.status_code == 201
        assert client.delete("/b").status_code == 204
        assert client.delete("/folder").status_code == 204
        assert list(tmp_path.iterdir()) == []
        assert len(server.connections) == 1
