"""Forms of the joint review."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, PasswordField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from electflow.joint_review.checklist import Checklist, Item
from electflow.joint_review.questions import Hit
from electflow.joint_review.scans import MOST_BYTES
from electflow.joint_review.terms import (
    Answer,
    Because,
    CommitteeRuling,
    Conclusion,
    RecusalGround,
    StatementKind,
    StatementRuling,
)
from web.forms import Filled, WritingForm, choice, day, number, paragraph, scan_of, text, tick
from web.language import gettext as _
from web.language import wording

Options = Sequence[tuple[str, str]]
SCAN_MEGABYTES = MOST_BYTES // 1024**2


def answer_form(items: Sequence[Item], checklist: Checklist) -> WritingForm:
    """Return the form of a unit's reply on one person; nothing is answered in advance."""

    class AnswerForm(WritingForm):
        answer = RadioField(
            _("Reply"),
            [Filled()],
            choices=[SelectChoice(a.value, wording().label("answer", a)) for a in Answer],
        )
        item = choice(
            _("Item"), [(i.code, f"{i.code} {i.title}") for i in items], needed=False, names=True
        )
        document = text(
            _("Number of the document"),
            most=120,
            needed=False,
            note=_("Judgment, decision, letter"),
        )
        dated_on = day(_("Day of the document"), needed=False)
        effect = choice(
            _("Kind of sanction"),
            [(e.code, e.title) for e in checklist.effects.values()],
            needed=False,
            names=True,
        )
        words = paragraph(
            _("What was found"),
            note=_(
                "No state or work secrets, no undisclosed clues: report those separately in writing"
            ),
        )
        replaces = tick(_("Replace the reply that waits for a signature"))

    return AnswerForm()


def hit_in(form: WritingForm) -> Hit:
    """Return what was found as a form tells it."""
    return Hit(
        form["item"].data or "",
        form["document"].data or "",
        form["dated_on"].data,
        form["effect"].data or "",
        form["words"].data or "",
    )


def rest_form(seen: str) -> WritingForm:
    """Return the form by which all the rest are stated to be clean."""

    class RestForm(WritingForm):
        seen = HiddenField()
        is_stated = tick(
            _(
                "I have compared every person on this list with our records; nothing was found of them."
            )
        )

    form = RestForm()
    if not form.is_submitted():
        form["seen"].data = seen
    return form


def reason_form(*, needed: bool = True) -> WritingForm:
    """Return a form that asks for the reason."""

    class ReasonForm(WritingForm):
        reason = text(_("Reason"), most=300, needed=needed)

    return ReasonForm()


def return_form() -> WritingForm:
    """Return a form that signs, or gives back with the reason."""

    class ReturnForm(WritingForm):
        reason = text(_("Reason of the return"), most=300, needed=False)

    return ReturnForm()


def key_form() -> WritingForm:
    """Return a form that asks for nothing."""
    return WritingForm()


def recusal_form() -> WritingForm:
    """Return the form by which a reviewer says that he may not judge somebody."""
    kin = [g for g in RecusalGround if g is not RecusalGround.SAME_VILLAGE]

    class RecusalForm(WritingForm):
        ground = choice(_("Relation"), [(g.value, wording().label("recusal", g)) for g in kin])
        source = text(_("Note"), most=200, needed=False)

    return RecusalForm()


def village_form(villages: Options) -> WritingForm:
    """Return the form by which a reviewer names his own village."""

    class VillageForm(WritingForm):
        village = choice(_("My own village"), villages, names=True)

    return VillageForm()


def keeping_form(officials: Options, persons: Options, villages: Options) -> WritingForm:
    """Return the form by which the county records a recusal for a reviewer."""

    class KeepingForm(WritingForm):
        official = choice(_("Reviewer"), officials, names=True)
        ground = choice(
            _("Relation"), [(g.value, wording().label("recusal", g)) for g in RecusalGround]
        )
        person = choice(
            _("Candidate"),
            persons,
            needed=False,
            names=True,
            note=_("For kinship; for people of his own village name the village instead"),
        )
        village = choice(_("Village"), villages, needed=False, names=True)
        source = text(
            _("Source"), most=200, note=_("Cadre file, household register, own statement")
        )

    return KeepingForm()


def asking_form(due_on: date, is_county: bool) -> WritingForm:
    """Return the form by which the next round is asked; the day is proposed by the profile."""

    class AskingForm(WritingForm):
        letter = text(_("Number of the letter"), most=80, needed=is_county)
        due_on = day(_("Last day for the reply"))

    form = AskingForm()
    if not form.is_submitted():
        form["due_on"].data = due_on
    return form


def scan_form(label: str) -> WritingForm:
    """Return the form by which a scan is attached."""

    class ScanForm(WritingForm):
        scan = scan_of(label, needed=True, most=SCAN_MEGABYTES)
        paper = HiddenField()

    return ScanForm()


