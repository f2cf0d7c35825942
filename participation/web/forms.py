"""The base of all forms: text fields are cleaned, and a service's refusal becomes a form error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import LazyString
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from participation.kernel.errors import BadInput, ParticipationError
from participation.kernel.text import clean_line, clean_text
from participation.web.filters import translate_error


class Limit:
    """Tells the page what is required and how long it may be; the rules themselves check it."""

    def __init__(self, most: int | None = None) -> None:
        self.field_flags: dict[str, Any] = {"required": True}
        if most:
            self.field_flags["maxlength"] = most

    def __call__(self, _form: Any, _field: Any) -> None:
        """Accept everything."""


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form that can carry a refusal: at the field it names, or in `form_errors` as a sentence
    about the whole."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Clean what is typed before any rule sees it."""

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            """Give every text field the filter that makes its text safe to store."""
            kind = unbound_field.field_class
            filters = list(unbound_field.kwargs.get("filters", ()))
            if issubclass(kind, TextAreaField):
                filters.append(_lenient(clean_text))
            elif kind is StringField:
                filters.append(_lenient(clean_line))
            else:
                return unbound_field.bind(form=form, **options)
            return unbound_field.bind(form=form, **options | {"filters": filters})

    def refuse(self, error: ParticipationError) -> None:
        """Show a service's refusal at the field it names, or on top of the form."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors: list[str] = [*self.form_errors, translate_error(error)]
        else:
            field.errors = [*field.errors, translate_error(error)]

    def entered(self) -> list[tuple[str, str]]:
        """Return what somebody chose and wrote, each with its label, without what is hidden."""
        found = []
        for field in self:
            if isinstance(field, RadioField | SelectField):
                value = next((str(each.label.text) for each in field if each.checked), "")
                value = value if field.data else ""
            elif isinstance(field, StringField) and not isinstance(field, HiddenField):
                value = field.data or ""
            else:
                continue
            if value:
                found.append((str(field.label.text), value))
        return found


def choices(
    pairs: Iterable[tuple[str, str | LazyString]], group: str | None = None
) -> list[SelectChoice]:
    """Return the choices of a select or radio field from pairs of value and label."""
    return [SelectChoice(value, label, optgroup=group) for value, label in pairs]


def _lenient(clean: Callable[[str | None], str]) -> Callable[[Any], Any]:
    """Clean what can be cleaned; a NUL becomes a space here, because no person typed it and nothing
    is lost by it."""

    def filter_(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            return clean(value)
        except BadInput:
            return clean(value.replace("\x00", " "))

    return filter_
