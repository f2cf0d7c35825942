"""The round file: read with every error named, written in one form."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.kernel.text import clean_line, clean_text
from participation.rounds import yamlfile
from participation.rounds.roundfile import RoundFile, dump, local, parse
from participation.rounds.rules import GoalRules, Instrument, InstrumentKind, Thresholds, Window
from participation.rounds.settings import Settings, normal_contact
from participation.rounds.yamlfile import BadFile
from participation.strategy.rules import Field, Frame, Goal, Guideline

FILE = """\
strategy:
  slug: smart-city
  title: {de: Smart-City-Strategie, en: Smart city strategy}
  guidelines: [{key: people-first, title: {de: "Menschen zuerst"}, text: {de: "…", en: "…"}}]
  fields:
    - key: mobility
      title: {de: Mobilität, en: Mobility}
      text: {de: "…", en: "…"}
      goals: [{key: mobility-shared, title: {de: "Teilen"}, text: {de: "…"}}]
    - key: energy
      title: {de: Energie}
      text: {de: "…"}
round:
  slug: frame-2027
  title: {de: "Runde", en: "Round"}
  timezone: Europe/Berlin
  windows: {ideas: {opens: "2026-11-27T09:00", closes: "2026-12-21T00:00"}}
  instrument: {kind: points, total: 20}      # or {kind: pick, k: 3}
  no_opinion: false
  moderation: hold                            # or publish
  participation: [email]
  minimum_age: 16
