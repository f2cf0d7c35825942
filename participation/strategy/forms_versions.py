"""Forms about the versions of a strategy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectChoice, SelectField, TextAreaField  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from participation.kernel.errors import BadInput
from participation.strategy.forms import SeenForm
from participation.strategy.lineage import MOST_LINES, Kind, Line
from participation.strategy.models import StrategyVersion
from participation.strategy.rules import Frame, Texts, kind_of, normal_texts, placed
from participation.strategy.rules_versions import (
    CONCEPT_LENGTH,
    PREFACE_LENGTH,
    REASON_LENGTH,
    State,
)
from participation.web.filters import tr
from participation.web.forms import BaseForm, choices
from participation.web.translation import _

STATES = {
    State.DRAFT.value: _l("Entwurf"),
    State.CONSULTATION.value: _l("In Beratung"),
    State.ADOPTED.value: _l("Beschlossen"),
    State.SUPERSEDED.value: _l("Abgelöst"),
    State.WITHDRAWN.value: _l("Zurückgezogen"),
}
LINEAGE_KINDS = {
    Kind.RENAMED: _l("umbenannt"),
    Kind.SPLIT: _l("geteilt"),
    Kind.MERGED: _l("zusammengelegt"),
}
ITEM_KINDS = {
    "field": _l("Handlungsfelder"),
    "goal": _l("Ziele"),
    "guideline": _l("Leitlinien"),
}
MORE_LINES = 4
"""How many empty lines stand below those that are filled in."""


class TextsForm(SeenForm):
    """Preface and concept of a draft."""

    preface_de = TextAreaField(_l("Vorwort auf Deutsch"), [Length(max=PREFACE_LENGTH)])
    preface_en = TextAreaField(_l("Vorwort auf Englisch"), [Length(max=PREFACE_LENGTH)])
    concept_de = TextAreaField(_l("Umsetzung auf Deutsch"), [Length(max=CONCEPT_LENGTH)])
    concept_en = TextAreaField(_l("Umsetzung auf Englisch"), [Length(max=CONCEPT_LENGTH)])

    @classmethod
    def of(cls, version: StrategyVersion, seen: str) -> TextsForm:
        """Return the form filled from a draft."""
        texts = {"preface": version.preface, "concept": version.concept}
        values = {f"{name}_{code}": texts[name].get(code, "") for name in texts for code in _SHOWN}
        return cls(seen=seen, **values)

    def texts(self, name: str, before: Texts) -> dict[str, str]:
        """Return what was typed for `preface` or `concept`; languages that the form does not show
        stay as they were."""
        typed = {code: self[f"{name}_{code}"].data or "" for code in _SHOWN}
        return normal_texts(dict(before) | typed)


class BeginForm(BaseForm):
    """From which version the next draft begins."""

    version = RadioField(
        _l("Aus welcher Fassung?"), [InputRequired(_l("Wählen Sie eine Fassung."))]
    )

    @classmethod
    def of(cls, versions: Sequence[StrategyVersion]) -> BeginForm:
        """Return the form with these versions, the adopted one or else the newest chosen."""
        adopted = (row for row in versions if row.state == State.ADOPTED)
        form = cls(version=str(next(adopted, versions[-1]).number))
        form.version.choices = choices(
            (str(row.number), _version_label(row)) for row in reversed(versions)
        )
        return form


class WithdrawForm(BaseForm):
    """Why a version is taken back."""

    reason = TextAreaField(
        _l("Grund"),
        [InputRequired(_l("Nennen Sie den Grund.")), Length(max=REASON_LENGTH)],
        description=_l("Er steht öffentlich bei der Fassung."),
    )


class LineageForm(SeenForm):
    """Lines of what was done, an old key and a new one: made by `lineage_form`."""

    @property
    def rows(self) -> list[tuple[SelectField, SelectField, SelectField]]:
        """The fields of each line."""
        return [
            (self[f"kind_{n}"], self[f"from_{n}"], self[f"to_{n}"])
            for n in range(sum(name.startswith("kind_") for name in self._fields))
        ]

    def lines(self) -> dict[int, Line]:
        """Return the lines that hold anything, by the number of their row. An incomplete one gets
        an error."""
        filled = {}
        for number, fields in enumerate(self.rows):
            kind, old, new = (field.data or "" for field in fields)
            if kind and old and new:
                filled[number] = Line(kind, old, new)
            elif kind or old or new:
                message = _("Füllen Sie die Zeile ganz aus, oder lassen Sie sie leer.")
                empty = next(field for field in fields if not field.data)
                empty.errors = [*empty.errors, message]
        return filled

    def refuse_line(self, error: BadInput, rows: Sequence[int]) -> None:
        """Show what is wrong at the line that it is about; `rows` are those of the lines given."""
        index = error.field or ""
        if index.isdigit() and int(index) < len(rows):
            error.field = f"kind_{rows[int(index)]}"
        self.refuse(error)


def lineage_form(
    lines: Sequence[Line], earlier: Frame, later: Frame, *, seen: str, posted: Mapping[str, str]
) -> LineageForm:
    """Return a form with the lines that there are, or those that were posted, and some more."""
    given = [Line(*values) for values in _posted(posted)] if posted else list(lines)
    fields: dict[str, SelectField] = {}
    values: dict[str, str] = {"seen": seen}
    count = len(given) if posted else len(given) + MORE_LINES
    kinds = choices([("", "–"), *((kind.value, label) for kind, label in LINEAGE_KINDS.items())])
    old = _keys(earlier, (line.from_key for line in given))
    new = _keys(later, (line.to_key for line in given))
    for n in range(count):
        # What is chosen is checked with the versions; the sentences there say what to do.
        for name, label, offered in (
            ("kind", _l("Was ist geschehen?"), kinds),
            ("from", _l("Bisher"), old),
            ("to", _l("Jetzt"), new),
        ):
            fields[f"{name}_{n}"] = SelectField(label, choices=offered, validate_choice=False)
    for n, line in enumerate(given):
        values |= {f"kind_{n}": line.kind, f"from_{n}": line.from_key, f"to_{n}": line.to_key}
    form: LineageForm = type("FilledLineageForm", (LineageForm,), fields)(**values)
    return form


_SHOWN = ("de", "en")


def _version_label(version: StrategyVersion) -> str:
    state = str(STATES[version.state])
    return _("Fassung %(number)s (%(state)s)", number=version.number, state=state)


def _posted(posted: Mapping[str, str]) -> Iterable[tuple[str, str, str]]:
    for n in range(MOST_LINES + 1):
        if f"kind_{n}" not in posted:
            return
        yield posted[f"kind_{n}"], posted.get(f"from_{n}", ""), posted.get(f"to_{n}", "")


def _keys(frame: Frame, chosen: Iterable[str]) -> list[SelectChoice]:
    """Return the keys of a frame with their titles, and those that are chosen but not in it."""
    items = [item for _path, item in placed(frame)]
    offered = choices([("", "–")])
    for kind, heading in ITEM_KINDS.items():
        pairs = [(i.key, f"{tr(i.title)} ({i.key})") for i in items if kind_of(i) == kind]
        offered += choices(pairs, group=str(heading))
    gone = sorted(set(chosen) - {item.key for item in items} - {""})
    return offered + choices([(key, key) for key in gone], group=_("Steht nicht mehr darin"))
