"""What becomes of every open question in every event: decided cell by cell, and played."""

# fmt: off
# What may become of it, several where that turns on the days; "never": it cannot be then.

TABLE: dict[str, dict[str, tuple[str, str]]] = {
    "adrenal": {
        "replaced": (
            "flare off_plan",
            "the dose comes on another day",
        ),
        "withdrawn": (
            "closed",
            "the dose that it waits for has no confirmed day",
        ),
        "stays": (
            "step hold stop resume end answers closing emergency taken_back tested taken "
            "twice left_out shared alone handed left group_gone group_back zone newer",
            "nobody has seen to it",
        ),
        "never": (
            "carry_over begin rise stay suspend recover amount weekday given checked "
            "sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "asked_bone": {
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan stop rise stay suspend amount weekday end answers "
            "closing emergency taken_back tested taken twice left_out shared alone "
            "handed left group_gone group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "asked_dose": {
        "answered": (
            "step hold off_plan stop",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "rise stay suspend amount weekday end answers closing emergency taken_back "
            "tested taken twice left_out shared alone handed left group_gone group_back "
            "zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "asked_gate": {
        "answered": (
            "step hold flare off_plan stop",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "rise stay suspend resume amount weekday end answers closing emergency "
            "taken_back tested taken twice left_out shared alone handed left group_gone "
            "group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "carry_over begin recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "asked_held": {
        "answered": (
            "resume end",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "stop closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan answers closing emergency taken_back tested shared alone "
            "handed left group_gone group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin rise stay suspend recover amount weekday given taken "
            "twice left_out checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "asked_not_this_dose": {
        "answered": (
            "rise stay suspend amount weekday end",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "stop closing twice closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan answers emergency taken_back tested taken left_out "
            "shared alone handed left group_gone group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "asked_titration": {
        "answered": (
            "rise stay suspend amount weekday end",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "stop closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan answers closing emergency taken_back tested taken twice "
            "left_out shared alone handed left group_gone group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "before_rise": {
        "answered": (
            "rise stay suspend amount weekday end tested",
            "it is the decision that is asked for, or the tests that are",
        ),
        "withdrawn": (
            "stop closing twice newer closed",
            "the drug cannot rise or begin now, or the question itself is due",
        ),
        "stays": (
            "step hold off_plan answers emergency taken_back taken left_out shared alone "
            "handed left group_gone group_back zone",
            "what is taken is still to be decided",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "begin": {
        "answered": (
            "begin",
            "it is the decision that is asked for, or the tests that are",
        ),
        "replaced": (
            "closing taken_back newer",
            "it is asked anew for another day or drug",
        ),
        "withdrawn": (
            "emergency closed",
            "the drug cannot rise or begin now, or the question itself is due",
        ),
        "stays": (
            "hold off_plan stop answers shared alone handed left group_gone group_back "
            "zone",
            "what is taken is still to be decided",
        ),
        "never": (
            "step flare carry_over rise stay suspend resume recover amount weekday given "
            "end tested taken twice left_out checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "bone": {
        "withdrawn": (
            "closed",
            "the plan is closed, or goes to another team, or nothing is left to look at",
        ),
        "stays": (
            "step hold flare off_plan begin rise stay suspend resume recover amount "
            "weekday given end answers closing emergency taken_back tested taken twice "
            "left_out shared alone handed left group_gone group_back zone newer",
            "nobody has seen to it",
        ),
        "stays/withdrawn": (
            "stop",
            "where its next time has come, or the shorter course has no such day",
        ),
        "never": (
            "carry_over checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "check": {
        "answered": (
            "checked sent_back",
            "a second person has said yes or no",
        ),
        "withdrawn": (
            "shared alone closed",
            "the team asks for no check, or another team is asked",
        ),
        "stays": (
            "handed left group_gone group_back zone newer",
            "nobody has checked it",
        ),
        "never": (
            "step hold flare off_plan stop carry_over begin rise stay suspend resume "
            "recover amount weekday given end answers closing emergency taken_back "
            "tested taken twice left_out",
            "it cannot be decided or happen here",
        ),
    },
    "dose": {
        "replaced": (
            "step flare off_plan",
            "another dose is told instead",
        ),
        "withdrawn": (
            "stop closed",
            "another team tells the doses",
        ),
        "stays": (
            "hold begin rise stay suspend resume recover amount weekday given end "
            "answers closing emergency taken_back tested taken twice left_out shared "
            "alone handed left group_gone group_back zone newer",
            "this dose holds, and nobody has read it",
        ),
        "never": (
            "carry_over checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "eyes": {
        "withdrawn": (
            "closed",
            "the plan is closed, or goes to another team, or nothing is left to look at",
        ),
        "stays": (
            "step hold flare off_plan rise stay suspend resume recover amount weekday "
            "given end answers closing emergency taken_back tested taken twice left_out "
            "shared alone handed left group_gone group_back zone newer",
            "nobody has seen to it",
        ),
        "stays/withdrawn": (
            "stop",
            "where its next time has come, or the shorter course has no such day",
        ),
        "never": (
            "carry_over begin checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "follow_up": {
        "replaced": (
            "given",
            "its next time has come",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or goes to another team, or nothing is left to look at",
        ),
        "stays": (
            "step hold off_plan stop resume end answers closing emergency taken_back "
            "tested taken twice left_out shared alone handed left group_gone group_back "
            "zone newer",
            "nobody has seen to it",
        ),
        "never": (
            "flare carry_over begin rise stay suspend recover amount weekday checked "
            "sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "gate": {
        "answered": (
            "step hold flare off_plan stop",
            "it is the decision that is asked for",
        ),
        "withdrawn": (
            "emergency taken_back closed",
            "no step has a date any more, or the question itself is due",
        ),
        "stays": (
            "rise stay suspend resume recover amount weekday given end answers closing "
            "tested taken twice left_out shared alone handed left group_gone group_back "
            "zone newer",
            "the dose is still to be decided",
        ),
        "never": (
            "carry_over begin checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "glucose": {
        "withdrawn": (
            "closed",
            "the plan is closed, or goes to another team, or nothing is left to look at",
        ),
        "stays": (
            "step hold flare off_plan begin rise stay suspend resume recover amount "
            "weekday given end answers closing emergency taken_back tested taken twice "
            "left_out shared alone handed left group_gone group_back zone",
            "nobody has seen to it",
        ),
        "stays/withdrawn": (
            "stop newer",
            "where its next time has come, or the shorter course has no such day",
        ),
        "never": (
            "carry_over checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "heads_up": {
        "answered": (
            "step hold off_plan stop",
            "it is the decision that is asked for",
        ),
        "withdrawn": (
            "emergency taken_back newer closed",
            "no step has a date any more, or the question itself is due",
        ),
        "stays": (
            "rise stay suspend amount weekday end answers closing tested taken twice "
            "left_out shared alone handed left group_gone group_back zone",
            "the dose is still to be decided",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "held": {
        "answered": (
            "resume end",
            "it is the decision that is asked for, or the tests that are",
        ),
        "replaced": (
            "newer",
            "it is asked anew for another day or drug",
        ),
        "withdrawn": (
            "stop closed",
            "the drug cannot rise or begin now, or the question itself is due",
        ),
        "stays": (
            "step hold off_plan answers closing emergency taken_back tested taken twice "
            "left_out shared alone handed left group_gone group_back zone",
            "what is taken is still to be decided",
        ),
        "never": (
            "flare carry_over begin rise stay suspend recover amount weekday given "
            "checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "interim": {
        "answered": (
            "step flare off_plan stop",
            "it is the decision that is asked for",
        ),
        "withdrawn": (
            "closed",
            "no step has a date any more, or the question itself is due",
        ),
        "stays": (
            "hold rise stay suspend amount weekday end answers closing emergency "
            "taken_back tested taken twice left_out shared alone handed left group_gone "
            "group_back zone",
            "the dose is still to be decided",
        ),
        "stays/withdrawn": (
            "newer",
            "once the step is asked for, the response is asked with it",
        ),
        "never": (
            "carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "laboratory": {
        "answered": (
            "tested",
            "it was done",
        ),
        "replaced/stays/withdrawn": (
            "newer",
            "its next time has come; after a harm the tests go on though the drug is stopped",
        ),
        "replaced/withdrawn": (
            "end",
            "its next time has come; after a harm the tests go on though the drug is stopped",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or goes to another team, or nothing is left to look at",
        ),
        "stays": (
            "step hold flare off_plan rise stay suspend resume recover amount weekday "
            "given answers closing emergency taken_back taken twice left_out shared "
            "alone handed left group_gone group_back zone",
            "nobody has seen to it",
        ),
        "stays/withdrawn": (
            "stop",
            "where its next time has come, or the shorter course has no such day",
        ),
        "never": (
            "carry_over begin checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "methotrexate": {
        "answered/stays": (
            "taken twice left_out",
            "it is the answer; whether the one before was taken late still counts",
        ),
        "replaced/stays": (
            "suspend closing",
            "none is to be taken on a day that is told; whether the one before was still counts",
        ),
        "replaced/stays/withdrawn": (
            "newer",
            "that the last was taken late can still be said, of the one before no more",
        ),
        "withdrawn": (
            "closed",
            "nobody is asked of a closed plan",
        ),
        "stays": (
            "step hold flare off_plan rise stay resume recover amount weekday given "
            "answers emergency taken_back tested shared alone handed left group_gone "
            "group_back zone",
            "whether it was taken is not known",
        ),
        "stays/withdrawn": (
            "stop end",
            "a day after the last dose asks nothing; whether the last one was taken still counts",
        ),
        "never": (
            "carry_over begin checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "overdue": {
        "answered": (
            "tested",
            "they were done",
        ),
        "replaced": (
            "newer",
            "it is said anew each week",
        ),
        "withdrawn": (
            "stop rise suspend end closing twice closed",
            "the drug is held, ended or was just tested for",
        ),
        "stays": (
            "step hold flare off_plan stay amount weekday answers emergency taken_back "
            "taken left_out shared alone handed left group_gone group_back zone",
            "they are as late as before",
        ),
        "never": (
            "carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "pneumocystis": {
        "replaced": (
            "flare off_plan",
            "the dose comes on another day",
        ),
        "withdrawn": (
            "closed",
            "the dose that it waits for has no confirmed day",
        ),
        "stays": (
            "step hold stop resume end answers closing emergency taken_back tested taken "
            "twice left_out shared alone handed left group_gone group_back zone newer",
            "nobody has seen to it",
        ),
        "never": (
            "carry_over begin rise stay suspend recover amount weekday given checked "
            "sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "reassess": {
        "answered": (
            "step hold off_plan stop",
            "it is the decision that is asked for",
        ),
        "withdrawn": (
            "closed",
            "no step has a date any more, or the question itself is due",
        ),
        "stays": (
            "rise stay suspend amount weekday end answers closing emergency taken_back "
            "tested taken twice left_out shared alone handed left group_gone group_back "
            "zone newer",
            "the dose is still to be decided",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "review": {
        "withdrawn": (
            "stop closed",
            "the plan is closed, or goes to another team, or nothing is left to look at",
        ),
        "stays": (
            "step hold off_plan resume end answers closing emergency taken_back tested "
            "shared alone handed left group_gone group_back zone newer",
            "nobody has seen to it",
        ),
        "never": (
            "flare carry_over begin rise stay suspend recover amount weekday given taken "
            "twice left_out checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "revised": {
        "replaced": (
            "step hold flare off_plan stop rise stay suspend resume recover amount "
            "weekday given end answers closing emergency taken_back",
            "the later revision tells all that holds",
        ),
        "replaced/stays": (
            "tested twice",
            "where a drug is held by itself a revision says so",
        ),
        "withdrawn": (
            "closed",
            "nobody is told of a closed plan",
        ),
        "stays": (
            "taken left_out shared alone handed left group_gone group_back zone newer",
            "nobody has read it",
        ),
        "never": (
            "carry_over begin checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "steroid_over": {
        "withdrawn": (
            "closed",
            "the plan is closed, or goes to another team, or nothing is left to look at",
        ),
        "stays": (
            "stay suspend amount weekday end answers closing emergency taken_back taken "
            "twice left_out shared alone handed left group_gone group_back zone newer",
            "nobody has seen to it",
        ),
        "never": (
            "step hold flare off_plan stop carry_over begin rise resume recover given "
            "tested checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "titration": {
        "answered": (
            "rise stay suspend amount weekday end",
            "it is the decision that is asked for, or the tests that are",
        ),
        "replaced": (
            "newer",
            "it is asked anew for another day or drug",
        ),
        "withdrawn": (
            "stop closing twice closed",
            "the drug cannot rise or begin now, or the question itself is due",
        ),
        "stays": (
            "step hold flare off_plan answers emergency taken_back tested taken left_out "
            "shared alone handed left group_gone group_back zone",
            "what is taken is still to be decided",
        ),
        "never": (
            "carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "undelivered_group": {
        "withdrawn": (
            "taken left_out shared alone group_back closed",
            "it can be told again, was heard from again, or is no longer theirs",
        ),
        "stays": (
            "hold off_plan stop stay suspend amount end answers closing emergency "
            "taken_back twice handed left group_gone zone newer",
            "nobody can be reached there yet",
        ),
        "never": (
            "step flare carry_over begin rise resume recover weekday given tested "
            "checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "undelivered_owner": {
        "withdrawn": (
            "handed closed",
            "it can be told again, was heard from again, or is no longer theirs",
        ),
        "stays": (
            "hold off_plan stop stay suspend amount end answers closing emergency "
            "taken_back taken twice left_out shared alone left group_gone group_back "
            "zone newer",
            "nobody can be reached there yet",
        ),
        "never": (
            "step flare carry_over begin rise resume recover weekday given tested "
            "checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "urgent_bone": {
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan stop rise stay suspend amount weekday end answers "
            "closing emergency taken_back tested taken twice left_out shared alone "
            "handed left group_gone group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "urgent_dose": {
        "answered": (
            "step hold off_plan stop",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "rise stay suspend amount weekday end answers closing emergency taken_back "
            "tested taken twice left_out shared alone handed left group_gone group_back "
            "zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "urgent_emergency": {
        "answered": (
            "emergency taken_back",
            "a prescriber has answered that there is no sign",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan stop rise stay suspend amount weekday end answers "
            "closing tested taken twice left_out shared alone handed left group_gone "
            "group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "urgent_gate": {
        "answered": (
            "step hold flare off_plan stop",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "rise stay suspend resume amount weekday end answers closing emergency "
            "taken_back tested taken twice left_out shared alone handed left group_gone "
            "group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "carry_over begin recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "urgent_overdose": {
        "answered": (
            "resume",
            "resuming affirms that it was seen to",
        ),
        "withdrawn": (
            "closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan stop end answers closing emergency taken_back tested "
            "taken twice left_out shared alone handed left group_gone group_back zone "
            "newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin rise stay suspend recover amount weekday given "
            "checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "urgent_titration": {
        "answered": (
            "rise stay suspend amount weekday end",
            "a prescriber has decided about what was asked",
        ),
        "withdrawn": (
            "stop closed",
            "the plan is closed, or what was asked about is no more",
        ),
        "stays": (
            "step hold off_plan answers closing emergency taken_back tested taken twice "
            "left_out shared alone handed left group_gone group_back zone newer",
            "nobody has answered whoever asks",
        ),
        "never": (
            "flare carry_over begin resume recover given checked sent_back",
            "it cannot be decided or happen here",
        ),
    },
    "vaccines": {
        "replaced": (
            "flare off_plan",
            "the dose comes on another day",
        ),
        "withdrawn": (
            "closed",
            "the dose that it waits for has no confirmed day",
        ),
        "stays": (
            "step hold stop resume end answers closing emergency taken_back tested taken "
            "twice left_out shared alone handed left group_gone group_back zone newer",
            "nobody has seen to it",
        ),
        "never": (
            "carry_over begin rise stay suspend recover amount weekday given checked "
            "sent_back",
            "it cannot be decided or happen here",
        ),
    },
}

# What is not told again week by week where nobody answers, and why.

NOT_AGAIN: dict[str, str] = {
    "heads_up": "the question itself is due two days later",
    "before_rise": "the question itself is due three days later",
    "methotrexate": "the next dose asks",
}
