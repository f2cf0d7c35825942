"""create_app: settings in, application out. The only importer of views."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from participation import cli
from participation.accounts import views as accounts_views
from participation.accounts import views_staff
from participation.accounts.access import init_access
from participation.admin import views as admin_views
from participation.admin import (
    views_audit,
    views_city,
    views_mails,
    views_open_data,
    views_people,
    views_units,
)
from participation.admin.previews import views as views_previews
from participation.admin.today import views as views_today
from participation.answers import views as answers_views
from participation.answers import views_publish
from participation.answers.files import views as answers_files_views
from participation.api import views as api_views
from participation.api import (
    views_papers,
    views_partners,
    views_projects,
    views_rounds,
    views_strategies,
)
from participation.city import queries as city_queries
from participation.city import views as city_views
from participation.council import views as council_views
from participation.council.consultations import views as consultations_views
from participation.council.papers import views as papers_views
from participation.council.timeline import views as timeline_views
from participation.demo import service as demo_service
from participation.demo import views as demo_views
from participation.dry_run import views as dry_run_views
from participation.dry_run import views_inside
from participation.dry_run.mounting import init_mounting
from participation.extensions import babel, csrf, db, engine_settings, migrate
from participation.following import views as following_views
from participation.front import views as front_views
from participation.front import views_account, views_health, views_join, views_legal
from participation.front.catalogue import views as catalogue_views
from participation.front.partners import views as partners_views
from participation.front.partners import views_rankings
from participation.front.strategy import views as public_strategy_views
from participation.front.strategy import views_draft, views_money
from participation.ideas import views as ideas_views
from participation.ideas import views_own, views_submit
from participation.ideas.intake import views as intake_views
from participation.kernel.keys import KeyFile, require_possible
from participation.keyring import queries as keyring
from participation.moderation import views as moderation_views
from participation.moderation.blackout import views as blackout_views
from participation.moderation.blackout import views_originals
from participation.moderation.complaints import views as complaints_views
from participation.moderation.complaints import views_staff as complaint_pages
from participation.moderation.merging import views as merging_views
from participation.moderation.redaction import views as redaction_views
from participation.moderation.reports import views as reports_views
from participation.moderation.reports import views_staff as report_pages
from participation.moderation.statistics import views as statistics_views
from participation.moderation.workbench import views as workbench_views
from participation.organisations import views as organisations_views
from participation.organisations import views_members as organisation_members
from participation.organisations import views_staff as organisation_decisions
from participation.packages import views as packages_views
from participation.packages import views_load
from participation.progress import views as progress_views
from participation.progress.planning import views as reporting_views
from participation.projects import views as projects_views
from participation.projects.criteria import views as criteria_views
from participation.projects.downloads import views as downloads_views
from participation.projects.file import views as file_views
from participation.projects.finance import views as finance_views
from participation.projects.finance.planning import views as money_views
from participation.projects.finance.planning import views_files as money_files
from participation.projects.finance.planning import views_project as money_of_project
from participation.projects.finance.planning import views_sources as money_sources
from participation.projects.linking import views as linking_views
from participation.projects.milestones import views as milestones_views
from participation.projects.planning import views as planning_views
from participation.results import views as results_views
from participation.results import views_comparison, views_files, views_pages
from participation.results.council_paper import views as council_paper_views
from participation.retention import views as retention_views
from participation.rounds import views as rounds_views
from participation.rounds import views_questions, views_roundfile, views_setup, views_steps
from participation.rounds.ending import views as ending_views
from participation.strategy import views as strategy_views
from participation.strategy import views_paste, views_versions
from participation.web import logs
from participation.web.api_requests import init_api_requests
from participation.web.cache import init_cache
from participation.web.defaults import defaults
from participation.web.error_pages import init_error_pages
from participation.web.filters import init_filters
from participation.web.headers import init_headers
from participation.web.languages import init_languages, reader_language
from participation.web.middleware import init_wsgi
from participation.web.null_bytes import init_null_bytes
from participation.web.rate_limits import init_rate_limits
from participation.web.uploads import RequestInMemory
from participation.web.urls import BoundedInteger
from participation.weighting import views as weighting_views
from participation.weighting import views_goals
from participation.weighting.codes import views as codes_views
from participation.weighting.codes import views_addresses
from participation.weighting.files import views as ballots_files
from participation.weighting.named import views as named_views
from participation.weighting.paper import views as paper_views
from participation.weighting.paper import views_printing as paper_printing
from participation.weighting.paper import views_typing as paper_typing
from participation.weighting.questions import views as questions_views
from participation.wiring import hand_down

BLUEPRINTS = [
    module.bp
    for module in (
        front_views,
        city_views,
        accounts_views,
        following_views,
        organisations_views,
        partners_views,
        strategy_views,
        retention_views,
        rounds_views,
        ideas_views,
        intake_views,
        weighting_views,
        moderation_views,
        reports_views,
        complaints_views,
        statistics_views,
        results_views,
        projects_views,
        finance_views,
        packages_views,
        public_strategy_views,
        views_rankings,
        catalogue_views,
        council_views,
        answers_views,
        money_views,
        progress_views,
        admin_views,
        api_views,
    )
]
# Importing these adds their pages to the blueprint of their feature.
FURTHER_PAGES = (
    answers_files_views,
    views_account,
    views_audit,
    views_city,
    views_draft,
    ending_views,
    views_files,
    views_goals,
    views_health,
    views_roundfile,
    views_questions,
    views_setup,
    views_rounds,
    views_steps,
    views_strategies,
    views_join,
    blackout_views,
    views_originals,
    merging_views,
    redaction_views,
    views_legal,
    views_load,
    views_mails,
    views_money,
    views_open_data,
    views_previews,
    organisation_members,
    organisation_decisions,
    views_own,
    views_pages,
    views_comparison,
    views_papers,
    views_partners,
    views_people,
    views_projects,
    views_publish,
    report_pages,
    complaint_pages,
    views_staff,
    views_submit,
    views_today,
    views_units,
    views_paste,
    views_versions,
    codes_views,
    views_addresses,
    council_paper_views,
    named_views,
    ballots_files,
    paper_printing,
    paper_typing,
    paper_views,
    questions_views,
    workbench_views,
    money_files,
    money_of_project,
    money_sources,
    planning_views,
    reporting_views,
    milestones_views,
    linking_views,
    papers_views,
    consultations_views,
    timeline_views,
    criteria_views,
    downloads_views,
    file_views,
)
HERE = Path(__file__).resolve().parent
TRANSLATIONS = HERE / "translations"


def create_app(settings: Mapping[str, Any]) -> Flask:
    """Return the application for these settings (see `config.py` for their names).

    Raises SettingsError for one that cannot be used.
    """
    app = Flask(
        "participation",
        root_path=str(HERE),
        template_folder="../templates",
        static_folder="../static",
    )
    app.request_class = RequestInMemory
    app.config.update(defaults(settings, TRANSLATIONS))
    app.config.update(settings)
    logs.configure()
    # Where it cannot be made, the doctor and what needs it say so.
    with suppress(OSError):
        Path(app.config["INSTANCE"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    engine_settings(app)
    require_possible(Path(app.config["KEY_FILE"]))
    app.url_map.converters["int"] = BoundedInteger
    app.extensions["keys"] = KeyFile(app.config["KEY_FILE"], keyring.fingerprint)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    migrate.init_app(app, db, directory=str(HERE.parent / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    init_rate_limits(app)
    babel.init_app(app, locale_selector=reader_language)
    init_api_requests(app)
    init_headers(app)
    init_null_bytes(app)
    init_access(app)
    init_cache(app)
    init_filters(app)
    init_error_pages(app)
    init_languages(app)
    _city(app)
    hand_down(app)
    init_mounting(app, create_app)
    _blueprints(app)
    cli.init_app(app)
    init_wsgi(app)
    return app


def _city(app: Flask) -> None:
    @app.context_processor
    def _city_of_pages() -> dict[str, Any]:
        try:
            return {"city": city_queries.city()}
        except SQLAlchemyError:
            # The page that says that the database is away must not need it.
            return {"city": city_queries.City()}


def _blueprints(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    # Within a dry run there is no further one.
    app.register_blueprint((views_inside if app.config["DRY_RUN"] else dry_run_views).bp)
    if app.config["DEMO"]:
        app.register_blueprint(demo_views.bp)
        with app.app_context():
            demo_service.require_safe_place()
