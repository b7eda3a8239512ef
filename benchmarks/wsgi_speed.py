"""How fast is `helpers.wsgi` beside servers that people use?

    python benchmarks/wsgi_speed.py [--rounds 7] [--seconds 1]

Needs wrk, and the extra `bench`. All servers run at the same time, one
process each, and take turns under load: round after round, each for a second,
so that a busy machine is busy for all of them. The table has medians over the
rounds. A last line says how long a normal client waits while 200 others have
sent half a request.
"""

import argparse
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
CONNECTIONS = (1, 16, 64)
THREADS = "4"
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}
APP = "wsgi_hello:app"


class Sample(NamedTuple):
    """One second of load: requests a second, 99th percentile in seconds."""

    rate: float
    p99: float


def commands(port: int) -> dict[str, list[str]]:
    """Return how to start each server; the ports count up from `port`."""
    binds = [f"127.0.0.1:{port + number}" for number in range(6)]
    gunicorn = ["-m", "gunicorn", "--workers", "1", "--log-level", "error"]
    threads = ["--threads", THREADS]
    return {
        "helpers.wsgi": [
            "-m", "helpers.wsgi", "-b", binds[0], *threads, APP
        ],
        "wsgiref": ["wsgi_hello.py", str(port + 1)],
        "waitress": ["-m", "waitress", f"--listen={binds[2]}", *threads, APP],
        "gunicorn sync": [*gunicorn, "-b", binds[3], APP],
        "gunicorn gthread": [
            *gunicorn, "-k", "gthread", *threads, "-b", binds[4], APP
        ],
        "granian": [
            "-m", "granian", "--interface", "wsgi", "--workers", "1",
            "--no-access-log", "--port", str(port + 5), APP,
        ],
    }  # fmt: skip


@contextmanager
def started(command: list[str], port: int) -> Iterator[int]:
    """Run a server; give its port once it accepts connections."""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=HERE,
        env={"PYTHONPATH": f"{HERE.parent}:{HERE}", "PATH": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int) -> None:
    """Wait until somebody listens; raise `TimeoutError`."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")


def load(port: int, connections: int, seconds: int) -> Sample:
    """Let wrk ask as fast as it can."""
    command = [
        "wrk", "--threads", "1", "--connections", str(connections),
        "--duration", f"{seconds}s", "--latency", f"http://127.0.0.1:{port}/",
    ]  # fmt: skip
    shown = subprocess.run(
        command, check=True, capture_output=True, text=True
    ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", shown)
    p99 = re.search(r"99%\s+([\d.]+)(\w+)", shown)
    if not rate or not p99:
        raise ValueError(f"wrk said something new: {shown}")
    return Sample(float(rate[1]), float(p99[1]) * SECONDS[p99[2]])


def median(samples: list[Sample]) -> Sample:
    """Return the medians of both figures, each for itself."""
    rates, p99s = zip(*samples, strict=True)
    return Sample(statistics.median(rates), statistics.median(p99s))


def half_sent(port: int, count: int = 200) -> float:
    """Return the median answer time, in seconds, beside half requests."""
    with ExitStack() as stack:
        for _ in range(count):
            sock = socket.create_connection(("127.0.0.1", port))
            stack.enter_context(sock).sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        return statistics.median(answer_time(port) for _ in range(50))


def answer_time(port: int) -> float:
    """Return how long one request on a new connection takes, in seconds."""
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while sock.recv(65536):
            pass
    return time.perf_counter() - began


def table(samples: dict[tuple[str, int], list[Sample]]) -> Iterator[str]:
    """Return the lines of the table."""
    yield "".join(
        ["server".ljust(18)]
        + [f"  c={c:<3} req/s  p99 ms" for c in CONNECTIONS]
    )
    for name in dict.fromkeys(name for name, _ in samples):
        line = name.ljust(18)
        for connections in CONNECTIONS:
            found = median(samples[name, connections])
            line += f"  {found.rate:11,.0f}  {found.p99 * 1000:6.2f}"
        yield line


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--port", type=int, default=9800)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("this needs wrk: apt-get install wrk")
    samples: dict[tuple[str, int], list[Sample]] = {}
    with ExitStack() as stack:
        ports = {}
        for number, (name, command) in enumerate(
            commands(options.port).items()
        ):
            server = started(command, options.port + number)
            ports[name] = stack.enter_context(server)
        for _ in range(options.rounds):
            for connections in CONNECTIONS:
                for name, port in ports.items():
                    sample = load(port, connections, options.seconds)
                    samples.setdefault((name, connections), []).append(sample)
        delay = half_sent(ports["helpers.wsgi"])
    print("\n".join(table(samples)))
    print(f"beside 200 half-sent requests: {delay * 1000:.2f} ms an answer")


if __name__ == "__main__":
    main()
