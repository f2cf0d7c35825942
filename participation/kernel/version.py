"""The version of the software: changelog, `publiccode.yml` and methods files name the same."""

from __future__ import annotations

VERSION = "0.1.0"
