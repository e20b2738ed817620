"""What shows what the person who writes wants and feels: a person, redress, respect."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

ARTICLE = "(a |an |na |the |some |any |your |ur |another |one of your )?"
KIND = (
    "((real|live|human|actual|proper|damn|goddamn|bloody|fucking|f\\*cking|single|freaking"
    "|customer"
    "|support|service|different|senior|competent|phone) ){0,3}"
)
HUMAN = (
    "(agent|human|human being|person|someone|somebody|operator|representative|rep|supervisor"
    "|assistant"
    "|advisor|adviser)"
)
# Two to four letters, however they are typed: "talk wth a person"; but not "talk about a person".
PREPOSITION = "(?!(and|or|for|from|as|like|if|that|our|his|her|who)\\W)\\w{2,4}"
TALK = (
    "speak|speaking|talk|talking|chat|chatting|contact|contacting|reach|reaching|connect"
    "|connecting|connected|transferred"
)
HUMAN_WANTED = Group(
    Sign.WANTS_HUMAN,
    "Asks for a person instead of what answers now. `Contact customer service` asks for a number.",
    (
        f"{TALK} (?!person)((me|us|it|this) )?({PREPOSITION} )?((me|us) )?{ARTICLE}{KIND}{HUMAN}"
        "(?!\\W+(in|at|from|on) (our|my)|\\W+responsible)",
        "transfer|direct|redirect|connect|put|pass|escalate (me|us|this|it) (through )?(over"
        f" )?to {ARTICLE}{KIND}"
        "(agent|human|person|someone|somebody|operator|representative|supervisor|manager)",
        "not|no (\\w+ )?(an? |more |another )?(bot|bots|robot|robots|chatbot"
        "|machine)(?!\\W+(account|user))",
        "instead of (a|the|your|this) (bot|robot|chatbot|machine)",
        "is|are there (a|an|any|anyone|anybody|somebody|someone) (human|real person|person|real)",
        "anyone|anybody|someone|somebody real",
        "can|could|please|will someone|somebody|anyone|anybody (please |actually )?(call|ring"
        "|phone|talk to|speak)",
        "call|phone|ring (me|us) back",
        "callback",
        "on the phone with (you|someone|somebody|a person)",
        "schedule|arrange|book|have|hop a|on a (phone )?call",
        "person please|instead",
        f"call|calling {ARTICLE}{KIND}(agent|human|person|operator|representative|supervisor)",
        f"want|need|get|give|prefer|like|send|have|where's (me |us )?{ARTICLE}"
        "((real|live|actual|proper|damn|bloody|fucking) ){0,2}"
        "(human( being| agent)?|real person|live (agent|person)|supervisor|operator)"
        "(?!\\W+(readable|resources|error|role|account|licen[cs]e|seat))",
        "get|give me|us (someone|somebody|a person|a human|an agent|a supervisor|your manager)",
        f"have|ask|let|get|can|could|please {ARTICLE}{KIND}(person|someone|somebody|supervisor"
        "|manager"
        "|human|human being|head of ...|agent) (please )?(to )?(call|ring|phone|contact|give)"
        " (me|us)",
        "give me|us a call",
        "speak|talk (to|with) (a|your|the) (manager|boss|superior|team lead|team leader)",
        "real|actual|live (person|human|human being|agent)(?!\\W+(name|names|data))",
        "stop sending me|us (bots?|a bot|automated \\w+|canned \\w+)",
    ),
    negatable=False,
)
FORMAL = (
    "((a|an|the|my|our|as|some|this|customer|consumer|formal|official|another|damn|bloody|goddamn"
    "|fucking) ){0,4}"
)
COMPLAINT = Group(
    Sign.COMPLAINT,
    "Says that it is a complaint; a claim or a reclamation is one when it is made or filed.",
    (
        "file|filing|lodge|lodging|make|making|submit|submitting|raise|raising|register|place"
        "|have"
        "|send ... (complaint|reclamation)(?!\\W+(form|handling|management|type|field))",
        f"file|filing|lodge|lodging|make|making|submit|raise {FORMAL}(\\w+ )?claim",
        "complaint|claim|reclamation (against|about) (you|your|ur|the way|this|how|the service"
        "|the chat)",
        "consumer|customer|formal|official (complaint|reclamation)(?!\\W+(form|handling|field"
        "|tickets?))",
        "want|wish|like|have to complain",
        "complaint|complaining about (you|your|the|this|how)",
    ),
)
DISSATISFIED = Group(
    Sign.COMPLAINT,
    "Complains of how the company serves and behaves, which is more than reporting a fault.",
    (
        "unacceptable|disgrace|disgraceful|pathetic|shameful|appalling|inexcusable|unprofessional",
        "unhappy|dissatisfied|disappointed|disappointing|displeased|not happy (with|by|in|about)"
        " (you|your|ur|the) ...",
        "not|ain't|aren't|far from (happy|satisfied|pleased) with (you|your|ur|the (service"
        "|support))",
        "really|very|deeply|so|extremely disappointed|disappointing|unhappy|dissatisfied",
        "poor|terrible|awful|horrible|bad|worst|lousy|abysmal|dreadful|pathetic|useless|shoddy"
        "|rude"
        " (customer )?(service|support|treatment|way to treat|agent|experience|staff"
        "|communication)",
        "service|support|bot|chatbot|experience ... (useless|terrible|awful|horrible|hopeless"
        "|a joke|pathetic)",
        "you|people|support|bot|yours (are|is) (useless|idiots|incompetent|hopeless|clueless|a"
        " joke|rude)",
        "waste|wasting (of )?(my|our) (time|money)",
        "not the (service|support) (we|i)",
        "treated|treat (us|me|customers) (like|this way|badly|since)",
        "way you (have )?(treat|treated|handle|handled)",
        "treated like that|this",
        "expected (better|more) (from|of) (you|your)",
        "shame on you",
        "fed up",
        "sick (of|and tired)",
        "had enough (of (this|it|you|your|all)|now)",
        "had enough(?=[.!,;]|$)",
        "nobody|noone (reads|answers|cares|listens|replies|responds|calls back|gets back)",
        "no one (reads|answers|cares|listens|replies|responds|calls back|gets back)",
        "no word of apology",
        "broken promises?",
        "every promise broken",
        "going nowhere",
        "still waiting for (an?|your|any) (answer|reply|response)",
        "regret having|that (recommended|bought|chosen|we)",
        "two|three|four|five|six weeks|months|days of (nonsense|silence|excuses)",
        "this is (ridiculous|outrageous|absurd|a disgrace|a joke|not good enough|unacceptable)",
        "unbelievable|outrageous|ridiculous",
        "did you (even )?read",
        "third|fourth|fifth|tenth|umpteenth time (i|we|this|that|in)",
        "how many (more )?(times|emails|tickets) (do|must|have|should) (i|we)",
        "nobody|noone|no (one )?(has |have )?(answered|replied|responded|called|got back"
        "|gotten back)",
        "no reply|answer|response|word (since|for|from|to|in|whatsoever)",
        "ignored|ignoring (us|me|my|our|by)",
        "ignored",
        "passed around|from one",
        "not|isn't|n't (acceptable|good enough|professional|how you treat)",
        "let|lets|letting (us|me) down",
        "lost|losing|lose (all |my |our )?(patience|trust|faith|confidence)",
        "disgusted|appalled",
        "joke of a|an",
        "copy|copied paste|pasted",
        "canned (answers?|replies|reply|responses?)",
        "what|for (the money )?(we|i) pay (you )?for",
        "deserve better",
        "hung up (on|the)",
        "your agent|colleague|rep|support|team (\\w+ )?(was|is|were) (\\w+ )?(rude|unhelpful"
        "|dismissive|arrogant)",
        "slow to respond|answer|reply",
        "slow response|responses",
        "you|your team promised",
        "act|acts as if it was|were (our|my)",
    ),
    score=0.8,
)
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

PEOPLE = (HUMAN_WANTED, COMPLAINT, DISSATISFIED, ANGRY)
