"""What shows anger: its words, its oaths, its insults."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

ANGRY = Group(
    Sign.ANGRY,
    "Words of anger. Capitals and exclamation marks are no words: production speaks so too.",
    (
        "furious|angry|outraged|outrageous|livid|infuriating|infuriated|enraged|seething|disgusted",
        "disgrace|disgraceful|pathetic|idiots|idiot|morons|clowns|incompetent|bullshit|crap|wtf",
        "bloody|damn|goddamn|fucking|fuck|shit",
        "ridiculous|unbelievable|disgusting|shameful|scandal|scandalous",
        "fed up",
        "sick (of|and tired)",
        "had enough (of (this|it|you|your|all)|now)",
        "had enough(?=[.!,;]|$)",
        "had it with",
        "shame on",
        "waste|wasting (of )?(my|our) time",
        "losing my|our patience",
        "useless",
        "how dare you",
        "frustrated|frustrating|annoyed|pissed|fuming|rage|insane|madness|circus|clown",
        "for (god's|christ's|heaven's|fuck's) sake",
        "for crying out loud",
        "losing patience",
        "a joke",
        "no patience",
        "what the hell|heck",
        "stupid (page|bot|article|answer|answers|questions?)",
        "nonsense (from|of) your",
        "is on fire",
    ),
    score=0.9,
)
CROSS = Group(
    Sign.ANGRY,
    "Insults, oaths and the end of patience; sarcasm is not seen, its words are friendly.",
    (
        "crooks|liars|cowards|bastards|muppets|cretins|imbeciles|jerks|scumbags|buffoons|thieves"
        "|thieving|sods|scammers|shitty|crappy|ffs|shitshow|idiotic|moronic|asshole|assholes",
        "hate (you|your|this (app|company|thing|shit|place|software|tool|service)|it here)",
        "gonna|could|wanna|gunna|want|makes (to |me |actually |literally |just )*(scream|punch"
        "|smash|explode|lose it|throw (it|this|my))",
        "i'm|im|am|we're|are (so |absolutely |beyond |really |bloody |hopping )?(mad(?!e)|pissed"
        "|boiling|raging|beside (myself|ourselves)|losing (it|my mind)|apoplectic|irate|at (the"
        " end|my wits))",
        "irate|apoplectic|infuriates|maddening|enraging|speechless|scandalised",
        "shove|stick (it|that)(?=[.!,;]|$)",
        "go to hell",
        "screw|damn|sod|fuck|up you|off|yours|this",
        "piece|load|pile|bunch of (absolute |utter )?(crap|junk|garbage|rubbish|shit|trash|idiots"
        "|clowns|liars|amateurs|nonsense)",
        "absolute|complete|utter|total|sheer (and utter )?(rubbish|garbage|joke|disgrace|shambles"
        "|farce|idiots?|madness|cheek|nonsense|incompetence|clowns)",
        "shambles|farce|fiasco",
        "stupid (thing|app|system|software|machine|tool|company|idiots?|people|robot|update)",
        "what (on earth|in god's name|the (actual )?(fuck|f|heck|hell|bloody|devil))",
        "hell (is|did|are|were) (wrong|you|going)",
        "wrong with you",
        "are you (people )?(kidding|joking|insane|mad|stupid|blind|having a laugh|out of your|deaf"
        "|all asleep)(?!\\W+aside)",
        "you (thieving|useless|lying|stupid|incompetent|absolute|utter|bloody|people make)",
        "enough is enough",
        "last straw",
        "my blood (boil|boils|is boiling|pressure)",
        "i've|have|we've had it|enough(?=[.!,;]|$)",
        "how (the hell|hard can|incompetent|stupid|dare)",
        "makes (me|my|us) (sick|furious|livid|blood|so angry)",
        "what a (joke|shambles|farce|disgrace|circus|cheek)",
    ),
    score=0.9,
)

ANGER = (ANGRY, CROSS)