def recheck_form(units: Options, due_on: date) -> WritingForm:
    """Return the form by which units are asked again about a candidate."""
    causes = [b for b in Because if b not in (Because.FIRST, Because.DATA_CHANGED)]

    class RecheckForm(WritingForm):
        because = choice(_("Cause"), [(b.value, wording().label("because", b)) for b in causes])
        unit = choice(
            _("Unit"),
            units,
            needed=False,
            names=True,
            note=_("Empty: all units of the county are asked again"),
        )
        letter = text(_("Number of the letter"), most=80)
        due_on = day(_("Last day for the reply"))

    form = RecheckForm()
    if not form.is_submitted():
        form["due_on"].data = due_on
    return form


def paper_form(lines: Sequence[tuple[int, str]], items: Options, effects: Options) -> WritingForm:
    """Return the form of a sealed paper reply: its number, whom it names, and that it clears the rest."""

    class PaperForm(WritingForm):
        paper = text(_("Number of the reply"), most=80)
        paper_on = day(_("Date of the reply"))
        scan = scan_of(
            _("Scan of the sealed reply"),
            needed=False,
            most=SCAN_MEGABYTES,
            note=_("One for all persons whom the paper covers"),
        )
        seen = HiddenField()
        is_stated = tick(
            _(
                "The paper names all others on this list, and says that nothing was found of them;"
                " I have compared the names one by one."
            )
        )
        rest_persons = number(
            _("Persons whom the paper names without finding"),
            most=99_999,
            needed=False,
            note=_("Count them on the paper; the number has to be that of the list"),
        )

    options = [(a.value, wording().label("answer", a)) for a in Answer]
    for question_id, name in lines:
        row = [
            f"{part}_{question_id}" for part in ("item", "effect", "document", "dated_on", "words")
        ]
        told = _("%(name)s: reply", name=name)
        setattr(PaperForm, f"answer_{question_id}", choice(told, options, row=row))
        setattr(
            PaperForm, f"item_{question_id}", choice(_("Item"), items, needed=False, names=True)
        )
        setattr(
            PaperForm,
            f"effect_{question_id}",
            choice(_("Kind of sanction"), effects, needed=False, names=True),
        )
        setattr(
            PaperForm,
            f"document_{question_id}",
            text(_("Number of the document"), most=120, needed=False),
        )
        setattr(PaperForm, f"dated_on_{question_id}", day(_("Day of the document"), needed=False))
        setattr(PaperForm, f"words_{question_id}", text(_("Note"), most=300, needed=False))
    return PaperForm()


def opinion_form(track: str, items: Options) -> WritingForm:
    """Return the form of an opinion on a candidate; the Party's has no bar of article 18."""
    open_to = [c for c in Conclusion if track == "committee" or c is not Conclusion.PROHIBITED]

    class OpinionForm(WritingForm):
        conclusion = choice(
            _("Conclusion"), [(c.value, wording().conclusion(track, c)) for c in open_to]
        )
        item = choice(_("Item"), items, needed=False, names=True)
        document = text(_("Number of the document"), most=120, needed=False)
        words = paragraph(_("Grounds"))
        number = text(_("Number of the opinion"), most=80)

    return OpinionForm()


def decision_form(is_committee: bool) -> WritingForm:
    """Return the form of what the election committee, or the Party committee, decided."""

    class DecisionForm(WritingForm):
        told_on = day(_("Person told in writing on"), needed=False)
        has_waived = tick(_("The person waived a statement in writing"))
        ruling = choice(
            _("Decision"),
            [(r.value, wording().label("committee_ruling", r)) for r in CommitteeRuling],
        )
        minutes = text(_("Number of the minutes"), most=80)
        decided_on = day(_("Decided on"))

    if is_committee:
        DecisionForm.posted_on = day(_("Posted on"))
    return DecisionForm()


def statement_form() -> WritingForm:
    """Return the form of a statement or an objection."""

    class StatementForm(WritingForm):
        kind = choice(
            _("Kind"), [(k.value, wording().label("statement", k)) for k in StatementKind]
        )
        received_on = day(_("Received on"))
        words = paragraph(
            _("What was said"), needed=True, note=_("Do not enter who objects: nobody asks for it")
        )

    return StatementForm()


def reply_form() -> WritingForm:
    """Return the form of the written answer to a statement."""

    class ReplyForm(WritingForm):
        ruling = choice(
            _("Outcome"),
            [(r.value, wording().label("statement_ruling", r)) for r in StatementRuling],
        )
        answered_on = day(_("Answered on"))
        answer_number = text(_("Number of the answer"), most=80)
        outcome = paragraph(_("Answer"), needed=True)

    return ReplyForm()


def look_form() -> WritingForm:
    """Return the form by which an official steps up: his password anew, and why."""

    class LookForm(WritingForm):
        password = PasswordField(
            _("Your password"), [Filled()], render_kw={"autocomplete": "current-password"}
        )
        reason = text(_("Reason of the look"), most=200)

    return LookForm()


