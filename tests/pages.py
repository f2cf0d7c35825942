"""What every page must have, whichever test fetched it, and how a form on it is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

SVG = "{http://www.w3.org/2000/svg}"
INLINE = {"a", "abbr", "b", "em", "i", "small", "span", "strong", "time"}
NO_SENTENCE = {"code", "pre", "script", "style", "textarea"}
GLUED = re.compile(r"\w*[a-zäöüß]{2}[.!?][A-ZÄÖÜ]\w*")


def tree(response: TestResponse) -> Any:
    """Return the page as an ElementTree."""
    return parse(response.get_data(as_text=True))


def parse(markup: str) -> Any:
    """Return what a browser makes of markup as an ElementTree: HTML without a namespace, drawings
    with theirs, no comments.

    Every page that a test fetches is read once or more, so the parser is one in C: a tenth of the
    time that one in Python takes.
    """
    return _element(LexborHTMLParser(markup).root)


def _element(node: Any, namespace: str = "") -> Element:
    if node.tag == "svg":
        namespace = SVG
    element = Element(
        namespace + node.tag, {name: value or "" for name, value in node.attributes.items()}
    )
    last = None
    child = node.child
    while child is not None:
        if child.tag == "-text":
            if last is None:
                element.text = (element.text or "") + child.text_content
            else:
                last.tail = (last.tail or "") + child.text_content
        elif not child.tag.startswith(("-", "!")):
            last = _element(child, namespace)
            element.append(last)
        child = child.next
    return element


def main_text(response: TestResponse) -> str:
    """Return the text of <main>, white space folded."""
    main = tree(response).find(".//main")
    assert main is not None
    return " ".join(" ".join(main.itertext()).split())


def check_page(response: TestResponse) -> None:
    """Assert what holds for every answer: headers, and for HTML title, language, headings, ids,
    labels, forms."""
    headers = response.headers
    assert "default-src 'none'" in headers.get("Content-Security-Policy", ""), (
        "every answer carries the CSP"
    )
    assert headers.get("X-Content-Type-Options") == "nosniff"
    assert response.status_code < 500 or response.status_code == 503, response.get_data(
        as_text=True
    )[:2000]
    if (
        response.mimetype != "text/html"
        or 300 <= response.status_code < 400
        or not response.get_data()
    ):
        return
    page = tree(response)
    label = f"{response.request.path} ({response.status_code})"
    title = page.findtext(".//title") or ""
    assert title.strip(), f"{label}: no title"
    assert page.get("lang"), f"{label}: no language"
    assert len(page.findall(".//main")) == 1, f"{label}: one main"
    assert len(page.findall(".//h1")) == 1, f"{label}: one h1, not {len(page.findall('.//h1'))}"
    _check_ids(page, label)
    _check_nothing_inline(page, label)
    for form in page.iter("form"):
        _check_form(form, label)
    _check_labels(page, label)
    assert not glued(page), f"{label}: no space after a sentence: {glued(page)}"


def glued(page: Any) -> list[str]:
    """Return where on the page a sentence begins right after the last one, without a space."""
    body = page.find(".//body")
    return GLUED.findall("".join(_pieces(body))) if body is not None else []


def _pieces(element: Any) -> Iterator[str]:
    """The text of an element, with a space where a box begins or ends; what is no sentence is left
    out."""
    box = element.tag not in INLINE
    if box:
        yield " "
    if isinstance(element.tag, str) and element.tag not in NO_SENTENCE:
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
    if box:
        yield " "


def _check_ids(page: Any, label: str) -> None:
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, f"{label}: ids twice: {twice}"
    known = set(ids)
    for element in page.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
            for name in (element.get(attribute) or "").split():
                assert name in known, f"{label}: {attribute} names a missing id {name!r}"
        target = element.get("href") or ""
        if element.tag == "a" and target.startswith("#") and target != "#":
            assert target[1:] in known, f"{label}: link to a missing id {target}"


def _check_nothing_inline(page: Any, label: str) -> None:
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.get("style") is None, f"{label}: inline style on <{element.tag}>"
        assert not [name for name in element.attrib if str(name).startswith("on")], (
            f"{label}: inline handler"
        )
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            assert element.get("type") in (
                "application/json",
                "application/ld+json",
            ), f"{label}: inline {element.tag}"
        assert not (element.get("href") or "").lower().startswith("javascript:"), label


def _check_form(form: Any, label: str) -> None:
    method = (form.get("method") or "get").lower()
    names = [field.get("name") for field in form.iter("input")]
    if method == "post":
        assert "csrf_token" in names, f"{label}: a POST form without a token ({form.get('action')})"
    else:
        assert "csrf_token" not in names, f"{label}: a token in a GET form would land in addresses"


def _check_labels(page: Any, where: str) -> None:
    labelled = {label.get("for") for label in page.iter("label")}
    inside = {id(field) for label in page.iter("label") for field in label.iter()}
    for field in [*page.iter("input"), *page.iter("select"), *page.iter("textarea")]:
        if field.get("type") in ("hidden", "submit", "button"):
            continue
        named = (
            field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        )
        assert named or id(field) in inside, (
            f"{where}: a field without a label: {field.get('name')}"
        )


def form_of(
    response: TestResponse, action: str | None, values: dict[str, Any]
) -> tuple[str, str, dict[str, Any]]:
    """Return target, method and data of the form, filled in with `values`."""
    forms = list(tree(response).find(".//main").iter("form"))
    if action is not None:
        forms = [form for form in forms if urlsplit(form.get("action") or "").path.endswith(action)]
    assert forms, f"no form with action {action!r} on {response.request.path}"
    if action is None:
        forms = [form for form in forms if (form.get("method") or "get").lower() == "post"] or forms
    form = forms[0]
    data = _defaults(form)
    button = values.pop("button", None)
    if button:
        name, _, value = button.partition("=")
        data[name] = value
    for name, value in values.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    method = (form.get("method") or "get").lower()
    # Like a browser: without an action a POST goes to the page's own address with its query, a GET
    # replaces the query.
    here = response.request.full_path.rstrip("?") if method == "post" else response.request.path
    return form.get("action") or here, method, data


def _defaults(form: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in form.iter():
        name = field.get("name")
        if not name or field.get("disabled") is not None:
            continue
        kind = (field.get("type") or "text").lower()
        if field.tag == "input" and kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                data.setdefault(name, [])
                data[name].append(field.get("value") or "on")
        elif field.tag == "input" and kind not in ("submit", "button", "file"):
            data[name] = field.get("value") or ""
        elif field.tag == "textarea":
            data[name] = "".join(field.itertext()).removeprefix("\n")
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [
                option for option in options if option.get("selected") is not None
            ] or options[:1]
            data[name] = [option.get("value") or "" for option in chosen]
    return data
