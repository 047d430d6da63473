"""Headers that tell browsers what pages of Fenji never do, on every response."""

from __future__ import annotations

from flask import Flask, Response, g, session

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture", "browsing-topics")
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TWO_YEARS = 63_072_000


def install(app: Flask, *, secure: bool) -> None:
    """Add the headers to every response, and the promise of https when the address is https."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.extend({name: value for name, value in HEADERS.items() if name not in response.headers})
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
        if "Cache-Control" not in response.headers:
            # A form carries a token of this session, so its page is as private as one behind the sign-in.
            private = g.get("actor") is not None or bool(session)
            response.headers["Cache-Control"] = "no-store" if private else "no-cache"
        return response
