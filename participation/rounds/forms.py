"""Forms of the round editor. Their fields are named after the keys of the round file, with
underscores between levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, DateTimeLocalInput, ListWidget

from participation.kernel.errors import N_, BadInput
from participation.rounds import question_lines
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window, parse_moment
from participation.rounds.settings import (
    CONTACT_LENGTHS,
    DESCRIPTION_LENGTH,
    PHASE_TEXT_LENGTH,
    PHASE_TEXTS,
    Problems,
    Settings,
)
from participation.strategy.rules import normal_texts
from participation.web.forms import BaseForm, choices

SHOWN_LANGUAGES = ("de", "en")
LONG = [Length(max=DESCRIPTION_LENGTH)]
PHASE_LONG = [Length(max=PHASE_TEXT_LENGTH)]


class Moment(StringField):
    """A local time in the round's zone; the service's own sentences say what is wrong with it."""

    widget = DateTimeLocalInput()


class Ways(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ContactForm(BaseForm):
    """Whom to ask: what may change at any time."""

    version = HiddenField()
    contact_unit_de = StringField(
        _l("Stelle auf Deutsch"), description=_l("Zum Beispiel: Büro für Beteiligung.")
    )
    contact_unit_en = StringField(_l("Stelle auf Englisch"))
    contact_address = TextAreaField(_l("Anschrift"))
    contact_telephone = StringField(_l("Telefon"))
    contact_email = StringField(_l("E-Mail-Adresse"))

    def contact(self, before: Settings) -> dict[str, Any]:
        """Return the contact that was typed."""
        return {
            "unit": self.texts("contact_unit", before.contact["unit"]),
            **{name: self[f"contact_{name}"].data or "" for name in CONTACT_LENGTHS},
        }

    def texts(self, name: str, before: Mapping[str, str]) -> dict[str, str]:
        """Return a text in German and English; languages that the form does not show stay as they
        were."""
        typed = {code: self[f"{name}_{code}"].data or "" for code in SHOWN_LANGUAGES}
        return normal_texts(dict(before) | typed)

    def settings(self, before: Settings) -> Settings:
        """Return the settings with what was typed. Raises Problems."""
        return replace(before, contact=self.contact(before))


class RoundForm(ContactForm):
    """A round before its first window opens. Thresholds are set in the round file only."""

    strategy = SelectField(_l("Strategie"))
    slug = StringField(_l("Adresse"), [InputRequired(_l("Geben Sie eine Adresse ein."))])
    title_de = StringField(
        _l("Titel auf Deutsch"), [InputRequired(_l("Geben Sie einen deutschen Titel ein."))]
    )
    title_en = StringField(_l("Titel auf Englisch"))
    description_de = TextAreaField(_l("Beschreibung auf Deutsch"), LONG)
    description_en = TextAreaField(_l("Beschreibung auf Englisch"), LONG)
    timezone = StringField(_l("Zeitzone"))
    windows_ideas_opens = Moment(_l("Ideen: Anfang"))
    windows_ideas_closes = Moment(_l("Ideen: Ende"))
    windows_weights_opens = Moment(_l("Gewichtung: Anfang"))
    windows_weights_closes = Moment(_l("Gewichtung: Ende"))
    twice = SelectField(
        _l("Falls es eine Uhrzeit zweimal gibt"),
        choices=choices(
            [
                ("", _l("Nachfragen")),
                ("0", _l("Die erste gilt (Sommerzeit)")),
                ("1", _l("Die zweite gilt (Winterzeit)")),
            ]
        ),
    )
    instrument_kind = RadioField(
        _l("Art der Gewichtung"),
        choices=choices([("points", _l("Punkte verteilen")), ("pick", _l("Felder auswählen"))]),
    )
    instrument_total = StringField(_l("Punkte insgesamt"))
    instrument_k = StringField(_l("Wie viele Felder"))
    instrument_exactly = BooleanField(_l("Genau so viele, nicht weniger"))
    no_opinion = BooleanField(_l("„Keine Angabe“ anbieten"))
    goals_points = StringField(_l("Punkte je Feld für Ziele"))
    goals_top = StringField(_l("Wichtigste Felder"))
    goals_drawn = StringField(_l("Ausgeloste Felder"))
    moderation = RadioField(
        _l("Moderation"),
        choices=choices(
            [
                ("hold", _l("Ideen erst prüfen, dann zeigen")),
                ("publish", _l("Ideen sofort zeigen, danach prüfen")),
            ]
        ),
    )
    participation = Ways(
        _l("Wege in die Runde"),
        choices=choices(
            [
                ("email", _l("Mit E-Mail-Adresse")),
                ("code", _l("Mit Code")),
                ("open", _l("Offen, je Browser einmal")),
            ]
        ),
    )
    declaration_de = StringField(_l("Selbstauskunft auf Deutsch"))
    declaration_en = StringField(_l("Selbstauskunft auf Englisch"))
    minimum_age = StringField(_l("Mindestalter"))
    texts_before_de = TextAreaField(_l("Vorher, auf Deutsch"), PHASE_LONG)
    texts_before_en = TextAreaField(_l("Vorher, auf Englisch"), PHASE_LONG)
    texts_during_de = TextAreaField(_l("Währenddessen, auf Deutsch"), PHASE_LONG)
    texts_during_en = TextAreaField(_l("Währenddessen, auf Englisch"), PHASE_LONG)
    texts_after_de = TextAreaField(_l("Danach, auf Deutsch"), PHASE_LONG)
    texts_after_en = TextAreaField(_l("Danach, auf Englisch"), PHASE_LONG)
    questions = TextAreaField(_l("Freiwillige Fragen"))
    publish_ballots = BooleanField(
        _l("Alle Gewichtungen der Felder veröffentlichen, gemischt und ohne Namen")
    )
    publish_results_at = Moment(_l("Ergebnis erscheint von selbst am"))
    destroy_key_after_days = StringField(_l("Schlüssel vernichten, Tage nach dem Ergebnis"))

    def settings(self, before: Settings) -> Settings:
        """Return what was typed as settings; what the form does not show stays. Raises Problems."""
        wrong: list[BadInput] = []
        reader = _Reader(self, before, wrong)
        settings = replace(
            before,
            slug=self.slug.data or "",
            title=self.texts("title", before.title),
            description=self.texts("description", before.description),
            timezone=self.timezone.data or "",
            ideas=Window(
                reader.moment("windows_ideas_opens"), reader.moment("windows_ideas_closes")
            ),
            weights=Window(
                reader.moment("windows_weights_opens"), reader.moment("windows_weights_closes")
            ),
            instrument=reader.instrument(),
            no_opinion=self.no_opinion.data,
            goals=reader.goals(),
            moderation=self.moderation.data or "",
            participation=tuple(self.participation.data or ()),
            declaration=self.texts("declaration", before.declaration),
            minimum_age=reader.whole("minimum_age") if self.minimum_age.data else None,
            contact=self.contact(before),
            texts={name: self.texts(f"texts_{name}", before.texts[name]) for name in PHASE_TEXTS},
            questions=reader.questions(),
            publish_ballots=self.publish_ballots.data,
            publish_results_at=reader.moment("publish_results_at"),
            destroy_key_after_days=reader.whole("destroy_key_after_days"),
        )
        if wrong:
            raise Problems(wrong)
        return settings

    def tell(self, problems: list[BadInput]) -> None:
        """Show each problem at its field."""
        for problem in problems:
            problem.field = form_field(problem.field)
            self.refuse(problem)


class _Reader:
    """Reads typed numbers and times, noting what is wrong."""

    def __init__(self, form: RoundForm, before: Settings, wrong: list[BadInput]) -> None:
        self.form, self.before, self.wrong = form, before, wrong

    def whole(self, name: str, default: int = 0) -> int:
        text = str(self.form[name].data or "").strip()
        if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
        self.wrong.append(BadInput(N_("Geben Sie eine ganze Zahl ein."), field=name))
        return default

    def moment(self, name: str) -> datetime | None:
        text = self.form[name].data or ""
        if not text:
            return None
        zone_name = self.form.timezone.data or ""
        stored = moments(self.before).get(name)
        if stored and zone_name == self.before.timezone and text == typed(stored, zone_name):
            # Untouched: an ambiguous time or one with seconds stays exactly what it was.
            return stored
        try:
            return _chosen(text, zone_name, self.form.twice.data or "") or parse_moment(
                text, zone_name, field=name
            )
        except BadInput as error:
            error.field = error.field or name
            self.wrong.append(error)
            return None

    def instrument(self) -> Instrument:
        if self.form.instrument_kind.data == InstrumentKind.PICK:
            k = self.whole("instrument_k", 1)
            return Instrument(InstrumentKind.PICK, k=k, exactly=self.form.instrument_exactly.data)
        return Instrument(InstrumentKind.POINTS, self.whole("instrument_total", 20))

    def goals(self) -> GoalRules | None:
        if not self.form.goals_points.data:
            return None
        return GoalRules(*(self.whole(f"goals_{name}") for name in ("points", "top", "drawn")))

    def questions(self) -> tuple[dict[str, Any], ...]:
        try:
            return question_lines.from_text(self.form.questions.data or "")
        except BadInput as error:
            self.wrong.append(error)
            return ()


class PublishForm(BaseForm):
    """Confirm the publication of the version that was looked at."""

    version = HiddenField()


class ExtendForm(BaseForm):
    """A later end of a window, with the reason that every result names."""

    version = HiddenField()
    window = RadioField(
        _l("Zeitfenster"), choices=choices([("ideas", _l("Ideen")), ("weights", _l("Gewichtung"))])
    )
    closes = Moment(_l("Neues Ende"), [InputRequired(_l("Geben Sie das neue Ende ein."))])
    reason = TextAreaField(
        _l("Begründung"), [InputRequired(_l("Begründen Sie die Verlängerung.")), Length(max=1000)]
    )


class CopyForm(BaseForm):
    """The address of the new round."""

    slug = StringField(
        _l("Adresse der neuen Runde"), [InputRequired(_l("Geben Sie eine Adresse ein."))]
    )


class FileForm(BaseForm):
    """A round file from the disk."""

    file = FileField(_l("Rundendatei (YAML)"))


def form_field(path: str | None) -> str:
    """Return the form field of a problem's key: `texts.before.de` is `texts_before_de`, a window's
    is its end."""
    name = (path or "").replace(".", "_")
    if name.startswith("questions"):
        return "questions"
    if name in ("windows_ideas", "windows_weights"):
        return f"{name}_closes"
    return "windows_ideas_opens" if name == "windows" else name


def moments(settings: Settings) -> dict[str, datetime | None]:
    """Return the times of a round by the names of their form fields."""
    return {
        "windows_ideas_opens": settings.ideas.opens,
        "windows_ideas_closes": settings.ideas.closes,
        "windows_weights_opens": settings.weights.opens,
        "windows_weights_closes": settings.weights.closes,
        "publish_results_at": settings.publish_results_at,
    }


def typed(moment: datetime | None, zone_name: str) -> str:
    """Return a moment as a datetime-local input has it."""
    return moment.astimezone(ZoneInfo(zone_name)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def values_of(settings: Settings, *, version: int | None, strategy: str) -> dict[str, Any]:
    """Return settings as the values of a `RoundForm`."""
    goals = settings.goals
    values: dict[str, Any] = {
        "version": version or "",
        "strategy": strategy,
        "slug": settings.slug,
        "timezone": settings.timezone,
        "twice": "",
        "instrument_kind": settings.instrument.kind.value,
        "instrument_total": settings.instrument.total,
        "instrument_k": settings.instrument.k,
        "instrument_exactly": settings.instrument.exactly,
        "no_opinion": settings.no_opinion,
        "goals_points": goals.points if goals else "",
        "goals_top": goals.top if goals else 3,
        "goals_drawn": goals.drawn if goals else 1,
        "moderation": settings.moderation,
        "participation": list(settings.participation),
        "minimum_age": settings.minimum_age or "",
        "questions": question_lines.to_text(settings.questions),
        "publish_ballots": settings.publish_ballots,
        "destroy_key_after_days": settings.destroy_key_after_days,
        **{f"contact_{name}": settings.contact[name] for name in CONTACT_LENGTHS},
        **{name: typed(moment, settings.timezone) for name, moment in moments(settings).items()},
    }
    texts = {
        "title": settings.title,
        "description": settings.description,
        "declaration": settings.declaration,
    }
    texts |= {"contact_unit": settings.contact["unit"]} | {
        f"texts_{n}": settings.texts[n] for n in PHASE_TEXTS
    }
    return values | {
        f"{name}_{code}": text.get(code, "")
        for name, text in texts.items()
        for code in SHOWN_LANGUAGES
    }


def _chosen(text: str, zone_name: str, fold: str) -> datetime | None:
    """Return which of two equal local times is meant, None where the time is no such case or
    nothing was chosen."""
    if fold not in ("0", "1"):
        return None
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone_name))
    except (ValueError, OSError, KeyError):
        return None
    first, second = moment.replace(fold=0), moment.replace(fold=1)
    # In the gap of spring the earlier offset is the smaller one; only in autumn it is the larger.
    before, after = first.utcoffset(), second.utcoffset()
    if before is None or after is None or before <= after:
        return None
    return second if fold == "1" else first
