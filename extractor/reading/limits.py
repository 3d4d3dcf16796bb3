"""What the toolkit accepts: PDFs come from strangers, so size, pages, text and time are bounded.

The largest real report seen has 60 pages, 3 MB and 200,000 characters. Importing this module
loads no PDF library, so that ``extract --help`` can state the limits at once.
"""

MAX_BYTES = 100 * 1024 * 1024
MAX_PAGES = 500
MAX_CHARACTERS = 5_000_000
MAX_PAGE_CHARACTERS = 200_000
MAX_PAGE_POINTS = 14_400
"""Longest side of a page, in points (200 inches: the PDF standard's own limit)."""
MAX_STREAM = 16 * 1024 * 1024
MAX_PICTURE = 128 * 1024 * 1024
MAX_INFLATED = 256 * 1024 * 1024
"""What one compressed part of a PDF, one of its pictures, and all may grow to, in bytes."""
MAX_MEMORY = 2 * 1024**3
MAX_GUARD_SECONDS = 120.0
"""What the command lets one file take, in bytes of its process and in seconds, before it ends."""
MAX_SECONDS = 60.0
"""Of processor time, for reading one document; looked at between pages."""
