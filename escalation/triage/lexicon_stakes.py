"""What shows what is at stake: money, a lawsuit, a name in public, the customer."""

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
    negatable=False,
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
        "say|complain|speak (so |out )?publicly",
        "one star",
        "1 star",
        "leave|leaving|write|post ... (bad|negative|honest|terrible) review",
        "bad press|publicity",
    ),
    negatable=False,
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

STAKES = (DISPUTE, LEGAL, PRESS, CHURN)
