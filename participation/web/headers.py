"""Security headers on every answer, static files included."""

from __future__ import annotations

from flask import Flask, Response, request, session

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
    " 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
    " manifest-src 'self'"
)


def init_headers(app: Flask) -> None:
    """Register the headers; HSTS only when the base URL is https."""

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CSP)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if app.config["BASE_URL"].startswith("https://"):
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store" if _personal() else "no-cache")
            response.vary.update(["Cookie", "Accept-Language"])
        return response


def _personal() -> bool:
    # Asked of the cookie, not of the database: the answer that says that the database is away
    # passes here, too.
    return request.method != "GET" or "_user_id" in session
