"""The demo's preliminary round: enough ballots, with the ages of those who cast them, for an
example with groups as large as in the city."""

from __future__ import annotations

from random import Random

from participation.demo import people
from participation.demo.content import Content
from participation.rounds.models import Round
from participation.rounds.rules import Channel
from participation.weighting.paper.imports import add_sheets
from participation.weighting.paper.sheets import Target
from participation.weighting.questions import service as questions

DAY = -100
PEOPLE = {"young": 48, "middle": 176, "old": 70, "": 26}
"""How many of which age; the last gave no answer."""
CHOSEN = 3
PREFERRED = {
    "young": {"digital-administration": 6, "culture": 6, "housing": 8, "mobility": 5},
    "middle": {"education": 8, "mobility": 7, "housing": 5, "energy": 4},
    "old": {"safety": 8, "cohesion": 7, "infrastructure": 5, "mobility": 3},
    "": {},
}
"""How many times as likely somebody of this age chooses a field as one that is not named."""


def fill(round_: Round, content: Content) -> None:
    """Take the ballots over as from a file, and the answers as if each person had given one."""
    random = Random(320)
    target, clock = Target.of(round_, Channel.EMAIL), content.clock(DAY, "16:00")
    sheets: dict[str, tuple[int, ...]] = {}
    ages: dict[str, str] = {}
    for age, number in PEOPLE.items():
        for _ in range(number):
            proof = target.proof(f"t-{len(sheets):03}@example.org")
            sheets[proof] = _chosen(target.fields, PREFERRED[age], random)
            ages[proof] = age
    add_sheets(
        round_id=round_.id, sheets=sheets, channel=Channel.EMAIL, actor=people.DEMO, clock=clock
    )
    for proof, age in ages.items():
        if age:
            questions.answer(
                round_id=round_.id, key=target.key(proof), answers={"age": age}, clock=clock
            )


def _chosen(fields: tuple[str, ...], preferred: dict[str, int], random: Random) -> tuple[int, ...]:
    """Exactly as many fields as the round asks for, drawn one after the other."""
    left = list(fields)
    for _ in range(CHOSEN):
        left.remove(random.choices(left, [preferred.get(key, 1) for key in left])[0])
    return tuple(int(key not in left) for key in fields)
