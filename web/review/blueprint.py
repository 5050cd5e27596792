"""The blueprint of the joint review, and what all its pages print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from flask import Blueprint, url_for

from electflow.access import service as access
from electflow.access.rules import may_anywhere
from electflow.access.terms import Permission
from electflow.campaign import service as campaigns
from electflow.campaign.model import Campaign
from electflow.errors import NotFound
from electflow.joint_review.adoption import Adopted, checklists_of, find_checklist
from electflow.joint_review.checklist import Checklist, Effect, Item
from electflow.joint_review.deadlines import DueUnit
from electflow.joint_review.desk import Desk, DeskLine
from electflow.joint_review.doubts import Doubt, doubts_of
from electflow.joint_review.queries import persons_sent
from electflow.joint_review.reminders import plan_of
from electflow.joint_review.seats import seats_of
from electflow.profile.loader import pinned
from electflow.profile.model import Profile
from electflow.workflow import reviewing
from electflow.workflow.replying import read_desk
from web.campaigns.blueprint import PLACE
from web.entry import actor, read, settings, today
from web.language import gettext, language

bp = Blueprint("review", __name__)
HERE = PLACE + "/review"


@dataclass(frozen=True)
class ReviewPage:
    """What every page of the joint review prints."""

    campaign: Campaign

    @cached_property
    def profile(self) -> Profile:
        """Return the pinned profile."""
        return pinned(self.campaign.profile_snapshot)

    @cached_property
    def adopted(self) -> Adopted | None:
        """Return the checklist in force."""
        return find_checklist(read(), self.campaign.county, self.campaign.id)

    @property
    def checklist(self) -> Checklist | None:
        """Return the list in force, or None."""
        return self.adopted.checklist if self.adopted else None

    def unit_name(self, code: str) -> str:
        """Return what a unit is called; its code where the list knows it no more."""
        unit = self.checklist.units.get(code) if self.checklist else None
        return unit.name if unit else code

    def at(self, view: str, **more: Any) -> str:
        """Return the address of another page of the same review."""
        return url_for(
            f"review.{view}", county=self.campaign.county, year=self.campaign.year, **more
        )

    def may(self, permission: str) -> bool:
        """Tell whether the reader holds a permission at some place of the county."""
        return may_anywhere(actor(), permission)

    @property
    def tabs(self) -> list[tuple[str, str]]:
        """Return the pages that the reader may open, as view and msgid."""
        return [(view, name) for view, name, permission in _TABS if self.may(permission)]

    @cached_property
    def desk(self) -> Desk:
        """Return the reader's own desk."""
        return read_desk(read(), actor(), self.campaign, self.profile, today())

    @cached_property
    def to_answer(self) -> tuple[DeskLine, ...]:
        """Return what the reader may still answer himself."""
        return self._desk_by(Permission.REPLY_ENTER).waiting

    @cached_property
    def to_state(self) -> tuple[DeskLine, ...]:
        """Return of whom the reader may state at once that nothing was found."""
        return self._desk_by(Permission.REPLY_ENTER).rest

    @cached_property
    def to_sign(self) -> tuple[DeskLine, ...]:
        """Return what waits for the reader's signature."""
        return self._desk_by(Permission.REPLY_SIGN).to_sign

    def _desk_by(self, permission: Permission) -> Desk:
        """Return the desk of one permission; most readers hold but one of the two."""
        whole = {
            *seats_of(actor(), Permission.REPLY_ENTER),
            *seats_of(actor(), Permission.REPLY_SIGN),
        }
        if set(seats_of(actor(), permission)) == whole:
            return self.desk
        return read_desk(read(), actor(), self.campaign, self.profile, today(), permission)

    def doubts(self, persons: Mapping[int, str]) -> dict[int, list[Doubt]]:
        """Return where the reader's own name is that of a person, or of near kin of his, by person."""
        own = access.names_of(read(), self.campaign.county, {actor().official_id})
        found: dict[int, list[Doubt]] = {}
        for doubt in doubts_of(read(), self.campaign, own, persons):
            found.setdefault(doubt.person_id, []).append(doubt)
        return found

    @property
    def own_units(self) -> list[str]:
        """Return the units for which the reader speaks."""
        seats = (
            *seats_of(actor(), Permission.REPLY_ENTER),
            *seats_of(actor(), Permission.REPLY_SIGN),
        )
        return list(dict.fromkeys(seat.unit for seat in seats if seat.unit))

    @cached_property
    def lists(self) -> Mapping[int, Checklist]:
        """Return the lists by which the questions on the reader's desk were asked."""
        ids = {line.checklist_id for line in self.desk.lines}
        return checklists_of(read(), self.campaign.county, ids)

    def asked(self, line: DeskLine) -> list[Item]:
        """Return what the reader's unit is asked about a person."""
        return self.lists[line.checklist_id].asked(line.track, line.unit)

    @cached_property
    def due(self) -> list[DueUnit]:
        """Return the units of whom a reminder or a report is due today by the plan."""
        return reviewing.due_units(read(), self.campaign, today())

    @property
    def due_by_unit(self) -> dict[tuple[int, str], DueUnit]:
        """Return what is due today, by the number of the batch and the unit."""
        return {(one.batch.number, one.row.unit): one for one in self.due}

    @property
    def plan_words(self) -> str:
        """Return the plan of reminders in words."""
        plan = plan_of(self.profile)
        begin, every, late = (
            plan.remind_before_days,
            plan.remind_every_days,
            plan.escalate_after_days,
        )
        told = [
            gettext("Reminders begin %(n)s days before the last day.", n=begin),
            gettext("They come again every %(n)s days.", n=every)
            if every
            else gettext("They do not come again."),
            gettext("%(n)s days after the last day the unit is reported.", n=late)
            if late
            else gettext("Nobody is reported by the plan."),
            gettext("The last day is in time; weekends and holidays are not skipped."),
        ]
        return "".join(told) if language() == "zh_Hans" else " ".join(told)

    @property
    def is_urged_by_plan(self) -> bool:
        """Tell whether the site itself reminds and reports."""
        return settings().urges_by_plan

    @property
    def persons_sent(self) -> list[tuple[str, str]]:
        """Return who is being examined, as choices by the person's id."""
        return [(str(i), name) for i, name in persons_sent(read(), self.campaign).items()]

    @property
    def list_in_all(self) -> Checklist:
        """Return the newest list of this desk with the kinds of sanction of all of them, each once.

        By their title: that is what the workbook's drop-down offers, and each row is read by its list.
        """
        newest, *earlier = (self.lists[i] for i in sorted(self.lists, reverse=True))
        effects: dict[str, Effect] = {}
        for effect in (e for one in (newest, *earlier) for e in one.effects.values()):
            effects.setdefault(effect.title, effect)
        return msgspec.structs.replace(newest, effects=effects)

    @property
    def asked_in_all(self) -> list[Item]:
        """Return every item that is asked on this desk, each once."""
        return self.asked_of(self.desk.lines)

    def asked_of(self, lines: Sequence[DeskLine]) -> list[Item]:
        """Return every item that is asked about some persons, each once."""
        kinds = {(line.checklist_id, line.track, line.unit): line for line in lines}
        lists = checklists_of(read(), self.campaign.county, {line.checklist_id for line in lines})
        found = {
            item.code: item
            for line in kinds.values()
            for item in lists[line.checklist_id].asked(line.track, line.unit)
        }
        return [found[code] for code in sorted(found)]


