"""Who may open which page, written down by hand and held against the application.

A new page fails here until somebody has written down who may open it. `:round` is a page of one
round, `:any` a list that shows the rounds one may see; the others need the permission for all
rounds. Auditors open every page of staff and post to none.
"""

from __future__ import annotations

from flask import Flask

from tests.site.access_of_moderation import MODERATION
from tests.site.access_of_programs import PROGRAMS
from tests.site.access_of_results import RESULTS
from tests.site.visitors import routes

PAGES = """
accounts.confirm               GET POST  public
accounts.link_sent             GET       public
accounts.sign_in               GET POST  public
accounts.sign_out              POST      public
accounts.staff_code            GET POST  public
accounts.staff_second_factor   GET POST  public
accounts.staff_set_up          GET POST  public
accounts.staff_sign_in         GET POST  public
accounts.welcome               GET POST  own_account
admin.assign_units             GET POST  administer
admin.audit                    GET       administer
admin.audit_of_person          GET POST  read_record_by_person
admin.city                     GET POST  administer
admin.close_person             GET POST  administer
admin.daily_mail_off           GET POST  public
admin.edit_legal               GET POST  administer
admin.edit_unit                GET POST  administer
admin.home                     GET       administer:any
admin.legal                    GET       administer
admin.mail_preview             GET       keep_mails
admin.mail_previews            GET       keep_mails
admin.mails                    GET       keep_mails
admin.new_unit                 GET POST  administer
admin.open_data                GET POST  administer
admin.own_page                 GET       staff_home:any
admin.people                   GET POST  administer
admin.person                   GET POST  administer
admin.staff_home               GET       staff_home:any
admin.switch_daily_mail        POST      staff_home:any
admin.switch_unit              POST      administer
admin.test_mail                POST      administer
admin.try_mails_again          POST      keep_mails
admin.units                    GET       administer
answers.answers_csv            GET       public
answers.answers_package        GET       public
answers.answers_xlsx           GET       public
answers.assign                 GET POST  plan_strategy:round
answers.bulk                   GET POST  answer_for_unit:round
answers.discard                POST      answer_for_unit:round
answers.edit                   GET POST  answer_for_unit:round
answers.import_file            GET POST  answer_for_unit:round
answers.index                  GET       answer_for_unit:round
answers.open_csv               GET       answer_for_unit:round
answers.publish                GET POST  plan_strategy:round
answers.rounds                 GET       answer_for_unit:any
answers.statement              GET POST  plan_strategy:round
catalogue.index                GET       public
catalogue.json_ld              GET       public
catalogue.turtle               GET       public
city.logo                      GET       public
city.security_txt              GET       public
city.theme_css                 GET       public
council.black_out              GET POST  plan_strategy
council.correct_consultation   GET POST  plan_strategy
council.correct_paper          GET POST  plan_strategy
council.delete_step            GET POST  plan_strategy
council.edit_step              GET POST  plan_strategy
council.hide_consultation      POST      plan_strategy
council.hide_paper             POST      plan_strategy
council.index                  GET       public
council.move_step              POST      plan_strategy
council.new_consultation       GET POST  plan_strategy
council.new_departure          GET POST  plan_strategy
council.new_paper              GET POST  plan_strategy
council.new_step               GET POST  plan_strategy
council.paper                  GET       plan_strategy
council.paper_pdf              GET       public
council.papers                 GET       plan_strategy
council.show                   GET       public
council.show_consultation      GET POST  plan_strategy
council.show_paper             GET POST  plan_strategy
council.steps                  GET       plan_strategy
dry_run.end                    POST      administer:round
dry_run.inside                 GET POST  administer:round
dry_run.show                   GET POST  administer:round
finance.file                   GET       public
finance.show                   GET       public
following.follow               GET POST  own_account
following.stop                 POST      own_account
following.unsubscribe          GET POST  public
front.account                  GET       own_account
front.account_language         GET POST  own_account
front.account_leave            GET POST  own_account
front.account_name             GET POST  own_account
front.account_news             POST      own_account
front.delete_account           GET POST  own_account
front.healthz                  GET       public
front.home                     GET       public
front.join                     GET POST  submit_idea
front.legal                    GET       public
front.my_data                  GET       own_account
front.procedure                GET       public
front.procedure_json           GET       public
front.readyz                   GET       public
front.round_page               GET       public
ideas.ask_deletion             POST      submit_idea
ideas.draft                    GET       submit_idea
ideas.edit                     GET POST  submit_idea
ideas.index                    GET       public
ideas.show                     GET       public
ideas.submit                   GET POST  residents
ideas.submitted                GET       submit_idea
ideas.support                  POST      support_idea
ideas.withdraw                 GET POST  submit_idea
intake.add_ideas               POST      enter_paper:round
intake.ideas                   GET POST  enter_paper:round
intake.ideas_template          GET       enter_paper:round
intake.postcard                GET POST  enter_paper:round
money.change_line              GET POST  plan_strategy
money.change_source            GET POST  plan_strategy
money.check                    GET POST  plan_strategy
money.discard                  POST      plan_strategy
money.file                     GET       plan_strategy
money.locks                    GET POST  plan_strategy
money.new_approval             GET POST  plan_strategy
money.new_cost                 GET POST  plan_strategy
money.new_line                 GET POST  plan_strategy
money.new_source               GET POST  plan_strategy
money.overview                 GET       plan_strategy
money.project                  GET       plan_strategy
money.remove_approval          POST      plan_strategy
money.remove_cost              POST      plan_strategy
money.remove_line              POST      plan_strategy
money.sources                  GET       plan_strategy
money.upload                   GET POST  plan_strategy
organisations.application      GET       approve_organisations
organisations.apply            GET POST  residents
organisations.approve          POST      approve_organisations
organisations.dismiss          POST      approve_organisations
organisations.index            GET       approve_organisations
organisations.invitation       GET POST  own_account
organisations.leave            GET POST  own_account
organisations.let_leave        POST      own_account
organisations.own              GET POST  own_account
organisations.refuse           POST      approve_organisations
organisations.remove           GET POST  own_account
organisations.take_back        POST      own_account
organisations.withdraw         GET POST  own_account
packages.confirm_load           POST      plan_strategy
packages.load                  GET POST  plan_strategy
packages.show                  GET       public
partners.index                 GET       public
progress.begin                 GET POST  plan_strategy
progress.change_period         GET POST  plan_strategy
progress.correct               GET POST  plan_strategy
progress.discard               GET POST  plan_strategy
progress.entries_csv           GET       public
progress.finance_pdf           GET       public
progress.index                 GET       public
progress.newest                GET       public
progress.of_project            GET       public
progress.planned               GET       report_for_unit
progress.planning_list         GET       report_for_unit
progress.publish               GET POST  plan_strategy
progress.report_pdf            GET       public
progress.set_rhythm            GET POST  plan_strategy
progress.short                 GET       public
progress.show                  GET       public
progress.write                 GET POST  report_for_unit
projects.change_state          GET POST  plan_strategy
projects.confirm_import        POST      plan_strategy
projects.criteria              GET       plan_strategy
projects.data_package          GET       public
projects.delete_milestone      POST      plan_strategy
projects.edit                  GET POST  plan_strategy
projects.edit_criteria         GET POST  plan_strategy
projects.edit_milestone        GET POST  plan_strategy
projects.freeze_criteria       POST      plan_strategy
projects.import_projects       GET POST  plan_strategy
projects.index                 GET       public
projects.link_consultations    GET POST  plan_strategy
projects.link_goal             GET POST  plan_strategy
projects.link_ideas            GET POST  plan_strategy
projects.link_weight           GET POST  plan_strategy
projects.matrix                GET       plan_strategy
projects.move_milestone        POST      plan_strategy
projects.new                   GET POST  plan_strategy
projects.new_criteria          GET POST  plan_strategy
projects.new_milestone         GET POST  plan_strategy
projects.planned               GET       plan_strategy
projects.planned_file          GET       plan_strategy
projects.planning_list         GET       plan_strategy
projects.publish               GET POST  plan_strategy
projects.score                 GET POST  plan_strategy
projects.show                  GET       public
projects.table_file            GET       public
projects.unlink_goal           POST      plan_strategy
projects.unlink_weight         POST      plan_strategy
projects.workbook              GET       public
public_strategy.diff           GET       public
public_strategy.draft          GET POST  plan_strategy
public_strategy.index          GET       public
public_strategy.print_version  GET       public
public_strategy.show           GET       public
public_strategy.version        GET       public
public_strategy.version_pdf    GET       public
public_strategy.weights_and_money GET       public
public_strategy.weights_and_money_file GET       public
rankings.files                 GET       public
rankings.show                  GET       public
retention.answer               POST      administer
retention.index                GET       administer
retention.offer                POST      administer
retention.release              POST      administer
retention.scope                GET POST  administer
retention.times                GET POST  administer
rounds.archive                 GET POST  administer:round
rounds.bring_back              POST      administer:round
rounds.copy                    GET POST  administer
rounds.dump                    GET       administer:round
rounds.edit                    GET POST  administer:round
rounds.extend                  GET POST  administer:round
rounds.index                   GET       administer:any
rounds.load                    GET POST  administer
rounds.new                     GET POST  administer
rounds.overview                GET       administer:round
rounds.publish                 GET POST  administer:round
rounds.questions               GET POST  administer:round
rounds.step                    GET POST  administer:round
rounds.stop                    GET POST  administer:round
rounds.take_frame              GET POST  administer:round
rounds.withdraw                GET POST  administer:round
strategy.begin_draft           GET POST  plan_strategy
strategy.delete_item           GET POST  plan_strategy
strategy.edit_item             GET POST  plan_strategy
strategy.edit_lineage          GET POST  plan_strategy
strategy.edit_texts            GET POST  plan_strategy
strategy.edit_title            GET POST  plan_strategy
strategy.move_item             POST      plan_strategy
strategy.new                   GET POST  plan_strategy
strategy.new_item              GET POST  plan_strategy
strategy.open_consultation     GET POST  plan_strategy
strategy.paste                 GET POST  plan_strategy
strategy.plan_index            GET       plan_strategy
strategy.restore_item          POST      plan_strategy
strategy.show                  GET       plan_strategy
strategy.versions              GET       plan_strategy
strategy.withdraw_version      GET POST  plan_strategy
weighting.another              POST      public
weighting.close_paper_batch    GET POST  enter_paper:round
weighting.code                 GET POST  residents
weighting.code_addresses       GET POST  administer:round
weighting.codes                GET POST  administer:round
weighting.codes_file           POST      administer:round
weighting.codes_with_addresses GET POST  administer:round
weighting.goals                GET POST  residents
weighting.organisation_ballot  GET       residents
weighting.organisation_review  GET POST  residents
weighting.organisation_weigh   GET POST  residents
weighting.organisation_withdraw GET POST residents
weighting.organisations        GET       residents
weighting.paper                GET POST  enter_paper:round
weighting.paper_ballots        GET POST  administer:round
weighting.paper_ballots_add    POST      administer:round
weighting.paper_ballots_template GET     administer:round
weighting.paper_batch          GET POST  enter_paper:round
weighting.paper_differences    GET POST  enter_paper:round
weighting.paper_rounds         GET       enter_paper:any
weighting.print_paper          GET       enter_paper:round
weighting.questions            GET POST  residents
weighting.receipt              GET       residents
weighting.review               GET POST  residents
weighting.set_aside_batch      GET POST  administer:round
weighting.weigh                GET POST  residents
weighting.withdraw             GET POST  residents
"""
# "residents": open to everyone but staff, who neither submit ideas nor weight.

TABLE = {
    (endpoint, method): who
    for lines in (PAGES, MODERATION, PROGRAMS, RESULTS)
    for endpoint, *methods, who in (line.split() for line in lines.strip().splitlines())
    for method in methods
}


def test_table_lists_exactly_the_pages_there_are(migrated_apps: dict[str, Flask]) -> None:
    app = migrated_apps["sqlite"]
    assert {(rule.endpoint, method) for rule, method in routes(app)} == set(TABLE)
    for table in (PAGES, MODERATION, PROGRAMS, RESULTS):
        lines = [line.split()[0] for line in table.strip().splitlines()]
        assert lines == sorted(set(lines)), "one line for each page, in alphabetical order"
