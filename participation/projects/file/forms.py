"""The forms of the import page: the file, then what was read of it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from participation.web.forms import BaseForm

LARGEST = 200_000
"""Bytes of a file that the page takes; the shell takes larger ones."""


class UploadForm(BaseForm):
    """A file to look at."""

    file = FileField(_l("CSV-Datei"), [FileRequired(_l("Wählen Sie eine CSV-Datei."))])


class ConfirmForm(BaseForm):
    """What was read, and the digest of the changes that were shown."""

    content = HiddenField()
    seen = HiddenField()
