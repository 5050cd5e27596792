"""The headers of every answer: nothing from elsewhere, nothing inline, nothing kept."""

from flask import Flask, Response, request

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_WEEK = 7 * 24 * 3600


def install(app: Flask) -> None:
    """Set them after each request."""

    @app.after_request
    def _set(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if request.endpoint == "static":
            response.cache_control.max_age = _WEEK
        else:
            response.headers["Cache-Control"] = "no-store"
        return response
