"""Forms about criteria and scores."""

from __future__ import annotations

from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from participation.extensions import Translated
from participation.kernel.text import clean_line
from participation.projects.criteria.rules import HIGHEST_TOP, Criteria
from participation.projects.models import CriteriaSet
from participation.projects.planning.forms import GERMAN_TITLE, SeenForm, by_language
from participation.projects.rules import TITLE_LENGTH
from participation.strategy.rules import normal_texts
from participation.web.filters import tr
from participation.web.forms import choices

BETWEEN_LANGUAGES = "|"
PREFIX = "criterion_"


class CriteriaForm(SeenForm):
    """A set of criteria."""

    title_de = StringField(_l("Titel auf Deutsch"), [GERMAN_TITLE, Length(max=TITLE_LENGTH)])
    title_en = StringField(_l("Titel auf Englisch"), [Length(max=TITLE_LENGTH)])
    criteria = TextAreaField(
        _l("Kriterien"),
        [InputRequired(_l("Nennen Sie mindestens ein Kriterium."))],
        description=_l(
            "Eines in jeder Zeile. Hinter einem senkrechten Strich kann der englische Name stehen:"
            " Wirkung | Effect"
        ),
    )
    top = IntegerField(
        _l("Höchste Punktzahl"),
        [InputRequired(_l("Wählen Sie eine Zahl von 1 bis 10."))],
        description=_l("Jedes Kriterium bekommt 0 bis so viele Punkte, zum Beispiel 3."),
        default=3,
    )

    @classmethod
    def filled(cls, criteria: Criteria | None, *, version: int) -> CriteriaForm:
        """Return the form of a set, empty for a new one."""
        if criteria is None:
            return cls(version=version)
        separator = f" {BETWEEN_LANGUAGES} "
        lines = [
            separator.join(title[code] for code in ("de", "en") if code in title)
            for title in criteria.criteria
        ]
        return cls(
            version=version,
            criteria="\n".join(lines),
            top=criteria.top,
            **by_language("title", criteria.title),
        )

    def read(self) -> Criteria:
        """Return what was typed."""
        titles = []
        for line in (self.criteria.data or "").split("\n"):
            german, _sep, english = line.partition(BETWEEN_LANGUAGES)
            if line.strip():
                titles.append(normal_texts({"de": clean_line(german), "en": clean_line(english)}))
        # What is no number, or an absurd one, is refused like any other that is not possible.
        top = min(self.top.data or 0, HIGHEST_TOP + 1)
        return Criteria(self.texts("title"), tuple(titles), top)


class ScoresForm(SeenForm):
    """The scores of a project, one choice a criterion; `for_set` adds them."""

    @classmethod
    def for_set(cls, row: CriteriaSet, scores: dict[str, int], *, version: int) -> ScoresForm:
        """Return the form for a set of criteria, filled with the scores that there are."""
        possible = [("", _l("keine Bewertung")), *((str(n), str(n)) for n in range(row.top + 1))]
        fields = {
            PREFIX + criterion["key"]: SelectField(
                tr(cast("Translated", criterion["title"])), choices=choices(possible)
            )
            for criterion in row.criteria
        }
        form = type("ScoresOfSet", (cls,), fields)
        values = {PREFIX + key: str(score) for key, score in scores.items()}
        return cast("ScoresForm", form(version=version, **values))

    @property
    def scores(self) -> dict[str, int]:
        """The scores that were chosen, by criterion."""
        return {
            name.removeprefix(PREFIX): int(field.data)
            for name, field in self._fields.items()
            if name.startswith(PREFIX) and field.data
        }
