"""Files of amounts that are refused, whole and with their lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from participation.kernel.errors import ParticipationError
from participation.projects.finance.intake.matching import plan
from participation.projects.finance.intake.plan import Present
from participation.projects.finance.intake.reading import read
from participation.projects.finance.rules import Stage
from participation.web.csvfile import FileRefused
from tests.projects.finance_files import MOTION

PIVOT = "place,project,regional,private\n"
LONG = "project,source,year,stage,amount,unit_given,note\n"


def refusal(path: Path, content: str | bytes, stage: Stage | None = None) -> list[tuple[int, str]]:
    """The lines and German sentences with which a file is refused for a strategy that holds
    nothing."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    reading = read(path, stage)
    plan(reading, Present((), (), {}), add_missing=True)
    with pytest.raises(FileRefused) as refused:
        reading.problems.refuse()
    return [(line, _german(error)) for line, error in refused.value.problems]


def _german(error: ParticipationError) -> str:
    values = {
        name: value["de"] if isinstance(value, Mapping) else value
        for name, value in error.values.items()
    }
    return error.message % values if values else error.message


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        (PIVOT + "X,A,NaN,\n", 2, "kein Betrag"),
        (PIVOT + "X,A,1e9,\n", 2, "kein Betrag"),
        (PIVOT + "X,A,=1+1,\n", 2, "kein Betrag"),
        (PIVOT + "X,A,５,\n", 2, "kein Betrag"),
        (PIVOT + "X,A,-5,\n", 2, "nie negativ"),
        (PIVOT + "X,A,1.234,\n", 2, "nicht eindeutig"),
        (PIVOT + 'X,A,"1,5",\nX,B,1.5,\n', 3, "passt nicht zu den anderen"),
        (PIVOT + "X,A,99999999999999999,\n", 2, "zu groß"),
        (PIVOT + "X,A,1,\nX,A,2,\n", 3, "schon in Zeile 2"),
        (PIVOT + "X,A,1,\nGesamt,,2,\n", 3, "die Beträge ergeben 1,00"),
        (PIVOT + "X,A,1,\nGesamt,,1,0\nX,B,1,\n", 3, "folgen noch weitere"),
        (PIVOT + "X,,1,\n", 2, "fehlt das Projekt"),
        ("place,project,regional,total\nX,A,1,2\n", 2, "Spalte „total“"),
        ("place,project,total\nX,A,2\n", 1, "nennt keine Beträge"),
        ("place,project\nX,A\n", 1, "nennt keine Beträge"),
        ("place,regional\nX,1\n", 1, "„project“ fehlt"),
        ("project,,regional\nA,,1\n", 1, "nennt keine Beträge"),
        ("project,regional,Regional\nA,1,2\n", 1, "zweimal"),
        (PIVOT + "X," + "A" * 121 + ",1,\n", 2, "120"),
        (LONG + "a,regional,,planned,1.00,,\na,regional,0,planned,1.00,,\n", 3, "schon in Zeile 2"),
        (LONG + "a,regional,22,planned,1.00,,\n", 2, "Das Jahr 22"),
        (LONG + "a,regional,２０２２,planned,1.00,,\n", 2, "kein Jahr"),
        (LONG + "a,regional,,guessed,1.00,,\n", 2, "Stufe „guessed“"),
        (LONG + "a,regional,,planned,1.00,Dutzend,\n", 2, "Einheit „Dutzend“"),
        (LONG + "a,regional,,planned,3.40,Mio.,\n", 2, "in Euro anzugeben"),
        (LONG + 'a,regional,,planned,"3,40 Mio.",Tsd.,\n', 2, "sagt Tsd."),
        (LONG + "a,regional,,planned,1.00,," + "x" * 501 + "\n", 2, "500 Zeichen"),
        (LONG + ",regional,,planned,1.00,,\n", 2, "fehlt das Projekt oder die Quelle"),
        (LONG + "a,,,planned,1.00,,\n", 2, "fehlt das Projekt oder die Quelle"),
        (
            "project," + ",".join(f"s{n}" for n in range(41)) + "\nA" + ",1" * 41 + "\n",
            1,
            "höchstens 40 Quellen",
        ),
        (b"project,regional\nB\xf6blingen,1\n", 2, "UTF-8"),
        (b"", 1, "leer"),
    ],
)
def test_a_file_with_a_mistake_is_refused_whole_with_its_line(
    tmp_path: Path, content: str | bytes, line: int, part: str
) -> None:
    said = refusal(tmp_path / "f.csv", content)
    assert said[0][0] == line
    assert part in said[0][1]


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    content = PIVOT + "X,A,x,y\nX,,1,\nX,C,z,\n"
    assert sorted(line for line, _ in refusal(tmp_path / "f.csv", content)) == [2, 2, 3, 4]


def test_one_wrong_digit_in_the_total_row_of_the_motion_refuses_it(tmp_path: Path) -> None:
    wrong = MOTION.replace('"11,22 Mio."', '"11,21 Mio."')
    [(line, said)] = refusal(tmp_path / "f.csv", wrong)
    assert line == 8
    assert "Spalte „municipal“ steht die Summe 11.210.000,00 Euro" in said
    assert "die Beträge ergeben 11.220.000,00 Euro" in said


def test_a_stage_for_a_file_that_names_its_own_is_refused(tmp_path: Path) -> None:
    content = LONG + "a,regional,,planned,1.00,,\n"
    [(line, said)] = refusal(tmp_path / "f.csv", content, stage=Stage.SPENT)
    assert (line, "Stufe jeder Zeile selbst" in said) == (0, True)
