"""Fetching from a site that misbehaves in every way a site can."""

from __future__ import annotations

import hashlib

import pytest

pytest.importorskip("urllib3", reason="needs the extra [corpus]: urllib3")

from extractor import __version__
from extractor.corpus.fetch import TRIES, fetch
from extractor.corpus.manifest import Entry, load
from extractor.corpus.polite import Client
from extractor.corpus.verify import verify
from tests.corpus import path as sample
from tests.fetching.server import Site, site

BODY = sample("ilacs-2023-short").read_bytes()
SHA256 = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def server():
    with site() as running:
        running.pages["a.pdf"] = BODY
        yield running


@pytest.fixture
def out(tmp_path):
    return tmp_path / "reports"


def entry(server: Site, how: str, sha256: str = SHA256) -> Entry:
    return Entry(f"{how}/a.pdf", sha256, official_url=f"{server.address}/{how}/a.pdf")


def client(**options) -> Client:
    return Client(**{"pause": 0.0, "timeout": 20.0, "deadline": 60.0, **options})


def run(server, out, *ways, **options):
    entries = [entry(server, how) for how in ways]
    return fetch(entries, out, client(**options), first_wait=0.0)


@pytest.mark.parametrize(
    "how", ["good", "moved", "cut", "forgetful", "wrong_range", "stalled", "busy"]
)
def test_gets_the_report_in_the_end(server, out, how):
    slept, timeout = [], 0.3 if how == "stalled" else 20.0
    state = run(server, out, how, sleep=slept.append, timeout=timeout)
    assert (state.fetched, state.errors) == (1, [])
    assert (out / how / "a.pdf").read_bytes() == BODY
    assert not list(out.rglob("*.part"))
    assert [e.file for e in load(out / "manifest.csv")] == [f"{how}/a.pdf"]
    if how == "busy":
        assert [s for s in slept if s >= 1] == [1.0, 1.0]  # as Retry-After asks
    if how == "cut":
        assert server.asked[-1][2]["Range"] == f"bytes={len(BODY) // 2}-"


@pytest.mark.parametrize(
    ("how", "problem", "requests"),
    [
        ("gone", "answers 404", 1),
        ("broken", f"answers 500 Internal Server Error, {TRIES} times", TRIES),
        ("shut", "asks to wait 7200 seconds", 1),
        ("private", "robots.txt forbids", 0),
        ("hidden", "robots.txt forbids", 1),
        ("circle", "more than 5 redirects", 6),
        ("file", "not an address of the web", 1),
        ("html", "not a PDF", TRIES),
        ("other", "not the report that the manifest knows", TRIES),
    ],
)
def test_names_what_it_cannot_get(server, out, how, problem, requests):
    state = run(server, out, how, "good")
    assert state.fetched == 1  # the next one
    (error,) = state.errors
    assert error.source == f"{how}/a.pdf" and problem in error.problem
    assert sum(how in path for path in server.paths()) == requests
    assert not list(out.rglob("*.pdf.part"))


def test_a_body_without_end_is_left(server, out):
    state = run(server, out, "dripping", deadline=0.2)
    assert "took longer than 0.2 seconds" in state.errors[0].problem


def test_a_site_whose_robots_cannot_be_read_is_left_alone(server, out):
    server.robots = None
    state = run(server, out, "good")
    assert "robots.txt cannot be read" in state.errors[0].problem
    assert set(server.paths()) == {"/robots.txt"}


def test_no_site_at_all(out):
    lost = Entry("a.pdf", SHA256, official_url="http://127.0.0.1:9/a.pdf")
    assert len(fetch([lost], out, client(), first_wait=0.0).errors) == 1


def test_what_is_there_is_not_asked_for_again(server, out):
    run(server, out, "good")
    asked = len(server.asked)
    again = run(server, out, "good")
    assert (again.there, again.fetched, len(server.asked)) == (1, 0, asked)
    (out / "good" / "a.pdf").write_bytes(BODY[:-1])
    assert run(server, out, "good").fetched == 1
    assert (out / "good" / "a.pdf").read_bytes() == BODY


def test_a_stopped_download_goes_on_where_it_was(server, out):
    (out / "cut").mkdir(parents=True)
    (out / "cut" / "a.pdf.part").write_bytes(BODY[:500])
    server.counts["/cut/a.pdf"] = 1  # so that it serves ranges at once
    assert run(server, out, "cut").fetched == 1
    assert server.asked[-1][2]["Range"] == "bytes=500-"


def test_says_who_it_is_and_leaves_time_between_requests(server, out):
    server.robots = "User-agent: *\nCrawl-delay: 0.3\n".replace("0.3", "1")
    slept = []
    run(server, out, "good", "moved", contact="me@example.org", sleep=slept.append)
    agents = {headers["User-Agent"] for _, _, headers in server.asked}
    assert agents == {f"inspection-extractor/{__version__} (corpus fetch; me@example.org)"}
    pauses = [s for s in slept if s > 0.5]
    assert len(pauses) == 2  # before the second report, and before the place it moved to


def test_an_entry_without_address_is_counted(out):
    state = fetch([Entry("a.pdf", SHA256)], out, client())
    assert (state.unlisted, state.errors) == (1, [])


def test_what_was_fetched_passes_verification(server, out):
    run(server, out, "good", "gone")
    state = verify(out, [])
    assert (state.files, state.known, state.errors) == (1, 1, [])
