"""The application that every server of `wsgi_speed` serves."""

from typing import Any


def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer as little as possible: the server is what is measured."""
    body = b"Hello, world!\n"
    fields = [
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(body))),
    ]
    start_response("200 OK", fields)
    return [body]


if __name__ == "__main__":
    import sys
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    class Silent(WSGIRequestHandler):
        """wsgiref logs each request to stderr; the others do not."""

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    with make_server(
        "127.0.0.1", int(sys.argv[1]), app, handler_class=Silent
    ) as server:
        server.serve_forever()
