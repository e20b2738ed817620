"""What shows that a service fails: outages, lost data, and whom they hinder."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

THING = (
    "site|website|server|servers|service|services|system|systems|platform|production|prod|api|app"
    "|application|checkout|everything|dashboard|portal|page|login|payments|cluster|database"
    "|network"
)
STUFF = (
    "data|records|record|files|file|notes|note|orders|order|contacts|messages|history|documents"
    "|entries|projects|tickets|payments|tasks|customers|photos|emails|rows|bookings|contents"
    "|backups"
)

OUTAGE = Group(
    Sign.OUTAGE,
    "The service is away or hardly there. `down` is a place as well, so it wants a subject.",
    (
        f"{THING} (is|are|was|were|has been|have been|seems?|appears?|went|goes|keeps? going"
        "|gone)"
        " ((\\w+ )?to be )?((?!not)\\w+ )?(down|offline|unavailable|unreachable|dead"
        "|inaccessible)"
        "(?!\\W+(at|in the|below|the|on the|into|by|there|to))",
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
        "returns|return|fails|fail|failing|throws|gives|getting|get|with"
        " (\\w+ )?(http |status |error )?50[234]",
        "502|503|504 (everywhere|error|errors|for all|for every\\w*)",
        "doesn't|does|don't|won't|will (not )?(load|respond|come up|open) (for|at all|since|any)",
        "not responding|reachable|loading",
        "nobody|noone|none ... (can|could|is able to)",
        "no one (\\w+ )?can",
        "all (\\w+ )?(calls|requests|transactions|payments|users|logins) ... (fail\\w*|time"
        " out|are down)",
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
DATA_LOSS = Group(
    Sign.DATA_LOSS,
    "What was entered is no longer there or no longer right: each hour makes it worse.",
    (
        "lost|missing|vanished|wiped|overwritten|overwrote|corrupted|corrupts|erased|destroyed"
        f" (all |of |our |my |the |some |\\d+ |every ){{0,3}}(\\w+ )?({STUFF})(?!\\W+(button"
        "|menu|icon))",
        f"deleted|deletes|removed (all |of |our |my |the |\\d+ |every ){{1,3}}(\\w+ )?({STUFF})",
        f"{STUFF} ... (vanish|vanished|disappeared|wiped|overwritten|corrupted|corrupt|erased"
        "|lost"
        "|are gone|is gone|were gone|are missing|were missing)",
        "data loss",
        "lost|losing ... (data|work|changes)",
        "corrupts|corrupted|corruption|corrupt (the|every|all|our|my|of|ledger|data\\w*)",
        "they aren't|are (not )?in the trash",
        "empty|overwritten|replaced with an? empty",
        "stored data ... wrong",
    ),
)
MANY = Group(
    Sign.MANY,
    "How far it reaches: more than the one who writes.",
    (
        "all (of )?(our |the |my |your |their )?(\\w+ )?(users|customers|employees|staff"
        "|agents|shops|stores"
        "|regions|teams|colleagues|merchants|clients|people|offices|locations|branches"
        "|departments)",
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
        "|operate|pay|ship"
        "|log in|login|sign in|access (it|our|my|the)|use (it|the|your|our)|get in|open (it"
        "|any|the)|sell)",
        "can|could|are|am not (able to )?(\\w+ )?(work|do anything|proceed|continue|operate"
        "|pay|log in|use)",
        "locked|blocked out|us|from|me|by",
        "at a standstill",
        "work|production|business has stopped|stopped|stands still",
        "nobody|none ... can (work|pay|log|use|open|sell)",
        "keeps us from",
    ),
    negatable=False,
)

SERVICE = (OUTAGE, SLOW, DATA_LOSS, MANY, BLOCKED)
