"""What one may set on the server: limits, timeouts, the number of threads.

Why: everything that a stranger can send or withhold needs a bound, and the
bounds should sit in one place with their units: the command line is made of
them. The names are those of gunicorn's and waitress's flags.
"""

from dataclasses import dataclass, field, fields
from math import isfinite
from typing import Any

__all__ = ["Settings"]


def bound(default: float, what: str, *flags: str, least: int = 1) -> Any:
    """Return a field with what `--help` says of it, and its other flags."""
    about = {"what": what, "flags": flags, "least": least}
    return field(default=default, metadata=about)


@dataclass(frozen=True, slots=True)
class Settings:
    """Bounds of one server; seconds and bytes throughout."""

    threads: int = bound(4, "applications at the same moment")
    timeout: float = bound(
        30, "seconds a client may stall, or a request wait for a thread", "-t"
    )
    graceful_timeout: float = bound(
        30, "seconds for requests under way when told to stop", least=0
    )
    keep_alive: float = bound(5, "seconds an idle connection stays")
    backlog: int = bound(1024, "connections that wait to be accepted")
    connection_limit: int = bound(4000, "open connections; others wait")
    limit_request_line: int = bound(4094, "bytes of GET /path HTTP/1.1")
    limit_request_fields: int = bound(100, "header fields of one request")
    limit_request_field_size: int = bound(
        8190, "bytes of one header field", "--limit-request-field_size"
    )
    max_body: int = bound(
        1 << 30,
        "bytes of one request body",
        "--max-request-body-size",
        least=0,
    )

    def __post_init__(self) -> None:
        """Raise `ValueError` for a bound that no server could keep."""
        for about in fields(self):
            value, least = getattr(self, about.name), about.metadata["least"]
            wanted = ""
            if not isfinite(value):
                wanted = "finite"
            elif about.type is int and value < least:
                wanted = f"at least {least}"
            elif value < 0 or value == 0 < least:
                wanted = "more than 0"
            if wanted:
                raise ValueError(f"{about.name} must be {wanted}, not {value}")
