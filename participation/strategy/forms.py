"""Forms of the strategy editor."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.strategy.keys import key_from
from participation.strategy.rules import (
    KINDS,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Frame,
    Item,
    normal_texts,
)
from participation.web.forms import BaseForm

GERMAN_TITLE = InputRequired(_l("Geben Sie einen deutschen Titel ein."))
GERMAN_TEXT = InputRequired(_l("Geben Sie einen deutschen Text ein."))


class SeenForm(BaseForm):
    """A form that knows from which state of the strategy it was made."""

    seen = HiddenField()


class TitleForm(SeenForm):
    """The title of a strategy."""

    title_de = StringField(_l("Titel auf Deutsch"), [GERMAN_TITLE, Length(max=TITLE_LENGTH)])
    title_en = StringField(_l("Titel auf Englisch"), [Length(max=TITLE_LENGTH)])

    def texts(self) -> dict[str, str]:
        """Return the title as it is stored."""
        return normal_texts({"de": self.title_de.data or "", "en": self.title_en.data or ""})


class NewStrategyForm(TitleForm):
    """A strategy that is yet to be filled."""

    slug = StringField(
        _l("Adresse"),
        description=_l(
            "Kleinbuchstaben, Ziffern und Bindestriche, zum Beispiel smart-city. Leer heißt: Sie"
            " entsteht aus dem Titel."
        ),
    )


class ItemForm(SeenForm):
    """A guideline, an action field or a goal."""

    title_de = StringField(_l("Titel auf Deutsch"), [GERMAN_TITLE, Length(max=TITLE_LENGTH)])
    title_en = StringField(_l("Titel auf Englisch"), [Length(max=TITLE_LENGTH)])
    text_de = TextAreaField(_l("Text auf Deutsch"), [GERMAN_TEXT, Length(max=TEXT_LENGTH)])
    text_en = TextAreaField(_l("Text auf Englisch"), [Length(max=TEXT_LENGTH)])
    key = StringField(
        _l("Kürzel"),
        description=_l(
            "Kleinbuchstaben, Ziffern und Bindestriche. Es steht in Dateien und gilt nur einmal."
            " Leer heißt: Es entsteht aus dem Titel."
        ),
    )

    @classmethod
    def of(cls, item: Item | None, seen: str) -> ItemForm:
        """Return the form filled from an item."""
        if item is None:
            return cls(seen=seen)
        values = {
            f"{name}_{code}": getattr(item, name).get(code, "")
            for name in ("title", "text")
            for code in ("de", "en")
        }
        return cls(seen=seen, key=item.key, **values)

    def item(self, kind: str, before: Item | None, taken: Collection[str]) -> Item:
        """Return what was typed; other languages than German and English stay as they were. A new
        item without a key gets one that is not `taken`, another keeps its own."""
        title = dict(before.title if before else {}) | {
            "de": self.title_de.data or "",
            "en": self.title_en.data or "",
        }
        text = dict(before.text if before else {}) | {
            "de": self.text_de.data or "",
            "en": self.text_en.data or "",
        }
        key = self.key.data or (before.key if before else "")
        return KINDS[kind](
            key or key_from(title["de"], taken, otherwise=kind),
            normal_texts(title),
            normal_texts(text),
        )


class PasteForm(SeenForm):
    """A table from a spreadsheet."""

    table = TextAreaField(
        _l("Tabelle"),
        [InputRequired(_l("Fügen Sie eine Tabelle ein."))],
    )


def form_field(path: str | None) -> str:
    """Return the form field of a problem's path: `fields.0.title.de` is `title_de`, `fields.0.key`
    is `key`."""
    parts = [part for part in (path or "").split(".") if not part.isdigit()]
    while parts and parts[0] in ("guidelines", "fields", "goals"):
        parts.pop(0)
    return "_".join(parts)


def frame_with_title(frame: Frame, title: dict[str, str]) -> Frame:
    """Return the frame under another title; languages that the form does not show stay."""
    others = {code: text for code, text in frame.title.items() if code not in ("de", "en")}
    return Frame(normal_texts(others | title), frame.guidelines, frame.fields)
