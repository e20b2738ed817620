"""What shows what is at stake: money that is contested, a customer who leaves."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

BILL = "(invoices?|bills?|charges?|amount|payments?|fees?|sum|overage)"
DISPUTE = Group(
    Sign.DISPUTE,
    "Contests what was billed, which a routine question about a bill does not.",
    (
        f"dispute|disputing|contest|contesting|disputed ... {BILL}",
        "invoice|charge|amount|bill ... (wrong|incorrect|disputed|withdrawn|unjustified|too high)",
        "overcharged|overbilled",
        "charged|billed|invoiced|debited (us |me |our \\w+ |my \\w+ )?(twice|double|again|wrongly"
        "|too much|three times|for \\d+|without|after|although|even though|incorrectly|in error|by"
        " mistake)",
        "you|bills|invoice|they (have |has )?(charged|billed|invoiced|bills|charge|debited) (us|me"
        "|our|\\d+)",
        "have charged|billed|invoiced \\W?\\d+",
        "double|wrong|incorrect|unauthorized|unauthorised|unjustified (charge|charges|billing|bill"
        "|invoice)",
        "won't|not|never|refuse|refusing (to )?(pay|be paying) (it|this|that|the|for|your)",
        "corrected invoice",
        "refund|return (us |me )?(the )?(full|difference|whole|rest|money|sum|amount)",
        "want|need|give (me |us )?(my|our) money back",
        "difference back",
        "isn't|not back (on|in) (my|our) account",
        "refund ... (still not|not here|never came|never arrived|nothing came|not received)",
    ),
)

MONEY = (
    "(money|fees?|charges?|amounts?|payments?|sum|difference|commission|penalt(y|ies)|bill|deposit"
    "|invoices?|surcharges?|debits?|costs|overdraft|\\d[\\d.,]*( (euros?|dollars?|pounds?))?)"
)
CONTESTED = Group(
    Sign.DISPUTE,
    "Money taken that was never agreed, and money wanted back.",
    (
        f"reverse|waive ... {MONEY}(?!\\W+(card|limit|policy|status|account"
        f"|score))(?![^.!\\n]*\\?)",
        f"dispute|disputing|contest|contesting|query|querying|challenge|challenging ... {MONEY}",
        "want|like|expect|demand|hand|where's ... (my|our|the|that) ((\\w+|\\d+) )?(money|cash"
        "|\\d+)(?!\\W+transfer) back",
        "fee|fees|charge|charges|bill|invoice|amount|sum|price|debit|commission|surcharge ..."
        " (never|not|isn't|wasn't|doesn't|don't|nobody|without) ... (agreed|authori[sz]ed|ordered"
        "|approved|match|correct|due|owe|justified|quoted|explained|signed|contract|told)",
        "never|not|nobody|didn't (agreed?|authori[sz]ed?|sign(ed)? up|signed|subscribed?"
        "|consent(ed)?|order(ed)?|ask(ed)?) (to|for|with) (this|that|it|any|a|the|these|those|pay"
        "|be) ... (charge|fee|bill|invoice|price|subscription|renewal|extra|payment|plan)",
        "why|how (am|are|was|were|did|do|have|has|is|come) (i|we|you|u|my card|there) ... (charge"
        "|charged|bill|billed|debited|taken|paying) ... (twice|again|when|although|after|without"
        "|never|instead|cancel\\w*|more|too|double|\\d)",
        "still|keep|keeps (getting |being )?(charge|charged|billed|debited|paying|charging|billing"
        "|taking money|invoiced)(?!\\W+port)",
        "charged|billed|debited|invoiced|deducted|took|taken|overcharged ... (after|even though"
        "|despite|never|instead of|not|cancel\\w*|wrong|more than|too much|should)",
        "hidden|bogus|phantom|mystery|unexplained|unexpected|outrageous|excessive (fees?|charges?"
        "|costs?)",
        "chargeback|chargebacks|overcharging|overcharge|overcharges|misbilled",
        "more|higher|twice|double|triple|# than (the )?(agreed|quoted|quote|contract|promised"
        "|advertised)",
        "agreed|quoted|contracted|promised|advertised (\\w+ )?(price|rate|discount|fee|amount|sum)",
        "agreement|contract|quote|offer|order ... (says|said|states|was|is|shows) \\W?\\d[\\d.,]*",
        "discount|rate|price (that )?(we|i|you|was) (were |had )?(agreed|promised|quoted"
        "|negotiated|offered)",
        "mistake|error|errors|discrepancy (in|on|with) (the|my|our|your|this|latest|last) (\\w+"
        " )?(bill|invoice|charge|statement)",
        "bill|invoice|statement ... (too high|doubled|tripled|doesn't match|does not match|not"
        " ours|not mine|inflated|makes no sense|overstated)",
        "not|won't|never|refuse|refusing|stop|withhold (be |going to |to |gonna )?pay(ing|ment)?"
        " (that|this|it|for|a|any|your|the|until|\\W?\\d)",
        "owe|owes|owed (me|us) (\\w+ )?(\\d|money|a refund|the)",
        "took|taken|deducted|debited|withdrew|helped yourself ... (from|out of|off) (my|our)"
        " (account|card|bank|deposit|wages|balance)",
    ),
    score=0.9,
)
CHURN = Group(
    Sign.CHURN,
    "Threatens to leave. Cancelling something by mistake or routine is no threat.",
    (
        "cancelling|canceling unless|our|everything|because|if",
        "we|we'll|i'll|will (will )?cancel (the|our|my|everything|all|if|unless|this)(?!\\W+(order"
        "|meeting))",
        "cancel (the|our|my) (contract|subscription|agreement) (if|unless|because|and go|and move)",
        "terminate|terminating|end|ending (the|our|this|my) (contract|agreement|relationship"
        "|partnership)",
        "termination (letter|notice)",
        "switch|switching|move|moving|go|going|migrate|leave|leaving (over |away )?(to|for) (a|an"
        "|your|another|one of your)(( \\w+) )?(competitors?|competition|provider|vendor|supplier"
        "|solution)",
        "looking|evaluating|talking (at|for|to) (other|another|different|alternative) (vendors?"
        "|providers?|suppliers?|solutions?|tools?)",
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

LEAVING = Group(
    Sign.CHURN,
    "Leaves or is about to, in plain words: the business, the money, the team goes elsewhere.",
    (
        "take|taking|move|moving|go|going|look|looking|spend|bring|do|find ... (elsewhere"
        "|somewhere else)(?!\\W+(in|on) the (app|page|menu|screen))",
        "go|going|gone|switch|switching|switched|move|moving|moved|defect|change|changing|back ..."
        " (competitors?|competition|rivals?|(different|other|another|new) (company|provider|bank"
        "|supplier|vendor|carrier|insurer|platform|operator|firm)|across the road|next door"
        "|spreadsheets?|excel|pen and paper)",
        "move|moving|migrate|migrating|switch|switching|shift|transition (away|off) (from|of|you"
        "|your)",
        "competitor|competitors|rival|rivals ... (offer\\w*|quote\\w*|cheaper|sign\\w*|deal|demo"
        "|contract|trial|pitch)",
        "evaluate|evaluating|trialling|trialing|testing|comparing|piloting|shopping|looking"
        "|searching|talking|speaking|talk|signed|signing ... (replacements?|alternatives?"
        "|competitors?|rivals?|(another|other|different|new) (vendors?|providers?|suppliers?"
        "|tools?|compan(y|ies)))",
        "thinking|thought|think|consider|considering|reconsidering|reconsider|rethinking|weighing"
        " (of |about |whether |if )?((i|we) (should |will |can )?)?(to )?(going|leav\\w+|moving"
        "|switch\\w*|drop\\w*|quit\\w*|cancel\\w*|our (options|contract|relationship|future)"
        "|options|alternatives|staying|stay|other|ending|chang\\w+ (to|provider\\w*))",
        "will|i'll|we'll|shall|gonna|going|forced|ready (to )?(be )?(cancel\\w*|quit|leave|leaving"
        "|terminate|terminating|ditch\\w*|drop|end) (you|my|our|the|this|it|everything|with|and|if"
        "|unless|for good|now)(?!\\W+(\\w+ )?(order|meeting|booking|appointment|trip|session|call"
        "|event|room|page|chat|purchase|field|message|app open))",
        "cancel|cancelling|canceling|cancelled|terminate|terminating|delete|deleting|close|closing"
        " ... (lot|whole|everything|all \\d+|all (of )?(our|my)|for good|contract|with you|if"
        "|unless|because|membership)(?!\\W+(order|meeting|template))",
        "terminate for cause",
        "we're|i'm|im|we|i (are |am )?(all )?(out|off|gone|done|through|finished|leaving)(?=[.!]|$"
        "|\\W+(and we'll|and i'll|with you|for good))",
        "we're|i'm|we|i|us (are |am )?(leaving|quitting|moving on|out of here|off to"
        "|jumping)(?!\\W+(the (office|house|page)|at|early|for (lunch|the day|holiday)|on (holiday"
        "|monday)))",
        "replace|replacing|replaced|drop|swap (you|your \\w+) with",
        "tender|rfp (for|out|process|this|next)",
        "put|putting (this|it|the \\w+) out to tender",
        "signed|signing|sign (up )?with (another|a (different|new|rival)|your (competitor|rival)"
        "|someone else)",
        "reason|why (\\w+ ){0,3}(to |should (i|we) |would (i|we) )(stay|renew|keep paying|continue"
        "|remain)",
        "keep (me|us|our) (as )?(a |your )?(customer|customers|business)",
        "before (i|we) (leave|go|switch|cancel|move)(?!\\W+(to|on|out|for))",
        "exit strategy|plan",
        "no longer (a |be (a |your )?|your )?(customer|customers|need your|want your|using you|use"
        " you|with you|interested in (staying|continuing))",
        "phase|phasing|winding|wind (you |down |out )+(you|our|your|the contract|with you)",
        "offboarding|offboard",
        "cheaper|better (\\w+ )?(elsewhere|somewhere else|provider|deal (with|from|at)|offer (from"
        "|at))",
        "other|plenty (of )?(\\w+ )?(fish|providers|options|banks|vendors|suppliers|companies)"
        " (out there|who|that|in the sea|would)",
        "chance|straw|warning (before|or|and then) (i|we)('re|'m|'ll)? (are |am |will )?(\\w+"
        " )?(leave|go|gone|leaving|off|switch\\w*|cancel\\w*)",
        "or|otherwise|then (i|we)('re|'m|'ll)? (are |am |will |shall )?(be )?(gone|leave|leaving"
        "|off|out|switch\\w*|cancel\\w*|go elsewhere|walk|moving|find (someone|somebody|another))",
        "find|finding|found|choose|chose|chosen|pick (ourselves |myself |us )?(a )?(another|new"
        "|different) (provider|vendor|supplier|bank|company|platform|tool|insurer|home)",
        "done with (you|your|this (company|product|bank|service|app))",
        "not|won't|shan't|never|isn't|aren't|don't|doesn't|wouldn't (\\w+ ){0,2}(renew\\w*"
        "|stay\\w* (with|a customer)|be back|come back|coming back|return as|order (from you"
        " )?again|use (you|your \\w+) (again|any)|buy (from you )?again|extend the|continue with"
        "|do business|be a customer|recommend (it|you|renewing))(?!\\W+(my|the) (certificate"
        "|token))",
        "renewal|contract|subscription|membership ... (won't|will not|not going|off the table|at"
        " risk|in doubt|in question|last one|not (be )?(renew|extend)\\w*|think twice|recommend)",
        "last (order|invoice|month|year|payment|purchase|renewal|penny|cent) (with you|you|from us"
        "|from me|of ours)",
        "pull|pulling|pulled (the plug|out of (this|your))",
        "jump|jumping|abandon|abandoning ship",
        "walk|walking|walked away(?!\\W+from (my|the) (desk|screen|computer))",
        "part|parting ways",
        "vote|voting with (my|our) (feet|wallets?)",
        "ditch|ditching|dump|dumping|drop|dropping (you|your) (company|product|service|platform"
        "|app|tool)",
        "lose|losing|lost (a|us|me|our|my) ((loyal|good|long\\w*|as a|as) )?(customer|client"
        "|business|custom|account)(?!\\W+(data|list|record))",
        "goodbye|bye|farewell|adieu (forever|for good)",
        "sign|click|go|form to leave",
        "delete|end|quit|exit contract|agreement|clause",
        "give|giving|gave|serve|serving|hand|handing|submit (you |our |my |in )?(our |my )?(notice"
        "|cancellation|resignation)(?!\\W+(board|period|of))",
        "notice of (termination|cancellation|non-?renewal)",
        "notice period",
        "get|way|let|want ... out of (the|this|our|my|your) (contract|agreement|subscription)",
        "contract|agreement (ends|expires|is up|runs out) ... (not|won't|leave|go|switch"
        "|elsewhere)",
        "seen enough",
        "closing|close (down )?(my|our|all (my|our)|every) (accounts?|business) (with you|and|if"
        "|unless|because|today)",
        "taking|take (my|our) (money|business|custom|team|company|account|salary|mortgage|data)"
        " (\\w+ )?(out|away|and|to|with)",
        "moving|transferring (my|our|all) (salary|mortgage|savings|pension|accounts?|business|team"
        "|company|everything|\\d+) (\\w+ )?(to|away|across|elsewhere|over|,)",
    ),
    score=0.9,
    negatable=False,
)

STAKES = (DISPUTE, CONTESTED, CHURN, LEAVING)