"""


def complaints(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(BadFile) as caught:
        parse(text.encode() if isinstance(text, str) else text)
    return [(complaint.line, complaint.key) for complaint in caught.value.complaints]


def again(file: RoundFile) -> str:
    return dump(file.strategy, file.frame, file.settings, published=file.published)


def test_the_example_is_read_with_every_default() -> None:
    file = parse(FILE.encode())
    expected = Settings(
        slug="frame-2027",
        title={"de": "Runde", "en": "Round"},
        ideas=Window(datetime(2026, 11, 27, 8, tzinfo=UTC), datetime(2026, 12, 20, 23, tzinfo=UTC)),
    )
    assert file.settings == expected
    assert (
        file.published
        and file.strategy == "smart-city"
        and file.frame.field_keys == ("mobility", "energy")
    )


def test_reading_a_dump_gives_the_same_and_dumping_it_the_same_bytes() -> None:
    file = parse(FILE.encode())
    text = again(file)
    back = parse(text.encode())
    assert (back.settings, back.frame.document(), back.published) == (
        file.settings,
        file.frame.document(),
        file.published,
    )
    assert again(back) == text


def test_a_dump_has_a_key_for_every_setting() -> None:
    text = again(parse(FILE.encode()))
    for name in Settings.__dataclass_fields__:
        key = "windows" if name in ("ideas", "weights") else name
        assert f"\n  {key}:" in text, key


def test_json_is_a_round_file_too() -> None:
    text = (
        '{"strategy": {"slug": "a", "title": {"de": "A"}, "fields": [{"key": "b", "title": "B",'
        ' "text": "b"},'
    )
    text += (
        '{"key": "c", "title": "C", "text": "c"}]}, "round": {"slug": "r", "title": "R",'
        ' "published": false}}'
    )
    file = parse(text.encode())
    assert file.frame.fields[0].title == {"de": "B"} and not file.published


def test_a_byte_order_mark_is_accepted() -> None:
    assert parse(b"\xef\xbb\xbf" + FILE.encode()).settings.slug == "frame-2027"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("total: 20", "total: 1", (18, "round.instrument.total")),
        ("total: 20", "total: 101", (18, "round.instrument.total")),
        ("total: 20", "total: zwanzig", (18, "round.instrument.total")),
        ("total: 20", "total: true", (18, "round.instrument.total")),
        ("total: 20", "totl: 20", (18, "round.instrument.totl")),
        ("kind: points, total: 20", "kind: pick, k: 2", (18, "round.instrument.k")),
        ("kind: points, total: 20", "kind: dots", (18, "round.instrument.kind")),
        ("moderation: hold", "moderation: later", (20, "round.moderation")),
        ("[email]", "[mail]", (21, "round.participation")),
        ("[email]", "[]", (21, "round.participation")),
        ("[email]", "email", (21, "round.participation")),
        ("minimum_age: 16", "minimum_age: 0", (22, "round.minimum_age")),
        ("minimum_age: 16", "minimum_age: [1]", (22, "round.minimum_age")),
        ("minimum_age: 16", "minimum_age: 99999999999999999999999", (22, "round.minimum_age")),
        ("Europe/Berlin", "Europe/Wolkenkuckucksheim", (16, "round.timezone")),
        ("2026-12-21T00:00", "2026-11-27T09:00", (17, "round.windows.ideas")),
        ("2026-12-21T00:00", "bald", (17, "round.windows.ideas.closes")),
        ("2026-12-21T00:00", "2027-03-28T02:30", (17, "round.windows.ideas.closes")),
        ("2026-12-21T00:00", "2027-10-31T02:30", (17, "round.windows.ideas.closes")),
        ("key: energy", "key: mobility", (10, "strategy.fields.1.key")),
        ("key: energy", "key: Energie!", (10, "strategy.fields.1.key")),
        ("title: {de: Energie}", "title: {en: Energy}", (11, "strategy.fields.1.title.de")),
        (
            "title: {de: Energie}",
            "title: {de: Energie, deutsch: x}",
            (11, "strategy.fields.1.title.deutsch"),
        ),
        (
            "title: {de: Energie}",
            "title: {de: " + "x" * 121 + "}",
            (11, "strategy.fields.1.title.de"),
        ),
        ("slug: frame-2027", "slug: Frame 2027", (14, "round.slug")),
        ("  no_opinion: false", "  no_opinion: no", (19, "round.no_opinion")),
    ],
)
def test_an_error_names_line_and_key(old: str, new: str, place: tuple[int, str]) -> None:
    assert old in FILE
    assert place in complaints(FILE.replace(old, new, 1))


def test_all_errors_are_told_at_once() -> None:
    text = (
        FILE.replace("total: 20", "total: 1")
        .replace("hold ", "held ")
        .replace("key: energy", "key: E")
    )
    assert complaints(text) == [
        (10, "strategy.fields.1.key"),
        (18, "round.instrument.total"),
        (20, "round.moderation"),
    ]


def test_a_text_that_fell_apart_at_its_comma_is_told() -> None:
    broken = FILE.replace("title: {de: Mobilität, en", "title: {de: Busse, Bahnen und mehr., en")
    assert complaints(broken) == [(7, "strategy.fields.0.title.Bahnen und mehr.")]


def test_a_missing_section_is_told() -> None:
    assert (1, "round") in complaints("strategy: {slug: a}\n")
    assert complaints("") and complaints("- 1\n") and complaints("nur Text")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a: 1\nb: \xff\n", 2),
        (b"a: 1\nb: [\n", 3),
        (b"a: 1\nb: \x00\n", 2),
        (b"a: 1\na: 2\n", 2),
        (b"a: !!python/object:os.system x\n", 1),
        (b"a: &x {<<: *x}\n", 1),
        (b"a: 1\n---\nb: 2\n", 2),
        (b"a: " + b"[" * 5000, 1),
        (b"x" * (yamlfile.LARGEST + 1), 1),
    ],
)
def test_what_is_no_round_file_is_refused_with_its_line(data: bytes, line: int) -> None:
    assert line in {found for found, _ in complaints(data)}


def test_a_small_file_cannot_unfold_into_a_large_one() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert complaints("\n".join(lines))


def test_a_reference_within_reason_is_followed() -> None:
    text = FILE.replace(
        'text: {de: "…", en: "…"}\n      goals', 'text: &same {de: "Gleich"}\n      goals'
    )
    file = parse(
        text.replace(
            'title: {de: Energie}\n      text: {de: "…"}', "title: {de: Energie}\n      text: *same"
        ).encode()
    )
    assert file.frame.fields[1].text == {"de": "Gleich"}


def test_an_ambiguous_moment_is_written_with_its_offset() -> None:
    first, second = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert local(first, "Europe/Berlin") == "2027-10-31T02:30+02:00"
    assert local(second, "Europe/Berlin") == "2027-10-31T02:30+01:00"
    assert local(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Europe/Berlin") == "2027-03-28T03:00"


# ---------------------------------------------------------------- any text, any setting

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
    keys = [f"{key}-{place}" for place, key in enumerate(keys)]
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
        goals=draw(
            st.none()
            | st.builds(GoalRules, st.integers(2, 100), st.integers(1, 10), st.integers(0, 10))
        ),
        minimum_age=draw(st.none() | st.integers(1, 120)),
        declaration=draw(both(LINE)),
        contact=normal_contact(
            {"unit": draw(both(LINE)), "address": draw(LINES), "telephone": draw(LINE)}
        ),
        texts={"before": {}, "during": draw(both(LONG)), "after": draw(both(LONG))},
        questions=({"key": "q", "title": draw(both(LINE)), "classes": classes},),
        publish_results_at=draw(st.none() | st.just(moments[4])),
        thresholds=replace(
            Thresholds(), ranks=draw(st.integers(30, 1000)), level=draw(st.floats(0.001, 0.2))
        ),
    )
    return frame, settings_, draw(st.booleans())


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["a", "b-c", "d_e"]), LONG | LINES | st.text(max_size=30), min_size=1
    )
)
def test_whatever_text_is_written_is_read_again(texts: dict[str, str]) -> None:
    texts = {key: clean_text(text.replace("\x00", "")) for key, text in texts.items()}
    found = yamlfile.read(
        yamlfile.write({"x": texts, "y": {"z": {"deep": {}}, **texts}}).encode()
    ).value
    assert {key: node.value for key, node in found["x"].value.items()} == texts
    assert {key: node.value for key, node in found["y"].value.items() if key != "z"} == texts


@settings(max_examples=25, deadline=None)
@given(files())
def test_whatever_stands_in_a_round_comes_back_from_its_file(
    file: tuple[Frame, Settings, bool],
) -> None:
    frame, settings_, published = file
    text = dump("strategy", frame, settings_, published=published)
    back = parse(text.encode())
    assert back.settings == settings_
    assert back.frame.document() == frame.document() and back.published == published
    assert again(back) == text
