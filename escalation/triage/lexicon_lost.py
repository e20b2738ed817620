"""What shows that work is lost: it was entered and is gone, or other values stand there."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

STUFF = (
    "data|records|record|files|file|notes|note|orders|order|contacts|messages|history|documents"
    "|entries|projects|tickets|payments|tasks|customers|photos|emails|rows|bookings|contents"
    "|backups"
)
WORK = (
    "data|record|records|file|files|note|notes|contacts|history|document|documents|entries|project"
    "|projects|photo|photos|pictures|rows|backup|backups|work|list|lists|calendar|prices|thesis"
    "|results|transcripts|recording|recordings|plan|plans|pages|catalogue|catalog|ledger|amounts"
    "|numbers|streak|stock|inventory|appointments|messages|invoices|chapter|chapters|lessons"
    "|customers|tasks|tickets|spreadsheet|spreadsheets|sheet|folder|folders|draft|drafts"
    "|manuscript|library|archive|archives|playlist|playlists|scores|grades|logs|diary|database"
    "|changes|comments|settings|essay|chats|conversations|memories|progress|year|years|months"
    "|weeks|everything"
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
        "|lost|are gone|is gone|were gone|are missing|were missing)",
        "data loss",
        "lost|losing ... (data|work|changes)",
        "corrupts|corrupted|corruption|corrupt (the|every|all|our|my|of|ledger|data\\w*)",
        "they aren't|are (not )?in the trash",
        "empty|overwritten|replaced with an? empty",
        "stored data ... wrong",
    ),
)
GONE = Group(
    Sign.DATA_LOSS,
    "Work, records or values that were there and are not, or are overwritten with others.",
    (
        f"{WORK} (\\w+ ){{0,4}}(is|are|was|were|has|have|had|been|got|just|all|simply|now) (\\w+ )"
        "{0,2}(gone|vanished|disappeared|evaporated|wiped|erased|no longer there|overwritten"
        "|destroyed|not there|unrecoverable|not recoverable|corrupted|zeroed|irretrievable"
        "|scrambled|nowhere to be (found|seen)|lost)(?!\\W+(through|up|down|to (spam|sleep)))",
        f"{WORK} (\\w+ ){{0,3}}(aren't|isn't|don't|doesn't|are not|is not|do not|no longer) (there"
        "|exist)",
        f"{WORK} (\\w+ ){{0,3}}(vanished|disappeared|evaporated|gone)(?=[.,!;]|$)",
        "hours|days|weeks|months|years|pages|decades of (\\w+ )?\\w+\\W{1,5}((is|are|all|now|just)"
        " )*(gone|lost|wiped|down the drain|vanished|deleted|erased)",
        "sync|update|import|migration|upgrade|restore|save|merge|app|system|it|bot|job|script|tool"
        "|you|software|sync's|version|technician|support|someone|button|cleanup (\\w+ ){0,2}(ate"
        "|eaten|eats|deleted|wiped|erased|overwrote|overwritten|emptied|cleared|nuked|destroyed"
        "|replaced|zeroed|truncated|trashed|swallowed|lost|killed) (out )?(all|my|our|every"
        "|everything|half|months|years|weeks|days|hours|the (whole|entire|last)|\\d+|it"
        " all)(?!\\W+((\\w+ )?(password|cache|session|settings?|connection|filter)))",
        "silently|accidentally|permanently|irrevocably (wiped|lost|overwritten|dropped|deleted"
        "|discarded|erased|removed)(?!\\W+\\w+ (order|file type))",
        "can't|cannot|not|never|nothing|could (\\w+ )?be (recovered|restored|undone|retrieved"
        "|brought back|found any ?(more|where))",
        "can't|cannot|couldn't find (any|my|our) (\\w+ )?(old |previous )?(records?|notes|photos"
        "|files|work|data|entries|documents)(?!\\W+(button|menu|tab))",
        "gone (forever|for good|without a trace|overnight|missing from)",
        "no (undo|way (back|to (restore|recover|undo))|backup|copy left|trace of (my|our|the|any))",
        "irrecoverable|irrecoverably|unrecoverable|irretrievably|unrecoverably",
        "half|most|all|every|none|part|two thirds|thirds|# (of )?(my|our|the|\\d+) (\\w+"
        " ){0,3}((is|are|was|were|has|have|got|just) )?(gone|vanished|disappeared|evaporated|wiped"
        "|erased|missing)(?!\\W+(a|an|the) (button|option|feature))",
        "back to|to zero|square one|an old version|last (week|month|year)",
        "prices|values|amounts|totals|quantities|numbers|balances|fields|rows|columns|names"
        "|entries ... (now |all |suddenly )*(zero|0[.]00|null|blank|zeros|nulls"
        "|empty)(?!\\W+(value|allowed))",
        "replaced|overwritten|overwrote|filled|overwrites|replaces ... (with|by) (\\W?null\\W?"
        "|zeros?|nulls?|blanks?|empty|nothing|0|someone|the (wrong|old)|april|an old|old|garbage"
        "|question)",
        "in|from your backups?",
        "used to be there|here",
        "were|was there|here yesterday|this morning|last week|before the",
        "rolled|reverted|reset back|to (an|the|to) (older|old|earlier|state|version|zero)",
        "ate (my|our|the|all|everything)",
        "empty|blank (since|after) (the|your|last|this) (\\w+ )?(update|migration|upgrade|import)",
        "restored ... (aren't|not|missing|nothing|empty|half|incomplete)",
        "opened|logged ... (empty|blank|nothing there|all gone|everything gone)",
        "lost|losing (all|everything|hours|days|weeks|months|years|half|the (whole|entire)|my"
        " whole|our whole|every)(?!\\W+(\\w+ )?(patience|trust|faith|confidence|hope|the time|our"
        " customers))",
    ),
    score=0.9,
)

LOST = (DATA_LOSS, GONE)
