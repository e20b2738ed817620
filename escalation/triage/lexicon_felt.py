"""What shows how it was to deal with the company, in the words of who had to."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

FELT = Group(
    Sign.COMPLAINT,
    "How it was to deal with us: left alone, put on hold, closed unread, told the same again.",
    (
        "feel|felt|feeling (\\w+ )?(ignored|neglected|cheated|insulted|humiliated|abandoned"
        "|mistreated|disrespected|unwelcome|fobbed|conned|betrayed|belittled|unheard|like (a"
        " (number|nuisance|burden)|nobody))",
        "slap in the face",
        "lip service",
        "all talk",
        "left|leave|leaving|kept|keeping|keep ((me|us|my|people|customers|standing|her|him)"
        " )?(\\w+ )?(hanging|stranded|in the (lurch|dark|cold|rain)|to rot|waiting|in limbo|high"
        " and dry|alone with)",
        "on (hold|the phone) for (over |more than |nearly |almost |about )?(\\d+|an|two|three|half"
        "|hours|ages|forever)",
        "waited|waiting|queued|spent (\\w+ ){0,2}(\\d+|two|three|four|five|an|several|half an)"
        " (minutes|hours?)",
        "weeks|months|days|emails|mails|calls|tickets|hours (\\w+ )?(later )?(and |, )?(still|and)"
        " (no|not|nothing|nobody|waiting|counting)",
        "still (nothing|ignored|unanswered|unresolved)",
        "still no (\\w+ )?(answer|reply|response|word|solution|fix|callback|apology|progress"
        "|update|refund|news|sign)",
        "still waiting|haven't|hasn't (for|on|heard|had|got) (\\w+ )?(you|your|someone|somebody"
        "|anyone|any|contacted|call|back|an? (answer|reply|call|response))",
        "beyond a joke",
        "not|isn't|hardly the first (time|complaint)",
        "yet again",
        "same (old )?(story|question|questions|problem again|mistake|mistakes|nonsense)",
        "closed|closes|closing|marked|resolved (my|our|the|it|as|this) (\\w+ )?(ticket|case|issue"
        "|request|complaint|solved|resolved|twice|again) (without|again|twice|unread)",
        "repeat|repeating|explain|explaining|explained (myself|ourselves|everything|it all|the"
        " same|the whole|my \\w+) (\\w+ )?(again|all over|to (yet another|every|each|\\w+ (people"
        "|different|agents)))",
        "repeat|repeating myself|ourselves",
        "read (my|what i) (mail|email|message|ticket|first|wrote)(?=[.!,;?]|$| before| properly|"
        " at all)",
        "displeasure|dissatisfaction|dismay|discontent",
        "express|register|voice|convey (my|our) (\\w+ )?(frustration|annoyance|concern|disgust"
        "|disappointment|anger|unhappiness)",
        "not|hardly|less|far (than |very |at all |really |from |too )?impressed",
        "unimpressed|sloppy|slapdash|slipshod|amateurs",
        "how hard (can|is) it (be|to)",
        "what kind|sort of (a )?(company|service|support|business|people|organi[sz]ation|way"
        "|outfit|bank)",
        "is this (a joke|how you|what you call|your idea|supposed to be)",
        "call|calls (this|that|yourself|yourselves|itself) (a |an )?(\\w+ )?(service|support"
        "|company|premium|professionals?|bank|help)",
        "false|misleading|empty|hollow (advertising|promises?|claims?|words|apolog(y|ies)"
        "|assurances?)",
        "excuse after excuse",
        "excuses|excuse (after|and|every|each|again|instead)",
        "nothing but excuses",
        "you|he|she|they|support|team|agent|colleague said|told (me |us )?((it|that|you|he|she"
        "|someone|somebody|within|by|this) )?(would|will|'d|'ll) (be|call|come|get|fix|send|take"
        "|arrive)",
        "should have (been|arrived|had) (done|fixed|here|ready|solved|sorted|resolved|weeks|days"
        "|delivered)",
        "was|were supposed to (call|come|arrive|ring)",
        "can't|couldn't|cannot be bothered",
        "couldn't|could not care less",
        "zero|no (\\w+ )?(accountability|ownership|empathy|respect|courtesy|decency|compassion"
        "|apology|manners|interest in helping)",
        "one|nobody|noone (seems|wants|is willing|takes|has (any )?(idea|clue)|knows what"
        "|apologi[sz]ed|bothered|explained|showed|turned|rang|picked)",
        "apology|apologise|apologize (would|is|was|from|to (me|us|my)|for (the|this|your) (way"
        "|delay|mess))",
        "what|where (is|happened|became) (to |of )?(your|the) (customer )?(service|care|promise"
        "|quality|sla)(?!\\W+(number|page|hours|line|desk|level|document))",
        "used to be (good|great|better|excellent|reliable|proud|able)",
        "gotten|got|getting|become|becoming|went (so |much |far |steadily |noticeably )?(worse"
        "|slower|ruder|downhill|from bad)",
        "customer|customers|client|member|patient ... (deserve|deserves|treated|ignored|insulted"
        "|let down|forgotten|worth (nothing|so little))",
        "unfair|unjust treatment",
    ),
    score=0.8,
)
