"""Forms of one election; the form of a paper is made from its figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import EnumType, StrEnum
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

from wtforms import HiddenField, IntegerField

from electflow.campaign.terms import Departure, HoldKind, Post
from electflow.documents.terms import GROUNDS_OF, ORGANS_OF, PAPER_KINDS, Ground, Kind, Organ
from electflow.joint_review.terms import Conclusion
from electflow.nomination.terms import Exit, Source
from electflow.stages import Track
from web.forms import Filled, WritingForm, choice, day, number, paragraph, scan_of, text, yes_no
from web.language import gettext as _
from web.language import wording


def step_form() -> WritingForm:
    """Return the form of a step: the version that was seen, and a note."""

    class StepForm(WritingForm):
        version = HiddenField()
        reason = text(_("Note"), needed=False, most=500)

    return StepForm()


def paper_form(
    kind: Kind, track: Track, elected: Sequence[tuple[str, str]], is_correction: bool
) -> WritingForm:
    """Return the form of a paper: number, dates, posting, and its figures one by one."""
    told = PAPER_KINDS[kind]

    class PaperForm(WritingForm):
        edition = HiddenField()
        dated_on = day(_("Date of the paper"))

    if told.is_numbered:
        PaperForm.number = text(_("Number of the paper"), most=80)
    if told.is_posted:
        PaperForm.posted_on = day(_("Posted on"), needed=False)
        PaperForm.taken_down_on = day(_("Taken down on"), needed=False)
    for name, shape in shapes_of(kind).items():
        setattr(PaperForm, f"figure_{name}", _figure(name, shape, track, elected))
    if is_correction:
        note = _("The edition before stays in the file")
        PaperForm.reason = text(_("Reason of the correction"), note=note)
    return PaperForm()


def figures_of(kind: Kind, form: WritingForm) -> dict[str, Any]:
    """Return the figures that were entered, as the service takes them."""
    shapes = shapes_of(kind)
    return {name: _entered(form[f"figure_{name}"].data, shape) for name, shape in shapes.items()}


def shapes_of(kind: Kind) -> dict[str, Any]:
    """Return the figures of a kind of paper; one that older editions lack is still asked for."""
    hints = get_type_hints(PAPER_KINDS[kind].figures)
    return {
        name: next((part for part in get_args(shape) if part is not NoneType), shape)
        for name, shape in hints.items()
    }


def fill_figures(form: WritingForm, figures: Mapping[str, Any]) -> None:
    """Show the figures of the present edition, to be corrected."""
    for name, value in figures.items():
        field = form[f"figure_{name}"]
        if value is None:
            continue
        if isinstance(value, bool):
            field.data = "yes" if value else "no"
        elif field.type == "DateField":
            field.data = date.fromisoformat(value)
        elif field.type == "SelectField":
            field.data = str(value)
        else:
            field.data = value


def candidate_form(
    posts: Sequence[Post], sources: Sequence[Source], *, has_list: bool
) -> WritingForm:
    """Return the form of a candidate; with a list of voters the name alone may say who it is."""
    sexes = [(code, wording().label("sex", code)) for code in "MF"]

    class CandidateForm(WritingForm):
        votes = number(_("Votes at the nomination"), most=99_999, needed=False)
        nominators = number(_("Nominators who signed"), most=99_999, needed=False)
        name = text(
            _("Name"),
            most=60,
            note=_("As on the list; with namesakes “name group”") if has_list else "",
        )
        number = text(
            _("ID number"),
            most=24,
            needed=not has_list,
            note=_("Not needed for who is on the list of voters; kept sealed, shown on no page")
            if has_list
            else _("Kept sealed; shown on no page"),
        )
        sex = choice(
            _("Sex"),
            sexes,
            note=_("Only together with an ID number") if has_list else "",
            row=("number",) if has_list else (),
        )
        post = choice(_("Post"), [(p.value, wording().label("post", p)) for p in posts])
        source = choice(
            _("Proposed by"), [(s.value, wording().label("source", s)) for s in sources]
        )
        evidence = text(
            _("Form or minutes"),
            most=120,
            needed=False,
            note=_("Needed for the Party organisation, joint and own nominations"),
        )
        received_on = day(
            _("Form received on"),
            needed=False,
            note=_("Own nominations have a last day in some places"),
        )

    return CandidateForm()


def listing_form() -> WritingForm:
    """Return the form that goes with a choice from the list: why it departs from the votes."""

    class ListingForm(WritingForm):
        version = HiddenField()
        reason = text(
            _("Reason and minutes"),
            most=300,
            needed=False,
            note=_(
                "Needed, with the clause of the adopted method, where the votes are not followed or are equal"
            ),
        )

    return ListingForm()


def nominators_form() -> WritingForm:
    """Return the form of who signed a joint nomination."""

    class NominatorsForm(WritingForm):
        names = paragraph(
            _("Names, one a line"),
            needed=True,
            most=20_000,
            note=_("As on the list; with namesakes “name group”"),
        )

    return NominatorsForm()


def votes_form(standing: Sequence[tuple[int, str]]) -> WritingForm:
    """Return a form that asks for everybody's votes."""

    class VotesForm(WritingForm):
        pass

    for candidate, name in standing:
        setattr(VotesForm, f"votes_{candidate}", number(name, most=99_999))
    return VotesForm()


