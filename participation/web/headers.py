"""Security headers: on the answers of the application, and on static files by `web.middleware`."""

from __future__ import annotations

from flask import Flask, Response, request, session

from participation.web.api_requests import from_program

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
    " 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " manifest-src 'self'"
)


def security_headers(app: Flask) -> dict[str, str]:
    """Return what every answer carries; HSTS only when the base URL is https."""
    headers = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if app.config["BASE_URL"].startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return headers


def init_headers(app: Flask) -> None:
    """Put the security headers on the answers of the application itself."""
    fixed = security_headers(app)

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        for name, value in fixed.items():
            headers.setdefault(name, value)
        if from_program():
            headers.setdefault("Cache-Control", "no-cache")
            response.vary.add("Accept-Language")
        elif request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store" if _personal() else "no-cache")
            response.vary.update(["Cookie", "Accept-Language"])
        return response


def _personal() -> bool:
    # Asked of the cookie, not of the database: the answer that says that the database is away
    # passes here, too.
    return request.method != "GET" or "_user_id" in session
