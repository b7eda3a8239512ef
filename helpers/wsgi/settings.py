"""What one may set on the server: limits, timeouts, the number of threads.

Why: everything that a stranger can send or withhold needs a bound, and the
bounds should sit in one place with their units. The names are those of
gunicorn's and waitress's flags. It is not a reader of configuration files.
"""

from dataclasses import dataclass, fields

__all__ = ["Settings"]


MAY_BE_ZERO = ("max_body", "graceful_timeout", "stream")


@dataclass(frozen=True, slots=True)
class Settings:
    """Bounds of one server; seconds and bytes throughout."""

    threads: int = 4
    """Applications that may run at the same moment."""
    timeout: float = 30
    """Seconds a client may take: for a head, for a stalled body or answer,
    and that a request may wait for a free thread."""
    graceful_timeout: float = 30
    """Seconds that requests under way get once the server is told to stop."""
    keep_alive: float = 5
    """Seconds an idle connection is kept open for the next request."""
    backlog: int = 1024
    """Connections that the kernel may queue before they are accepted."""
    connection_limit: int = 4000
    """Open connections; above it newcomers wait in the backlog."""
    limit_request_line: int = 4094
    """Bytes of `GET /path HTTP/1.1`."""
    limit_request_fields: int = 100
    """Header fields of one request."""
    limit_request_field_size: int = 8190
    """Bytes of one header field."""
    max_body: int = 1 << 30
    """Bytes of one request body."""
    stream: bool = False
    """Whether an application is called before a long body is complete: it
    can read while the body arrives, but a slow client holds its thread."""

    def __post_init__(self) -> None:
        """Raise `ValueError` for a bound that no server could keep."""
        for field in fields(self):
            value = getattr(self, field.name)
            least = int(field.name not in MAY_BE_ZERO)
            if field.type is int and value < least:
                raise ValueError(
                    f"{field.name} must be at least {least}, not {value}"
                )
            if value < 0 or (value == 0 and least):
                raise ValueError(
                    f"{field.name} must be more than 0, not {value}"
                )
