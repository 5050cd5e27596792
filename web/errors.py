"""The core's refusals as pages: what was refused, why, what to do; one incident number each."""

import logging
import secrets

from flask import Flask, Response, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from electflow.errors import (
    Forbidden,
    InputRefused,
    KeyReused,
    NotFound,
    RequirementsUnmet,
    Stale,
    WrongStage,
)

log = logging.getLogger("electflow.web")

STATUS: dict[type[Exception], tuple[int, str]] = {
    NotFound: (404, "not_found"),
    Forbidden: (403, "forbidden"),
    WrongStage: (409, "wrong_stage"),
    Stale: (409, "stale"),
    RequirementsUnmet: (409, "requirements_unmet"),
    InputRefused: (422, "input_refused"),
    KeyReused: (422, "key_reused"),
    CSRFError: (400, "csrf"),
}


def install(app: Flask) -> None:
    """Map every refusal to its page."""
    for kind in STATUS:
        app.register_error_handler(kind, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def page(status: int, code: str, error: Exception | None = None) -> Response:
    """Return the page of a refusal; it shows issues, never exception texts."""
    issues = getattr(error, "issues", ())
    body = render_template("errors/refusal.html", code=code, issues=issues, number=_number())
    return make_response(body, status)


def _refused(error: Exception) -> Response:
    status, code = next(found for kind, found in STATUS.items() if isinstance(error, kind))
    log.info("%s %s: %s %s", request.method, request.path, status, error)
    return page(status, code, error)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 405:
        return page(405, "method")
    return page(status, {400: "csrf", 404: "not_found", 413: "too_large"}.get(status, "internal"))


def _broken(error: Exception) -> Response:
    log.exception("%s %s failed", request.method, request.path)
    return page(500, "internal")


def _number() -> str:
    return secrets.token_hex(4)
