"""The form of the city's own template."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from participation.web.forms import BaseForm


class TemplateForm(BaseForm):
    """A template to be used from now on."""

    seen = HiddenField()
    file = FileField(_l("Vorlage (.docx)"), [FileRequired(_l("Wählen Sie eine Datei aus."))])
