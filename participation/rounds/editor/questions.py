"""The voluntary questions as a form: questions and answers that come, go and move by buttons, so
that it works without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, HiddenField, StringField

from participation.kernel.errors import N_, BadInput
from participation.strategy.keys import key_from
from participation.strategy.rules import normal_texts
from participation.web.filters import translate_error
from participation.web.forms import BaseForm

Rows = list[dict[str, Any]]
"""Questions as the form shows them, with their answers in `answers`."""
EMPTY_ANSWER = {"title_de": "", "title_en": "", "key": "", "share": ""}
_KEY = _l("Kürzel")
_KEY_HINT = _l("Es steht in Dateien. Leer heißt: Es entsteht aus dem Text.")


class _Part(BaseForm):
    """A part of a form, which has the whole form's token."""

    class Meta(BaseForm.Meta):
        """Without a token of its own."""

        csrf = False


class AnswerForm(_Part):
    """One answer of a question."""

    title_de = StringField(_l("Antwort"))
    title_en = StringField(_l("Antwort (Englisch)"))
    share = StringField(
        _l("Anteil in der Stadt, in Prozent"),
        description=_l("Aus der Statistik. Damit lässt sich sagen, wer fehlt."),
    )
    key = StringField(_KEY, description=_KEY_HINT)


class QuestionForm(_Part):
    """One question with its answers."""

    title_de = StringField(_l("Frage"))
    title_en = StringField(_l("Frage (Englisch)"))
    key = StringField(_KEY, description=_KEY_HINT)
    answers = FieldList(FormField(AnswerForm))


class QuestionsForm(BaseForm):
    """All voluntary questions of a round."""

    version = HiddenField()
    questions = FieldList(FormField(QuestionForm))

    @classmethod
    def showing(cls, rows: Rows, *, version: str) -> QuestionsForm:
        """Return the form with these questions, whatever was sent."""
        form: QuestionsForm = cls(formdata=None, version=version, questions=rows)
        return form

    def tell(self, problems: Sequence[BadInput]) -> list[tuple[str | None, str]]:
        """Show each problem at its field; return them with their fields' ids for a summary."""
        told: list[tuple[str | None, str]] = []
        for problem in problems:
            field, sentence = self._field_at(problem.field or ""), translate_error(problem)
            if field is not None:
                field.errors = [*field.errors, sentence]
            told.append((field.id if field is not None else None, sentence))
        return told

    def _field_at(self, path: str) -> Any:
        """Return the field of a path such as `questions.0.classes.1.title.de`; what is wrong with
        all answers of a question stands at the question."""
        names = path.split(".")[1:]
        if not names:
            return None
        part = self.questions[int(names[0])]
        if len(names) > 2 and names[1] == "classes":
            part, names = part.form.answers[int(names[2])], names[2:]
        name = "_".join(names[1:])
        return part.form[name] if name in part.form else part.form["title_de"]


def shown(questions: Sequence[Mapping[str, Any]]) -> Rows:
    """Return a round's questions as the form shows them."""
    return [
        _words(question)
        | {"answers": [_words(item) | _share(item) for item in question["classes"]]}
        for question in questions
    ]


def rearranged(rows: Rows, action: str) -> Rows:
    """Return the rows after the button with this value: `add`, `remove-1`, `up-1` and `down-1` for
    questions, the same with the question's place before (`add-0`, `up-0-1`) for answers."""
    verb, *places = action.split("-")
    numbers = [int(place) for place in places if place.isdigit()]
    if verb == "add" and not numbers:
        new = {"title_de": "", "title_en": "", "key": "", "answers": [EMPTY_ANSWER, EMPTY_ANSWER]}
        return [*rows, new]
    if not numbers or numbers[0] >= len(rows):
        return rows
    if verb == "add" or len(numbers) == 2:
        row = rows[numbers[0]]
        answers = row["answers"]
        changed = [*answers, EMPTY_ANSWER] if verb == "add" else _moved(answers, verb, numbers[1])
        return [*rows[: numbers[0]], row | {"answers": changed}, *rows[numbers[0] + 1 :]]
    return _moved(rows, verb, numbers[0])


def _moved(items: list[Any], verb: str, place: int) -> list[Any]:
    other = place + {"up": -1, "down": 1}.get(verb, 0)
    if not (0 <= place < len(items) and 0 <= other < len(items)):
        return items
    if verb == "remove":
        return [*items[:place], *items[place + 1 :]]
    order = list(items)
    order[place], order[other] = order[other], order[place]
    return order


def without_empty(rows: Rows) -> Rows:
    """Return the rows in which anything was typed, answers too."""
    kept = [row | {"answers": [a for a in row["answers"] if _says(a)]} for row in rows]
    return [row for row in kept if row["answers"] or _says(row)]


def _says(row: Mapping[str, Any]) -> bool:
    return any(row.get(name) for name in ("title_de", "title_en", "share"))


def typed(
    rows: Rows, before: Sequence[Mapping[str, Any]]
) -> tuple[tuple[dict[str, Any], ...], list[BadInput]]:
    """Return the rows as a round's questions, and what cannot be read. Keys that were left empty
    are made; texts in languages that the form does not show stay."""
    known = {question["key"]: question for question in before}
    wrong: list[BadInput] = []
    questions: list[dict[str, Any]] = []
    keys = {row["key"] for row in rows}
    for number, row in enumerate(rows):
        key = row["key"] or key_from(row["title_de"] or "", keys, otherwise="frage")
        keys.add(key)
        was = known.get(key, {"title": {}, "classes": []})
        classes = _answers(row["answers"], was["classes"], f"questions.{number}.classes", wrong)
        questions.append({"key": key, "title": _texts(row, was["title"]), "classes": classes})
    return tuple(questions), wrong


def _answers(
    rows: Rows, before: Sequence[Mapping[str, Any]], path: str, wrong: list[BadInput]
) -> list[dict[str, Any]]:
    known = {item["key"]: item["title"] for item in before}
    keys = {"none", *(row["key"] for row in rows)}
    answers = []
    for number, row in enumerate(rows):
        key = row["key"] or key_from(row["title_de"] or "", keys, otherwise="antwort")
        keys.add(key)
        share = None
        try:
            share = _fraction(row["share"] or "")
        except (InvalidOperation, ValueError):
            message = N_("Schreiben Sie den Anteil in Prozent, zum Beispiel 12,5.")
            wrong.append(BadInput(message, field=f"{path}.{number}.share"))
        answers.append({"key": key, "title": _texts(row, known.get(key, {})), "share": share})
    return answers


def _fraction(text: str) -> float | None:
    """Return a share in per cent as a fraction of 1. Raises what Decimal raises."""
    if not text:
        return None
    share = Decimal(text.removesuffix("%").strip().replace(",", ".")) / 100
    if not share.is_finite():
        raise ValueError("no number")
    return float(share)


def _share(item: Mapping[str, Any]) -> dict[str, str]:
    if item["share"] is None:
        return {"share": ""}
    percent = Decimal(str(item["share"])) * 100
    return {"share": f"{percent.normalize():f}".replace(".", ",")}


def _words(item: Mapping[str, Any]) -> dict[str, str]:
    title = item["title"]
    return {"title_de": title.get("de", ""), "title_en": title.get("en", ""), "key": item["key"]}


def _texts(row: Mapping[str, Any], before: Mapping[str, str]) -> dict[str, str]:
    return normal_texts(dict(before) | {"de": row["title_de"] or "", "en": row["title_en"] or ""})
