"""Setting the templates in the form of official papers (GB/T 9704-2012); run by ``make templates``.

Fonts stand by name: the office PC has them, this product ships none.
"""

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from electflow.papers.terms import LAYOUTS, PAGE_BREAK, Layout, Print

FOLDER = Path(__file__).parent / "templates"
TITLE_FONT, BODY_FONT, HEAD_FONT = "方正小标宋简体", "仿宋_GB2312", "黑体"
_LINE = Pt(28.95)


def set_all(folder: Path = FOLDER) -> None:
    """Write one template a paper."""
    folder.mkdir(exist_ok=True)
    for kind, layout in LAYOUTS.items():
        (folder / f"{kind}.docx").write_bytes(template_of(kind, layout))


def template_of(kind: Print, layout: Layout) -> bytes:
    """Return the template of a paper as Word keeps it."""
    document: Any = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.core_properties.title = layout.title
    document.core_properties.author = ""
    if layout.is_titled:
        _line(document, "{% if sample %}{{ sample }}{% endif %}", HEAD_FONT, 14, centred=True)
    if layout.is_titled:
        _line(document, layout.title, TITLE_FONT, 22, centred=True)
        _line(document, "{% if number %}{{ number }}{% endif %}", BODY_FONT, 16, centred=True)
    for words in layout.before:
        if words == PAGE_BREAK:
            document.add_page_break()
        elif words.startswith("# "):
            _line(document, words.removeprefix("# "), TITLE_FONT, 22, centred=True)
        else:
            _line(document, words, BODY_FONT, 16, indented=not words.startswith("{%p"))
    if layout.columns:
        _table(document, layout)
    for words in layout.after:
        _line(document, words, BODY_FONT, 16, indented=True)
    for words in layout.signed:
        _line(document, words, BODY_FONT, 16, right=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _table(document: Any, layout: Layout) -> None:
    table = document.add_table(rows=4, cols=len(layout.columns))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for at, (head, expression) in enumerate(layout.columns):
        _cell(table.cell(0, at), head, HEAD_FONT)
        _cell(table.cell(2, at), expression, BODY_FONT)
    if layout.widths:
        table.autofit = False
        for at, width in enumerate(layout.widths):
            table.columns[at].width = Mm(width)
            for row in table.rows:
                row.cells[at].width = Mm(width)
    _cell(table.cell(1, 0), f"{{%tr for r in {layout.rows} %}}", BODY_FONT)
    _cell(table.cell(3, 0), "{%tr endfor %}", BODY_FONT)


def _cell(cell: Any, words: str, font: str) -> None:
    run = cell.paragraphs[0].add_run(words)
    _set_font(run, font, 14)


def _line(
    document: Any,
    words: str,
    font: str,
    size: float,
    *,
    centred: bool = False,
    indented: bool = False,
    right: bool = False,
) -> None:
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indented:
        shape.first_line_indent = Pt(size * 2)
    if right:
        paragraph.alignment, shape.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(size * 4)
    _set_font(paragraph.add_run(words), font, size)


def _set_font(run: Any, font: str, size: float) -> None:
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)


if __name__ == "__main__":
    set_all()
