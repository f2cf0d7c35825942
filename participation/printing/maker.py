"""A program of its own: HTML on standard input, PDF/UA-1 on standard output.

The worker runs it in a process without any secret, because it lays out what people wrote. It opens
no connection and, of files, only style sheets and fonts of the folder that it is given; what it may
use of time and memory is bounded. `--check` only tells whether the libraries are there.
"""

from __future__ import annotations

import mimetypes
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname
from xml.etree.ElementTree import Element

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

MEMORY = 2 * 1024**3
NAME = "print-document.css"


class OwnFiles(URLFetcher):  # type: ignore[misc]
    """Reads files below one folder and refuses every other address."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=["file"], allow_redirects=False)
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return a file of the folder. Raises ValueError for anything else."""
        parts = urlsplit(url)
        path = Path(url2pathname(parts.path)).resolve()
        if parts.scheme != "file" or parts.netloc or not path.is_relative_to(self._folder):
            raise ValueError("only own files")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), headers={"Content-Type": kind})


def main(arguments: list[str]) -> int:
    """Make a document. `arguments`: the public address of the site, the folder of its own files,
    how many seconds it may take."""
    if arguments == ["--check"]:
        return 0
    base_url, folder, seconds = arguments
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.addaudithook(_no_connection)
    files = OwnFiles(Path(folder))
    fonts = FontConfiguration()
    path = str(Path(folder) / "css" / NAME)
    sheet = CSS(filename=path, url_fetcher=files, font_config=fonts)
    page = HTML(string=sys.stdin.buffer.read().decode(), base_url=base_url, url_fetcher=files)
    _flatten_lists(page.etree_element)
    pdf = page.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")
    sys.stdout.buffer.write(pdf)
    return 0


def _flatten_lists(root: Element) -> None:
    """Take the groups out of lists of terms: HTML allows a div there, a list of a PDF holds nothing
    but its entries."""
    for terms in root.iter("dl"):
        terms[:] = [part for row in terms for part in (row if row.tag == "div" else (row,))]


def _no_connection(event: str, _arguments: tuple[object, ...]) -> None:
    """A second wall: whatever a library tries, this process connects to nothing."""
    if event.startswith("socket."):
        raise PermissionError(event)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
