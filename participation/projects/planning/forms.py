"""Forms of the planners' pages about projects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.kernel.errors import ParticipationError
from participation.kernel.text import clean_line, whole_number
from participation.projects.rules import (
    NAME_LENGTH,
    NOTE_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    Draft,
    normal,
)
from participation.projects.service import InvalidProject
from participation.projects.wording import kind_names, state_names
from participation.strategy.rules import KEY_LENGTH, Texts, normal_texts
from participation.web.forms import BaseForm, choices

GERMAN_TITLE = InputRequired(_l("Geben Sie einen deutschen Titel ein."))
DATE_HINT = _l("Jahr (2027), Quartal (2027-Q1), Monat (2027-03) oder Tag (14.03.2027).")
WORDING_HINT = _l("So steht es in der Quelle, zum Beispiel „in der zweiten Phase“.")
NOTHING = ("", _l("keine Angabe"))
CHOOSE = ("", _l("Bitte wählen"))
LANGUAGES = ("de", "en")


class SeenForm(BaseForm):
    """A form that knows from which version of the project it was made."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version the form was made from; what is no number matches none."""
        # A request without the field leaves the number that the form was filled with.
        sent = self.version.data if isinstance(self.version.data, str) else None
        number = whole_number(sent)
        return -1 if number is None else number

    def tell(self, error: ParticipationError) -> None:
        """Show a refusal, or each problem of one, at its field: `title.de` is `title_de`."""
        problems = error.problems if isinstance(error, InvalidProject) else [error]
        for problem in problems:
            problem.field = (problem.field or "").replace(".", "_")
            self.refuse(problem)

    def texts(self, name: str, before: Texts | None = None) -> dict[str, str]:
        """Return a text in the languages of the form; others stay as they were."""
        typed = {code: self[f"{name}_{code}"].data or "" for code in LANGUAGES}
        return normal_texts(dict(before or {}) | typed)


def by_language(name: str, texts: Texts) -> dict[str, str]:
    return {f"{name}_{code}": texts.get(code, "") for code in LANGUAGES}


class ProjectForm(SeenForm):
    """What is written about a project."""

    title_de = StringField(_l("Titel auf Deutsch"), [GERMAN_TITLE, Length(max=TITLE_LENGTH)])
    title_en = StringField(_l("Titel auf Englisch"), [Length(max=TITLE_LENGTH)])
    text_de = TextAreaField(_l("Text auf Deutsch"), [Length(max=TEXT_LENGTH)])
    text_en = TextAreaField(_l("Text auf Englisch"), [Length(max=TEXT_LENGTH)])
    key = StringField(
        _l("Kürzel"),
        [InputRequired(_l("Geben Sie ein Kürzel ein.")), Length(max=KEY_LENGTH)],
        description=_l(
            "Kleinbuchstaben, Ziffern und Bindestriche. Es steht in Adressen und Dateien und liegt"
            " mit der Veröffentlichung fest."
        ),
    )
    state = SelectField(_l("Stand"))
    kind = SelectField(_l("Art"), [InputRequired(_l("Wählen Sie, was für ein Projekt es ist."))])
    main_field = SelectField(
        _l("Hauptsächliches Handlungsfeld"),
        description=_l("Geld wird nur in diesem Feld gezählt, damit die Summen stimmen."),
    )
    unit = SelectField(_l("Verantwortliche Fachstelle"))
    place = StringField(_l("Ort"), [Length(max=NAME_LENGTH)])
    partners = TextAreaField(_l("Partner"), description=_l("Ein Name in jeder Zeile."))
    aliases = TextAreaField(
        _l("Andere Namen"), description=_l("Ein Name in jeder Zeile. Auch sie führen zum Projekt.")
    )

    @classmethod
    def filled(
        cls,
        draft: Draft | None,
        *,
        version: int,
        fields: Iterable[tuple[str, str]],
        units: Iterable[tuple[str, str]],
    ) -> ProjectForm:
        """Return the form of a project, empty for a new one."""
        values: dict[str, object] = {"version": version}
        if draft is not None:
            values |= by_language("title", draft.title) | by_language("text", draft.text)
            values |= {name: getattr(draft, name) for name in ("key", "state", "kind", "place")}
            values |= {"main_field": draft.main_field or "", "unit": draft.unit or ""}
            values |= {name: "\n".join(getattr(draft, name)) for name in ("partners", "aliases")}
        form = cls(**values)
        form.state.choices = choices(state_names().items())
        kinds = choices(kind_names().items())
        form.kind.choices = kinds if draft is not None else [*choices([CHOOSE]), *kinds]
        form.main_field.choices = choices([NOTHING, *fields])
        form.unit.choices = choices([NOTHING, *units])
        return form

    def draft(self, before: Draft | None) -> Draft:
        """Return what was typed. Key and state of a published project are not on its form."""
        return normal(
            Draft(
                key=self._typed_or_kept("key", before),
                title=self.texts("title", before.title if before else None),
                text=self.texts("text", before.text if before else None),
                kind=self.kind.data or "",
                state=self._typed_or_kept("state", before),
                place=self.place.data or "",
                unit=self.unit.data,
                main_field=self.main_field.data,
                aliases=_lines(self.aliases.data),
                partners=_lines(self.partners.data),
            )
        )

    def _typed_or_kept(self, name: str, before: Draft | None) -> str:
        return (self[name].data or "") if name in self else getattr(before, name, "")


class StateForm(SeenForm):
    """Another state, with a sentence about it."""

    state = SelectField(_l("Neuer Stand"))
    note_de = TextAreaField(
        _l("Was sich geändert hat, auf Deutsch"),
        [InputRequired(_l("Schreiben Sie, was sich geändert hat.")), Length(max=NOTE_LENGTH)],
        description=_l("Ein oder zwei Sätze. Sie stehen auf der Seite des Projekts."),
    )
    note_en = TextAreaField(_l("Dasselbe auf Englisch"), [Length(max=NOTE_LENGTH)])


def typed(form: BaseForm) -> Mapping[str, str]:
    """Return what was typed into a form by the labels of its fields, for a page that shows it."""
    return {
        field.label.text: str(field.data)
        for field in form
        if field.data and getattr(field.widget, "input_type", "") != "hidden"
    }


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(name for line in (text or "").split("\n") if (name := clean_line(line)))