def _(message: str) -> str:
    return message


_TABS = (
    ("desk", _("Review desk"), Permission.DESK_OPEN),
    ("matrix", _("Matrix"), Permission.REVIEW_READ),
    ("opinions", _("Opinions"), Permission.REVIEW_READ),
    ("sent", _("Batches"), Permission.REVIEW_SUBMIT),
    ("meetings", _("Joint meetings"), Permission.REVIEW_READ),
    ("checklist", _("Checklist"), Permission.REVIEW_READ),
    ("recusals", _("Recusals"), Permission.RECUSAL_KEEP),
)


def review_page(county: str, year: int) -> ReviewPage:
    """Return what the pages of a campaign's joint review print; raises NotFound."""
    return ReviewPage(campaigns.get_campaign(read(), actor(), county, year))


def newest_page() -> ReviewPage | None:
    """Return the page of the newest campaign of the reader's county, or None."""
    found = campaigns.list_campaigns(read(), actor())
    return ReviewPage(found[0]) if found else None


def line_of(here: ReviewPage, question_id: int) -> DeskLine:
    """Return a person on the reader's desk; raises NotFound for anybody else's."""
    line = next((o for o in here.desk.lines if o.question_id == question_id), None)
    if line is None:
        raise NotFound(f"question {question_id}")
    return line