def votes_in(form: WritingForm) -> dict[int, int]:
    """Return the votes that were entered in a form, by number of the candidate."""
    prefix = "votes_"
    return {
        int(field.name.removeprefix(prefix)): field.data
        for field in form
        if field.name.startswith(prefix)
    }


def withdrawal_form(is_before_poll: bool, exits: Sequence[Exit]) -> WritingForm:
    """Return the form of taking a candidate off the list; before the poll it asks why he leaves."""

    class WithdrawalForm(WritingForm):
        reason = text(_("Reason and document"), most=300)

    if is_before_poll:
        kinds = [(e.value, wording().label("exit", e)) for e in exits]
        WithdrawalForm.left_for = choice(_("Why"), kinds)
        WithdrawalForm.asked_on = day(_("Day of the writing"))
        WithdrawalForm.document = text(
            _("Document: number or name of the writing, decision or minutes"),
            needed=False,
            most=120,
            note=_("Needed, but for a death or a mistyped entry"),
        )

    return WithdrawalForm()


def verdict_form(track: str, candidates: Sequence[tuple[str, str]]) -> WritingForm:
    """Return the form of a conclusion on a candidate."""

    class VerdictForm(WritingForm):
        candidate = choice(_("Candidate"), candidates, names=True)
        conclusion = choice(
            _("Conclusion"), [(c.value, wording().conclusion(track, c)) for c in Conclusion]
        )
        number = text(_("Number of the opinion"), most=80)
        dated_on = day(_("Date of the opinion"))
        reason = text(_("Reason of a changed conclusion"), needed=False, most=300)

    return VerdictForm()


def count_form(
    track: Track, standing: Sequence[tuple[int, str]], is_correction: bool
) -> WritingForm:
    """Return the form of a count: the ballots, then the votes of everybody."""

    class CountForm(WritingForm):
        edition = HiddenField()
        voters = number(
            _("Drew a ballot (by proxy included)")
            if track is Track.COMMITTEE
            else _("Drew a ballot (present with the vote)")
        )
        issued = number(_("Ballots issued"))
        returned = number(_("Ballots returned"))
        void = number(_("Void ballots"))

    for candidate, name in standing:
        setattr(CountForm, f"votes_{candidate}", IntegerField(name, [Filled()]))
    if is_correction:
        CountForm.reason = text(_("Reason of the correction"))
    return CountForm()


def hold_form(track: Track) -> WritingForm:
    """Return the form of an organ's decision."""

    class HoldForm(WritingForm):
        kind = choice(_("Decision"), [(k.value, wording().label("hold", k)) for k in HoldKind])
        organ = choice(
            _("Deciding organ"), [(o.value, wording().label("organ", o)) for o in ORGANS_OF[track]]
        )
        number = text(_("Number of the decision"), most=80)
        dated_on = day(_("Date of the decision"))
        until = day(_("Until, or the new election day"), needed=False)
        reason = paragraph(_("Reason"), needed=True)
        scan = scan_of(_("Scan of the decision"), needed=False)

    return HoldForm()


def departure_form(track: Track, rules: Sequence[tuple[str, str]], kind: Departure) -> WritingForm:
    """Return the form of an exception until a day, or of a breach that is recorded as it was."""

    class DepartureForm(WritingForm):
        rule = choice(_("Rule"), rules)
        organ = choice(
            _("Approving organ"), [(o.value, wording().label("organ", o)) for o in ORGANS_OF[track]]
        )
        number = text(_("Number of the document"), most=80)
        dated_on = day(_("Date of the document"))
        reason = paragraph(
            _("Reason")
            if kind is Departure.EXCEPTION
            else _("What happened, and what the organ ordered"),
            needed=True,
        )
        scan = scan_of(_("Scan of the document"), needed=False)

    if kind is Departure.EXCEPTION:
        DepartureForm.until = day(_("Holds until"))
    return DepartureForm()


def scan_form() -> WritingForm:
    """Return the form that adds a scan to a paper."""

    class ScanForm(WritingForm):
        scan = scan_of(_("Scan or photograph"), needed=True)

    return ScanForm()


def lifting_form() -> WritingForm:
    """Return the form of a held election going on."""

    class LiftingForm(WritingForm):
        reason = text(_("Reason"), needed=False, most=300)
        election_on = day(_("New election day"), needed=False)

    return LiftingForm()


def decision_form() -> WritingForm:
    """Return the form of a second person's decision."""

    class DecisionForm(WritingForm):
        reason = text(_("Reason"), needed=False, most=300)

    return DecisionForm()


def _figure(name: str, shape: Any, track: Track, elected: Sequence[tuple[str, str]]) -> Any:
    label = wording().label("field", name)
    if name == "secretary":
        return choice(label, elected, names=True)
    if shape is bool:
        return yes_no(label)
    if shape is date:
        return day(label)
    if isinstance(shape, EnumType):
        known: dict[Any, tuple[StrEnum, ...]] = {Organ: ORGANS_OF[track], Ground: GROUNDS_OF[track]}
        members = known.get(cast(Any, shape), tuple(cast(type[StrEnum], shape)))
        return choice(label, [(m.value, wording().label(name, m.value)) for m in members])
    return number(label)


def _entered(value: Any, shape: Any) -> Any:
    if shape is bool:
        return value == "yes"
    if shape is int and isinstance(value, str):  # chosen from a list of persons
        return int(value) if value.isascii() and value.isdecimal() else None
    return value
