"""`flask strategy …` in the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from participation.strategy import queries
from tests.packages.making import MOTION, WHOLE


@pytest.fixture
def shell(app: Flask, tmp_path: Path) -> Any:
    """Run a command of the group with a file of this text."""

    def run(text: str, *arguments: str) -> Any:
        path = tmp_path / "package.yaml"
        path.write_text(text, encoding="utf-8")
        filled = [str(path) if argument == "FILE" else argument for argument in arguments]
        return app.test_cli_runner().invoke(args=["strategy", *filled])

    return run


def test_the_shell_loads_and_says_what_it_did(shell: Any) -> None:
    done = shell(MOTION, "load", "FILE", "--as-record")
    assert done.output == "Die Strategie region ist angelegt. Projekte: 6.\n"
    again = shell(MOTION, "load", "FILE", "--as-record")
    assert again.output == "Die Strategie region ist schon da. Es wurde nichts geändert.\n"


def test_the_shell_writes_a_package_that_it_loads(shell: Any) -> None:
    shell(WHOLE, "load", "FILE", "--as-record")
    dump = shell(WHOLE, "dump", "valley").output
    assert dump.startswith("format: strategy-package\nformat_version: 1\n")
    again = shell(dump, "load", "FILE", "--as-record")
    assert "Es wurde nichts geändert" in again.output


def test_the_shell_names_the_line_of_an_error_and_stores_nothing(shell: Any) -> None:
    done = shell(MOTION.replace("kind: motion", "kind: wish"), "load", "FILE", "--as-record")
    assert done.exit_code == 1
    line = MOTION[: MOTION.index("kind: motion")].count("\n") + 1
    assert f"Zeile {line}, papers.1.kind" in done.output
    assert queries.find("region") is None


def test_a_package_that_is_missing_is_one_sentence(shell: Any) -> None:
    done = shell(MOTION, "dump", "nothing")
    assert done.exit_code == 1
    assert "Diese Strategie gibt es nicht." in done.output
