"""A real Chromium against the application on loopback, with axe-core, in the states that readers
meet."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    sync_playwright,
)

from participation.accounts.models import Account
from participation.app import create_app
from participation.demo import service as demo
from participation.extensions import db
from participation.kernel.clock import clock
from participation.keyring import service as keyring
from tests.browser.server import serving
from tests.browser.stage import Stage, stage_of, with_new_sessions
from tests.conftest import chromium_path, settings

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser; without one these tests fail, because pages that nobody opened are not
    tested."""
    path = chromium_path()
    assert path, "no Chromium found: install the package chromium, or name the program in CHROMIUM"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Site:
    """A running application: its address, its app for arranging things, and pages to look at it."""

    def __init__(self, app: Flask, address: str, browser: Browser) -> None:
        self.app = app
        self.address = address
        self.browser = browser

    def cookies(self, account: Account) -> dict[str, Any]:
        """The cookies of somebody who is signed in, as `storage_state` for a page; the way through
        the sign-in has tests of its own."""
        client = self.app.test_client()
        with client.session_transaction(base_url=self.address) as session:
            session["_user_id"] = account.get_id()
            session["_fresh"] = True
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name, domain="127.0.0.1")
        assert cookie is not None
        return {
            "cookies": [{"name": name, "value": cookie.value, "url": self.address}],
            "origins": [],
        }

    @contextmanager
    def page(self, **options: Any) -> Iterator[Page]:
        """A page in a browser of its own, German and phone-sized unless told; whatever its console
        complains of fails."""
        options = {"base_url": self.address, "locale": "de-DE", "viewport": PHONE} | options
        state = options.pop("storage_state", None)
        context = self.browser.new_context(**options)
        if state:
            context.add_cookies(state["cookies"])
        # Patient, because the machine may be busy; every wait is for a state, so none takes longer.
        context.set_default_timeout(60_000)
        try:
            page = context.new_page()
            with silent(page):
                yield page
        finally:
            context.close()


@contextmanager
def silent(page: Page) -> Iterator[None]:
    """Fail when the page's console complains of anything in this block."""
    complaints: list[str] = []

    def note_error(error: Error) -> None:
        complaints.append(str(error))

    def note_message(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    page.on("pageerror", note_error)
    page.on("console", note_message)
    try:
        yield
    finally:
        page.remove_listener("pageerror", note_error)
        page.remove_listener("console", note_message)
    unexpected = [text for text in complaints if "status of 4" not in text]
    assert not unexpected, unexpected


OPTIONS = {"TESTING": False, "DEMO": True, "MAIL_URL": "", "KEEP_PAGES": True}


def build_demo(folder: Path, **options: Any) -> None:
    """Build the demo city in a folder: its database, its keys."""
    app = create_app(demo_settings(folder, "http://127.0.0.1", **options))
    with app.app_context():
        upgrade()
        keyring.init(clock)
        db.session.commit()
        demo.ensure(clock)
        db.session.remove()
        db.engine.dispose()


def demo_settings(folder: Path, address: str, **options: Any) -> dict[str, Any]:
    """Return settings for the demo in this folder at this address."""
    options = OPTIONS | {"BASE_URL": address} | options
    return settings(folder, f"sqlite:///{folder}/demo.db", **options)


@contextmanager
def site_of(folder: Path, browser: Browser) -> Iterator[Site]:
    """Serve the demo in this folder."""
    with serving(lambda address: demo_settings(folder, address)) as given:
        app = create_app(given)
        yield Site(app, given["BASE_URL"], browser)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo city as a newcomer meets it, to be copied; built once for all test processes."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "built-demo"
    with (shared / "built-demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            built = tmp_path_factory.mktemp("demo")
            build_demo(built)
            shutil.copytree(built, folder)
    return folder


@pytest.fixture(scope="session")
def demo_site(browser: Browser, demo_folder: Path) -> Iterator[Site]:
    """The demo city that most tests share: each finds what those before it have left."""
    with _copy_of(demo_folder, browser) as site:
        yield site


@pytest.fixture
def newcomers_site(browser: Browser, demo_folder: Path) -> Iterator[Site]:
    """The demo city in which nobody but the test has done anything."""
    with _copy_of(demo_folder, browser) as site:
        yield site


@contextmanager
def _copy_of(folder: Path, browser: Browser) -> Iterator[Site]:
    with TemporaryDirectory() as parent:
        copy = shutil.copytree(folder, Path(parent) / "demo")
        with site_of(copy, browser) as site:
            yield site


def follow(target: Locator) -> None:
    """Click on what leads to another page, and wait until that page is there: else what comes next
    may still read the page before."""
    with target.page.expect_navigation():
        target.click()


def axe(page: Page, *rules: str) -> list[str]:
    """Return what axe-core finds on the page: WCAG 2.2 A and AA and best practices, or these rules
    alone."""
    # The page's own policy forbids foreign scripts, and that is tested elsewhere; the devtools may
    # add one.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8") + "; undefined")
    # No rule that is asked needs the style sheets fetched once more.
    options: dict[str, Any] = {
        "resultTypes": ["violations"],
        "preload": {"assets": ["media"]},
    } | ({"runOnly": list(rules)} if rules else {})
    findings = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {violation['help']} – {node['html'][:160]}"
        for violation in findings["violations"]
        for node in violation["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Tell whether the page is wider than the window."""
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.fixture(scope="module")
def stage(demo_site: Site) -> Stage:
    """The demo city with rounds in further states and people at every point of their way."""
    return with_new_sessions(stage_of(demo_site), demo_site)
