"""The forms of the page that takes a package: the file, then what was looked at."""

from __future__ import annotations

import base64
import binascii
import zlib

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField

from participation.packages.reading import BOUNDS
from participation.web.forms import BaseForm

LARGEST_PACKED = 200_000
"""Characters of a packed file that a page carries to its confirmation; the shell takes more."""


class UploadForm(BaseForm):
    """A file to look at."""

    file = FileField(_l("Paket (YAML)"), [FileRequired(_l("Wählen Sie eine Datei aus."))])
    as_record = BooleanField(
        _l("Als Bestand übernehmen"),
        description=_l(
            "Übernimmt auch Fassungen, Vorlagen, Beschlüsse, Stände und Geld, und alles davon ist"
            " sofort öffentlich. Richtig ist das nur für die Strategie der eigenen Stadt. Ohne"
            " Haken kommen Felder, Ziele und Projekte als Entwürfe herein."
        ),
    )


class ConfirmForm(BaseForm):
    """The file as it was looked at."""

    content = HiddenField()
    as_record = HiddenField()

    def read(self) -> bytes:
        """Return the file; nothing for what no page has written."""
        return unpack(self.content.data or "")


def pack(data: bytes) -> str:
    """Return a file as text that a form carries."""
    return base64.b64encode(zlib.compress(data, 9)).decode("ascii")


def unpack(text: str) -> bytes:
    """Return the file of a packed text, never more than a package may have."""
    try:
        return zlib.decompressobj().decompress(
            base64.b64decode(text, validate=True), BOUNDS.largest + 1
        )
    except (binascii.Error, ValueError, zlib.error):
        return b""
