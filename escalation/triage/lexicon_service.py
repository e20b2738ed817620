"""What shows that a service fails: outages, and whom they hinder."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

THING = (
    "site|website|server|servers|service|services|system|systems|platform|production|prod|api|app"
    "|application|checkout|everything|dashboard|portal|page|login|payments|cluster|database|network"
)

OUTAGE = Group(
    Sign.OUTAGE,
    "The service is away or hardly there. `down` is a place as well, so it wants a subject.",
    (
        f"{THING} (is|are|was|were|has been|have been|seems?|appears?|went|goes|keeps? going"
        "|gone) ((\\w+ )?to be )?((?!not)\\w+ )?(down|offline|unavailable|unreachable|dead"
        "|inaccessible)(?!\\W+(at|in the|below|the|on the|into|by|there|to))",
        f"{THING} (down|outage|unavailable|unreachable)(?!\\W+(at|below|to|the|into|there))",
        "is|are it|you|they|things down(?!\\W+(at|in|below|the|to))",
        "is the (\\w+ )?(site|service|server|system|app|platform|api) down",
        "it's|its down( (again|for|since|now|right))",
        "completely|totally|entirely down",
        "down for (all|every\\w*|us all|hours|minutes|\\d+)",
        "outage|outages|downtime",
        "service unavailable|interruption|disruption",
        "unavailable for (all|every\\w*|our)",
        "bad|gateway gateway|timeout",
        "doesn't|does|don't|won't|will (not )?(load|respond|come up|open) (for|at all|since|any)",
        "not responding|reachable|loading",
        "nobody|noone|none ... (can|could|is able to)",
        "no one (\\w+ )?can",
        "all (\\w+ )?(calls|requests|transactions|payments|users|logins) ... (fail\\w*|time out"
        "|are down)",
        "payments|logins|transactions|requests|calls ... (failing|fail|failed) ... (all|every"
        "|everywhere)",
    ),
)
SLOW = Group(
    Sign.OUTAGE,
    "A degradation: there, but hardly of use.",
    (
        "very|extremely|incredibly|painfully|super|unbearably|so slow(?!\\W+(response|reply"
        "|answer))",
        "everything (crawls|is crawling|is slow|hangs|is so slow|times out)",
        "slow|hanging for (everyone|all|everybody)",
        "times|timing|timed out",
    ),
    score=0.6,
)
MANY = Group(
    Sign.MANY,
    "How far it reaches: more than the one who writes.",
    (
        "all (of )?(our |the |my |your |their )?(\\w+ )?(users|customers|employees|staff|agents"
        "|shops|stores|regions|teams|colleagues|merchants|clients|people|offices|locations"
        "|branches|departments)",
        "every (\\w+ )?(user|customer|employee|agent|shop|store|region|team|merchant|client"
        "|office)",
        "everyone|everybody (at|in|is|here|gets|sees|else|on|has|cannot|can't)",
        "for everyone|everybody|all",
        "nobody|noone|none (of us|in the|at our|can|could|here|is able)",
        "no one (can|is able|in|at)",
        "whole|entire|complete (company|team|office|organi[sz]ation|department|staff|country"
        "|business|site)",
        "hundreds|thousands|dozens of (users|customers|people|clients|employees|orders)",
        "# (users|people|employees|agents|customers|colleagues|stores|shops|seats|merchants"
        "|developers)",
    ),
    score=0.8,
    negatable=False,
)
BLOCKED = Group(
    Sign.BLOCKED,
    "Somebody's work stands still.",
    (
        "can't|cannot|cant|couldn't|unable (to )?(\\w+ )?(work|do anything|proceed|continue"
        "|operate|pay|ship|log in|login|sign in|access (it|our|my|the)|use (it|the|your|our)|get"
        " in|open (it|any|the)|sell)",
        "can|could|are|am not (able to )?(\\w+ )?(work|do anything|proceed|continue|operate|pay"
        "|log in|use)",
        "locked|blocked out|us|from|me|by",
        "at a standstill",
        "work|production|business has stopped|stopped|stands still",
        "nobody|none ... can (work|pay|log|use|open|sell)",
        "keeps us from",
    ),
    negatable=False,
)

PLACE = (
    "(site|website|server|servers|service|platform|api|app|checkout|portal|login|payments|network"
    "|internet|wi-?fi|broadband|signal|phones?|phone lines?|lines?|tills?|terminals?|registers?"
    "|kiosks?|card readers?|bank|store|shop|booking|queue|gateway|backend|endpoints?|region|cloud"
    "|system|systems|screens?|power|connection|router|messages|mails?|emails|orders|deliveries"
    "|everything|whole thing|dashboards?|production|prod|database|cluster|heating|doors?|tv"
    "|streaming|app|sync|calls|scanners?|printers?|machines?)"
)
STANDSTILL = Group(
    Sign.OUTAGE,
    "Nothing works, or not for many, in the words of those who cannot work.",
    (
        f"whole|entire|all|every|both|our|your|# (\\w+ ){{0,2}}{PLACE}(s|'s)? ((is|are|has|have"
        "|was|were|went) )?((?!not)\\w+ )?(been )?(down|dead|out|off|offline|gone|frozen|unusable"
        "|unresponsive|unreachable|on its knees|on (their|its) (knees|back)|blank|stuck|kaput|cut"
        " off)(?!\\W+(of|the|to|at|by))",
        "internet|signal|wifi|broadband|phones|power|tills|terminals|registers|site|site's|lines"
        "|network|heating (\\w+ )?(is|are|has been|have been|been|went|was)? (completely |totally "
        "|all )?(off|out|dead|gone|down|frozen)(?!\\W+(of|the|to|at|by))",
        "no (internet|signal|connection|network|phone|service|dial tone|coverage|broadband|power)"
        " (\\w+ )?(in|for|at|since|anywhere|across|throughout|here|on any|all)",
        "no|zero|not (single |one |a single )?(messages?|orders?|payments?|e-?mails?|calls?"
        "|transactions?|texts?|deliveries|bookings?|sms|jobs?) (\\w+ )?(delivered|goes|go|going"
        "|get|gets|getting|comes?|coming|arriv\\w+|processed|through|since)",
        "nothing (\\w+ )?(loads?|works?|opens?|responds?|goes through|comes up|moves|syncs|prints"
        "|is (working|loading|going|moving|coming|getting)) (\\w+ )?(for|here|anywhere|since|at"
        " all|any ?more|across|on any|in any|today|company)",
        "none|nobody|not one of (us|our|the|my|them) ... (get|log|access|reach|work|loads?|open"
        "|connect|use|pay|ring|see anything)",
        "all|every|both|whole|entire|half|# (of )?(the |our )?(\\w+ )?(shops?|stores?|offices?"
        "|branch(es)?|sites?|tills?|terminals?|registers?|locations?|wards?|floors?|restaurants?"
        "|classrooms?|schools?|street|village|town|county|warehouses?|regions?|drivers) ... (down"
        "|offline|dead|closed|stuck|cash only|affected|unable|cut off|standstill|frozen|idle|off"
        "|out|waiting|without|stopped)(?!\\W+(of|the))",
        "tills|terminals|registers|kiosks|doors|phones|screens|scanners|readers (\\w+ )?(wont"
        "|won't|don't|dont|can't|are) (talk|connect|dead|frozen|down|blank|respond|work|dark"
        "|useless)",
        "taking|cash|card only",
        "just me|us or",
        "status page (says|shows|stayed|is|still|claims|insists)",
        "spinning wheel",
        "is|was|are|system|on its|their knees",
        "blackout|blackouts|brownout",
        "total|complete|full|major|massive|nationwide (blackout|standstill|failure|meltdown"
        "|outage)",
        "at|ground to a (complete |total )?(standstill|halt)",
        "stopped working (for (all|every\\w*|us all)|everywhere|company|across|at every)",
        "everyone|everybody|everything|all of us (\\w+ )?(is |are |was |got |has been )?(hangs"
        "|hanging|stuck|frozen|kicked out|logged out|locked out|offline|down|dead|timing out)",
        "down (again|since|for \\d+|across|nationwide|everywhere|company|all (day|morning))",
        "dead since|for|again|in the water|everywhere",
        "can't|cannot|cant|unable|nobody ... (take|accept|process|ring up) (any )?(\\w+"
        " )?(payments?|orders|cards|bookings|calls|customers)",
        "stopped|ceased (responding|answering|accepting|serving|taking payments)",
        "crashed|crashes|down|dead|fails for (everyone|everybody|all|the whole|every|our whole)",
    ),
)
CODES = Group(
    Sign.OUTAGE,
    "The code of an outage; who asks what to do about one has none.",
    (
        "returns|returning|return|fails|failing|throws|throwing|gives|answers|serving|getting|get"
        "|with (\\w+ )?(http |status |error )?50[234]",
        "502|503|504 (everywhere|error|errors|on (every|all)|for (all|every\\w*))",
        "503s|502s|504s",
    ),
    if_asked=False,
)

SERVICE = (OUTAGE, STANDSTILL, CODES, SLOW, MANY, BLOCKED)
