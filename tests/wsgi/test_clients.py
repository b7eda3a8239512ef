"""Real clients: curl, httpx, `http.client`."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any

import httpx
import pytest

from helpers.wsgi import Server

Serve = Callable[..., Server]

needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None, reason="curl is not installed"
)


def curl(server: Server, *options: str, data: bytes = b"") -> str:
    url = f"http://127.0.0.1:{server.port}/"
    command = ["curl", "--silent", "--show-error", "--noproxy", "*"]
    done = subprocess.run(
        [*command, *options, url], input=data, capture_output=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


@needs_curl
def test_curl_gets_a_page(serve: Serve, hello: Any) -> None:
    assert curl(serve(hello)) == "hello"


@needs_curl
def test_curl_reuses_its_connection(serve: Serve, hello: Any) -> None:
    server = serve(hello)
    url = f"http://127.0.0.1:{server.port}/"
    seen = curl(server, "--write-out", "%{num_connects} ", url)
    assert seen == "hello1 hello0 "


@needs_curl
def test_curl_speaks_http_1_0(serve: Serve, hello: Any) -> None:
    assert curl(serve(hello), "--http1.0") == "hello"


@needs_curl
def test_curl_asks_for_the_head(serve: Serve, hello: Any) -> None:
    head = curl(serve(hello, validate=False), "--head")
    assert "Content-Length: 5" in head


@needs_curl
@pytest.mark.parametrize("size", [10, 2_000_000])
@pytest.mark.parametrize("field", ["X: y", "Transfer-Encoding: chunked"])
def test_curl_uploads(serve: Serve, echo: Any, size: int, field: str) -> None:
    options = ["--header", field, "--header", "Expect: 100-continue"]
    answer = curl(
        serve(echo), *options, "--data-binary", "@-", data=b"a" * size
    )
    assert answer == "a" * size


def test_http_client_gets_and_posts(serve: Serve, echo: Any) -> None:
    client = HTTPConnection("127.0.0.1", serve(echo).port, timeout=10)
    for body in [b"a", b"b" * 1000]:
        client.request("POST", "/", body)
        assert client.getresponse().read() == body
    client.request("POST", "/", iter([b"c", b"d"]), encode_chunked=True)
    assert client.getresponse().read() == b"cd"
    client.close()


def test_httpx_makes_many_requests_at_once(serve: Serve, echo: Any) -> None:
    url = f"http://127.0.0.1:{serve(echo).port}/"

    async def main() -> list[bytes]:
        async with httpx.AsyncClient(trust_env=False) as client:
            posts = [client.post(url, content=b"%d" % n) for n in range(100)]
            return [a.content for a in await asyncio.gather(*posts)]

    with asyncio.Runner(debug=False) as runner:
        assert runner.run(main()) == [b"%d" % n for n in range(100)]


def test_clients_in_threads_each_get_their_own_answer(
    serve: Serve, echo: Any
) -> None:
    port = serve(echo).port

    def talk(name: int) -> bool:
        client = HTTPConnection("127.0.0.1", port, timeout=10)
        answers = []
        for number in range(50):
            client.request("POST", "/", f"{name} {number}")
            answers.append(client.getresponse().read().decode())
        client.close()
        return answers == [f"{name} {number}" for number in range(50)]

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(talk, range(16)))
