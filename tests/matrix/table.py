"""Who may do what with an idea and in a round, in which state and when: written by hand, from what
the city promises residents, not from the code.

A line reads: what | who | in which states of the idea | in which windows of the round. What no line
says is refused. `all` names every one. The round of this table takes ideas first and weights later;
ideas are held until somebody decides.
"""

from __future__ import annotations

WHO = (
    "anonymous resident author moderator colleague elsewhere planner unit head privacy auditor"
    " admin"
)
"""`author` wrote the idea. `colleague` moderates and wrote the idea as a resident. `elsewhere` has
every role but that of an auditor, for another round."""

STATES = "waiting asked published held rejected withdrawn removed merged"
"""`asked` waits for its author; `held` is published and reported as a threat to a life."""

WINDOWS = "before ideas between weights closed published archived stopped"
"""`closed`: the result is there and not published yet. `stopped`: somebody ended the round while
people weighted, and its ballots count, which gives a result that is not published yet."""

ROUND_WINDOWS = WINDOWS + " destroyed"
"""`destroyed`: stopped as well, by rules that let nobody read the ballots."""

IDEAS = """
read      | all                                        | published held merged          | all
read      | author                                     | all                            | all
read      | moderator colleague planner auditor admin  | all                            | all
report    | all                                        | published held merged          | all
change    | author                                     | waiting asked                  | ideas
withdraw  | author                                     | waiting asked published        | all
withdraw  | author                                     | rejected removed merged        | all
support   | resident                                   | published held  | ideas between weights
complain  | author                                     | rejected removed               | all
look      | moderator colleague planner auditor admin  | all                            | all
claim     | moderator colleague admin                  | all                            | all
note      | moderator colleague admin                  | all                            | all
hand-over | moderator colleague admin                  | all                            | all
remark    | moderator admin                            | published held merged          | all
publish   | moderator admin                            | waiting asked rejected removed | all
reject    | moderator admin                            | waiting asked rejected         | all
ask       | moderator admin                            | waiting asked                  | ideas
keep      | moderator admin                            | published held merged          | all
remove    | moderator admin                            | published held merged removed  | all
bulk      | moderator admin                            | waiting asked                  | all
merge     | moderator admin                            | waiting asked published held   | all
split     | moderator admin                            | waiting asked published held   | all
black-out | moderator admin                            | waiting asked published        | all
black-out | moderator admin                            | rejected withdrawn removed merged | all
original  | privacy                                    | all                            | all
ask-delete | moderator colleague admin                 | all                            | all
delete    | privacy                                    | waiting asked published        | all
delete    | privacy                                    | rejected withdrawn removed merged | all
decide    | moderator admin                            | published held merged          | all
decide    | moderator admin                            | rejected removed               | all
release   | moderator admin                            | held                           | all
answer    | planner unit admin                         | published held                 | all
"""
# `original`, `ask-delete` and `delete` are about what an idea said before something was blacked
# out: nobody reads or deletes it but who answers for data protection, administrators neither. As
# long as a life may be in danger nothing of a text goes. `decide` is about a complaint: by a
# reporter about what stayed, by the author about what went; `release` lets go of an idea that is
# held, once its report is settled. Both are for somebody else than the author, and the head of
# office decides on a complaint where nobody else can. A unit answers what is its own or nobody's.
# Whoever is asked to change an idea can do so until the window for ideas closes, so nobody is asked
# after that.

ROUNDS = """
enter          | all                                       | all
hand-in        | resident author                           | ideas
weight         | anonymous resident author                 | weights
result         | planner auditor admin                     | closed stopped
result         | all                                       | published archived
bundle         | all                                       | published archived
ideas-file     | moderator colleague planner auditor admin | all
ideas-file     | all                                       | closed published archived stopped
ideas-file     | all                                       | destroyed
plan           | planner auditor admin                     | all
press          | planner auditor admin                     | published archived
publish-result | planner admin                             | closed stopped
paper          | moderator colleague admin                 | weights closed published archived
paper          | moderator colleague admin                 | stopped
extend         | admin                                     | ideas between weights
archive        | admin                                     | closed published stopped destroyed
bring-back     | admin                                     | archived
stop           | admin                                     | ideas between weights
take-back      | admin                                     | before
settle         | admin                                     | all
"""
# `take-back` withdraws the round. `settle` answers a report of a page that is no idea's: it belongs
# to no round, so a role for one is not enough. Nothing is typed in where ballots are destroyed.

DRAFT = """
archive | admin | draft
settle  | admin | draft
"""
"""What can be done with a round that nobody has published."""

WITHDRAWN = """
enter   | all   | withdrawn
archive | admin | withdrawn
settle  | admin | withdrawn
"""
"""What can be done with a round that was taken back before it opened: everybody reads the notice,
and nothing else is left of it."""