def correction_form() -> WritingForm:
    """Return the form by which a candidate's data are corrected."""

    class CorrectionForm(WritingForm):
        name = text(_("Name"), most=40)
        id_number = text(_("ID number"), most=18)
        sex = choice(_("Sex"), [(s, wording().label("sex", s)) for s in ("M", "F")])
        reason = text(_("Reason and document"), most=300)

    return CorrectionForm()


OWN_ITEMS = 3
"""How many items of its own a county may add in one list by the page; a file may hold more."""


def checklist_form(bases: Options, rounds: Options, off: Options) -> WritingForm:
    """Return the form by which the county proposes its list."""

    class ChecklistForm(WritingForm):
        base = choice(_("Begins from"), bases, names=True)
        document = text(
            _("Number of the county's document"), most=80, note=_("By which the list was adopted")
        )

    for code, name in rounds:
        setattr(ChecklistForm, f"round_{code}", tick(name))
    for code, name in off:
        setattr(ChecklistForm, f"on_{code}", tick(name))
    for n in range(OWN_ITEMS):
        row = [f"own_{name}_{n}" for name in ("title", "unit", "evidence", "years")]
        told: dict[str, Any] = {
            "title": text(_("Item"), most=60, row=row),
            "unit": text(_("Unit"), most=30, row=row),
            "evidence": text(_("Evidence"), most=60, row=row),
            "years": number(_("Looks back (years)"), most=30, needed=False),
        }
        for name, field in told.items():
            setattr(ChecklistForm, f"own_{name}_{n}", field)
    form = ChecklistForm()
    for n in range(OWN_ITEMS):
        form[f"own_unit_{n}"].render_kw = {"list": "units-known"}
    return form


def begin_from(form: WritingForm, now: Checklist, base: str, county: str) -> WritingForm:
    """Fill the form in with the list in force: what is left out of the next one is left out on purpose."""
    form["base"].data = base
    asked = [item for item in now.items.values() if item.is_on]
    ticked = {f"round_{r}" for r in now.rounds} | {f"on_{item.code}" for item in asked}
    for field in form:
        if field.name in ticked:
            field.data = True
    own = [item for item in asked if item.level == county][:OWN_ITEMS]
    for n, item in enumerate(own):
        told = {
            "title": item.title,
            "unit": now.units[item.units[0]].name,
            "evidence": item.evidence,
            "years": item.look_back_years or None,
        }
        for name, value in told.items():
            form[f"own_{name}_{n}"].data = value
    return form


def own_items_in(
    form: WritingForm, codes: Mapping[str, str], listed: Collection[str], known: Mapping[str, str]
) -> dict[str, Any]:
    """Return the items and units that the county adds, as a level of the list holds them.

    ``codes`` are those of all units that the county knows, by name, ``listed`` those that the list
    holds already. A new unit's code is made from its name: in the next edition, or campaign, the same
    code is the same unit, and an account that speaks for it sees no other's questions. ``known`` are
    the codes of the items of earlier editions, by title: a code never comes to mean something else. An
    item of a county is policy: it is an opinion, and bars nobody (law-notes A2).
    """
    free = (own for n in count(1) if (own := f"C{n}") not in known.values())
    added: dict[str, dict[str, Any]] = {}
    items: list[dict[str, Any]] = []
    for n in range(OWN_ITEMS):
        told = {k: form[f"own_{k}_{n}"].data for k in ("title", "unit", "evidence", "years")}
        if not told["title"]:
            continue
        code = codes.get(told["unit"]) or _code_of(told["unit"])
        if code not in listed:
            added.setdefault(code, {"code": code, "name": told["unit"], "checks": told["title"]})
        items.append(
            {
                "code": known.get(told["title"]) or next(free),
                "title": told["title"],
                "finding": "unsuitable",
                "tracks": ["committee", "party"],
                "units": [code],
                "evidence": told["evidence"],
                "basis": "policy",
                "verified": "unverified",
                "source": form["document"].data,
                "look_back_years": told["years"] or 0,
            }
        )
    return {"unit": list(added.values()), "item": items} if items else {}


def _code_of(unit: str) -> str:
    return f"own-{hashlib.sha256(unit.encode()).hexdigest()[:8]}"


def list_file_form() -> WritingForm:
    """Return the form by which a county proposes a list that it wrote as a file."""

    class ListFileForm(WritingForm):
        list = FileField(
            _("List as a file (TOML)"), [FileRequired(_("Fill in: %(name)s", name=_("File")))]
        )

    return ListFileForm()


def number_form() -> WritingForm:
    """Return the form that asks for the number of an opinion."""

    class NumberForm(WritingForm):
        number = text(_("Number of the opinion"), most=80, needed=False)

    return NumberForm()


def extension_form() -> WritingForm:
    """Return the form by which one unit gets another last day."""

    class ExtensionForm(WritingForm):
        until = day(_("New last day"))
        reason = text(_("Reason"), most=300)

    return ExtensionForm()
