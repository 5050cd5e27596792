"""What stands in the places of an address, so that a test can visit every route of the product."""

from html.parser import HTMLParser

from world import EXAMPLE

ADDRESS = {
    "what": "out",
    "county": EXAMPLE,
    "track": "committee",
    "trigger": "conclude_vetting",
    "kind": "vetting_report",
    "number": 1,
    "hold_id": 1,
    "departure_id": 1,
    "document": 1,
    "departure": "exception",
    "scan_id": 1,
    "certificate_id": 1,
    "proposal_id": 1,
    "answer": "approve",
    "job_id": 1,
    "upload_id": 1,
    "voter": 1,
    "box": 1,
    "line": 1,
    "rank_no": 1,
    "name": "roll",
    "kinship_id": 1,
    "finding": "confirm",
    "username": "sl-viewer",
    "code": "en",
    "size": "large",
    "density": "compact",
    "filename": "app.css",
    "question": 1,
    "look": 1,
    "opinion": 1,
    "statement": 1,
    "unit": "court",
    "proposal": 1,
    "recusal": 1,
    "act": "remind",
}
"""By the name of the part: a route with a part that is not here cannot be visited, so add it."""


def routes(app):
    """Return every route of the product but the files beside its pages."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag, attrs):
        told = dict(attrs).get("href", "") if tag == "a" else ""
        if told.startswith("/"):
            self.found.add(told.split("#")[0])


def links_in(page: str) -> set[str]:
    """Return the addresses of the product that a page links to."""
    links = _Links()
    links.feed(page)
    return links.found
