"""The round file: read with every error named, written in one form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from participation.rounds.configuration.settings import Settings
from participation.rounds.configuration.specs import specs_of
from participation.rounds.file.roundfile import RoundFile, dump, local, parse
from participation.rounds.file.yaml_reader import BadFile
from participation.rounds.rules import Window

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
        minimum_age=16,
    )
    assert file.settings == expected
    assert file.published
    assert file.strategy == "smart-city"
    assert file.frame.field_keys == ("mobility", "energy")


def test_a_round_has_no_minimum_age_unless_its_file_sets_one() -> None:
    assert parse(FILE.replace("  minimum_age: 16\n", "").encode()).settings.minimum_age is None
    assert parse(FILE.encode()).settings.minimum_age == 16


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
    for spec in specs_of(Settings).values():
        key = spec.path.partition(".")[0]
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
    assert file.frame.fields[0].title == {"de": "B"}
    assert not file.published


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


def test_all_errors_are_reported_together() -> None:
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


def test_text_split_at_its_comma_is_reported() -> None:
    broken = FILE.replace("title: {de: Mobilität, en", "title: {de: Busse, Bahnen und mehr., en")
    assert complaints(broken) == [(7, "strategy.fields.0.title.Bahnen und mehr.")]


def test_missing_section_is_reported() -> None:
    assert (1, "round") in complaints("strategy: {slug: a}\n")
    assert complaints("")
    assert complaints("- 1\n")
    assert complaints("nur Text")


def test_an_ambiguous_moment_is_written_with_its_offset() -> None:
    first, second = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert local(first, "Europe/Berlin") == "2027-10-31T02:30+02:00"
    assert local(second, "Europe/Berlin") == "2027-10-31T02:30+01:00"
    assert local(datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Europe/Berlin") == "2027-03-28T03:00"
