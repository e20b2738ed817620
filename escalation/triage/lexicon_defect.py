"""What shows whether there is something to work on: a fault, a question, a wish."""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

REPRODUCTION = Group(
    Sign.REPRODUCTION,
    "Somebody else can make it happen again: steps, what was expected, how often.",
    (
        "steps (to (reproduce|repeat)|taken|i took|:)",
        "steps",
        "reproduce|reproducible|reproduced|reproduces|reproducing|reproduction|repro|str",
        "expected (result|behaviou?r|output|outcome|that|only|\\d|the|is|was|a)",
        "expected ... (actual|instead|but got|got)",
        "actual (result|behaviou?r|output)",
        "every|each (single )?(bloody |damn )?time",
        "happens|fails|happened|crashes ... (always|each|every|all \\w+ tries|out of \\d+)",
        "always|ends ends|fails|crashes|happens|in the same error",
        "out of \\d+ times",
    ),
    score=0.8,
    negatable=False,
)
ENVIRONMENT = Group(
    Sign.ENVIRONMENT,
    "Where it happens: a browser, a system or a release with its number.",
    (
        "chrome|firefox|safari|edge|opera|brave|windows|macos|ios|ipados|android|ubuntu|debian"
        "|fedora|rhel"
        "|centos|linux|node|nodejs|python|java|php|ruby|postgres|mysql|sdk|cli|app|server"
        "|library|jdk|kernel"
        " (version |v|server |pro |os |x )?\\d[\\w.]*",
        "version|release|build v?\\d[\\w.]*",
        "iphone|ipad|pixel|galaxy|xperia \\w*\\d*",
        "mac os",
        "every browser",
    ),
    score=0.8,
    negatable=False,
)
WORKAROUND = Group(
    Sign.WORKAROUND,
    "There is a way round, and the writer knows it.",
    (
        "workaround",
        "works|work ((fine|well|ok|again) )?(if|when|in|with|on|after) (i|we|you|chrome"
        "|firefox|safari|edge|the)",
        "works fine|instead",
        "works|worked (if|when|after) ...",
        "instead ... works|worked",
        "can live with",
        "for now (we|i) (use|do|just|simply)",
        "we|i (simply|just|now) (use|do|refresh|reload|restart)",
        "right|fine|ok|okay again(?!st)",
        "in (chrome|firefox|safari|edge) it (works|prints|is fine|loads)",
        "prints|prints fine",
        "way round|around",
    ),
    score=0.8,
)
CONFIGURATION = Group(
    Sign.CONFIGURATION,
    "How something is set up; nothing is broken.",
    (
        "set|setting up (\\w+ )?(sso|single|saml|ldap|webhooks?|integration|dns|domain|mfa"
        "|two-factor|2fa)",
        "configure|configuring|configuration|configured",
        "settings",
        "where|how|which|what ... (setting|set|switch|option|configure|enable|turn on|turn off)",
        "enable|disable|enabling|turn|turning ... (for (everyone|all|our|my)|two-factor"
        "|feature|sso)",
        "single sign-on",
        "mapping screen|attribute",
        "require two-factor|mfa|2fa|sso",
    ),
    score=0.6,
)
QUESTION = Group(
    Sign.QUESTION,
    "Asks how, where or whether.",
    (
        "how (do|does|can|could|should|to|would|many|much|long|often|is)",
        "where (do|does|can|could|is|are|did|to|would|should)",
        "what (is|are|does|do|would|happens|should|could|can|causes|'s)",
        "which (\\w+ )?(\\w+ )?(do|does|is|are|price|plan|one|counts|attribute|option)",
        "is|are (it|there|this|that|these) (\\w+ )?(possible|a way|any way|known|supported|an"
        " option|right)",
        "can|could|may (i|we|you|one|someone|anyone)",
        "do|does (i|we|you|the|it|this|anyone|your) \\w+",
        "why (is|are|does|do|did|can|can't|was|would|isn't|doesn't)",
        "when (can|will|do|does|is)",
        "any idea|ideas|chance|suggestion|suggestions|news|advice|plans?",
        "question",
        "wondering|wonder (if|how|whether|why)",
        "am i (missing|doing)",
        "who (can|is|do|should)",
    ),
    score=0.6,
    negatable=False,
)
WISH = Group(
    Sign.WISH,
    "Wants what is not there yet.",
    (
        "would|it'd|it'll|be (really |very |so )?(be )?(really |very |so )?(nice|great|good"
        "|helpful|useful|handy"
        "|lovely|cool|awesome|amazing|nicer|a great help|a big help)( to| if|$| for us)?",
        "feature (request|idea|suggestion|proposal)s?",
        "wishlist|enhancement|rfc",
        "small wish",
        "wish (from|list|that|you|there|we|it)",
        "please|pls|plz (add|support|build|let|make it possible|allow|implement|consider"
        "|provide|include)",
        "could|can you (please )?(add|support|build|implement|consider|provide|include|allow)",
        "would (love|like) (to see|to have|it if|a|an|support)",
        "any chance (you'll|you|of|we|to|for)",
        "missing|miss ... (feature|option|possibility|function)",
        "suggestion|suggestions|proposal",
        "add support",
        "adding support",
        "support for",
        "ability to",
        "allow|allows|allowing (users?|us|me|to|custom|for|the|multiple)",
        "dark mode",
        "not possible (yet|at the moment|today)",
        "roadmap",
        "would be able to",
        "kind request",
        "there should be",
        "option to",
        "until|unless (that's|this is|that is|it's|it is|there's|an?) (possible|there|\\w+ exists)",
        "is not|isn't enough",
        "we need (a|an|\\d+|price|more|support|the ability)",
    ),
    score=0.7,
)
ROUTINE = Group(
    Sign.ROUTINE,
    "The everyday business of an account or a bill.",
    (
        "reset|forgot|forgotten|change|changing|recover|remember|lost ((my|the|our|a) )?(\\w+"
        " )?(password|pin|2fa"
        "|login|authenticator|passcode|username)",
        "password (reset|change)",
        "copy of (the|my|our|an?|\\w+) (\\w+ )?(invoice|receipt|bill|contract)",
        "send (me |us |it )?(the |my |our |an |a )?(\\w+ )?(invoice|receipt|again)",
        "new address|card|vat|credit",
        "address (has )?(changed|change)",
        "invoice address",
        "billing address|details|contact",
        "vat (number|id)",
        "change|update|changing (of )?((my|our|the) )?(\\w+ )?(email|address|mail|name|card"
        "|payment method|plan)",
        "change of (email|address|name|plan|card)",
        "close|cancel|delete|downgrade|upgrade (my|our|the|that|this)( \\w+)? (workspace"
        "|account|plan"
        "|subscription|trial|one|seat|seats)",
        "how to cancel",
        "add|remove|adding|removing ((a|another|one|two|some|\\d+) )?(seat|seats|users?"
        "|licen[cs]es?)",
        "did we add",
        "trial|renewal date",
    ),
    score=0.7,
)

DEFECT = (REPRODUCTION, ENVIRONMENT, WORKAROUND, CONFIGURATION, QUESTION, WISH, ROUTINE)

# What a machine says; by shape, so whatever the language. The hints are pieces of each shape.
TRACE = (
    r"traceback \(most recent|\bat [\w.$<>]+\([\w.]*:\d+\)|\b[a-z][\w.]{2,}(?:exception|error)\b"
    r"|\berr_[a-z_]+|\b(?:http|status|code|error)[ :#-]{1,2}(?:code )?[45]\d\d\b"
    r"|\b[45]\d\d (?:internal|bad|forbidden|unauthorized|not found|error|service|gateway)"
    r"|\bsegfault\b|\bstack ?trace\b|\bpanic:|\berror [a-z]{1,4}-?\d{2,5}\b|\brequest id\b"
    r"|\bcore dump|\bsegmentation fault"
)
TRACE_HINTS = (
    "traceback|exception|error|err_|http|status|code|.java:|trace|panic:|request id|dump|segfault"
    "|segmentation|gateway|forbidden|unauthorized|not found|service"
)
NUMBERED = r"(?:^|\s)1[.)] .{1,400}?\s2[.)] "
