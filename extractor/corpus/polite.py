"""An HTTP client that a public site can live with: slow, patient, and it says who it is.

One request at a time, a pause between two, robots.txt obeyed (also its Crawl-delay), waits that
double after each failure, ``Retry-After`` honoured, redirects few and never from https to http.
"""

from __future__ import annotations

import time
import urllib.robotparser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from extractor import __version__
from extractor.errors import CorpusError, extra

NAME = "inspection-extractor"
REDIRECTS = 5
LONGEST_WAIT = 300.0
"""Seconds that a server may ask us to wait; if it asks for more, we give up on the report."""


class Refused(Exception):
    """The request will not work the next time either."""


class Unlucky(Exception):
    """The request may work later. ``after``: seconds that the server asks us to wait."""

    def __init__(self, problem: str, after: float = 0.0) -> None:
        super().__init__(problem)
        self.after = after


@dataclass(slots=True)
class Client:
    """``pause`` is in seconds between requests, ``timeout`` the longest silence of the server and
    ``deadline`` the longest that one answer may take, in seconds; ``contact`` tells the site whom
    to write to."""

    pause: float = 1.0
    timeout: float = 30.0
    deadline: float = 300.0
    contact: str = ""
    sleep: Callable[[float], None] = time.sleep
    _http: Any = None
    _next: float = 0.0
    _robots: dict[str, urllib.robotparser.RobotFileParser] = field(default_factory=dict)

    def __post_init__(self) -> None:
        try:
            import urllib3
        except ImportError:
            raise CorpusError("extract corpus fetch", "needs urllib3", extra("corpus")) from None
        about = f"corpus fetch; {self.contact}" if self.contact else "corpus fetch"
        self._http = urllib3.PoolManager(
            headers={"User-Agent": f"{NAME}/{__version__} ({about})"},
            timeout=urllib3.Timeout(connect=self.timeout, read=self.timeout),
            retries=False,
        )

    def get(self, url: str, take: Callable[[Any], None], start: int = 0) -> None:
        """Ask for ``url`` and hand the answer (status 200 or 206, body unread) to ``take``.

        ``start``: the byte to begin with, which the server may ignore (status 200).

        Raises:
            Refused, Unlucky: there is no such answer.
        """
        for _ in range(REDIRECTS + 1):
            self._allowed(url)
            if (onward := self._once(url, take, start)) is None:
                return
            target = urljoin(url, onward)
            if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
                raise Refused(f"it redirects to an address without encryption ({target})")
            url = target
        raise Refused(f"more than {REDIRECTS} redirects")

    def _once(self, url: str, take: Callable[[Any], None], start: int) -> str | None:
        from urllib3.exceptions import HTTPError

        headers = {**self._http.headers, **({"Range": f"bytes={start}-"} if start else {})}
        self._wait()
        try:
            answer = self._http.request(
                "GET", url, headers=headers, preload_content=False, redirect=False
            )
            try:
                if onward := answer.get_redirect_location():
                    return str(onward)
                self._judge(answer)
                take(answer)
                return None
            finally:
                answer.close()
        except HTTPError as error:
            raise Unlucky(" ".join(str(error).split()) or type(error).__name__) from error
        finally:
            self._next = time.monotonic() + self.pause

    def _judge(self, answer: Any) -> None:
        if answer.status in (200, 206):
            return
        problem = f"the server answers {answer.status} {answer.reason or ''}".strip()
        if answer.status in (408, 416, 425, 429) or answer.status >= 500:
            after = _seconds(answer.headers.get("Retry-After"))
            if after > LONGEST_WAIT:
                raise Refused(f"{problem} and asks to wait {after:.0f} seconds")
            raise Unlucky(problem, after)
        raise Refused(problem)

    def _allowed(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Refused(f"not an address of the web ({url})")
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._robots[host] = self._read_robots(host)
        rules = self._robots[host]
        if not rules.can_fetch(NAME, url):
            raise Refused("the site's robots.txt forbids it")
        self.pause = max(self.pause, float(rules.crawl_delay(NAME) or 0))

    def _read_robots(self, host: str) -> urllib.robotparser.RobotFileParser:
        """The site's rules. None there (404): all is allowed. Not to be had: come back later."""
        rules = urllib.robotparser.RobotFileParser()
        text: list[bytes] = []
        try:
            self._once(f"{host}/robots.txt", lambda answer: text.extend(self._parts(answer)), 0)
        except Refused:
            pass
        except Unlucky as error:
            raise Unlucky(f"its robots.txt cannot be read ({error})", error.after) from error
        rules.parse(b"".join(text).decode("utf-8", "replace").splitlines())
        return rules

    def _parts(self, answer: Any) -> Iterator[bytes]:
        """A small text as it comes, up to the size that a crawler must read of a robots.txt."""
        size, begun = 0, time.monotonic()
        while size < 500 * 1024 and (part := answer.read1(2**16)):
            yield part
            size += len(part)
            if time.monotonic() - begun > self.deadline:
                raise Unlucky(f"it took longer than {self.deadline:g} seconds")

    def _wait(self) -> None:
        left = self._next - time.monotonic()
        if left > 0:
            self.sleep(left)


def _seconds(retry_after: str | None) -> float:
    if not retry_after:
        return 0.0
    import urllib3

    try:
        return max(0.0, urllib3.Retry().parse_retry_after(retry_after))
    except urllib3.exceptions.InvalidHeader:
        return 0.0
