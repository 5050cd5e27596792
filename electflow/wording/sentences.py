"""What issues and lines of proof say, in English: sentence, and what to do about it."""

SENTENCES: dict[str, tuple[str, str]] = {
    "document.recorded": ("{document} must be on record", "Record {document}."),
    "document.posted": (
        "{document} needs its posting day",
        "Enter the day on which {document} was posted.",
    ),
    "document.posted_in_time": (
        "{document} was posted by {latest} (posted on {posted_on})",
        "It came {days_late} days late. The date stays as it was recorded; the election day is to be moved.",
    ),
    "document.days_run_out": (
        "{days} days after {document} was posted on {posted_on} must have run out",
        "Wait until {first}.",
    ),
    "document.date_ahead": ("The date {date} lies after today ({today}).", ""),
    "document.posting_ahead": ("The posting day {date} lies after today ({today}).", ""),
    "document.posted_before_dated": (
        "The posting day {posted_on} lies before the paper's date {dated_on}.",
        "",
    ),
    "document.taken_down_before_posted": (
        "The day {taken_down_on} of taking down lies before the posting day.",
        "",
    ),
    "document.number_missing": ("Enter the number of the paper.", ""),
    "document.figure_out_of_range": ("{field}: {value} is outside 0 to 9,999,999.", ""),
    "document.figure_negative": ("Figures cannot be below zero.", ""),
    "document.figure_exceeds": ("{field} ({value}) cannot be more than {other} ({limit}).", ""),
    "document.ends_before_begins": (
        "The last day {ends_on} lies before the first day {begins_on}.",
        "",
    ),
    "document.figures_incomplete": ("Fill in all figures of the paper.", ""),
    "document.reason_missing": ("Enter the reason.", ""),
    "roll.election_committee_size": (
        "The election committee has at least {least} members (now {members})",
        "Check the notice, or explain.",
    ),
    "roll.all_of_age": (
        "Everybody on the list is {least} on the election day ({persons} are not).",
        "Since the day moved, take them off the list.",
    ),
    "roll.already_registered": (
        "This villager is on the list already.",
        "",
    ),
    "roll.as_kept": (
        "{document} says {registered}; the list has {voters}.",
        "Correct the paper or the list.",
    ),
    "roll.election_committee_odd": ("The number of members is odd (now {members})", "Explain."),
    "roll.departure_audit_public": (
        "The departure audit's result is public before the election",
        "Organised by the county's agriculture and finance departments or the township government. Record the notice.",
    ),
    "roll.method_quorum": (
        "Two thirds of the meeting were present ({present} of {due})",
        "Hold the meeting again.",
    ),
    "roll.method_majority": (
        "More than half of those present agreed ({agreed} of {present})",
        "Put it to the vote again.",
    ),
    "roll.seats_in_range": (
        "The committee has {least} to {most} seats with one chair (now {seats})",
        "Correct the seats in the method.",
    ),
    "roll.women_seat": (
        "The committee has women members (seats for women: {women})",
        "Provide at least {least} seat for women in the method.",
    ),
    "roll.registration_over": (
        "Registration must be over (last day {ends_on})",
        "Post the list after the last day.",
    ),
    "roll.registered_counted": (
        "The number of registered voters must be known ({registered})",
        "Enter the number of the final list.",
    ),
    "roll.objections_decided": (
        "Every objection must be decided ({decided} of {objections})",
        "Decide within three days of receipt and publish the outcome.",
    ),
    "roll.members_due": (
        "Members due to attend: {due} (full members {full_members})",
        "Correct the roster.",
    ),
    "roll.party_seats": ("The reply names the committee seats ({seats})", "Enter the seats."),
    "nomination.more_than_seats": (
        "{post}: {candidates} candidates for {seats} seats (at least {needed})",
        "Enter or nominate further candidates.",
    ),
    "nomination.one_post_each": (
        "Nobody stands for two posts ({persons} persons do)",
        "Record the written choice and take the person off the other list.",
    ),
    "nomination.primary_in_method": (
        "The adopted method provides for a primary",
        "If there is no primary, submit to vetting directly.",
    ),
    "nomination.primary_voted": (
        "Ballots of the primary were returned ({returned})",
        "Enter the ballots.",
    ),
    "nomination.choice_is_lacking": (
        "Some post has no choice any more ({posts} posts)",
        "Take withdrawn or barred candidates off the list first.",
    ),
    "nomination.without_candidates_allowed": (
        "The profile allows a poll without candidates",
        "Nominate candidates.",
    ),
    "nomination.without_candidates_agreed": (
        "More than half of those present agreed ({agreed} of {present})",
        "Put it to the vote again.",
    ),
    "nomination.recommendation_attended": (
        "{meeting}: enough were present ({present} of {due})",
        "Hold the meeting again, or explain.",
    ),
    "nomination.already_listed": ("This person is on the list for this post already.", ""),
    "nomination.form_on_record": (
        "Whoever was proposed by form has it on record ({persons} have not).",
        "Enter the form or the minutes.",
    ),
    "nomination.joint_enough": (
        "Joint nominations have at least {least} nominators ({persons} have fewer).",
        "Correct it, or explain what the village's method says.",
    ),
    "nomination.no_listing_now": (
        "The formal list cannot be settled or filled in this stage.",
        "Once it is posted, use the step that lets a reserve follow.",
    ),
    "nomination.nobody_chosen": (
        "Nobody was chosen for the formal list.",
        "Tick who is on the list.",
    ),
    "nomination.not_in_this_stage": ("Candidates cannot be entered this way in this stage.", ""),
    "nomination.not_the_partys": (
        "Only the Party organisation withdraws its own nomination; who was named by villagers or by himself was not.",
        "Choose the true reason.",
    ),
    "nomination.not_too_many": (
        "{post}: {candidates} formal candidates, at most {most} by the rules here.",
        "Settle the formal list by votes; the others stay as reserves.",
    ),
    "nomination.not_while_voting": (
        "Nobody is taken off the list while there is voting or counting.",
        "",
    ),
    "nomination.nothing_corrected": (
        "Nothing is different from what is on record.",
        "",
    ),
    "nomination.only_by_votes": (
        "Nobody may be dropped this way while candidates are examined: {persons} with as many or more votes, or proposed without votes, are left out.",
        "Follow the votes; who leaves for another reason is taken off the list with it.",
    ),
    "nomination.passed_over": (
        "{persons} persons with as many or more votes are passed over, without a reason.",
        "Name the clause of the adopted method, the reason and the minutes; an opinion of unsuitable is no reason.",
    ),
    "nomination.primary_missing": (
        "The votes of {persons} candidates are missing.",
        "Enter the votes of everybody who was voted on.",
    ),
    "nomination.reserve_there": (
        "Posts with a reserve who can follow: {posts}.",
        "Without a reserve, nominate further candidates.",
    ),
    "nomination.reserves_enough": (
        "Of the posts that lack a choice, {posts} have no reserve.",
        "Nominate further candidates for these posts.",
    ),
    "nomination.self_in_time": (
        "Own nominations came by {last} ({persons} came later).",
        "A late one is taken off the list.",
    ),
    "nomination.stands_elsewhere": (
        "The person also stands where you may not correct, or where the poll has begun ({elections} elections).",
        "Ask the county to correct it.",
    ),
    "nomination.under_age": (
        "On the election day the person is {age} years old; the law asks for {least}.",
        "",
    ),
    "nomination.win_is_void": (
        "This person's win was declared void and is not taken back by another entry.",
        "Compare with the written decision; the organ that decided says what becomes of the votes (Zhejiang, Art. 41, has its own rule).",
    ),
    "nomination.withdrawn_too_late": (
        "The writing of {asked_on} comes after the last day, {last}.",
        "The withdrawal came too late; the candidate stays on the list.",
    ),
    "person.name_missing": ("Enter the name.", ""),
    "person.number_length": ("The ID number has {length} characters; it must have 18.", ""),
    "person.number_check": ("The last character of the ID number should be {expected}.", ""),
    "person.number_birth": ("The ID number holds no possible day of birth.", ""),
    "person.number_of_another": (
        "This ID number belongs to another person on record.",
        "",
    ),
    "person.number_sex": ("The sex does not agree with the ID number.", ""),
    "vetting.units_answered": (
        "All units must answer ({answered} of {units})",
        "Remind the {missing} units; silence is not consent.",
    ),
    "vetting.answered_already": (
        "A reply was signed already; only a re-check asks again.",
        "",
    ),
    "vetting.answered_outside": (
        "The day {date} of the answer lies outside {first} to {last}.",
        "",
    ),
    "vetting.answers_in_date": (
        "The replies may be relied on until the election day (oldest {oldest}, {days} days, until {last})",
        "Ask the units again.",
    ),
    "vetting.asked_already": (
        "{units} units have not replied yet to what they were asked before. Remind them, or ask only units that have replied.",
        "",
    ),
    "vetting.bar_is_committees": (
        "In the Party's election the Party committee decides; article 18 does not apply.",
        "",
    ),
    "vetting.bar_needs_class": (
        "Somebody is barred only by one of the four classes of article 18.",
        "For anything else choose “unsuitable”, which is an opinion only.",
    ),
    "vetting.by_opinion": (
        "This election is examined by the joint review: the conclusion comes by an opinion of three persons.",
        "",
    ),
    "vetting.class_not_replied": (
        "No unit replied that it found {item}.",
        "",
    ),
    "vetting.committee_keeps": (
        "The election committee keeps {persons} persons of whom the opinion says that they are barred",
        "Explain, and report to the township.",
    ),
    "vetting.document_missing": (
        "Enter the number of the document that proves it.",
        "",
    ),
    "vetting.due_day_past": (
        "The last day {date} lies before today ({today}), or is the same as before.",
        "",
    ),
    "vetting.earlier_round_open": (
        "{questions} questions of an earlier round are not answered by two persons.",
        "",
    ),
    "vetting.effect_needs_day": (
        "Enter the day of the document: the effect is reckoned from it.",
        "",
    ),
    "vetting.effect_unknown": (
        "The sanction {effect} is not in the list.",
        "",
    ),
    "vetting.entered_otherwise": (
        "Another reply is entered and not signed yet.",
        "",
    ),
    "vetting.everybody_asked": (
        "Units were asked about everybody who stands ({persons} of {candidates} missing)",
        "Send the missing candidates.",
    ),
    "vetting.everybody_concluded": (
        "Every candidate needs a conclusion ({missing} of {candidates} without)",
        "Record the conclusions.",
    ),
    "vetting.hit_without_hit": (
        "Item, document and effect belong only to a reply that something was found.",
        "",
    ),
    "vetting.nobody_barred": (
        "Nobody stands who by law may not be a candidate ({persons})",
        "The election committee decides and publishes; take the person off the list.",
    ),
    "vetting.nobody_barred_party": (
        "Nobody stands who may not be a candidate ({persons})",
        "The township Party committee decides; take the person off the list and recommend anew.",
    ),
    "vetting.list_names_all": (
        "The notice names everybody who stands ({persons} named, {candidates} stand)",
        "Correct the notice or the list.",
    ),
    "vetting.inspectors": (
        "At least {least} persons inspected (now {inspectors})",
        "Inspect again, or explain.",
    ),
    "vetting.item_missing": (
        "Choose the item.",
        "",
    ),
    "vetting.item_not_asked": (
        "Item {item} is not put to this unit.",
        "",
    ),
    "vetting.letter_missing": (
        "Enter the number of the letter.",
        "",
    ),
    "vetting.list_faulty": (
        "The checklist cannot be used: {faults}",
        "",
    ),
    "vetting.meeting_incomplete": ("Enter the place, who chaired it and who kept the minutes.", ""),
    "vetting.meeting_missing": (
        "What was found is contested: a joint meeting decides first.",
        "",
    ),
    "vetting.meeting_of_one": (
        "Only one unit came: a joint meeting takes at least two.",
        "",
    ),
    "vetting.meeting_ruled_otherwise": (
        "The joint meeting came to another conclusion: {ruled}",
        "",
    ),
    "vetting.minutes_missing": ("Enter the number of the minutes.", ""),
    "vetting.no_bar_to_decide": (
        "There is no approved opinion that the candidate is barred.",
        "",
    ),
    "vetting.no_checklist": (
        "No checklist is adopted yet.",
        "",
    ),
    "vetting.no_majority": (
        "{votes} votes are not more than half of the {voting} units that vote.",
        "",
    ),
    "vetting.no_round": (
        "Choose at least one round.",
        "",
    ),
    "vetting.no_round_left": (
        "All rounds were asked.",
        "",
    ),
    "vetting.nobody_asked": (
        "Nobody was asked about this candidate.",
        "",
    ),
    "vetting.nobody_present": ("Say which units came, and who for them.", ""),
    "vetting.nobody_to_send": (
        "There is nobody to send: all who stand were sent already.",
        "",
    ),
    "vetting.not_entered": (
        "No reply is entered yet.",
        "",
    ),
    "vetting.objections_settled": (
        "Every objection must be settled ({settled} of {objections})",
        "Settle them first.",
    ),
    "vetting.number_missing": ("Enter the number of the opinion.", ""),
    "vetting.not_in_this_stage": ("Conclusions are recorded only while candidates are vetted.", ""),
    "vetting.not_late": (
        "The unit is not late: its last day is {due_on}.",
        "",
    ),
    "vetting.not_passing": (
        "{persons} of these persons cannot be taken together: something was found, a unit is silent, or the opinion stands elsewhere. Nothing was done.",
        "",
    ),
    "vetting.not_reminded": (
        "Remind the unit first.",
        "",
    ),
    "vetting.not_under_review": (
        "{elections} elections are not in vetting: {names}",
        "",
    ),
    "vetting.nothing_asked": (
        "The checklist asks nothing about {persons} of these persons.",
        "",
    ),
    "vetting.nothing_chosen": (
        "Choose at least one.",
        "",
    ),
    "vetting.nothing_found": (
        "No unit found anything on which this could rest.",
        "",
    ),
    "vetting.nothing_open": (
        "Nothing is open.",
        "",
    ),
    "vetting.nothing_stated": (
        "There is neither a statement nor an objection on this candidate.",
        "",
    ),
    "vetting.opinions_under_way": (
        "An opinion on {persons} of these persons is under way.",
        "",
    ),
    "vetting.pass_over_reply": (
        "{units} units found something or could not judge; a plain pass would pass them over.",
        "",
    ),
    "vetting.questions_answered": (
        "All questions are answered by two persons ({answered} of {asked}, {missing} missing)",
        "Silence is not consent: remind the units or enter their paper replies.",
    ),
    "vetting.recusal_of_whom": (
        "Say of whom, or of which village.",
        "",
    ),
    "vetting.recusal_stated": (
        "This recusal is recorded already.",
        "",
    ),
    "vetting.recused": (
        "You may not answer about this person: {ground}",
        "Another person of the unit answers.",
    ),
    "vetting.reminded_today": (
        "The unit was reminded today already.",
        "",
    ),
    "vetting.round_asked": (
        "{round} was asked already.",
        "",
    ),
    "vetting.ruled_already": (
        "The meeting decided on this candidate already.",
        "",
    ),
    "vetting.signed_by_others": (
        "What came by paper is checked by the county, what the unit entered is signed by its leader.",
        "",
    ),
    "vetting.statement_missing": (
        "Read the list and tick the statement.",
        "",
    ),
    "vetting.statements_answered": (
        "Every statement and objection is answered ({open} open)",
        "Answer them in writing.",
    ),
    "vetting.too_many_chosen": (
        "{persons} persons are chosen, at most {most} at once.",
        "",
    ),
    "vetting.units_silent": (
        "{units} units have not replied; silence is not consent.",
        "Remind them, or enter their paper replies.",
    ),
    "vetting.why_missing": (
        "Say why it cannot be judged.",
        "",
    ),
    "vetting.words_long": (
        "The words are too long ({is}, at most {most} characters).",
        "",
    ),
    "vetting.words_missing": (
        "Enter what was said.",
        "",
    ),
    "voting.day_as_announced": (
        "The notice names the election day ({announced} / {election_on})",
        "Correct the notice, or have the election day moved.",
    ),
    "voting.proxy_limit": (
        "No proxy votes for more than {limit} (now {most})",
        "Refuse the surplus proxies and correct the notice.",
    ),
    "voting.no_candidate_is_proxy": (
        "No candidate is a proxy ({persons})",
        "Refuse these proxies and correct the notice.",
    ),
    "voting.ballots_enough": (
        "Ballots printed are enough ({printed} for {registered} voters)",
        "Print more.",
    ),
    "voting.secret_places": ("Secret writing places must be provided ({places})", "Provide them."),
    "voting.box_scrutineers": (
        "At least {least} scrutineers at each mobile box (now {fewest})",
        "Add scrutineers, or explain.",
    ),
    "voting.party_first": (
        "The Party election of this place comes first by plan (now: {party_stage})",
        "A plan's order only; it never stops the villagers' vote. Explain.",
    ),
    "voting.on_election_day": (
        "Only on the election day ({election_on}) or after",
        "Wait for the day, or have it moved.",
    ),
    "voting.voters_at_most_registered": (
        "No more drew ballots than are registered ({voters} of {registered})",
        "Check the record.",
    ),
    "voting.counted": ("The count must be entered", "Enter the count."),
    "voting.entry_possible": (
        "The figures agree with each other",
        "Correct the count.",
    ),
    "voting.outcome_is": (
        "The count leads to: {declared} (computed: {outcome})",
        "Record what the count says.",
    ),
    "voting.second_seats": (
        "The notice names the vacant seats ({seats} / {vacant})",
        "Correct the notice.",
    ),
    "voting.second_in_time": (
        "The second election comes by {latest} (on {poll_on})",
        "Correct the day, or explain.",
    ),
    "voting.members_enough": (
        "At least {least} members are elected (now {members})",
        "Hold the second election.",
    ),
    "voting.vacancy_agreed": (
        "More than half agreed ({agreed} of {present})",
        "Put it to the vote again.",
    ),
    "voting.announced_on_the_spot": (
        "The result must be announced on the spot",
        "Record what happened and report it.",
    ),
    "voting.counted_openly": (
        "The ballots must be counted openly",
        "Record what happened and report it.",
    ),
    "voting.notice_names_all": (
        "The notice names all elected ({persons} / {elected})",
        "Correct the notice.",
    ),
    "voting.ground_is": (
        "The decision names this ground: {declared} (recorded: {ground})",
        "Take the way that the decision names.",
    ),
    "voting.person_void_noted": (
        "Whose win is void must be noted ({persons})",
        "Note it in the list of candidates.",
    ),
    "voting.due_as_roster": (
        "Due to attend as in the roster ({due} / {roster})",
        "Correct the figure.",
    ),
    "voting.quorum": (
        "Four fifths of those due are present ({present} of {due})",
        "Convene the assembly again.",
    ),
    "voting.quorum_missed": (
        "The quorum was missed ({present} of {due})",
        "With a quorum, hold the assembly.",
    ),
    "voting.secretary_majority": (
        "More than half of those present agreed ({agreed} of {present})",
        "Vote again.",
    ),
    "voting.nearly_full": (
        "Nearly all seats are filled ({vacant} open)",
        "Hold the second election.",
    ),
    "voting.not_counting": ("Counts are entered only while ballots are counted.", ""),
    "appointment.certificates_for_all": (
        "Certificates went to all elected ({persons} / {elected})",
        "Correct the record.",
    ),
    "appointment.handover_signed": (
        "Both sides must sign the handover",
        "Have it signed. If one side refuses, complain to the township in writing.",
    ),
    "appointment.seal_handed_over": ("The seal must be handed over", "Hand over the seal."),
    "appointment.handover_in_time": (
        "Handed over by {latest} (on {handed_on})",
        "It came late: explain; the breach stays on record.",
    ),
    "appointment.ballots_sealed": (
        "Documents must be archived and ballots sealed ({files} items)",
        "Complete the archive.",
    ),
    "appointment.certificates_issued": (
        "{persons} of {elected} elected hold a certificate.",
        "Record the numbers of the certificates.",
    ),
    "appointment.not_handing_over": (
        "The handover is recorded once the result is confirmed.",
        "",
    ),
    "appointment.order_before_refusal": (
        "The order is dated {ordered_on}, before the refusal ({refused_on}).",
        "Correct the day.",
    ),
    "appointment.order_number_missing": (
        "The number of the order is missing.",
        "",
    ),
    "appointment.order_without_refusal": (
        "There is no refusal on record that an order could follow.",
        "Record the refusal first.",
    ),
    "appointment.refusal_ordered": (
        "{thing}: after the refusal the township ordered it by {latest}, or it was handed over.",
        "Explain why; it stays on record as an irregularity.",
    ),
    "appointment.thing_done": (
        "{thing} is settled already; a correction needs its reason.",
        "Write the reason; the earlier entry stays in the trail.",
    ),
    "appointment.thing_standing_missing": (
        "How the thing stands is missing.",
        "",
    ),
    "appointment.thing_words_missing": (
        "What is handed over, or why it is refused, is missing.",
        "",
    ),
    "appointment.things_settled": (
        "All things are handed over or absent ({done} of {things}).",
        "Record what is left on the handover list.",
    ),
    "appointment.without_plenary": (
        "The reply lets the assembly elect the secretary",
        "Let the plenary elect the secretary first.",
    ),
    "access.own_act": (
        "Another person must have done the step before",
        "A second person must do this step.",
    ),
    "access.account_disabled": (
        "The account is disabled.",
        "",
    ),
    "access.grant_twice": (
        "A role at the same place stands twice.",
        "",
    ),
    "access.grants_same": (
        "The roles are the same as before.",
        "",
    ),
    "access.last_administrator": (
        "This is the last account in force with the role {role}.",
        "Give another account this role first, else no account can be changed any more.",
    ),
    "access.role_unknown": ("Role {role} is unknown.", ""),
    "access.region_unfit": (
        "Role {role}: the code {region} must have {length} digits and lie in this county.",
        "",
    ),
    "access.role_missing": ("Choose a role.", ""),
    "access.roles_conflict": ("Administrators and inspectors hold no other role.", ""),
    "access.password_short": ("The password has {is} characters; it needs at least {least}.", ""),
    "access.password_like_name": ("The password must not contain the user name.", ""),
    "access.username_taken": ("This user name is taken.", ""),
    "access.own_account": ("Nobody disables his own account.", ""),
    "access.own_grants": (
        "Nobody changes his own roles.",
        "",
    ),
    "access.password_locked": (
        "Too many wrong passwords; try again in {minutes} minutes.",
        "",
    ),
    "access.password_wrong": (
        "The password is wrong.",
        "",
    ),
    "access.unit_missing": (
        "The role {role} needs a unit.",
        "",
    ),
    "access.unit_not_wanted": (
        "Only roles of reviewing units are given a unit.",
        "",
    ),
    "campaign.name_missing": ("Enter the name.", ""),
    "campaign.term_out_of_range": ("The term {term} is outside 1 to 30.", ""),
    "campaign.day_not_ahead": ("The election day {date} is not after today ({today}).", ""),
    "campaign.assembly_not_ahead": ("The assembly day {date} is not after today ({today}).", ""),
    "campaign.year_taken": ("This county has a campaign of {year} already.", ""),
    "campaign.no_places": ("No places of county {county} are loaded.", ""),
    "campaign.no_elections": ("No place takes part.", ""),
    "arrangement.reason_missing": ("Enter why the place does not take part.", ""),
    "arrangement.host_joins_another": (
        "{host} itself joins another place.",
        "",
    ),
    "arrangement.host_takes_no_part": (
        "{host} does not take part in this round.",
        "",
    ),
    "arrangement.hosts_another": (
        "{guest} is joined to this place, which therefore takes part itself.",
        "",
    ),
    "arrangement.merged_target_unknown": (
        "The place to merge into is not in this county, or is the place itself.",
        "",
    ),
    "arrangement.joined_target_unknown": (
        "The place to join is not in this county, or is the place itself.",
        "",
    ),
    "arrangement.party_seats_out_of_range": (
        "Party committee seats {seats} are outside 1 to {most}.",
        "",
    ),
    "arrangement.seats_out_of_range": (
        "The committee would have {seats} seats; the law asks for {least} to {most}.",
        "",
    ),
    "hold.new_day_missing": ("Enter the new election day, after today.", ""),
    "hold.day_has_passed": (
        "The election day {date} has passed.",
        "Enter the new election day.",
    ),
    "hold.not_while_counting": ("Nothing may be held between the count and its announcement.", ""),
    "hold.not_after_result": ("After the result handover cannot be held.", ""),
    "hold.only_while_polling": ("A poll can be interrupted only while it is open.", ""),
    "hold.number_missing": ("Enter the number of the decision.", ""),
    "profile.no_community_law": (
        "Elections of residents' committees follow the Urban Residents' Committee Law; this version does not handle them.",
        "Their rules can be read and single cases reckoned with the profile residents-national; the election itself is not run in this version.",
    ),
    "election.held": (
        "Held: {hold}, decided by {organ} on {dated_on}",
        "Wait until the hold is lifted.",
    ),
    "region.code_not_digits": ("The code is not made of digits.", ""),
    "region.code_length": ("The code has not 2, 4, 6, 9 or 12 digits.", ""),
    "region.name_length": ("The name is empty or longer than 60 characters.", ""),
    "region.code_twice": ("The code stands twice with different names.", ""),
    "region.file_unreadable": (
        "{file} cannot be read: expected CSV with the head code,name in UTF-8.",
        "",
    ),
    "outcome.voters_exceed_base": ("More drew a ballot ({voters}) than may vote ({base}).", ""),
    "outcome.due_not_as_roster": (
        "Those due are not as the roster says.",
        "",
    ),
    "outcome.excused_not_approved": (
        "A member is excused without approval above or adoption by the assembly.",
        "",
    ),
    "outcome.void_exceed_returned": (
        "Void ballots ({void}) are more than returned ({returned}).",
        "",
    ),
    "outcome.votes_exceed_good_ballots": (
        "Candidate {numbers} has more votes than good ballots ({returned} returned, {void} void).",
        "",
    ),
    "outcome.sum_exceeds_good_ballots": (
        "The votes of a post exceed good ballots times seats ({returned} returned, {void} void).",
        "",
    ),
    "outcome.named_twice": ("Somebody is named twice for one post.", ""),
    "outcome.returned_at_most_voters": (
        "Returned {returned} ≤ voters {voters}, issued {issued}",
        "",
    ),
    "outcome.turnout": ("Returned {returned} × 2 > registered {registered}", ""),
    "outcome.no_quorum": ("Present {voters} × 5 ≥ due {due} × 4", ""),
    "outcome.first_line": ("Votes {votes} × 2 > returned {returned}", ""),
    "outcome.kin_unconfirmed": (
        "A kinship is not confirmed; nobody is displaced.",
        "",
    ),
    "outcome.kin_unknown": (
        "Kin names somebody who is not in the case.",
        "",
    ),
    "outcome.repeat_line": ("Votes {votes} × 2 > returned {returned}", ""),
    "outcome.second_line": ("Votes {votes} × 3 ≥ returned {returned}", ""),
    "outcome.tie_line": ("Most votes win: {votes}", ""),
    "outcome.party_line": ("Votes {votes} × 2 > present {voters}", ""),
    "outcome.not_differential": (
        "A post had no more candidates than seats: legal review first.",
        "",
    ),
    "outcome.returned_exceed_issued": (
        "More ballots were returned than issued.",
        "",
    ),
    "outcome.write_in_not_checked": (
        "A written-in person is over the line; eligibility is not yet checked.",
        "",
    ),
    "outcome.second_turnout_low": ("Turnout of the second election is not above half.", ""),
    "outcome.women_exceed_seats": (
        "More women's seats than seats.",
        "",
    ),
    "outcome.women_member_missing": (
        "The committee would have no woman.",
        "",
    ),
    "bulk.number_chosen": ("Choose 1 to {most} villages (chosen: {chosen}).", ""),
    "bulk.nothing_chosen": ("Choose the villages and the step.", ""),
    "bulk.one_by_one": (
        "What is read out on the spot is declared village by village.",
        "",
    ),
    "campaign.days_missing": ("Choose the township and enter both days.", ""),
    "roll.assembly_quorum": (
        "More than half of the villagers were present ({present} of {due})",
        "Hold the meeting again.",
    ),
    "roll.change_evidence_missing": (
        "A change of the list needs its evidence.",
        "Enter the document or record.",
    ),
    "roll.changes_posted": (
        "All changes since the list hung were posted ({changes} not yet).",
        "Post them and record the notice.",
    ),
    "roll.class_unknown": (
        "The ground of registration is missing or unknown.",
        "Choose one of the three grounds of Art. 16.",
    ),
    "roll.control_character": (
        "A field holds a character that cannot be printed.",
        "Type it again by hand.",
    ),
    "roll.double_in_file": (
        "The same ID number as in row {row}.",
        "Keep one of the two rows.",
    ),
    "roll.entry_differs": (
        "He is on the list with other words: {columns}.",
        "Choose in the preview what is kept and what is overwritten, or correct the line by hand.",
    ),
    "roll.evidence_missing": (
        "This ground of registration needs its evidence.",
        "Enter the record of his wish, or the application and the meeting's consent.",
    ),
    "roll.group_missing": (
        "The villagers' group is missing.",
        "Enter the group.",
    ),
    "roll.kept_here": (
        "The list of voters is kept here, so that doubles are found.",
        "Import the list, or explain why only its number is recorded.",
    ),
    "roll.kept_on_paper": (
        "This list is kept on paper; its changes are entered as figures of the next notice.",
        "Record the corrected notice.",
    ),
    "roll.list_not_posted": (
        "The notice of the list with its day of posting is not on record.",
        "Record the notice first.",
    ),
    "roll.matter_unknown": (
        "The matter of the objection is missing.",
        "",
    ),
    "roll.name_differs": (
        "The same ID number is known in the county under another name.",
        "Compare the ID card.",
    ),
    "roll.name_used_elsewhere": (
        "The name stands on another village's list as well.",
        "The township settles the double first.",
    ),
    "roll.no_change_to_post": (
        "There is no change that does not hang yet.",
        "",
    ),
    "roll.no_doubles": (
        "Nobody on the list stands on another village's list ({persons} possible).",
        "The township compares; the villager chooses one village; the other takes him off.",
    ),
    "roll.no_upheld_objection": (
        "No objection was upheld.",
        "Record the ruling first, or choose another ground.",
    ),
    "roll.not_changing": (
        "The list changes only once it hangs and until the poll opens.",
        "",
    ),
    "roll.not_registering": (
        "Villagers are registered between the opening of registration and the posting of the list.",
        "Once the list hangs, enter additions and deductions.",
    ),
    "roll.nothing_corrected": (
        "Nothing was changed.",
        "",
    ),
    "roll.notice_number_missing": (
        "The notice of the ruling has no number.",
        "Enter the number.",
    ),
    "roll.objection_before_list": (
        "The objection is dated {received_on}, before the list hung ({posted_on}).",
        "Correct the day.",
    ),
    "roll.objection_decided": (
        "Objection {number}, received on {received_on}, is decided (by {due}).",
        "Record the ruling.",
    ),
    "roll.objection_decided_in_time": (
        "Objection {number} was decided on {decided_on}; its last day was {due}.",
        "Explain why; it stays on record as an irregularity.",
    ),
    "roll.objection_in_time": (
        "The objection of {received_on} is in time (until {last}); it must be decided on its merits.",
        "Choose upheld or dismissed.",
    ),
    "roll.objections_as_kept": (
        "The paper says {objections} objections; {kept} are recorded.",
        "Correct the paper, or record what is missing.",
    ),
    "roll.ruling_before_objection": (
        "The ruling is dated {decided_on}, before the objection was received ({received_on}).",
        "Correct the day.",
    ),
    "roll.ruling_posted": (
        "The ruling on objection {number} was posted.",
        "Record the day of posting.",
    ),
    "roll.ruling_stands": (
        "A ruling is on record already; only its posting may still be added.",
        "Leave ruling and day as they were.",
    ),
    "roll.sex_unknown": (
        "The sex is missing or cannot be read.",
        "Write 男 or 女.",
    ),
    "roll.text_long": (
        "{field}: longer than {most} characters.",
        "Shorten it.",
    ),
    "roll.under_age": (
        "Not yet {least} on the election day: {days} days short.",
        "Only who is of age on the election day may be registered.",
    ),
    "roll.was_struck": (
        "This villager was taken off this list.",
        "Enter him one by one if he is to be on it again.",
    ),
    "campaign.day_too_far": ("The day {date} lies more than two years ahead.", ""),
    "document.day_too_far": ("{field}: {date} lies more than two years ahead.", ""),
    "document.ground_of_other_track": (
        "{ground} is no ground in this election.",
        "",
    ),
    "document.organ_competent": (
        "{document}: {organ} may decide this",
        "Check which organ decided, or explain.",
    ),
    "document.organ_of_other_track": (
        "{organ} does not decide in this election.",
        "",
    ),
    "voting.choice_left": (
        "A choice was left at the poll: more candidates than seats",
        "Have the legality reviewed first, and explain what came of it.",
    ),
    "hold.day_moved_too_late": ("The election day can be moved only before the poll opens.", ""),
    "hold.longer_than_most": (
        "Postponed to {until}: it may exceed {months} months ({last}, reckoned from the old election day; the limit runs from the end of the term).",
        "Compare with the decision; what was decided is recorded as it is.",
    ),
    "hold.new_day_not_asked": (
        "No new day is taken here; record the decision that moves the day.",
        "",
    ),
    "hold.organ_not_competent": (
        "{hold} is not decided by {organ}.",
        "Record the decision of the competent organ.",
    ),
    "voting.count_as_closed": (
        "The count agrees with the closing record (drew a ballot {voters} / {closing}, issued {issued} / {closing_issued})",
        "Correct the count or the closing record.",
    ),
    "voting.all_seats_filled": (
        "All seats are filled by those elected",
        "Hold the second election, or record the decision to leave the seat vacant.",
    ),
    "voting.box_approved": (
        "{box} (box {number}): approved by the township.",
        "Enter the number of the approval.",
    ),
    "voting.box_has_ballots": (
        "{box} holds ballots in the ledger.",
        "Take its lines back first.",
    ),
    "voting.box_unnamed": (
        "The box has no name.",
        "",
    ),
    "voting.box_watched": (
        "{box} (box {number}): {scrutineers} scrutineers, at least {least}.",
        "Add scrutineers, or take the box out of use.",
    ),
    "voting.box_without_users": (
        "A box that is carried about needs its list of voters.",
        "Enter how many voters are on its list.",
    ),
    "voting.boxes_as_kept": (
        "{document} says {on_paper}; {kept} are registered.",
        "Correct one of the two.",
    ),
    "voting.boxes_not_now": (
        "Boxes are registered before the poll.",
        "",
    ),
    "voting.closing_missing": (
        "The closing of the poll is not on record.",
        "Record it first.",
    ),
    "voting.correction_signed": (
        "The correction has minutes and the scrutineers' signatures.",
        "Without them the announced figures stand.",
    ),
    "voting.count_by_sheets": (
        "A villagers' poll is counted by tally sheets that two persons enter.",
        "Enter the sheets.",
    ),
    "voting.doubtful_decided": (
        "All doubtful ballots are ruled on ({ballots} open).",
        "Record the election committee's ruling.",
    ),
    "voting.kin_in_register": (
        "No two of the elected are near relatives by the register ({pairs} pairs).",
        "Who yields follows the profile; a human decides.",
    ),
    "voting.ledger_not_now": (
        "The ledger is kept while a poll is prepared, held and counted.",
        "",
    ),
    "voting.minutes_missing": (
        "The minutes of the ruling are missing.",
        "",
    ),
    "voting.move_at_wrong_place": (
        "“{move}” cannot be at this place.",
        "Printed and sealed belong to the stock, the others to a box.",
    ),
    "voting.no_candidate_in_register": (
        "No candidate is a proxy ({persons} are).",
        "Withdraw these proxies.",
    ),
    "voting.no_kin_elected": (
        "No near relatives among those elected",
        "Committee members keep out near relatives; record who leaves, then correct the notice.",
    ),
    "voting.proxies_as_kept": (
        "The posted list has {on_paper} principals and {proxies_on_paper} proxies; the register {kept} and {proxies_kept}.",
        "Correct the list or the register.",
    ),
    "voting.quantity_wrong": (
        "{n} ballots cannot be.",
        "Enter a number above zero.",
    ),
    "voting.secretary_is_elected": (
        "The secretary is one of those elected",
        "Choose one of the elected members.",
    ),
    "voting.sheet_collected": (
        "The sheet has {returned} ballots; {collected} were collected from this box.",
        "Count again, or say that it stands so.",
    ),
    "voting.sheet_empty": (
        "The box holds no ballot.",
        "Compare with the sheet.",
    ),
    "voting.sheet_many_void": (
        "{void} of {returned} ballots are void, more than a tenth.",
        "Compare with the sheet.",
    ),
    "voting.sheet_no_votes": (
        "Nobody has a vote.",
        "Compare with the sheet.",
    ),
    "voting.sheet_range": (
        "{check}: a figure is out of range.",
        "Read the sheet again.",
    ),
    "voting.sheet_ruled_void": (
        "{void} void ballots; {ruled} of this box were ruled void.",
        "Compare with the sheet.",
    ),
    "voting.sheet_second_person": (
        "Another person makes the second entry.",
        "Ask a colleague to sign in.",
    ),
    "voting.sheet_sum": (
        "{check}: {post} has {votes} votes in all, at most {most} can be.",
        "Read the sheet again.",
    ),
    "voting.sheet_tried": (
        "You entered this sheet and looked at it once more already.",
        "Another person settles it, or have it entered anew.",
    ),
    "voting.sheet_void": (
        "{check}: void {void} of {returned} returned.",
        "Read the sheet again.",
    ),
    "voting.sheet_votes": (
        "{check}: candidate {number} has {votes} votes of {good} valid ballots.",
        "Read the sheet again.",
    ),
    "voting.winners_as_announced": (
        "The winners should be those read out before; by the corrected figures {lost} would lose the seat and {won} gain one.",
        "Winners change only by a competent organ's written decision; record it first.",
    ),
    "voting.women_elected": (
        "Women elected: {women}; at least {least}",
        "The vote stands. Explain how the committee will have a woman member.",
    ),
    "exchange.no_workbook": (
        "This is no workbook that can be read.",
        "Save it as .xlsx in Excel or WPS and send it again.",
    ),
    "exchange.answer_unknown": (
        "Choose the reply from the list.",
        "",
    ),
    "exchange.check_missing": (
        "The check cell is missing or damaged.",
        "",
    ),
    "exchange.column_missing": (
        "The column “{column}” was not found.",
        "Add it, or take the template.",
    ),
    "exchange.day_unknown": (
        "The day of the document cannot be read; write it as 2026-01-31.",
        "",
    ),
    "exchange.heading_missing": (
        "No heading row was found in the first rows.",
        "Use the headings of the template.",
    ),
    "exchange.is_web_page": (
        "This is a web page with the name of a workbook.",
        "Open it in Excel or WPS and save it as .xlsx.",
    ),
    "exchange.not_this_workbook": (
        "This is not the workbook of the joint review: its heading is missing.",
        "",
    ),
    "exchange.number_is_rounded": (
        "Excel has turned the ID number into a rounded number; its last digits are lost.",
        "Format the column as text and type the number again.",
    ),
    "exchange.row_changed": (
        "Name, ID number or check cell were changed.",
        "",
    ),
    "exchange.row_not_asked": (
        "This person is not put to your unit, or was asked anew: download the workbook again.",
        "",
    ),
    "exchange.too_large": (
        "The file is larger than {most} MB.",
        "Leave out pictures and other sheets.",
    ),
    "exchange.too_many_columns": (
        "A cell stands in column {columns}; at most {most} columns are read.",
        "Delete what stands far to the right, or save the list in a new workbook.",
    ),
    "exchange.too_many_rows": (
        "The sheet has {rows} rows; at most {most} are taken.",
        "Split it.",
    ),
    "exchange.unpacks_too_large": (
        "The file unpacks to more than {most} MB.",
        "Save the sheet alone in a new workbook.",
    ),
    "custody.kept": (
        "The ledger of ballots is kept here.",
        "Enter what was printed, handed out and issued, or explain why it is kept on paper.",
    ),
    "custody.balances": (
        "The ledger of ballots balances.",
        "",
    ),
    "custody.collected": (
        "{box} (box {number}): collected {left}; issued there {right}.",
        "Compare the stations; a ballot may have gone into another box.",
    ),
    "custody.counted": (
        "{box} (box {number}): counted {left}; collected {right}.",
        "Count the box again.",
    ),
    "custody.issued": (
        "The ledger says {left} issued; the closing record says {right}.",
        "Compare both.",
    ),
    "custody.sealed": (
        "Sealed {left}; counted {right}.",
        "Enter what was sealed.",
    ),
    "custody.slips": (
        "{left} ballots went out on proxy slips; {right} proxies are registered.",
        "Compare the slips with the register.",
    ),
    "custody.station": (
        "{box} (box {number}): handed out {left}; issued, spoiled and left {right}.",
        "Count again at this station.",
    ),
    "custody.stock": (
        "Printed {left}; handed out and left in stock {right}.",
        "Count the stock again and correct the ledger.",
    ),
    "proxy.same_person": (
        "Nobody is his own proxy.",
        "",
    ),
    "proxy.is_candidate": (
        "A candidate may not be a proxy.",
        "Another villager may be the proxy.",
    ),
    "proxy.namesakes": (
        "There are several of the name “{name}”: {groups}.",
        "Write name and group, with a blank between.",
    ),
    "proxy.not_kin": (
        "Here only a near relative may be a proxy.",
        "Choose a near relative.",
    ),
    "proxy.not_now": (
        "Proxies are registered from the final list until the poll opens.",
        "",
    ),
    "proxy.not_on_list": (
        "“{name}” is not on the list.",
        "Write the name as it stands on the list.",
    ),
    "proxy.not_written": (
        "A proxy is given in writing.",
        "Ask for the signed paper.",
    ),
    "proxy.passed_on": (
        "Who is away himself cannot vote for others, nor pass a proxy on.",
        "Another villager may be the proxy.",
    ),
    "proxy.principal_has_one": (
        "He has given a proxy already.",
        "Withdraw the other first.",
    ),
    "proxy.reason_missing": (
        "The reason of the absence is missing.",
        "",
    ),
    "proxy.too_late": (
        "Applied for on {applied_on}; here until {last}.",
        "It can no longer be registered.",
    ),
    "proxy.too_many": (
        "This proxy holds {held} already; at most {most}.",
        "Another villager may be the proxy.",
    ),
    "election_committee.as_kept": (
        "The notice has {members} members and {reserves} reserves; the ranking {kept} and {kept_reserves}.",
        "Correct one of the two.",
    ),
    "election_committee.change_posted": (
        "Changes of the election committee hang ({persons} do not yet).",
        "Post notice 2-1 and record it.",
    ),
    "election_committee.enough_sit": (
        "It has {members} members, at least {least}.",
        "Let the forming meeting choose more.",
    ),
    "election_committee.no_kin_nominated": (
        "No member is a near relative of a candidate ({persons} confirmed).",
        "Record that he left; the next of the ranking steps in.",
    ),
    "election_committee.no_kin_within": (
        "No two members are near relatives ({pairs} pairs).",
        "Better one of them leaves; else explain.",
    ),
    "election_committee.nobody_nominated": (
        "No member is a candidate ({persons} are).",
        "Record that he left; the next of the ranking steps in.",
    ),
    "election_committee.not_forming": (
        "The ranking is entered while the election committee is formed.",
        "",
    ),
    "election_committee.not_in_order": (
        "{votes} votes after {last}: the ranking goes from the most down.",
        "Enter the ranking from the top.",
    ),
    "election_committee.not_now": (
        "This is not entered in this stage.",
        "",
    ),
    "election_committee.nothing_to_post": (
        "There is no change that does not hang yet.",
        "",
    ),
    "election_committee.one_chair": (
        "It has one chair ({persons}).",
        "Correct the ranking.",
    ),
    "election_committee.ranked_already": (
        "He is in the ranking already.",
        "",
    ),
    "election_committee.reserve_before_member": (
        "After a reserve only reserves follow.",
        "",
    ),
    "election_committee.second_chair": (
        "There is a chair already.",
        "",
    ),
    "election_committee.staff_already": (
        "He is entered for this duty already.",
        "",
    ),
    "election_committee.staff_no_candidate": (
        "No candidate works at the poll ({persons} do).",
        "Release them.",
    ),
    "election_committee.staff_no_kin": (
        "No near relative of a candidate works at the poll ({persons} do).",
        "Release them.",
    ),
    "kinship.same_person": (
        "Nobody is his own relative.",
        "",
    ),
    "kinship.confirmed": (
        "Each stated kinship is confirmed or refuted ({pairs} open).",
        "Another person confirms or refutes it.",
    ),
    "kinship.source_missing": (
        "The source of the kinship is missing.",
        "",
    ),
    "kinship.stated_already": (
        "This kinship is on record already.",
        "",
    ),
    "certificate.none_entered": (
        "No number was entered.",
        "",
    ),
    "certificate.held_already": (
        "{persons} persons hold a certificate already.",
        "Record first that it was taken back.",
    ),
    "certificate.not_elected": (
        "{persons} persons are not elected.",
        "",
    ),
    "certificate.number_taken": (
        "Number {number} is given already in this county.",
        "Compare with the certificate.",
    ),
    "follow_up.persons_missing": (
        "How many persons is missing.",
        "",
    ),
    "follow_up.minutes_missing": (
        "Minutes or document are missing.",
        "",
    ),
    "scan.too_large": (
        "The file has {kilobytes} KB, more than {most} KB.",
        "Scan it in black and white or in parts.",
    ),
    "scan.kept_already": (
        "This very file is kept here already.",
        "",
    ),
    "scan.no_room": (
        "The scans of this election have {megabytes} MB; together at most {most} MB.",
        "Scan in black and white.",
    ),
    "scan.too_many": (
        "An election keeps {most} files at most.",
        "",
    ),
    "scan.unknown_kind": (
        "The file is no PDF, JPEG or PNG.",
        "Save it as PDF and send it again.",
    ),
    "exception.not_policy": (
        "No exception can be made from this rule: it is not policy, and its article names no approver.",
        "Meet the rule, or record a lawful postponement.",
    ),
    "exception.ends_before": (
        "The last day {until} lies before the document of {dated_on}.",
        "",
    ),
    "exception.no_end": (
        "The last day of the exception is missing.",
        "",
    ),
    "exception.other_organ": (
        "{organ} is not who may approve this exception by the article.",
        "Compare with the article.",
    ),
    "irregularity.nothing_late": (
        "Nothing that this rule asks is past mending.",
        "Do it lawfully, or record a lawful postponement.",
    ),
    "roll.election_committee_not_larger": (
        "The election committee has at most {most} members (now {members})",
        "Check the notice, or explain.",
    ),
    "voting.second_persons": (
        "The second election has more candidates than seats ({persons} for {seats}).",
        "Name more candidates on the notice, by the votes of the first poll.",
    ),
    "vetting.entered_by_recused": (
        "Who entered this reply may not judge the person.",
        "Return it; another official of the unit replies.",
    ),
    "nomination.exit_without_document": (
        "Enter the document by which the candidate leaves the list.",
        "",
    ),
    "nomination.no_condition": (
        "No condition beside the four classes of Art. 18 takes anybody off the list here.",
        "Record an opinion; the villagers' candidate stays on the list.",
    ),
    "nomination.condition_not_in_method": (
        "The adopted method, which would hold the condition, is not on record.",
        "Record the method first.",
    ),
    "vetting.bar_by_decision": (
        "Who is barred leaves the list by the decision upon an approved opinion.",
        "Open the candidate's examination and record the decision there.",
    ),
    "vetting.bar_without_opinion": (
        "No opinion on record says that this candidate is barred.",
        "Record the opinion with its number first.",
    ),
    "vetting.decision_not_posted": (
        "The decision of the election committee needs its posting day.",
        "",
    ),
    "vetting.asked_since": (
        "Units were asked anew since the opinion; it is none any more.",
        "Wait for their replies and conclude anew.",
    ),
    "vetting.statement_open": (
        "{open} statements on this candidate have no answer yet.",
        "Answer them in writing first.",
    ),
    "vetting.statement_upheld": ("A statement was upheld since the opinion.", "Conclude anew."),
    "vetting.not_told": (
        "Nobody is barred before he was told in writing.",
        "Enter the day on which he was told.",
    ),
    "vetting.told_after": (
        "The person was told on {told_on}, after the decision of {decided_on}.",
        "",
    ),
    "vetting.hearing_open": (
        "The person was told on {told_on} and may speak until {last} ({days} days).",
        "Decide after that day, or record his statement, or that he waived it in writing.",
    ),
    "vetting.not_overturned": ("No statement was upheld after this candidate was barred.", ""),
    "vetting.unsuitable_decided": (
        "The Party committee decided of each who was found unsuitable ({persons} wait).",
        "Record the decision in the candidate's examination.",
    ),
    "voting.met_before_the_day": (
        "Candidates and villagers met before the election day {election_on} (held on {held_on}).",
        "Correct the record, or explain.",
    ),
    "nomination.without_candidates_quorum": (
        "More than half of those due were at the meeting that agreed ({present} of {due}).",
        "Hold the meeting again.",
    ),
    "voting.revote_persons": (
        "The notice of the re-vote names those with equal votes ({tied}; it says {persons}).",
        "Correct the notice.",
    ),
    "voting.proxies_registered": (
        "The notice tells of {on_paper} principals; the register of proxies is empty.",
        "Register each proxy: its limits are checked there.",
    ),
    "voting.no_proxy_passed_on": (
        "No proxy has passed his own vote on ({persons} have).",
        "Withdraw one of the two proxies.",
    ),
    "voting.box_users_as_kept": (
        "The notice names as many users of boxes carried about as are registered ({on_paper}; registered {kept}).",
        "Correct the notice or the register.",
    ),
    "voting.box_back": (
        "The box {box} went out and came back on the same day.",
        "Record both hours.",
    ),
    "voting.rulings_counted": (
        "Ballots ruled void are among the void ballots counted (ruled {ruled}, void {void}).",
        "Enter the sheet of the box anew.",
    ),
    "nomination.quorum": (
        "More than half of the registered took part in the nomination (returned {returned} of {registered}).",
        "Hold the nomination again, or explain.",
    ),
    "nomination.votes_at_most_ballots": (
        "No candidate has more votes than there are good ballots ({document}: {good}; {persons} have).",
        "Correct the votes or the record.",
    ),
    "nomination.names_at_most_seats": (
        "{post}: votes are no more than seats times good ballots ({votes}, at most {most}).",
        "Each villager names no more persons than there are seats; correct the figures.",
    ),
    "nomination.primary_votes_kept": (
        "The votes of the primary are kept for everybody ({persons} lack them).",
        "Enter the votes of the primary.",
    ),
    "vetting.listed_in_time": ("The list hung in time (first on {first}, by {latest}).", ""),
    "voting.vacancy_lawful": (
        "A meeting may leave the seats open now ({members} are elected).",
        "Hold the second election.",
    ),
    "voting.box_without_custodian": (
        "A box that is carried about needs who is answerable for it, and its route.",
        "",
    ),
    "voting.boxes_on_poll_day": ("Boxes go out and come back while the poll is open.", ""),
    "voting.box_not_out": ("The box did not go out yet.", ""),
    "custody.destroyed": (
        "Destroyed: {left}; spoiled and left over: {right}.",
        "Destroy all of them or none, and correct the ledger.",
    ),
    "nomination.womens_post": ("The women's post is filled by a woman.", ""),
    "nomination.not_joint": ("This candidate was not nominated jointly.", ""),
    "nomination.signed_twice": ("Signed twice: {names}.", ""),
    "nomination.signed_for_himself": ("Nobody signs his own joint nomination.", ""),
    "nomination.signed_too_often": (
        "Signed for more persons than the post has seats ({seats}): {names}.",
        "",
    ),
    "voting.elected_eligible": (
        "All who were elected were checked and are eligible.",
        "Check them, written-in persons as well; the election committee declares void who is not.",
    ),
    "roll.rulings_carried_out": (
        "Each upheld objection has changed the list ({upheld} upheld, {changes} changes upon objection).",
        "Enter the addition or deduction upon the objection.",
    ),
    "voting.second_as_ranked": (
        "The notice names as many candidates as are left by their votes ({ranked}; it says {persons}).",
        "Correct the notice: who was not elected stands, by votes.",
    ),
    "vetting.told_before": (
        "The person was told on {told_on}, before the opinion was approved on {approved_on}.",
        "",
    ),
    "election_committee.barred": (
        "A candidate and his near kin do not sit in the election committee.",
        "",
    ),
    "nomination.mistake_too_late": (
        "A mistake of entry is mended while candidates are nominated.",
        "Correct the candidate's data, or record why he leaves.",
    ),
    "exchange.totals_passed_over": (
        "Rows that are totals were passed over: {n} (rows {rows}).",
        "",
    ),
    "exchange.blanks_in_names": (
        "{n} names had blanks between the characters; they are kept without.",
        "",
    ),
    "exchange.prefix_of_no_province": (
        "{n} ID numbers begin with no province's code.",
        "Compare them with the cards before you go on.",
    ),
    "exchange.rare_in_names": (
        "Characters that the typefaces of official papers may lack: {characters}.",
        "They are kept as they are; look at them on the printed list.",
    ),
    "voting.repeat_in_time": (
        "The repeat election comes by {latest} (now {poll_on})",
        "It comes late: explain; the breach stays on record.",
    ),
    "voting.box_user_twice": ("On the list twice: {names}.", "Strike the second line."),
    "voting.box_user_elsewhere": ("On the list of another box: {names}.", "Each votes at one box."),
    "voting.box_user_away": (
        "Has given a proxy: {names}.",
        "Withdraw the proxy first, or leave the name out.",
    ),
    "proxy.votes_at_a_box": (
        "He stands on the list of a box that is carried about (box {number}).",
        "Take him off that list first.",
    ),
    "voting.scrutineer_elsewhere": (
        "{names}: stands at another box already.",
        "Take them off the other box first, or choose somebody else.",
    ),
    "outcome.carried_down": ("Votes {own}, from higher posts {carried}: together {votes}", ""),
    "outcome.carried_exceed_good_ballots": (
        "With the votes carried down somebody has more votes than there are good ballots: a voter was counted twice.",
        "Count each voter once for a post, and enter the figures again.",
    ),
    "outcome.turnout_households": (
        "Returned {returned} × 2 > representatives of households {registered}",
        "",
    ),
    "outcome.turnout_representatives": (
        "Returned {returned} × 3 > residents' representatives {registered} × 2",
        "",
    ),
    "outcome.second_turnout_households_low": (
        "Turnout of the second election is not above half of the households' representatives.",
        "",
    ),
    "outcome.second_turnout_representatives_low": (
        "Turnout of the second election is not above two thirds of the residents' representatives.",
        "",
    ),
    "campaign.rules_of_other_committee": (
        "The rules {profile} are those of residents' committees; a campaign elects villagers' committees.",
        "Choose the rules of the nation or of the province for villagers' committees.",
    ),
    "exchange.column_not_chosen": ("Choose the column that is “{column}”.", ""),
    "exchange.column_unknown": (
        "The column chosen for “{column}” is not in the workbook, or is read as something else.",
        "Choose again.",
    ),
    "exchange.column_twice": (
        "Column {letters} was chosen for more than one thing: {columns}.",
        "Choose a column of its own for each.",
    ),
    "exchange.columns_changed": (
        "Somebody changed meanwhile which column is what.",
        "Look through what is shown now, and confirm again.",
    ),
    "roll.line_changed_since": (
        "Somebody else corrected this voter, or took him off the list, after the page was shown.",
        "Choose again by what is shown now. What you chose for the other rows is kept.",
    ),
    "exchange.lines_not_chosen": (
        "{n} rows are not chosen for in full: row {rows}.",
        "Keep or overwrite each, or keep the list for all.",
    ),
    "exchange.too_many_differ": (
        "{n} rows differ from the list; at most {most} can be chosen for at once.",
        "Keep the list for all of them, or upload the workbook in parts.",
    ),
    "exchange.keeps_and_overwrites": (
        "You keep the list for all rows, and chose to overwrite some.",
        "Do as chosen, or take the choices to overwrite back first.",
    ),
    "voting.issued_by_posts": (
        "No more ballots went out than one of each post for who drew them ({issued}; {voters} persons, {kinds} kinds)",
        "Count what went out again.",
    ),
    "proxy.of_earlier_poll": (
        "This proxy was given for a poll that has been held.",
        "It stays as it was; withdraw the one of the poll that is prepared.",
    ),
    "supervision.chosen_stand": (
        "{persons} of the {chosen} chosen were proposed and have not left.",
        "Choose those whom the minutes name; enter first who is not on the list yet.",
    ),
    "supervision.no_member": (
        "Nobody of the villagers' committee sits in it ({persons} do).",
        "The meeting chooses somebody else.",
    ),
    "supervision.no_kin": (
        "No near relative of the committee's members sits in it ({persons} are).",
        "The meeting chooses somebody else.",
    ),
    "supervision.concluded": (
        "Everybody proposed was examined, and the conclusion holds ({persons} have none).",
        "Send them to the joint review; whoever is silent has not agreed.",
    ),
    "supervision.not_against": (
        "Nothing speaks against those proposed ({persons} are barred or unsuitable).",
        "The body that holds the meeting decides and keeps it in the minutes.",
    ),
    "supervision.by_name": (
        "Persons are proposed here: say on their page whom the meeting chose.",
        "",
    ),
    "vetting.has_won": (
        "Who has won leaves by a decision that his win is void, not by a bar from the list.",
        "Record the decision of the organ that the law names.",
    ),
    "voting.winners_examined": (
        "Everybody who won without having been a candidate is examined ({persons} are not).",
        "Send them to the joint review from the page of candidates.",
    ),
    "voting.winners_not_barred": (
        "Nobody has won of whom the opinion in force says that he is barred ({persons} have).",
        "The organ that the law names decides whether the win is void.",
    ),
    "vetting.objection_window_over": (
        "The window for objections to the formal list must be over (posted on {posted_on}, {days} days, until {last})",
        "Wait until it is over, or explain why the step cannot wait; objections that come later are answered as well.",
    ),
    "vetting.not_heard_now": (
        "Statements and objections are received from the nomination on, until the file is closed.",
        "Before that nobody stands yet; whoever complains of a breach later turns to the government of the township or county.",
    ),
    "vetting.nothing_due": (
        "No unit is due to be reminded or reported today.",
        "Somebody else, or the site itself, may have done it a moment ago.",
    ),
    "vetting.attendee_unnamed": (
        "{units} units came without the name and post of the person.",
        "Enter who came.",
    ),
    "vetting.attendee_twice": (
        "The same name stands for {persons} more units.",
        "One person speaks for one unit; tell persons of the same name apart by adding to the name.",
    ),
    "vetting.unit_twice": ("A unit is entered twice.", ""),
    "vetting.duty_of_absent": (
        "Who chaired or kept the minutes is entered as not present.",
        "Correct the attendance, or who chaired and kept the minutes.",
    ),
    "vetting.votes_do_not_add_up": (
        "For, against and abstained are {votes} votes; {voting} units vote ({present} came, {aside} step aside).",
        "Enter the votes of all units that came and do not step aside.",
    ),
    "vetting.too_few_vote": (
        "After recusal {voting} units vote: a joint meeting takes at least {least}.",
        "Put the case before a meeting of more units.",
    ),
    "vetting.stand_in_missing": (
        "The chair, or who keeps the minutes, steps aside in this case.",
        "Enter who chaired or kept the minutes in his place.",
    ),
    "vetting.stand_in_barred": (
        "Who stands in is recused from this candidate himself.",
        "Another person chairs or keeps the minutes in this case.",
    ),
    "vetting.minutes_unscanned": (
        "No scan of the signed minutes is attached.",
        "Attach it first, or say why the minutes are closed without it.",
    ),
    "scan.paper_checked": (
        "The paper was checked by the scan that is attached: no other takes its place.",
        "",
    ),
    "vetting.rest_number_differs": (
        "The paper names {persons} persons without finding; the rest of the list are {listed}.",
        "Compare the names: who is named with something is entered by name; if the paper does not name everybody, leave the statement open and enter person by person.",
    ),
    "vetting.returned_unnamed": (
        "{persons} persons whose reply was returned are not entered by name.",
        "The statement does not cover them.",
    ),
    "by_election.not_sitting": (
        "{persons} of those who are said to have left do not sit in this body.",
        "Reload the page and choose again.",
    ),
    "by_election.no_seat": (
        "No seat was named that is to be filled.",
        "Tick who has left office, or the seats that stayed vacant.",
    ),
    "by_election.left_for_a_cause": (
        "{persons} persons are said to have left, yet the cause given is that a seat was kept vacant.",
        "Choose why they left: resignation, termination, recall or death.",
    ),
    "by_election.nobody_left": (
        "A cause of leaving is given, but nobody is said to have left.",
        "Tick who has left office, or choose that the seat was kept vacant.",
    ),
    "by_election.not_vacant": (
        "{post}: {seats} seats are to be filled, {vacant} are vacant.",
        "Fill no more seats than are vacant.",
    ),
    "by_election.too_few": (
        "With those who stay and those to be elected the committee would have {members} members; the law asks for at least {least}.",
        "Fill the vacant seats as well in this by-election.",
    ),
    "by_election.not_over": (
        "The regular election of this body is not over.",
        "Confirm its result first; a by-election follows a body that sits.",
    ),
    "by_election.under_way": (
        "By-election {ordinal} of this body is under way.",
        "Bring it to its end first; further seats are filled afterwards.",
    ),
    "by_election.seats_as_vacated": (
        "The paper names {seats} seats; this by-election fills {opened}, post by post.",
        "Name exactly the seats for which the by-election was opened.",
    ),
    "by_election.sits_already": (
        "This person stays in office and cannot stand in the by-election.",
        "Enter another person, or close this by-election's list without this one.",
    ),
    "vetting.item_not_replied": (
        "No unit found anything under {item}, nor reported it separately in writing.",
        "",
    ),
    "vetting.meeting_open": (
        "The minutes of joint meeting {meeting}, on whose ruling the opinion rests, are still open.",
        "Close the meeting with the number of its signed minutes; then approve.",
    ),
    "vetting.judged_by_recused": (
        "Opinions on {persons} persons were drafted or checked by somebody who may not judge them.",
        "Return them; other officials draft and check them anew.",
    ),
    "nomination.another_person": (
        "Another name together with another ID number is another person: he would stand on the formal list without having been examined.",
        "If one of the two was mistyped, correct that one. Otherwise the candidate leaves the list, and the next by votes follows him.",
    ),
    "by_election.overtaken": (
        "The result that this by-election follows has changed since it was opened: its count was corrected, or it was declared void.",
        "Who stays in office is still as it was when it was opened. The county has the by-election stopped, or its result declared void, by a written decision, and opens it anew on the result as it stands now; whoever goes on all the same says why.",
    ),
    "supervision.number": (
        "It has {least} to {most} members, as is usual ({persons} chosen).",
        "The law sets no number: say in the explanation why it is another one.",
    ),
    "access.unit_unknown": (
        "No checklist of the county knows the unit “{unit}” of the role {role}.",
        "Choose the unit from the list; a unit of the county's own is added to the checklist first.",
    ),
    "exchange.row_outdated": (
        "This row is older than the reply on this person that was entered since: it was returned.",
        "Download the workbook again and fill this person in anew.",
    ),
    "vetting.paper_before_asked": (
        "The paper is dated {date}; the unit was asked on {asked_on}.",
        "A paper from before the question is no reply to it: check the date, or ask the unit for a reply to this letter.",
    ),
    "vetting.reported_already": (
        "The unit was reported on {date} already.",
        "Another last day opens it anew.",
    ),
    "vetting.sealed_told": (
        "The records of {item} are sealed: a reply says only whether there is something to be reported.",
        "Leave document, day, sanction and note empty.",
    ),
}
