"""What lower rungs are told by higher ones: a lower one declares a function, and it is handed in
here when the application is built (docs/architecture.md)."""

from __future__ import annotations

from flask import Flask

from participation.answers import progress as answers_progress
from participation.answers import queries as answers_queries
from participation.answers.models import Answer
from participation.audit.codes import by_code, init_codes
from participation.city import queries as city_queries
from participation.council import printed as council_printed
from participation.council import queries as council_queries
from participation.council.background import init_background
from participation.council.shown import init_shown
from participation.council.wording import init_wording
from participation.following.rules import CONSULTATION, Kind
from participation.following.subjects import init_subjects
from participation.front.chain import idea as idea_chain
from participation.front.chain import news as chain_news
from participation.front.chain import origins as chain_origins
from participation.front.chain import quoting
from participation.front.chain import rounds as round_chain
from participation.front.strategy import printed as strategy_printed
from participation.ideas import queries as idea_queries
from participation.ideas.progress import init_progress
from participation.ideas.statements import init_statements
from participation.moderation import rules as moderation_rules
from participation.moderation.blackout import lifting
from participation.moderation.blackout.elsewhere import init_quoting
from participation.moderation.blackout.places import Source, init_sources
from participation.moderation.blackout.rules import Kind as BesideIdea
from participation.moderation.complaints import rules as complaint_rules
from participation.moderation.complaints import statements
from participation.moderation.complaints.putting_back import PuttingBack, init_putting_back
from participation.moderation.reports import rules as report_rules
from participation.organisations import queries as organisation_queries
from participation.printing.documents import init_documents
from participation.printing.rules import Kind as Printed
from participation.progress import printed as progress_printed
from participation.progress import queries as progress_queries
from participation.projects import queries as project_queries
from participation.projects.finance import of_project
from participation.projects.funding import init_funding
from participation.projects.origins import init_origins
from participation.retention import wording as retention_wording
from participation.rounds import queries as round_queries
from participation.rounds.ending import wording as departures
from participation.rounds.ending.figures import init_figures
from participation.rounds.owed import init_owed
from participation.rounds.way import init_way
from participation.strategy import queries_versions
from participation.strategy.put_forward import init_put_forward
from participation.strategy.usage import init_usage
from participation.weighting.named.queries import ballots_of


def hand_down(app: Flask) -> None:
    """Hand in all of it."""
    init_wording(app)
    init_codes(
        app,
        {
            ("round", "kind"): departures.KINDS,
            ("idea", "reason"): by_code(moderation_rules.LABELS),
            ("report", "outcome"): by_code(report_rules.OUTCOME_LABELS),
            ("complaint", "outcome"): by_code(complaint_rules.OUTCOME_LABELS),
            ("retention", "kind"): retention_wording.KINDS,
        },
    )
    init_owed(app, answers_queries.unanswered)
    init_figures(app, ballots_of, idea_queries.published_count)
    parts = {
        "strategy": queries_versions.public_exists(),
        "projects": project_queries.public_projects().exists(),
        "reports": progress_queries.public_reports().exists(),
        "papers": council_queries.public_papers().exists(),
        "partners": organisation_queries.approved_exists(),
        "catalogue": city_queries.licence_chosen(),
    }
    city_queries.init_public(app, parts)
    init_usage(app, round_queries.usage_of_strategy)
    init_documents(
        app,
        {
            Printed.VERSION: strategy_printed.VERSIONS,
            Printed.REPORT: progress_printed.REPORTS,
            Printed.FINANCE: progress_printed.TABLES,
            Printed.PAPER: council_printed.PAPERS,
        },
    )
    init_subjects(
        app,
        {
            Kind.ROUND: round_queries.public_subjects,
            Kind.IDEA: idea_queries.public_subjects,
            Kind.PROJECT: project_queries.public_subjects,
            CONSULTATION: council_queries.public_subjects,
        },
    )
    init_origins(app, chain_origins.origins_of, chain_origins.numbers_of)
    init_funding(app, of_project.funding_of)
    init_background(app, chain_origins.background_of)
    init_shown(app, chain_news.tell_shown, progress_printed.forget_tables)
    init_put_forward(app, chain_news.tell_put_forward)
    init_way(app, round_chain.way_of)
    init_progress(app, idea_chain.progress_of, answers_progress.answer_count)
    init_statements(app, statements.statement_of, statements.blacked_out)
    init_putting_back(app, PuttingBack(lifting.possible, lifting.put_back))
    answers = Source(Answer, Answer.idea_id, ("text", "competent"), BesideIdea.ANSWERS)
    init_sources(app, [answers])
    init_quoting(app, quoting.quoting)
