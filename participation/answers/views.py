"""Pages on which planners and units answer the ideas of a round: the list, and one idea."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from participation.accounts import queries as account_queries
from participation.accounts.access import actor, can, may_read, requires, signed_in
from participation.accounts.permissions import Permission
from participation.answers import listing, queries, service
from participation.answers.checking import InvalidAnswer, Writer
from participation.answers.forms import AnswerForm
from participation.answers.listing import NO_UNIT, Choice, Show
from participation.answers.models import Answer
from participation.answers.progress import of_count
from participation.answers.queries import Count, Standing
from participation.answers.rules import DECLINES, NAMES
from participation.city import queries as city_queries
from participation.city.models import Unit
from participation.ideas import queries as idea_queries
from participation.ideas.models import Idea
from participation.ideas.progress import AnswerCount
from participation.ideas.queries import PUBLIC
from participation.kernel.clock import clock
from participation.kernel.errors import N_, BadInput, Conflict, Forbidden, NotFound
from participation.rounds import queries as round_queries
from participation.rounds.models import Round
from participation.web.filters import tr, translate_error
from participation.web.paging import page_number
from participation.web.transactions import commits
from participation.web.translation import _

bp = Blueprint("answers", __name__)

CONTRADICTS = N_("Ein Projekt greift diese Idee auf. Prüfen Sie Antwort und Projekt.")
SHOWN = {
    Show.ALL: N_("Alle"),
    Show.OPEN: N_("Noch offen"),
    Show.STAGED: N_("Vorgemerkt"),
    Show.PUBLISHED: N_("Veröffentlicht"),
}


def writer(round_id: int) -> Writer:
    """Return for whom the person of this request may stage answers in a round."""
    if can(Permission.PLAN_STRATEGY, round_id):
        return Writer(actor())
    account = signed_in()
    return Writer(actor(), account_queries.unit_ids(account.id) if account else frozenset())


@bp.route("/planning/answers/")
@requires(Permission.ANSWER_FOR_UNIT, any_round=True)
def rounds() -> str:
    """List the rounds whose ideas the person may answer, with how many have no answer: overdue ones
    first, and for somebody of a single unit with a way to what is its own."""
    answerable = [
        round_
        for round_ in round_queries.published_rounds()
        if may_read(Permission.ANSWER_FOR_UNIT, round_.id)
    ]
    counts = queries.counts([round_.id for round_ in answerable])
    shown = [
        (round_, of_count(round_, counts[round_.id]))
        for round_ in answerable
        if round_.id in counts
    ]
    shown.sort(key=lambda row: -row[1].days_overdue)
    return render_template("answers/rounds.html", rounds=shown, own=_own_unit())


def _own_unit() -> Unit | None:
    """Return the unit of somebody who answers for that one alone."""
    account = signed_in()
    if account is None or can(Permission.PLAN_STRATEGY):
        return None
    ids = account_queries.unit_ids(account.id)
    return next((unit for unit in city_queries.units() if {unit.id} == ids), None)


@bp.route("/planning/<slug>/answers")
@requires(Permission.ANSWER_FOR_UNIT, of_round=round_queries.id_of)
def index(slug: str) -> str:
    """Show how far the answers are, by unit, and a page of the ideas."""
    round_ = round_queries.get(slug)
    number = page_number(request.args.get("page"))
    units = {unit.id: unit for unit in city_queries.units()}
    choice = _choice(round_, {unit.key: unit.id for unit in units.values()})
    page = listing.page_of(choice, number)
    if number > page.pages:
        raise NotFound()
    wanted = {name: request.args.get(name) or None for name in ("show", "field", "unit")}
    counts, statement = listing.unit_counts(round_.id), queries.statement(round_.id)
    return render_template(
        "answers/index.html",
        round=round_,
        listing=page,
        units=units,
        counts=counts,
        wanted=wanted,
        plans=can(Permission.PLAN_STRATEGY, round_.id),
        progress=_progress(round_, counts, stated=statement is not None),
        staged=sum(count.staged for count in counts),
        statement=statement,
        names=NAMES,
        **_links(round_, wanted, counts, units),
    )


def _progress(round_: Round, counts: list[listing.UnitCount], *, stated: bool) -> AnswerCount:
    count = Count(
        sum(count.total for count in counts),
        sum(count.answered for count in counts),
        sum(count.in_review for count in counts),
        stated,
    )
    return of_count(round_, count)


def _choice(round_: Round, unit_ids: dict[str, int]) -> Choice:
    show, unit = request.args.get("show") or Show.ALL, request.args.get("unit")
    field_key = request.args.get("field") or None
    if show not in set(Show) or (field_key and round_.frame.field(field_key) is None):
        raise NotFound()
    unit_id = None
    if unit:
        unit_id = 0 if unit == NO_UNIT else unit_ids.get(unit)
        if unit_id is None:
            raise NotFound()
    return Choice(round_.id, Show(show), field_key, unit_id)


def _links(
    round_: Round, wanted: dict[str, Any], counts: list[listing.UnitCount], units: dict[int, Any]
) -> dict[str, Any]:
    """The filters as links: label, address, whether it is chosen, and no count."""

    def link(label: str, name: str, value: str | None) -> tuple[str, str, bool, None]:
        address = url_for(".index", slug=round_.slug, **wanted | {name: value})
        return label, address, wanted[name] == value, None

    everything = _("Alle")
    shows = [
        link(_(label), "show", None if show is Show.ALL else show.value)
        for show, label in SHOWN.items()
    ]
    fields = [link(everything, "field", None)]
    fields += [link(tr(field.title), "field", field.key) for field in round_.frame.fields]
    named = [units[count.unit_id] for count in counts if count.unit_id in units]
    by_unit = [link(everything, "unit", None)]
    by_unit += [link(tr(unit.title), "unit", unit.key) for unit in named]
    if any(count.unit_id is None for count in counts):
        by_unit.append(link(_("ohne Fachstelle"), "unit", NO_UNIT))
    return {"show_links": shows, "field_links": fields, "unit_links": by_unit}


@bp.route("/planning/<slug>/answers/<number>", methods=["GET", "POST"])
@requires(Permission.ANSWER_FOR_UNIT, of_round=round_queries.id_of)
@commits
def edit(slug: str, number: str) -> ResponseReturnValue:
    """Show a public idea whole with the form of its answer beside it; stage the answer."""
    round_ = round_queries.get(slug)
    idea = idea_queries.visible_idea(round_.id, number, PUBLIC)
    by, answers = writer(round_.id), queries.of_idea(idea.id)
    form = AnswerForm(data=_shown(answers))
    form.offer(round_, by)
    if form.validate_on_submit():
        try:
            service.stage(idea.id, form.draft(), seen=form.seen_version(), by=by, clock=clock)
        except InvalidAnswer as invalid:
            form.refuse_all(invalid)
        except (Conflict, Forbidden) as conflict:
            form.refuse(conflict)
        else:
            flash(_("Die Antwort auf Idee %(number)s ist vorgemerkt.", number=number), "success")
            if _contradicts(queries.staged(idea.id), queries.standings([idea.id])[idea.id]):
                flash(_(CONTRADICTS), "warning")
            return redirect(url_for(".index", slug=slug, show=Show.OPEN.value))
        answers = queries.of_idea(idea.id)
    return _edit_page(round_, idea, answers, form, by)


def _edit_page(
    round_: Round, idea: Idea, answers: Sequence[Answer], form: AnswerForm, by: Writer
) -> str:
    # After a conflict, what somebody else staged stands above the form, and the next try may
    # replace it.
    staged = _staged(answers)
    version = str(staged.version if staged else 0)
    changed = form.seen.data != version
    standing = queries.standings([idea.id])[idea.id]
    form.seen.data = version
    return render_template(
        "answers/edit.html",
        plans=can(Permission.PLAN_STRATEGY, round_.id),
        round=round_,
        idea=idea,
        field=round_.frame.field(idea.field_key),
        form=form,
        staged=staged,
        changed=changed,
        history=[answer for answer in answers if answer.published_at],
        names=NAMES,
        contradicts=_contradicts(staged, standing),
        standing=standing,
        refusal=by.refusal(standing),
    )


def _contradicts(staged: Answer | None, standing: Standing) -> bool:
    declined = staged is not None and staged.status in DECLINES
    return declined and standing.taken_up_by is not None


def _staged(answers: Sequence[Answer]) -> Answer | None:
    return next((answer for answer in answers if answer.published_at is None), None)


def _shown(answers: Sequence[Answer]) -> dict[str, Any]:
    """What stands in the form at first: what is staged, else what was published last."""
    staged = _staged(answers)
    values: dict[str, Any] = {"seen": str(staged.version if staged else 0)}
    answer = staged or next(iter(answers), None)
    if answer is not None:
        values |= {
            "status": answer.status,
            "text": answer.text,
            "review_by": answer.review_by,
            "competent": answer.competent,
            "unit": answer.unit.key if answer.unit else "",
            "project": answer.project.key if answer.project else "",
            "paper": answer.paper.key if answer.paper else "",
        }
    return values


@bp.route("/planning/<slug>/answers/<number>/discard", methods=["POST"])
@requires(Permission.ANSWER_FOR_UNIT, of_round=round_queries.id_of)
@commits
def discard(slug: str, number: str) -> ResponseReturnValue:
    """Throw the staged answer to an idea away."""
    round_ = round_queries.get(slug)
    # Also of an idea that is public no more: its answer would stay staged for ever.
    idea = idea_queries.by_number(number)
    if idea.round_id != round_.id:
        raise NotFound()
    seen = request.form.get("seen", type=int) or -1
    try:
        service.discard(idea.id, seen=seen, by=writer(round_.id), clock=clock)
    except (BadInput, Conflict) as error:
        flash(translate_error(error), "error")
    else:
        flash(_("Die vorgemerkte Antwort ist gelöscht."), "success")
    return redirect(url_for(".index", slug=slug))
