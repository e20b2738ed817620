"""What shows a threat to go before others: a court, a regulator, the public."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

LEGAL = Group(
    Sign.LEGAL,
    "Lawyers, courts, regulators are on their way. That somebody is a lawyer shows nothing.",
    (
        "hand|handing|pass|passing|forward|give|turn|refer ... (lawyers?|attorneys?|solicitors?"
        "|counsel)",
        "my|our (lawyers?|attorneys?|solicitors?|counsel|legal (department|team|counsel"
        "|advisers?)) (is|are|has|have|had|will|hold|holds|says?|advise[sd]?|told|drafted"
        "|contact\\w*)",
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
    negatable=False,
)
PRESS = Group(
    Sign.PRESS,
    "Will be told in public: the press, a review, social media.",
    (
        "journalist|journalists|reporter|reporters (of|from|at|has|have|is|asked|called|wrote)",
        "go|going|went|talk|speak|tell|contact|inform|leak ... (the|to) (press|media|newspapers?"
        "|public)",
        "post|posting|share|sharing|tweet|tweeting|tell|publish|put|write|writing ... (twitter"
        "|linkedin|facebook|reddit|social media|trustpilot|google reviews?|tiktok|instagram"
        "|youtube)",
        "say|complain|speak (so |out )?publicly",
        "one star",
        "1 star",
        "leave|leaving|write|post ... (bad|negative|honest|terrible) review",
        "bad press|publicity",
    ),
    negatable=False,
)
LAW = Group(
    Sign.LEGAL,
    "How lawyers write, and what people say of law when they mean to use it.",
    (
        "hear|hearing|letter|word from (my|our|the|his|her|a|their) (\\w+ )?(lawyers?|attorneys?"
        "|solicitors?|barristers?|counsel|legal)",
        "lawyer|lawyers|solicitor|solicitors|attorney|attorneys|barrister|counsel (will|has|have"
        "|asked|asks|advises?|advised|says?|said|wrote|instructed|is (interested|reading|looking"
        "|drafting|copied|involved|ready|on)|to (look|write|contact)|copied|tells?|thinks"
        "|requires)",
        "lawyer|solicitor|attorney|counsel (up|letter|'s letter|involved)",
        "my|our|her|his|their|hospital's|union's|company's (lawyers?|attorneys?|solicitors?"
        "|barristers?|general counsel|counsel)(?!\\W+(app|portal|template|account|role|office))",
        "general counsel",
        "get|getting|hire|hiring|seek|seeking|took|taking|retain|retained|engage|engaged (a |an"
        " )?(lawyers?|attorneys?|solicitors?|legal (advice|counsel|representation))",
        "legal (action|steps|proceedings|claim|measures|consequences|route|advice|team|department"
        "|dept|representation|counsel|ground|recourse|remed\\w+|obligation)(?!\\W+(plan|edition"
        "|page|template|folder|group|channel|can't|cannot|uses?|needs? access))",
        "we act for|on behalf of",
        "acting for|on behalf (of )?(our|my|the|a) client",
        "our|my client (considers|instructs|instructed|reserves|demands|requires|will hold|holds"
        " you|is entitled|suffered|has suffered)",
        "without prejudice",
        "reserve|reserves|reserving (all |its |our |the |my |her |his |their )+(\\w+ )?rights?",
        "rights are|reserved reserved",
        "material|repeated|serious|fundamental|clear|anticipatory breach(?!\\W+of security)",
        "letter|notice before|of (action|claim|legal|proceedings)",
        "cease and desist",
        "statutory (rights?|demand|deadline|period|duty|interest)",
        "pursuant to",
        "under|per|to|by|of|in (article|section|clause|paragraph|art) \\d[\\d.]* ... (gdpr|act|law"
        "|code|contract|agreement|directive|regulation|sla)",
        "hereby|formally (give|gives|put|serve|demand|request|notify|claim|object|hold|withdraw)",
        "tribunal|tribunals|injunction|arbitration|arbitrator|litigate|prosecute|prosecution"
        "|prosecutor|barrister|affidavit|writ|ombudsperson|ombudsmen|sued|suing",
        "class action",
        "court (action|case|claim|date|order|papers|summons|proceedings|hearing|filing)",
        "see|meet|end|go|going|take|taking|took|settle|settled|decide|before|file ... (in|to|at|by"
        "|a) (the )?(\\w+ )?(court|judge|courts)(?!\\W+(booking|app|reporter|yard|house))",
        "press|pressing|file|filing|filed|bring|brought charges|suit",
        "issue|file|bring|start|pursue ... (case|suit|proceedings) (at|in|against|for damages)",
        "claim (at|in|through|with) (the )?(\\w+ ){0,2}(court|tribunal)",
        "report|reported|reporting|complain|complained|complaint|complaints|escalate|referred"
        "|refer|refer|go|going|write|writing|inform|notify|goes ... to ((the|our|my|a) )?(\\w+"
        " ){0,2}(police|fca|ftc|bbb|cfpb|ofcom|ofgem|ofwat|ico|bafin|cnil|procon|accc|asic|hmrc"
        "|authority|authorities|regulators?|ombudsman|watchdog|commissioner|commission|consumer"
        " \\w+|trading standards|arbitration|tribunal)",
        "report|reported|reporting (you|this|it|your \\w+) to (?!my|our)",
        "ofcom|ofgem|ofwat|bafin|cnil|procon|cfpb|fca|ftc|verbraucherzentrale",
        "consumer (protection|rights|association|court|council|affairs|advice|watchdog|law"
        "|champion|forum)",
        "better business bureau",
        "information commissioner",
        "data protection (authority|commissioner|agency|regulator)",
        "attorney general",
        "trading standards",
        "damages (will|shall|are|be|claimed|for|of)",
        "claim|claiming|seek|seeking|demand|sue ... damages",
        "liable|liability for (the|our|any|all|this|my|damages?|loss\\w*)",
        "hold|holding|held|holds you|your|them (\\w+ )?(liable|legally)",
        "legally (obliged|obligated|required to|entitled|responsible|liable)",
        "breach|violation|violates|violating|violated|infringes|infringing|infringement of|the|our"
        " (\\w+ )?(contract|agreement|gdpr|consumer|warranty|duty|sla|law|act|terms|copyright"
        "|trademark|patent|privacy)",
        "in breach",
        "against the law",
        "this|that|it|which is|was|'s (simply |plain |actually )?(illegal|unlawful|fraud|theft"
        "|against the law)",
        "unlawful|unlawfully|fraudulently",
        "formal|final (notice|demand|warning|deadline)(?!\\W+(of (delivery|meeting)|template))",
        "letter of|demand demand",
        "within|in # (\\w+ )?days ... (or|otherwise|failing)",
        "failing which",
    ),
    score=0.9,
    negatable=False,
)
WHERE = (
    "(twitter|linkedin|facebook|reddit|social|socials|trustpilot|google|tiktok|instagram|insta"
    "|youtube|(?<=on.)x|(?<=to.)x|g2|capterra|yelp|tripadvisor|glassdoor|(app|play) store|hacker"
    " news|mastodon|bluesky|forums?|blog|everywhere|online|the internet|public|for all to (see"
    "|read)|open letter|twitch|podcast|newsletter|review sites?|reviews?|nextdoor|whatsapp groups?)"
)
I_WILL = "i'll|i'm|i've|i|we'll|we're|we|will|or|shall|gonna|going|then|it|this|story"
PUBLIC = Group(
    Sign.PRESS,
    "Says it will be, or already is, told to many: by papers, films, followers and reviews.",
    (
        "journalist|journalists|newspaper|newspapers|bbc|cnn|reuters|tabloids|newsdesk|paper"
        "|papers|tv|press|media|crew|presenter|editor|columnist ... (contacted|asking|asked"
        "|ringing|calling|called|wrote|phoned|interested|waiting|outside|knows|hear|heard|will"
        "|would|picked|onto|are already|is already|wants|want|got hold|running|love)(?!\\W+(button"
        "|key|enter|save))",
        "journalist|journalists",
        "news|press (desk|office|officer|enquiry|inquiry|enquiries|queries|query|deadline|interest"
        "|attention|coverage)",
        "evening|daily|morning|sunday (courier|post|news|mail|herald|gazette|standard|echo|star)",
        "the|our|my|from|to|at|with (local |national |regional |trade |consumer )?(press"
        "|newspapers?|papers|media|radio|tv|telly|news|herald)(?!\\W+(release|kit|list|feed|page"
        "|team|quer(y|ies)|library|files?|upload|section|player|stream|template|tab|button|type"
        "|folder|gallery|office hours|key|widget|subscription|jam|size|tray|trail|app|screen|mode"
        "|of|is|id|and|request|method|code|message|endpoint|body|call))",
        "guardian|gazette|tribune|observer|telegraph|reuters|bloomberg|bbc|cnn|itv|newsnight"
        "|watchdog|spiegel|techcrunch (reporter|money|pages|has|have|is|are|will|would|about|asked"
        "|and|for|wants)",
        "running|writing|preparing|working|doing|filing (on )?(a|an|the|our) (piece|story|article"
        "|feature|report|segment|documentary|podcast|programme) (on|about|for|tomorrow|tonight)"
        " (you|your|how|customers|this|the (outage|breach|incident|bank))",
        "comment|statement|quote|response|deadline (by|before|for publication|on the record) ..."
        " (\\d+ ?[ap]m|noon|deadline|tonight|today|publication|publish)",
        "on|off the record",
        "go|going|gone|goes|went viral",
        "viral",
        "retweets|retweeted|hashtag|hashtags|influencer|influencers",
        "# k followers|views|subscribers",
        "followers (and|who|will|are|would|know|see|hear|love)",
        "million|thousand|k|# (followers|views|retweets|shares)(?!\\W+(page|report|column|button"
        "|configur\\w+))",
        f"{I_WILL} ... (post\\w*|put\\w*|shar\\w+|upload\\w*|publish\\w*|tweet\\w*|go(es|ing)?"
        "|writ\\w+|wrote|say\\w*|tell\\w*|leav\\w+|vocal|air\\w*|blog\\w*|warn\\w*|rant\\w*)"
        f" (\\w+ ){{0,6}}{WHERE}(?![^.!\\n]*\\?)",
        "tell|telling|show|showing|warn|warning ... (everyone|everybody|the (whole )?world|(my"
        "|our) followers|all (my|our)|others|people) (i know|about|not|what|how|to|and|who|that"
        "|we)?",
        "let|so (everyone|people|the world|others|everybody|the public|customers) (can |will"
        " )?(know|see|hear|read|judge|decide) (what|how|who|about|it|this)",
        "people|everyone|everybody|public|world|others|customers (ought|should|deserve|need|must"
        "|has a right|have a right|will) (to )?(know|see|hear|read|learn|find out) (about|how|what"
        "|this|who|that)",
        "very|quite|extremely|pretty vocal",
        "or i|we|i'll|we'll (will )?(make|post|publish|film|tweet|share|go public|go to the)",
        "name|naming and sham(e|ing)",
        "all over (the )?(internet|social|news|web|papers?|twitter|facebook|tv|town|reddit|x)",
        "front page (news|of|story)",
        "on (national |local |the )*(tv|television|telly|radio)",
        "bad|negative|scathing|damning|honest|terrible|public|detailed|worst|zero|horrible (\\w+"
        " )?reviews?(?!\\W+(process|request|meeting|link))",
        "1|one|zero|single star|stars",
        "go|going|went|gone|making (this |it |that )?public(?!\\W+(key|repo\\w*|holiday|link|url"
        "|ip|sector|folder|channel|by|with))",
        "expose|exposing you|your|them|this (company|scam|practice|bank)",
        "half|quarter a million views",
        "public|publicly (shaming|humiliation|embarrassment|outcry|scandal|statement|know|name"
        "|call)",
        "reputation",
        "thread|video|film|post|story|article|piece about you|your|how you",
    ),
    score=0.9,
    negatable=False,
)

THREATS = (LEGAL, LAW, PRESS, PUBLIC)
