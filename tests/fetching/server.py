"""A web site that fails, stalls, truncates and redirects, and keeps a record of who asked what."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site(ThreadingHTTPServer):
    """``pages`` are bodies by path; a request's first path part says how it is served."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.pages: dict[str, bytes] = {}
        self.robots: str | None = "User-agent: *\nDisallow: /private/\n"
        self.asked: list[tuple[float, str, dict[str, str]]] = []
        self.counts: Counter[str] = Counter()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    server: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        site, self.close_connection = self.server, True
        site.asked.append((time.monotonic(), self.path, dict(self.headers)))
        site.counts[self.path] += 1
        self.times = site.counts[self.path]
        if self.path == "/robots.txt":
            if site.robots is None:
                self.answer(503)
            else:
                self.answer(200, site.robots.encode())
            return
        _, how, name = self.path.split("/", 2)
        self.body = site.pages.get(name, b"")
        getattr(self, "serve_" + how)()

    def answer(
        self, status: int, body: bytes = b"", length: int | None = None, **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Connection", "close")  # said, or the next request may meet a dead line
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def serve_good(self) -> None:
        self.answer(200, self.body)

    def serve_private(self) -> None:
        self.answer(200, self.body)

    def serve_gone(self) -> None:
        self.answer(404)

    def serve_busy(self) -> None:
        """Asks to wait a second, twice."""
        if self.times < 3:
            self.answer(503, Retry_After="1")
        else:
            self.answer(200, self.body)

    def serve_shut(self) -> None:
        self.answer(429, Retry_After="7200")

    def serve_broken(self) -> None:
        self.answer(500)

    def serve_cut(self) -> None:
        """Ends in the middle the first time; afterwards serves ranges."""
        if self.times == 1:
            self.answer(200, self.body[: len(self.body) // 2], length=len(self.body))
        else:
            start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            last = len(self.body) - 1
            where = f"bytes {start}-{last}/{len(self.body)}"
            self.answer(206, self.body[start:], Content_Range=where)

    def serve_forgetful(self) -> None:
        """Ends in the middle the first time, and knows no ranges."""
        if self.times == 1:
            self.answer(200, self.body[:1000], length=len(self.body))
        else:
            self.answer(200, self.body)

    def serve_wrong_range(self) -> None:
        """Ends in the middle the first time, and then goes on somewhere else."""
        if self.times == 1:
            self.answer(200, self.body[:1000], length=len(self.body))
        elif "Range" in self.headers:
            self.answer(206, self.body[7:], Content_Range=f"bytes 7-{len(self.body) - 1}/*")
        else:
            self.answer(200, self.body)

    def serve_stalled(self) -> None:
        """Says nothing more in the middle of its first answer."""
        if self.times == 1:
            self.answer(200, self.body[:100], length=len(self.body))
            time.sleep(3)
        else:
            self.answer(200, self.body)

    def serve_dripping(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"%")
                time.sleep(0.1)
        except OSError:
            pass

    def serve_html(self) -> None:
        self.answer(200, b"<!DOCTYPE html><html>Report not found</html>")

    def serve_other(self) -> None:
        self.answer(200, self.body + b"another edition")

    def serve_moved(self) -> None:
        self.answer(302, Location=self.path.replace("/moved/", "/good/"))

    def serve_circle(self) -> None:
        self.answer(301, Location=self.path)

    def serve_hidden(self) -> None:
        self.answer(302, Location=self.path.replace("/hidden/", "/private/"))

    def serve_file(self) -> None:
        self.answer(302, Location="file:///etc/passwd")


@contextmanager
def site() -> Iterator[Site]:
    """A site that runs."""
    server = Site()
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
