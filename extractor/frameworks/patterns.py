"""Patterns: regular expressions that carry the wording they must match, and what they must not.

They are searched in folded text, ignoring case. Folding keeps the length, so an offset found in
the folded text holds in the original.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from extractor.errors import FrameworkDataError

_PLAIN = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4`",
    '"': "\u201c\u201d\u201e\u201f\u2033",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u00ad",
    " ": "\u00a0\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))),
}
_FOLD = tuple((odd, plain) for plain, odds in _PLAIN.items() for odd in odds)


def fold(text: str) -> str:
    """``text`` with quotes, dashes and odd spaces made plain; as long as ``text``.

    Case and line ends stay. The soft hyphen counts as a hyphen.
    """
    if not text.isascii():
        for odd, plain in _FOLD:  # ten times as fast as str.translate, which looks up each letter
            text = text.replace(odd, plain)
    return text


@lru_cache(maxsize=4)
def folded(text: str) -> str:
    """``fold(text)``, kept for the few documents in hand: stages share one folded text."""
    return fold(text)


_CHECKED: set[tuple[str, str]] = set()
"""Patterns that were seen to match their examples in this process."""


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression of a framework's data file.

    ``id`` is where it stands ("ilacs-2023/fields.lead_inspector.0"); a value found by it names
    that as its rule. ``value`` is what a match means, where that is not in the text (an area's,
    grade's or addressee's id). ``source`` is compiled and checked against its examples when
    first used: most reports need few.
    """

    id: str
    source: str
    examples: tuple[str, ...] = ()
    nots: tuple[str, ...] = ()
    value: str | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression (ignores case). When first asked for, it is checked.

        Raises:
            FrameworkDataError: the expression is malformed, or fails an example or a `not`.
        """
        try:
            compiled = _compiled(self.source)
        except re.error as error:
            raise FrameworkDataError(
                self.id, f"the regular expression is malformed ({error})", "correct its `match`"
            ) from error
        key = self.id, self.source
        if key not in _CHECKED:
            _CHECKED.add(key)  # first, since the check searches with this very expression
            try:
                self.check()
            except FrameworkDataError:
                _CHECKED.discard(key)
                raise
        return compiled

    def search(self, text: str, pos: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in folded ``text[pos:end]``, or None."""
        return self.regex.search(text, pos, len(text) if end is None else end)

    def match(self, text: str, pos: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The match that starts at ``pos`` of folded ``text``, or None."""
        return self.regex.match(text, pos, len(text) if end is None else end)

    def fullmatch(self, text: str, pos: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The match that is all of folded ``text[pos:end]``, or None."""
        return self.regex.fullmatch(text, pos, len(text) if end is None else end)

    def check(self) -> None:
        """See that the pattern does what its file says.

        Raises:
            FrameworkDataError: an example is not matched, or a `not` is.
        """
        for example in self.examples:
            if not self.search(fold(example)):
                raise FrameworkDataError(
                    self.id, f"does not match its example {example!r}", "correct one of the two"
                )
        for wrong in self.nots:
            if found := self.search(fold(wrong)):
                raise FrameworkDataError(
                    self.id,
                    f"matches {found.group()!r} in {wrong!r}, which its `not` forbids",
                    "narrow the pattern",
                )


# One pass over a pattern as written: an escape, a character class, white space (with what may
# follow it), or a fragment's name.
_WRITTEN = re.compile(
    r"""(?P<escape>\\.)
      | (?P<klass>\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<space>\s+)(?P<many>[?*+])?
      | (?P<group>\(\?P<\w+>)
      | <(?P<fragment>[a-z][a-z_0-9]*)>""",
    re.VERBOSE,
)


def expand(written: str, fragments: Mapping[str, str], where: str) -> str:
    """The regular expression for a pattern as written in a data file.

    White space stands for any run of white space (``" ?"`` for an optional one), ``<name>`` for
    the fragment of that name, as a group that captures nothing.

    Raises:
        FrameworkDataError: the pattern names an unknown fragment.
    """

    def replace(found: re.Match[str]) -> str:
        if found["space"]:
            return r"\s*" if found["many"] in ("?", "*") else r"\s+"
        if found["klass"]:
            return re.sub(r"\s+", r"\\s", found["klass"])
        if found["fragment"]:
            if found["fragment"] not in fragments:
                raise FrameworkDataError(
                    where,
                    f"names the unknown fragment <{found['fragment']}>",
                    "define it in _fragments.toml or under [fragments]",
                )
            return f"(?:{fragments[found['fragment']]})"
        return found.group()

    return _WRITTEN.sub(replace, written.strip("\n"))


def literal(wording: str) -> str:
    """The regular expression for a plain wording: as it stands, white space of any length, and
    no word character directly before or after it."""
    body = r"\s+".join(re.escape(word) for word in fold(wording).split())
    before = r"(?<!\w)" if body[:1].isalnum() else ""
    after = r"(?!\w)" if body[-1:].isalnum() else ""
    return before + body + after
