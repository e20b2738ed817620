"""What shows how the company's service and conduct are felt by who complains."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

NTH = "third|fourth|fifth|sixth|seventh|tenth|umpteenth|hundredth|nth|3rd|4th|5th|6th|7th|10th"
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
        "|rude (customer )?(service|support|treatment|way to treat|agent|experience|staff"
        "|communication)",
        "service|support|bot|chatbot|experience ... (useless|terrible|awful|horrible|hopeless|a"
        " joke|pathetic)",
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
        "nobody|noone|no (one )?(has |have )?(answered|replied|responded|called|got back|gotten"
        " back)",
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
SERVED = Group(
    Sign.COMPLAINT,
    "Nobody answers, nobody comes, each sends to the next, what was promised is not kept.",
    (
        f"{NTH} (time|attempt) (that )?(i|we)('m|'ve|'re)? (\\w+ ){0, 2}"
        "(explain|ask|writ|call|tell|contact|report|chas|phon|remind|repeat|send|ring)\\w*",
        f"{NTH} (e-?mail|mail|message|call|letter|reminder|person|agent|rep|colleague|ticket)"
        " (in|about|now|i|we|on this|this (week|month)|who|and (still|no|nobody))",
        "# (e-?mails|mails|calls|messages|letters|reminders|tickets|phone calls|times) (later"
        "|already|without|so far|and (still|no|not|nobody|counting)|now and|no )",
        "several|countless|numerous|many|endless (e-?mails|mails|calls|messages|letters|reminders"
        "|phone calls) (later|already|without|and (still|no|not|nobody)|to you)",
        "called|written|asked|emailed|mailed|phoned|chased|reported|contacted|explained|rang ..."
        " (\\w+ times|again and again|over and over|repeatedly|for (weeks|months))",
        "asked|asking|chased|chasing|waited (\\w+ )?(you |for (this|it|that) )?(since|for (days"
        "|weeks|months|\\d+ (days|weeks|months)))",
        "took|taken|taking (you|me|us) (\\w+ ){1,2}(days|weeks|months|hours) (to|and|before|just)",
        "nobody|noone|never (comes|called|calls|turned up|showed up|shows up|cares|bothers|knows"
        " anything|takes|wants to (help|know)|can tell (me|us)|phoned|rang|gets back|got back"
        "|heard back|helped|helps|picks up|followed up)(?!\\W+(into|from|in|it|the|true))",
        "no|never|without|not|any (so much as )?(a |an )?(reply|answer|response|apology|word"
        "|explanation|follow up) (from (you|your|anyone|anybody)|yet|at all|whatsoever|back)",
        "never|nothing|still (not |haven't |have not |hasn't )?(yet )?(heard|received|had|got)"
        " (anything |a (word|thing) |an? (answer|reply|response) )?(back|from (you|anyone"
        "|anybody))",
        "radio|complete|total|deafening|only silence",
        "ghosted|ghosting|stonewalled|stonewalling|fobbed|runaround|shrugged",
        "fobbed|brushed|palmed|put|strung|shrugged (me |us )?off|along",
        "mails|emails|messages|calls|tickets|letters|requests (\\w+ )?(get|got|are|were|go|went)"
        " (just |simply |all |being )?(ignored|unanswered|unread)",
        "deaf ears|ear",
        "passed|bounced|pushed|shoved|sent|transferred|handed|referred|shunted (me |us )?(around"
        "|back and forth|between|in circles|on (from|to the next))(?!\\W+(my|our|the (account"
        "|server)|a (number|server)))",
        "pillar to post",
        "run around",
        "going|go (round and )?round in circles",
        "in circles",
        "from (one|department|desk|person|agent|office) (\\w+ )?to (another|the next|the other"
        "|department|desk|person|agent)",
        "each|every time (a |an )?(different|other|new|someone) (name|person|agent|answer|story"
        "|excuse|else)",
        "every|each (agent|person|colleague|department|rep) (says|tells|told|gives|said) (me |us"
        " )?(something (else|different)|a different)",
        "you|they|he|she|technician|team promised|assured (me|us|a|an|that|to|it|somebody)",
        "was|were|been|being promised|assured|told (that )?(it would|someone would|somebody would"
        "|you would|a (call|reply|refund|fix)|i'd|we'd)",
        "promise|promises (is|are|was|were|has been|have been|never|after) (broken|kept|promise"
        "|empty|worth|nothing|forgotten)",
        "missed|missing|skipped|cancelled ((his|her|your|the|our|two|three|four|every|\\d+)"
        " )?(\\w+ )?(calls|appointments?|meetings|deadlines?|visits)",
        "didn't|did not|never|don't|doesn't (even )?(bother|call back|have the (decency|courtesy)"
        "|keep (your|his|her|their))",
        "tired (of|from) (being|your|waiting|this|explaining|asking|chasing|having|hearing|the"
        " (same|excuses))",
        "same (old )?(paragraph|excuse|excuses|template|standard answer|useless|stock|canned)",
        "templated|automated|scripted|standard|boilerplate (reply|replies|answers?|responses?"
        "|nonsense)",
    ),
    score=0.8,
    negatable=False,
)
CONDUCT = Group(
    Sign.COMPLAINT,
    "How somebody was treated, and what they think of it, politely or not.",
    (
        "grievance|grievances|appalling|atrocious|deplorable|lamentable|woeful|abysmal|dreadful"
        "|condescending|patronising|patronizing|belittled|humiliated|humiliating|discourteous"
        "|disrespectful|disrespect|insulting|uncaring|unhelpful|rudeness|incompetence|shambles",
        "shocking (service|support|treatment|behaviou?r|attitude|experience|way)",
        "very|rather|extremely|really|so|incredibly|quite|plain|downright|is|was|were (rude"
        "|poor(?!\\W+(connection|signal|quality|network|performance))|dismissive|arrogant|impolite"
        "|unprofessional|dishonest|shocking|unfriendly)",
        "rather|most|bitterly|thoroughly|quite|truly|left|sorely (disappointed|dissatisfied"
        "|unhappy|let down|unimpressed)",
        "laughed|shouted|yelled|sworn|swore|snapped|sneered (at|when|because) (me|us|my|i|we|her)",
        "mocked|insulted|patronised|patronized (me|us|my|her|him|by)",
        "lied|lying|lies to (me|us|my|your)",
        "spoke|spoken|talked|talk (down )?to (me|us|my \\w+|her|him) (like|as if|as though|in)",
        "way|manner (that |in which )?(you|your|he|she|they|we|i|reception|\\w+ (team|staff|man"
        "|colleague)) ... (treat|treated|treats|spoke|handled|dealt|behaved|was|were)(?!\\W+able)",
        "treat|treated|treating ... (like (idiots|an? (idiot|child|criminal|number|fool)|dirt"
        "|criminals|children|fools|rubbish)|as if|unfairly|poorly|with contempt)",
        "how you treat|treated|handle",
        "you treat (people|customers|me|us|your|old|widows|everyone|patients)",
        "attitude (of|from|towards|was|is|problem)",
        "such|uncaring|poor|bad|rude|terrible|awful|indifferent an?|attitude|behaviou?r|conduct"
        "|communication (attitude|behaviou?r|conduct|practice|treatment)",
        "falls|fell|falling (far |well |way )?(short|below)",
        "not|isn't|far|nowhere|hardly (from |near |really )?(good enough|acceptable|what (we|i)"
        " (pay|expect|was promised|were promised)|up to standard|professional)",
        "leaves (much|a lot|a great deal|something) to be desired",
        "standard|level|quality|kind of (your )?(service|support|care|communication) ... (poor"
        "|gone|dropped|low|declin\\w+|fallen|worse|unacceptable|bad|shocking|down ?hill|terrible)",
        "substandard|subpar|amateurish (service|support|work|job|treatment)",
        "gone|going downhill",
        "worst|crappiest|rudest (\\w+ )?(company|service|support|experience|customer|bank|provider"
        "|team|app|hotel|shop|store|people)",
        "you|me|us owe|demand|expect|deserve ((me|us) )?an (apology|explanation)",
        "owe|demand|expect|deserve|want (me|us )?an (apology|explanation)",
        "won't|wouldn't|can't|cannot|never (be )?recommend(ing)? (you|it|this|your|anyone)",
        "hold you responsible|accountable",
        "poor|bad|disgraceful|shoddy|lousy (show|form|job|effort|practice|care|handling|attitude)",
        "you|your|company|team (don't|do not|doesn't|clearly|obviously|couldn't|could not) (even"
        " )?(care|give a|bother|listen|take (us|me|it) serious\\w*)",
        "dishonest|misleading|misled|deceitful (communication|us|me|customers|answers?|practice)",
        "complaints (department|team|procedure|officer)(?!\\W+(form|module|field))",
        "formally|officially|must|need|hereby complain",
    ),
    score=0.8,
)

CONDUCTED = (DISSATISFIED, SERVED, CONDUCT)
