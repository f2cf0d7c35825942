"""A CSV file on its way through pages: handed in or pasted, looked at, confirmed. The page carries
it; the server keeps nothing of it."""

from __future__ import annotations

import base64
import binascii
import bz2
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.widgets import TextArea

from participation.kernel.errors import N_, BadInput, ParticipationError
from participation.web.csvfile import FileRefused, sentences
from participation.web.forms import BaseForm

LARGEST = 1_000_000
LARGEST_PACKED = 180_000
"""Characters of a packed file that a page carries to its confirmation; the shell takes more."""
MOST_LISTED = 100
"""Problems of a file that a page lists; the first sentence says how many there are."""
TOO_LARGE = N_(
    "Für diese Seite ist die Datei zu groß. Teilen Sie sie in mehrere, jede mit der Zeile der"
    " Spaltennamen, oder bitten Sie die IT, sie zu laden."
)
NOTHING = N_("Wählen Sie eine Datei aus, oder fügen Sie die Zeilen ein.")
BOTH = N_("Wählen Sie eine Datei aus, oder fügen Sie die Zeilen ein, nicht beides.")
WORKBOOK = N_(
    "Das ist eine Excel-Mappe. Speichern Sie sie in Excel als „CSV UTF-8“, und wählen Sie die neue"
    " Datei."
)
BROKEN = N_(
    "Die Zeichen dieser Datei lassen sich nicht lesen. Speichern Sie sie als „CSV UTF-8“, und"
    " wählen Sie die neue Datei."
)
LOST = N_("Die Datei kam nicht an. Laden Sie sie noch einmal hoch.")
_COUNTS = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_TWICE_ENCODED = re.compile("Ã[\x80-\xbf¤¶¼„–œŸ]")


class Counted(Protocol):
    """What a file would do: how much of it is new and how much there already."""

    @property
    def counts(self) -> tuple[int, int]:
        """New ones and known ones."""
        ...


Planned = TypeVar("Planned", bound=Counted)


@dataclass(frozen=True)
class Handed:
    """What somebody handed in, as UTF-8; `guessed` where it was kept in the way of older
    spreadsheets."""

    content: bytes
    guessed: bool = False


class PastedField(StringField):
    """Rows pasted from a spreadsheet, as they are: the blank cells at their ends count."""

    widget = TextArea()


class CsvForm(BaseForm):
    """A file or its rows, to look at."""

    file = FileField(_l("CSV-Datei"))
    text = PastedField(_l("Oder Zeilen einfügen"))

    def read(self) -> Handed:
        """Return what was handed in. Raises BadInput for nothing, for both, and for what is too
        large or no text."""
        data = b""
        if self.file.data:
            # A larger upload lies in a file without a name until it is closed.
            with self.file.data.stream as stream:
                data = stream.read(LARGEST + 1)
        text = (self.text.data or "").strip("\r\n")
        if data and text.strip():
            raise BadInput(BOTH, field="text")
        if not data and not text.strip():
            raise BadInput(NOTHING, field="file")
        if not data:
            return Handed(text.encode("utf-8", "ignore"))
        if len(data) > LARGEST:
            raise BadInput(TOO_LARGE, field="file")
        return decoded(data)


class ConfirmForm(BaseForm):
    """The file as it was looked at, and how much of it was new then."""

    content = HiddenField()
    seen = HiddenField()

    def carry(self, content: bytes, seen: tuple[int, int]) -> None:
        """Take a file that was looked at along to its confirmation. Raises BadInput for a large
        one."""
        packed = pack(content)
        if len(packed) > LARGEST_PACKED:
            raise BadInput(TOO_LARGE, field="file")
        self.content.data, self.seen.data = packed, f"{seen[0]}-{seen[1]}"

    def read(self) -> bytes:
        """Return the file. Raises BadInput for what no page has written."""
        content = unpack(self.content.data or "")
        if not content or self.counts is None:
            raise BadInput(LOST)
        return content

    @property
    def counts(self) -> tuple[int, int] | None:
        """How much was new and how much there already when it was looked at."""
        match = _COUNTS.fullmatch(self.seen.data or "")
        return (int(match[1]), int(match[2])) if match else None


def planned_again(
    confirm: ConfirmForm, content: bytes, refused: ParticipationError, plan: Callable[[], Planned]
) -> tuple[Planned | None, ParticipationError]:
    """Return what a file would do by now, after its confirmation was refused, and take it along; no
    plan where there is none any more, with what is wrong then."""
    if not content or isinstance(refused, FileRefused):
        return None, refused
    try:
        planned = plan()
        confirm.carry(content, planned.counts)
    except ParticipationError as now:
        return None, now
    confirm.refuse(refused)
    return planned, refused


def lines_of(error: ParticipationError | None) -> list[str]:
    """Return what is wrong with a file, one sentence a problem, no more than a page can hold."""
    return sentences(error)[1 : MOST_LISTED + 1] if isinstance(error, FileRefused) else []


def decoded(data: bytes) -> Handed:
    """Return the text of a file as UTF-8. Raises BadInput for a workbook and for what is no text.

    An older Excel saves CSV in Windows-1252, its „Unicode-Text“ in UTF-16.
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadInput(WORKBOOK, field="file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return Handed(data.decode("utf-16").encode())
        except UnicodeError as error:
            raise BadInput(BROKEN, field="file") from error
    try:
        data.decode()
    except UnicodeDecodeError:
        return Handed(_of_windows(data).encode(), guessed=True)
    return Handed(data)


def _of_windows(data: bytes) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise BadInput(BROKEN, field="file") from error
    # UTF-8 with a byte broken would be read as nonsense, and so would what is no text at all.
    if _CONTROLS.search(text) or _TWICE_ENCODED.search(text):
        raise BadInput(BROKEN, field="file")
    return text


def pack(data: bytes) -> str:
    """Return a file as text that a form carries."""
    return base64.b64encode(bz2.compress(data)).decode("ascii")


def unpack(text: str) -> bytes:
    """Return the file of a packed text, nothing for what is none or larger than a page takes."""
    try:
        packed = base64.b64decode(text, validate=True)
        data = bz2.BZ2Decompressor().decompress(packed, LARGEST + 1)
    except (binascii.Error, ValueError, OSError, EOFError):
        return b""
    return data if len(data) <= LARGEST else b""
