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

WINDOWS = "before ideas between weights closed published archived"
"""`closed`: the result is there and not published yet."""

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
"""
# Whoever is asked to change an idea can do so until the window for ideas closes, so nobody is asked
# after that.

ROUNDS = """
enter          | all                                       | all
hand-in        | resident author                           | ideas
weight         | anonymous resident author                 | weights
result         | planner auditor admin                     | closed
result         | all                                       | published archived
bundle         | all                                       | published archived
ideas-file     | moderator colleague planner auditor admin | all
ideas-file     | all                                       | closed published archived
plan           | planner auditor admin                     | all
press          | planner auditor admin                     | published archived
publish-result | planner admin                             | closed
paper          | moderator colleague admin                 | weights closed published archived
extend         | admin                                     | ideas between weights
archive        | admin                                     | closed published
"""

DRAFT = """
archive | admin | draft
"""
"""What can be done with a round that nobody has published."""
