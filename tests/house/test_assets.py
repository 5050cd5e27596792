"""What is sent to old office PCs: no newer script or style than Chromium 78 reads, nothing heavy."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "web/static"
TEMPLATES = Path(__file__).parents[2] / "web/templates"
TOO_NEW_CSS = (
    r"(?<!grid-)(?<!column-)(?<!row-)\bgap\s*:", r":has\(", r":is\(", r":where\(", r"aspect-ratio",
    r"\binset\s*:", r"@container", r"@layer", r"color-mix", r"clamp\(", r"accent-color",
    r"text-wrap", r"oklch",
)  # fmt: skip
TOO_NEW_JS = (
    r"\?\.", r"\?\?", r"\|\|=", r"&&=", r"\.replaceAll\(", r"\.at\(", r"\bimport\b", r"#\w+\s*=",
    r"structuredClone", r"replaceChildren",
)  # fmt: skip


@pytest.mark.parametrize("pattern", TOO_NEW_CSS)
def test_no_style_is_newer_than_chromium_78(pattern):
    assert not re.search(pattern, (STATIC / "app.css").read_text("utf-8"))


@pytest.mark.parametrize("pattern", TOO_NEW_JS)
def test_no_script_is_newer_than_es2019(pattern):
    assert not re.search(pattern, (STATIC / "app.js").read_text("utf-8"))


def test_the_style_sheet_weighs_at_most_twenty_kilobytes():
    assert len(gzip.compress((STATIC / "app.css").read_bytes())) <= 20_000


def test_no_template_names_another_host_or_runs_inline_script():
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), path
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=", text), path
