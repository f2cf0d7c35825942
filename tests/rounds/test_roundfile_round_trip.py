"""Whatever a round is set to comes back from its file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from participation.kernel.text import clean_line, clean_text
from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.shapes import normal_contact
from participation.rounds.file.roundfile import dump, parse
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Window
from participation.rounds.thresholds import Thresholds
from participation.strategy.rules import Field, Frame, Goal, Guideline

LINE = (
    st.text(min_size=1, max_size=60).map(lambda t: clean_line(t.replace("\x00", ""))).filter(bool)
)
TEXT = (
    st.text(min_size=1, max_size=200).map(lambda t: clean_text(t.replace("\x00", ""))).filter(bool)
)
LINES = st.lists(
    st.sampled_from(["a", "- b", "  c", "# d", "", "e: f", "---", "...", "\tg", "{", "'", '"', "%"])
).map(lambda lines: clean_text("\n".join(lines)) or "x")
LONG = st.one_of(TEXT, LINES)
# Hypothesis wants naive bounds and adds the zone itself.
FROM, UNTIL = datetime(2020, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001
MOMENTS = st.datetimes(FROM, UNTIL, timezones=st.just(UTC))


def both(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.one_of(
        texts.map(lambda de: {"de": de}),
        st.tuples(texts, texts).map(lambda t: {"de": t[0], "en": t[1]}),
    )


@st.composite
def files(draw: st.DrawFn) -> tuple[Frame, Settings, bool]:
    keys = draw(
        st.lists(
            st.from_regex(r"\A[a-z0-9]{1,8}(-[a-z0-9]{1,8})?\Z"),
            min_size=5,
            max_size=5,
            unique=True,
        )
    )
    keys = [f"{key}-{position}" for position, key in enumerate(keys)]
    items = [(key, draw(both(LINE)), draw(both(LONG))) for key in keys]
    goals = (Goal(*items[4]),) if draw(st.booleans()) else ()
    frame = Frame(
        draw(both(LINE)),
        (Guideline(*items[0]),),
        (Field(*items[1], goals), Field(*items[2]), Field(*items[3])),
    )
    moments = sorted(draw(st.lists(MOMENTS, min_size=5, max_size=5, unique=True)))
    instrument = draw(
        st.one_of(
            st.integers(2, 100).map(lambda n: Instrument(InstrumentKind.POINTS, n)),
            st.booleans().map(
                lambda exactly: Instrument(InstrumentKind.PICK, k=2, exactly=exactly)
            ),
        )
    )
    classes = [
        {"key": f"k{n}", "title": draw(both(LINE)), "share": draw(st.none() | st.floats(0, 0.3))}
        for n in (1, 2)
    ]
    settings_ = Settings(
        slug=keys[0],
        title=draw(both(LINE)),
        description=draw(both(LONG)),
        ideas=Window(moments[0], moments[1]),
        weights=Window(moments[2], moments[3]),
        instrument=instrument,
        goals=None if instrument.kind is InstrumentKind.PICK else draw(goal_rules()),
        minimum_age=draw(st.none() | st.integers(1, 120)),
        declaration=draw(both(LINE)),
        contact=normal_contact(
            {"unit": draw(both(LINE)), "address": draw(LINES), "telephone": draw(LINE)}
        ),
        texts={"before": {}, "during": draw(both(LONG)), "after": draw(both(LONG))},
        questions=({"key": "q", "title": draw(both(LINE)), "classes": classes},),
        answers_due=draw(st.none() | st.just(moments[4].date())),
        publish_results_at=draw(st.none() | st.just(moments[4])),
        thresholds=replace(
            Thresholds(), ranks=draw(st.integers(30, 1000)), level=draw(st.floats(0.001, 0.2))
        ),
    )
    return frame, settings_, draw(st.booleans())


def goal_rules() -> st.SearchStrategy[GoalRules | None]:
    ranges = st.integers(2, 100), st.integers(1, 10), st.integers(0, 10)
    return st.none() | st.builds(GoalRules, *ranges)


@settings(max_examples=25, deadline=None)
@given(files())
def test_every_round_is_read_back_from_its_file(
    file: tuple[Frame, Settings, bool],
) -> None:
    frame, settings_, published = file
    text = dump("strategy", frame, settings_, published=published)
    back = parse(text.encode())
    assert back.settings == settings_
    assert back.frame.document() == frame.document()
    assert back.published == published
    assert dump("strategy", back.frame, back.settings, published=back.published) == text
