"""What an opinion may say after what the units replied: pure."""

from electflow.issues import Fact, Issue
from electflow.joint_review.grounds import CandidateReplies, Grounds
from electflow.joint_review.questions import is_contested
from electflow.joint_review.terms import Conclusion
from electflow.stages import Track

NEED_WORDS = (Conclusion.PASS_NOTE, Conclusion.UNSUITABLE)
"""Conclusions that say nothing without the reason written out."""


def faults_of_opinion(
    conclusion: Conclusion,
    grounds: Grounds,
    track: Track,
    replies: CandidateReplies,
    ruled: Conclusion | None,
    is_referred: bool,
) -> list[Issue]:
    """Return what is wrong with an opinion, all at once.

    ``ruled`` is what a joint meeting decided of the candidate; ``is_referred`` says that he was
    put before one. Source: VCOL 2025, art. 18; law-notes A2.
    """
    issues = []

    def refuse(code: str, key: str = "", **facts: Fact) -> None:
        issues.append(Issue(code=code, source_key=key, facts=facts))

    if not replies.told:
        refuse("vetting.nobody_asked")
    if replies.open_units and conclusion is not Conclusion.PROHIBITED:
        refuse("vetting.units_silent", "vetting.all_units_answer", units=len(replies.open_units))
    if conclusion is Conclusion.PASS and (replies.found or replies.unclear):
        refuse("vetting.pass_over_reply", units=len(replies.found) + len(replies.unclear))
    if conclusion in NEED_WORDS and not grounds.words.strip():
        refuse("document.reason_missing")
    if conclusion in (Conclusion.UNSUITABLE, Conclusion.PROHIBITED) and not replies.found:
        refuse("vetting.nothing_found")
    item = replies.checklist.items.get(grounds.item) if replies.checklist else None
    if item is not None and track not in item.tracks:
        item = None
    if conclusion is Conclusion.PROHIBITED:
        if track is not Track.COMMITTEE:
            refuse("vetting.bar_is_committees")
        elif not grounds.item:
            refuse("vetting.item_missing")
        elif item is None or not item.statutory:
            refuse("vetting.bar_needs_class", "vetting.four_classes")
        elif item.code not in {t.hit for t in replies.found}:
            refuse("vetting.class_not_replied", item=item.code)
        if not grounds.document.strip():
            refuse("vetting.document_missing")
    elif conclusion is Conclusion.UNSUITABLE:
        if item is None:
            refuse("vetting.item_missing")
        elif replies.found and not any(item.code in (t.hit, *t.items) for t in replies.found):
            refuse("vetting.item_not_replied", item=item.code)
    must_meet = is_referred or is_contested(replies.told)
    if must_meet and ruled is None:
        refuse("vetting.meeting_missing")
    elif ruled is not None and ruled is not conclusion:
        refuse("vetting.meeting_ruled_otherwise", ruled=ruled.value)
    return issues
