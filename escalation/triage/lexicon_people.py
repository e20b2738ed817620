"""What shows that a person is wanted, or that a complaint is made in form."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

ARTICLE = "(a |an |na |the |some |any |your |ur |another |one of your )?"
KIND = (
    "((real|live|human|actual|proper|damn|goddamn|bloody|fucking|f\\*cking|single|freaking"
    "|customer|support|service|different|senior|competent|phone) ){0,3}"
)
HUMAN = (
    "(agent|human|human being|person|someone|somebody|operator|representative|rep|supervisor"
    "|assistant|advisor|adviser)"
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
        "((real|live|actual|proper|damn|bloody|fucking) ){0,2}(human( being| agent)?|real person"
        "|live (agent|person)|supervisor|operator)(?!\\W+(readable|resources|error|role|account"
        "|licen[cs]e|seat))",
        "get|give me|us (someone|somebody|a person|a human|an agent|a supervisor|your manager)",
        f"have|ask|let|get|can|could|please {ARTICLE}{KIND}(person|someone|somebody|supervisor"
        "|manager|human|human being|head of ...|agent) (please )?(to )?(call|ring|phone|contact"
        "|give) (me|us)",
        "give me|us a call",
        "speak|talk (to|with) (a|your|the) (manager|boss|superior|team lead|team leader)",
        "real|actual|live (person|human|human being|agent)(?!\\W+(name|names|data))",
        "stop sending me|us (bots?|a bot|automated \\w+|canned \\w+)",
    ),
    negatable=False,
)
PART = (
    "(manager|management|supervisor|specialist|engineer|expert|director|level|tier|higher|human"
    "|person|someone|somebody|adviser|advisor|technician|whoever)"
)
WHO = (
    "(?<!my.)(?<!our.)(humans?|persons?|someone|somebody|anyone|anybody|managers?|supervisor|boss"
    "|director|superior|engineer|specialist|operator|soul|adult|in charge|whoever|expert"
    "|voice)(?!'s|\\W+(else|fields?|roles?|accounts?|seats?|licen\\w+|names?|ids?|resources"
    "|readable|responsible|who (left|quit)|at our|in our|from our|on our))"
)
HUMAN_PREFERRED = Group(
    Sign.WANTS_HUMAN,
    "Wants somebody alive, somebody senior or a call, or no more machines, and says it anyhow.",
    (
        f"speak|speaking|talk|talking|ring|conversation|discuss|hear|hand|patch|voice ... {WHO}",
        f"i|we|i'd|we'd (really |just |would )?(want|need|like|demand|prefer|insist|request"
        f"|expect) ... ({WHO}|(a |the )?(phone ?call|call ?back|conversation))",
        f"get|give|let|have|send|bring|fetch|put|pass|transfer|escalate me|us|this|it ... {WHO}",
        f"is|isn't|are there (no |not |a |an |any |some |one ){{0,2}}(\\w+ ){{0,2}}{WHO}",
        f"real|actual|living|breathing|proper|sensible|senior|competent ... {WHO}",
        "by|over|on the (phone|telephone) (please|instead|not|rather)",
        "face to face",
        "no|stop|enough|hate|sick|tired|refuse|instead|another|more|these|this ... (bots?|robots?"
        "|chatbots?)(?!\\W+(traffic|account|user|token|builder|feature|for|api))",
        "anyone|anybody|someone|somebody|person|one (with a (pulse|heartbeat|brain)|(still"
        " )?(alive|living|breathing|human)|in charge|in authority|senior|higher up|from"
        " management)",
        "someone|somebody|anyone|anybody (who|that) (isn't|is not|isnt|can actually|has the power"
        "|is allowed to decide)",
        "flesh and blood",
        "is|are there (a|an|any|anyone|anybody|somebody|someone) (\\w+ )?(alive|there|out"
        " there)(?!\\W+(way|chance|option))",
        "are you (a |an )?(real|human|bot|machine|even human)",
        "get|fetch|find|bring|give|want|need|put (me |us )?(an?|one|some|the|your) (\\w+ )?(human"
        "|person|specialist|engineer|expert|manager|supervisor|director|grown ?up|adult) (who|that"
        "|on|to|with|from|now|here|please|looking)",
        "get|fetch|find|bring|put|pass (me|us|this|it) (on |through |over )?(to )?(somebody"
        "|someone|whoever|anyone)",
        "somebody|someone|anyone ... (on the (line|phone)|call me|call us|ring me|ring us)",
        f"escalate (this|it|me|us|(my|our|the) \\w+ )?(further|up|higher|to (?!my|our)(\\w+"
        f" ){{0,2}}{PART}s?)",
        "who is|are|'s (above|over) you",
        "your (line |duty |shift |regional )?(manager|boss|superior|supervisor"
        "|director)(?!\\W+(role|account|view|said|promised|told|is|was|has)|s)",
        "duty|shift|floor manager|supervisor",
        "call|ring|phone|telephone (me|us) (back|today|now|tonight|tomorrow|asap|at|on|please|by"
        "|this|before|immediately|urgently)",
        "someone|somebody|anyone|please|pls|just call|ring|phone|telephone (me|us)",
        "a|another call|phonecall (by|today|tonight|back|from (you|your|a|an|someone"
        "|somebody))(?!\\w)",
        "director|manager|someone|somebody|boss on a (call|phone)",
        "number (where )?(i|we) can (call|ring|phone)",
        "pick up the phone",
        "speak|talk|speaking|talking (directly )?(to|with) (whoever|anyone|anybody|one of (you"
        "|your)|(a|an|your|the) (\\w+ )?(engineer|specialist|expert|doctor|nurse|team|colleague"
        "|adviser|technician|people|guy))",
        "on the (line|phone) (with|to) (me|us|a|an|one|someone|somebody)",
        "minutes|call|word|slot|meeting|session with (one of your|someone|somebody|an? (actual "
        "|real )?(engineer|expert|specialist|adviser|person|human))",
        "person|human|specialist|adviser|engineer (please )?(look|check|handle|deal|take a look"
        "|take over|help me|read this|reply|answer)",
        "real|actual|live|proper (one|human|people|specialist|engineer|expert|somebody|someone"
        "|adviser|agent)(?!\\W+(time|data))",
        "somebody|someone|anybody real|actual|competent",
        "handled|dealt|looked|answered|reviewed|seen|read|done|checked (with |at )?by (a |an"
        " )?(someone|somebody|human|person|real|actual|senior)(?!\\W+else)",
        "stop|no|enough|not|without|quit|sick ... (bots?|links|templates?|templated|canned"
        "|automated|scripted|robots?|chatbots?|macros?|auto-?repl\\w+) (me|us|replies|reply"
        "|answers?|responses?|messages?|emails?|help|please)",
        "stop sending|pasting|with (me |us |the )?(links|articles|templates|bots|robots|canned)",
        "bot|bots|chatbot|robot is|are|was|can't|cannot|doesn't|keeps|isn't (no |not |useless"
        "|helping|going|help|understand|get|solve|repeating|offering|sending|looping|asking)",
        "talking|talk|speaking|writing to (a |the )?(bot|robot|machine|wall|brick|computer)",
        "agent|human|representative|operator please|pls|now|agent|human|representative",
    ),
    score=0.9,
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
        "file|filing|lodge|lodging|make|making|submit|submitting|raise|raising|register|place|have"
        "|send ... (complaint|reclamation)(?!\\W+(form|handling|management|type|field))",
        f"file|filing|lodge|lodging|make|making|submit|raise {FORMAL}(\\w+ )?claim",
        "complaint|claim|reclamation (against|about) (you|your|ur|the way|this|how|the service|the"
        " chat)",
        "consumer|customer|formal|official (complaint|reclamation)(?!\\W+(form|handling|field"
        "|tickets?))",
        "want|wish|like|have to complain",
        "complaint|complaining about (you|your|the|this|how)",
    ),
)

PEOPLE = (HUMAN_WANTED, HUMAN_PREFERRED, COMPLAINT)
