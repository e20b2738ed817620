"""What shows what the person who writes wants and feels: a human, redress, an end."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

ARTICLE = "(a |an |the |some |any |your |ur |another |one of your )?"
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
TALK = (
    "speak|speaking|talk|talking|chat|chatting|contact|contacting|reach|reaching|connect"
    "|connecting"
    "|transfer|direct|redirect|connected|transferred|escalate"
)
HUMAN_WANTED = Group(
    Sign.WANTS_HUMAN,
    "Asks for a person instead of what answers now. `Contact customer service` asks for a number.",
    (
        f"{TALK} ((me|us|it|this) )?((to|with) )?((me|us) )?{ARTICLE}{KIND}{HUMAN}"
        "(?!\\W+(in|at|from|on) (our|my)|\\W+responsible)",
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
        "|have|send"
        f" {FORMAL}(complaint|claim|reclamation)(?!\\W+(form|handling|management|type|field))",
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
        "had enough",
        "nobody|no one|noone (reads|answers|cares|listens|replies|responds|calls back|gets back)",
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
        "had enough",
        "had it with",
        "shame on",
        "waste|wasting (of )?(my|our) time",
        "losing my|our patience",
        "useless (?!info|field|column|data)",
        "useless",
        "how dare you",
        "what the hell|heck",
        "stupid (page|bot|article|answer|answers|questions?)",
        "nonsense (from|of) your",
        "is on fire",
    ),
    score=0.9,
)

BILL = "(invoices?|bills?|charges?|amount|payments?|fees?|sum|overage)"
DISPUTE = Group(
    Sign.DISPUTE,
    "Contests what was billed, which a routine question about a bill does not.",
    (
        f"dispute|disputing|contest|contesting|disputed ... {BILL}",
        "invoice|charge|amount|bill ... (wrong|incorrect|disputed|withdrawn|unjustified|too high)",
        "overcharged|overbilled",
        "charged|billed|invoiced|debited (us |me |our \\w+ |my \\w+ )?(twice|double|again"
        "|wrongly|too much"
        "|three times|for \\d+|without|after|although|even though|incorrectly|in error|by"
        " mistake)",
        "you|bills|invoice|they (have |has )?(charged|billed|invoiced|bills|charge|debited)"
        " (us|me|our|\\d+)",
        "have charged|billed|invoiced \\W?\\d+",
        "double|wrong|incorrect|unauthorized|unauthorised|unjustified (charge|charges|billing"
        "|bill|invoice)",
        "won't|not|never|refuse|refusing (to )?(pay|be paying) (it|this|that|the|for|your)",
        "corrected invoice",
        "refund|return (us |me )?(the )?(full|difference|whole|rest|money|sum|amount)",
        "want|need|give (me |us )?(my|our) money back",
        "difference back",
        "isn't|not back (on|in) (my|our) account",
        "refund ... (still not|not here|never came|never arrived|nothing came|not received)",
    ),
)
LEGAL = Group(
    Sign.LEGAL,
    "Lawyers, courts, regulators are on their way. That somebody is a lawyer shows nothing.",
    (
        "hand|handing|pass|passing|forward|give|turn|refer ... (lawyers?|attorneys?"
        "|solicitors?|counsel)",
        "my|our (lawyers?|attorneys?|solicitors?|counsel|legal (department|team|counsel"
        "|advisers?))"
        " (is|are|has|have|had|will|hold|holds|says?|advise[sd]?|told|drafted|contact\\w*)",
        "contact|contacting|consult|involve|from|see|call|instruct|instructed (my|our|a|their)"
        " (lawyers?|attorneys?|solicitors?|counsel)",
        "legal (action|steps|proceedings|claim|measures|consequences)",
        "see|meet you in court",
        "take|taking|took ... to court",
        "sue|suing (you|your|them|for)",
        "lawsuit|litigation|subpoena|ombudsman",
        "small claims court",
        "regulator|regulators|regulatory ... (report|reports|file|complain|inform|fails)",
        "report|complain|complaint|file ... (regulator|ombudsman|authority|authorities|trading"
        " standards)",
        "data protection authority",
        "claims|claim for damages",
        "breach of (contract|our agreement|the agreement)",
    ),
)
PRESS = Group(
    Sign.PRESS,
    "Will be told in public: the press, a review, social media.",
    (
        "journalist|journalists|reporter|reporters (of|from|at|has|have|is|asked|called|wrote)",
        "go|going|went|talk|speak|tell|contact|inform|leak ... (the|to) (press|media"
        "|newspapers?|public)",
        "post|posting|share|sharing|tweet|tweeting|tell|publish|put|write|writing ... (twitter"
        "|linkedin"
        "|facebook|reddit|social media|trustpilot|google reviews?|tiktok|instagram|youtube)",
        "say|say so|complain publicly",
        "one star",
        "1 star",
        "leave|leaving|write|post ... (bad|negative|honest|terrible) review",
        "bad press|publicity",
    ),
)
CHURN = Group(
    Sign.CHURN,
    "Threatens to leave. Cancelling something by mistake or routine is no threat.",
    (
        "cancelling|canceling unless|our|everything|because|if",
        "we|we'll|i'll|will (will )?cancel (the|our|my|everything|all|if|unless"
        "|this)(?!\\W+(order|meeting))",
        "cancel (the|our|my) (contract|subscription|agreement) (if|unless|because|and go|and move)",
        "terminate|terminating|end|ending (the|our|this|my) (contract|agreement|relationship"
        "|partnership)",
        "termination (letter|notice)",
        "switch|switching|move|moving|go|going|migrate|leave|leaving (over |away )?(to|for)"
        " (a|an|your|another|one of your)(( \\w+) )?(competitors?|competition|provider|vendor"
        "|supplier|solution)",
        "looking|evaluating|talking (at|for|to) (other|another|different|alternative)"
        " (vendors?|providers?|suppliers?|solutions?|tools?)",
        "thinking|considering|think of|about (leaving|switching|cancelling|canceling)",
        "considering (leaving|switching|cancelling|canceling|alternatives)",
        "not|don't|won't ((intend|want|wish|plan|going|be) (to )?)?(renew"
        "|renewing)(?!\\W+(automatically))",
        "non renewal",
        "take our business elsewhere",
        "business elsewhere",
        "we're|we are (gone|leaving|out of here|done)",
        "move|moving away (at|from you|from your|if|unless)",
        "lose|losing us as",
    ),
    negatable=False,
)

PEOPLE = (HUMAN_WANTED, COMPLAINT, DISSATISFIED, ANGRY, DISPUTE, LEGAL, PRESS, CHURN)
