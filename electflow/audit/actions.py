"""The closed vocabulary of acts: each action with the keys that its event may carry."""

from electflow.stages import Trigger

_STEP = frozenset({"from", "to", "version", "passed", "profile", "issues"})
_ROWS = frozenset({"upload", "digest", "ready", "known", "faulty", "doubles"})

ACTIONS: dict[str, frozenset[str]] = {
    "account:approve": frozenset({"proposal", "roles", "username"}),
    "account:create": frozenset({"roles", "username"}),
    "account:disable": frozenset({"was"}),
    "account:propose": frozenset({"proposal", "roles"}),
    "account:reject": frozenset({"proposal"}),
    "arrangement:change": frozenset({"place", "changes"}),
    "ballot:move": frozenset({"poll", "move", "box", "quantity", "takes_back"}),
    "box:add": frozenset({"box", "kind", "scrutineers", "users"}),
    "box:withdraw": frozenset({"box"}),
    "campaign:confirm": frozenset({"elections", "committee", "party", "without"}),
    "campaign:create": frozenset({"year", "term", "election_on", "assembly_on", "profile"}),
    "candidate:nominate": frozenset(
        {"election", "number", "post", "source", "name", "votes", "nominators"}
    ),
    "candidate:withdraw": frozenset({"election", "number"}),
    "count:record": frozenset({"election", "poll", "edition", "figures", "votes"}),
    "document:record": frozenset(
        {"kind", "edition", "dated_on", "posted_on", "taken_down_on", "figures", "irregular"}
    ),
    "doubtful:note": frozenset({"poll", "number", "box", "doubt"}),
    "doubtful:rule": frozenset({"poll", "number", "ruling"}),
    "election_committee:choose": frozenset({"rank"}),
    "election_committee:leave": frozenset({"rank", "leaving", "left_on", "replaced_by"}),
    "election_committee:post": frozenset({"posted_on", "persons"}),
    "election_committee:rank": frozenset({"rank", "votes", "duty"}),
    "grant:approve": frozenset({"proposal", "before", "after"}),
    "grant:propose": frozenset({"proposal", "before", "after"}),
    "grant:reject": frozenset({"proposal"}),
    "handover:settle": frozenset({"thing", "standing", "on"}),
    "hold:lift": frozenset({"hold", "moved_to"}),
    "hold:place": frozenset({"hold", "kind", "organ", "dated_on", "until", "moved_to", "proposal"}),
    "hold:propose": frozenset({"proposal", "kind"}),
    "hold:reject": frozenset({"proposal"}),
    "job:open": frozenset({"job", "kind", "trigger", "total"}),
    "kinship:confirm": frozenset({"kinship"}),
    "kinship:refute": frozenset({"kinship"}),
    "kinship:state": frozenset({"kinship", "a", "b", "as"}),
    "objection:decide": frozenset({"number", "ruling", "decided_on", "posted_on"}),
    "objection:receive": frozenset({"number", "matter", "received_on"}),
    "poll:open": frozenset({"number", "kind", "registered"}),
    "proxy:register": frozenset({"number", "principal", "proxy", "relation", "applied_on"}),
    "proxy:withdraw": frozenset({"number"}),
    "refusal:forbidden": frozenset({"code", "subject"}),
    "refusal:requirements": frozenset({"code", "subject", "issues"}),
    "region:load": frozenset({"places", "renamed", "refused"}),
    "roll:import": _ROWS,
    "roll:keep": frozenset({"number", "edition", "voters", "digest"}),
    "roll:post_changes": frozenset({"posted_on", "changes"}),
    "roll:upload": _ROWS,
    "session:end": frozenset(),
    "session:lock": frozenset(),
    "session:open": frozenset({"roles"}),
    "staff:add": frozenset({"number", "duty"}),
    "staff:release": frozenset({"number"}),
    "tally:enter": frozenset({"poll", "box", "standing", "differing", "warnings", "digest"}),
    "tally:reopen": frozenset({"poll", "box"}),
    "verdict:record": frozenset({"election", "candidate", "conclusion", "edition"}),
    "voter:add": frozenset({"election", "voter", "class", "change", "dated_on"}),
    "voter:correct": frozenset({"election", "voter", "fields"}),
    "voter:strike": frozenset({"election", "voter", "change", "dated_on"}),
} | {f"election:{trigger}": _STEP for trigger in Trigger}
