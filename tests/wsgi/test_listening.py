"""The door: its names, and how many it lets in."""

import asyncio
import socket

import pytest

from helpers.wsgi.environ import base_environ
from helpers.wsgi.listening import Door, places

NAME = socket.gethostname()


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("", NAME),
        ("0.0.0.0", NAME),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("::", NAME),
        ("::1", "[::1]"),
    ],
)
def test_an_application_is_told_a_name_that_can_stand_in_a_url(
    host: str, name: str
) -> None:
    if ":" in host and not socket.has_ipv6:
        pytest.skip("no IPv6")
    try:
        door = Door(host, 0, 1)
    except OSError as error:
        pytest.skip(f"no such address here: {error}")
    door.close()
    environ = base_environ(door.name, door.port)
    assert environ["SERVER_NAME"] == name
    assert environ["SERVER_PORT"] == str(door.port) != "0"


def test_there_are_no_more_places_than_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resource = pytest.importorskip("resource")
    for files, expected in [(1024, 960), (10, 1), (100_000, 4000)]:
        monkeypatch.setattr(resource, "getrlimit", lambda _, n=files: (n, n))
        assert places(4000) == expected


def test_whoever_is_at_the_door_when_it_closes_is_let_in() -> None:
    async def main() -> tuple[int, int]:
        door = Door("127.0.0.1", 0, 5)
        waiting = asyncio.create_task(door.newcomers(5))
        await asyncio.sleep(0)
        with socket.create_connection(("127.0.0.1", door.port)):
            crowd = door.close()
            for sock, _ in crowd:
                sock.close()
            return len(crowd), len(await waiting)

    assert asyncio.run(main()) == (1, 0)
