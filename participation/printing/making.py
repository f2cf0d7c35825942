"""Running the program that makes a document, in bounds."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from flask import current_app

from participation.printing.rules import MOST_HTML, MOST_PDF, SECONDS

MAKER = Path(__file__).with_name("maker.py")


class NotMade(Exception):
    """A document could not be made; the text says why in a word, and nothing of what it says."""


def pdf_of(html: str) -> bytes:
    """Return a document as PDF/UA-1. Raises NotMade."""
    source = html.encode()
    if len(source) > MOST_HTML:
        raise NotMade("too much text")
    folder = str(Path(str(current_app.static_folder)).resolve())
    made = _run([current_app.config["BASE_URL"], folder, str(SECONDS)], source)
    if not made.startswith(b"%PDF-"):
        raise NotMade("no PDF")
    if len(made) > MOST_PDF:
        raise NotMade("too large")
    return made


def is_installed() -> bool:
    """Tell whether what makes documents is installed, with the libraries that it needs."""
    try:
        _run(["--check"], b"")
    except NotMade:
        return False
    return True


def _run(arguments: list[str], source: bytes) -> bytes:
    """Run the maker without anything of this process's environment, which holds secrets."""
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "XDG_CACHE_HOME": home, "LANG": "C.UTF-8", "PATH": ""}
        try:
            done = subprocess.run(  # noqa: S603 (a fixed program, its text comes in as input)
                [sys.executable, "-I", str(MAKER), *arguments],
                input=source,
                stdout=subprocess.PIPE,
                # Its warnings quote what people wrote.
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=home,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotMade("took too long") from error
    if done.returncode:
        raise NotMade(f"exit code {done.returncode}")
    return done.stdout
