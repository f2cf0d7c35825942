"""Who may open which page about decisions, reports and complaints, written down by hand."""

from __future__ import annotations

MODERATION = """
complaints.black_out           GET POST  own_account
complaints.by_link             GET POST  public
complaints.index               GET       decide_complaints:any
complaints.own                 GET POST  own_account
complaints.received            GET       public
complaints.show                GET POST  decide_complaints:round
moderation.ask_deletion        POST      moderate_ideas:round
moderation.black_out           GET POST  moderate_ideas:round
moderation.bulk                POST      moderate_ideas:any
moderation.bulk_done           GET       moderate_ideas:any
moderation.claim               POST      moderate_ideas:round
moderation.decide              POST      moderate_ideas:round
moderation.decided             GET       read_all_ideas:any
moderation.delete_original     POST      read_originals:round
moderation.hand_over           POST      moderate_ideas:round
moderation.handed_over         GET       answer_for_unit:any
moderation.home                GET       moderate_ideas:any
moderation.keys                GET POST  moderate_ideas:any
moderation.merge               GET POST  moderate_ideas:round
moderation.next_idea           POST      moderate_ideas:any
moderation.notes               GET POST  moderate_ideas:round
moderation.original            GET       read_originals:round
moderation.originals           GET       read_originals:any
moderation.queue               GET       moderate_ideas:any
moderation.read_original       POST      read_originals:round
moderation.remark              GET POST  moderate_ideas:round
moderation.reply               POST      answer_for_unit:any
moderation.show                GET       read_all_ideas:round
moderation.skip                POST      moderate_ideas:round
moderation.split               GET POST  moderate_ideas:round
moderation.undo                POST      moderate_ideas:round
moderation.undo_bulk           POST      moderate_ideas:any
moderation.undo_merge          POST      moderate_ideas:round
moderation.undo_split          POST      moderate_ideas:round
moderation.words               GET POST  administer
reports.idea                   GET POST  public
reports.index                  GET       moderate_ideas:any
reports.page                   GET POST  public
reports.police                 POST      moderate_ideas:round
reports.received               GET       public
reports.release                POST      moderate_ideas:round
reports.settle                 POST      moderate_ideas:round
reports.show                   GET       moderate_ideas:round
statistics.city                GET       public
statistics.city_csv            GET       public
statistics.index               GET       moderate_ideas:any
statistics.of_round            GET       public
statistics.of_round_csv        GET       public
statistics.work                GET       moderate_ideas:round
statistics.work_csv            GET       moderate_ideas:round
"""
