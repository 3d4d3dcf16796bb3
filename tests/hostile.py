"""Files that reach a reader of reports by mistake or by malice, made when a test wants them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from tests.corpus import path as sample

REPORT = "ilacs-2023-short"


def _write(folder: Path, name: str, data: bytes) -> Path:
    target = folder / name
    target.write_bytes(data)
    return target


def _report() -> bytes:
    return sample(REPORT).read_bytes()


def pdf(objects: list[bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of these objects (numbered from 1) with a right cross-reference table."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in offsets)
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (len(objects) + 1, root, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def stream(data: bytes, extra: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TEXT = b"BT /F1 12 Tf 72 700 Td (What needs to improve) Tj ET"


def _page(box: bytes = b"0 0 595 842") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % box
    )


def one_page(box: bytes = b"0 0 595 842", kids: bytes = b"3 0 R", count: int = 1) -> bytes:
    """A PDF of one page object, which the page tree may name more than once."""
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, _page(box), stream(TEXT), FONT])


def empty(folder: Path) -> Path:
    return _write(folder, "empty.pdf", b"")


def html(folder: Path) -> Path:
    page = b"<!DOCTYPE html>\n<html><head><title>Gone</title></head><body>Not here.</body></html>"
    return _write(folder, "html.pdf", page)


def folder(folder: Path) -> Path:
    target = folder / "folder.pdf"
    target.mkdir(exist_ok=True)
    return target


def missing(folder: Path) -> Path:
    return folder / "missing.pdf"


def truncated(folder: Path) -> Path:
    data = _report()
    return _write(folder, "truncated.pdf", data[: len(data) // 8])


def header_only(folder: Path) -> Path:
    return _write(folder, "header-only.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")


def corrupt_xref(folder: Path) -> Path:
    """Its cross-reference table points into the void, and its catalogue is gone."""
    data = re.sub(rb"\d{10} 00000 n", b"9999999999 00000 n", _report())
    data = data.replace(b"/Catalog", b"/Catfish").replace(b"startxref", b"startxerf")
    return _write(folder, "corrupt-xref.pdf", data)


def encrypted(folder: Path) -> Path:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret", strength=128))
    canvas.drawString(72, 700, "Nobody can read this.")
    canvas.save()
    return _write(folder, "encrypted.pdf", buffer.getvalue())


def pictures(folder: Path) -> Path:
    """Three pages, each a picture of text."""
    image = stream(
        zlib.compress(bytes(range(256)) * 64), b"/Type /XObject /Subtype /Image /Width 128"
        b" /Height 128 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
    )  # fmt: skip
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /Im 5 0 R >> >> >>"
    )
    tree = b"<< /Type /Pages /Kids [3 0 R 6 0 R 7 0 R] /Count 3 >>"
    drawn = stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, drawn, image, page, page]
    return _write(folder, "pictures.pdf", pdf(objects))


def gigantic_page(folder: Path) -> Path:
    return _write(folder, "gigantic-page.pdf", one_page(box=b"0 0 9000000 9000000"))


def many_pages(folder: Path) -> Path:
    """A small file whose page tree names one page 20,000 times."""
    return _write(folder, "many-pages.pdf", one_page(kids=b"3 0 R " * 20_000, count=20_000))


def claimed_pages(folder: Path) -> Path:
    """A page tree that claims two thousand million pages and has one."""
    return _write(folder, "claimed-pages.pdf", one_page(count=2_000_000_000))


def page_tree_loop(folder: Path) -> Path:
    """A page tree that holds itself."""
    return _write(folder, "page-tree-loop.pdf", one_page(kids=b"2 0 R", count=1))


def bomb(folder: Path) -> Path:
    """A page of 60 MB of text operators, squeezed into 60 kB."""
    text = b"BT /F1 12 Tf 72 700 Td " + b"(improve) Tj " * 4_600_000 + b"ET"
    squeezed = stream(zlib.compress(text, 9), b"/Filter /FlateDecode")
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", tree, _page(), squeezed, FONT]
    return _write(folder, "bomb.pdf", pdf(objects))


def no_encoding(folder: Path) -> Path:
    """Bytes that are text in no encoding that the toolkit knows."""
    return _write(folder, "no-encoding.txt", bytes(range(256)) * 4)


def word_file(folder: Path) -> Path:
    return _write(folder, "word.pdf", b"PK\x03\x04" + bytes(200))


MAKERS: dict[str, Callable[[Path], Path]] = {
    f.__name__: f
    for f in (
        empty, html, folder, missing, truncated, header_only, corrupt_xref, encrypted, pictures,
        gigantic_page, many_pages, claimed_pages, page_tree_loop, bomb, no_encoding, word_file,
    )
}  # fmt: skip
