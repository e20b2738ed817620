"""What shows by itself that security is concerned, in a customer's words or a researcher's.

The words of the trade that show it only together are in `lexicon_trade`.
"""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

OTHERS = (
    "((another|other|different|the wrong) (compan(y|ies)|customers?|clients?|users?|persons?"
    "|people"
    "|tenants?|accounts?|organi[sz]ations?|firms?)('s?)?|(someone|somebody|anyone|anybody)"
    " else('s)?"
    "|strangers?('s)?|competitors?('s)?)"
)
KEYS = (
    "((api|access|secret|private|ssh|signing) (key|token)s?|tokens?|passwords?|credentials?"
    "|secrets?)"
)

INCIDENTS = (
    Group(
        Sign.SECURITY,
        "An account or a system in the wrong hands, said in anybody's words.",
        (
            "hacked|hacker|hackers|hijacked|ransomware|malware|spyware|keylogger|phishing|phished",
            "compromised|attacker|attackers|intruder|intruders|impersonating|scam|scammer|scammed",
            "breached (our|your|my|data|security|account)",
            "breach (of (our|your|customer|personal) (data|systems?|account)|in your)",
            "privacy|gdpr (breach|violation|incident|leak)",
            "data|security breach",
            "has|have|had|got|get|being|been hacked|breached",
            "account takeover",
            "took|taken over (my|our) (account|profile|workspace|page)",
            "blackmail|blackmailed|extortion|ransom",
            "identity theft",
            "stole|stolen ... (password|passwd|key|credentials?|account|identity|token)",
            "password|passwords|account|credentials|key|token ... (stolen|leaked|compromised)",
            "someone|somebody|stranger|strangers|he|she|they ... (logged|broke|got|gets"
            "|hacked|broken)"
            " (in|into)( to)? (my|our|the) (account|profile|system|workspace)",
            "someone|somebody|stranger ... (used|using|changed|accessed|has access to|took over)"
            " (my|our) (account|profile|password|email|login|card)",
            "strange|suspicious|unknown|unrecognized|unrecognised|unfamiliar"
            " (log-?ins?|sign-?ins?|access(es)?|transactions?|activit(y|ies)|devices?|sessions?)",
            "unauthorized|unauthorised (access|log-?ins?|transactions?|activity|users?|change\\w*)",
            "suspicious|unusual (log-?in|sign-?in|account) (activity|attempts?)",
            "logins|login|logged|signed ... from (china|russia|vietnam|nigeria|abroad"
            "|two countries"
            "|another country|a country|an? (unknown|strange|foreign) \\w+|places)",
            "wasn't|isn't me|us",
            "was|is not me|us",
            "didn't|never (request|ask for) (this|that|it|the|a|any) (\\w+ )?(reset|code"
            "|log-?in|change)",
            "didn't|never log|logged|sign|signed in (from|there|at|on|yesterday|today)",
            "stolen (laptop|notebook|computer|device|card details|card number)",
            "for sale|on|offered (on )?(a|the|some)( dark)? (forum|web|market\\w*)",
            "dump of (our|your|the|all) (customers?|users?|data\\w*|passwords?)",
        ),
    ),
    Group(
        Sign.SECURITY,
        "Somebody pretends to be us: our customers are robbed in our name.",
        (
            "fake|fraudulent|spoofed (e-?mails?|mails?|sites?|web ?sites?|pages?|messages?|sms"
            "|log-?in\\w*)",
            "looks|look like (yours|your (site|page|log-?in|mail|logo))",
            "pretending|pretends|pretended|claiming|claimed to be (you|your|from you|from your)",
            "mail|email|message|sms|text|caller|call|letter ... (ask|asks|asked|asking|wants"
            "|wanted) ..."
            " (password|card|pin|code|bank|credentials|passwords|details)",
            "is|was this|that|it (mail |email |message |call |letter )?(really )?from you(?!r)",
            "is|was this|that|it really you",
            "is|was this|that you(?=\\?)",
            "is|was this|it (really )?(genuine|legit|legitimate)",
            "said ... (from|was) your (support|bank|team|company)",
            "read out (the|her|his|my) (code|pin|password)",
        ),
    ),
    Group(
        Sign.SECURITY,
        "Data in front of the wrong eyes, or rights that do not hold.",
        (
            "see|sees|seeing|saw|seen|view|viewing|shows|showed|access|accessed|read|found"
            "|get|gets|got"
            f"|download|downloaded|open|opened|suggests|received ... {OTHERS} ... (data|invoices?"
            "|orders?|names?|accounts?|documents?|files?|tickets?|records?|projects?|messages?"
            "|details|statements?|bills?|information|emails?|addresses|conversations?)",
            "see|saw|shows|suggests|got|get|received ... (data|invoices?|orders?|documents?"
            "|files?"
            f"|records?|people|names|details|messages?) (of|from|belonging to) ({OTHERS}|firms)",
            "sent|mailed|emailed|forwarded|disclosed|leaked (?!my (payment|money|transfer))(my"
            "|our|their"
            f"|the customer|customer) ... to {OTHERS}",
            f"shown|exposed|visible ... to {OTHERS}",
            f"logged|log|signed in (as|to) ({OTHERS}|a mrs? \\w+|mrs? \\w+)",
            "was|am|are|were logged in as (?!(an? )?(admin|administrator|user|guest|agent"
            "|viewer|owner))",
            "logged in as (another|a different|a mrs?|someone|somebody|a stranger)",
            "was|am somebody|someone else",
            "data|invoices|orders|details|records|documents|names|files|tickets|emails"
            "|contacts|customers"
            " ... (belong|belongs|belonging) to (other|another|someone|somebody|strangers|a"
            " different)",
            "orders|names|data|contacts|invoices|records|files|customers|projects|tickets|people"
            " (that |which |who )?(aren't|are not|isn't|is not) (ours|mine)",
            "went|mailed|emailed|forwarded|addressed|disclosed|sent ... to the wrong"
            " (recipient|customer|company|client|people|patient|inbox)",
            "changing|change|changed|modify|incrementing the|an? (id|number|url|address"
            "|parameter|query)"
            " ... (see|get|got|shows|open|opens|returns?|lets)",
            "publicly (accessible|visible|readable|exposed|indexed|listed|reachable)",
            "private|internal|confidential|our|my ... (on google|indexed|in google)",
            "guest|guests|viewer|viewers|intern|trainee ... (can|could|able to) (\\w+"
            " )?(delete|edit|change"
            "|export|download|approve|publish)",
            "read only user|users|role|account|access ... (can|could|able to) (delete|edit"
            "|change|export)",
            "without (a|any|entering|needing|asking for) (a |any |the )?(password|log-?in"
            "|authentication)",
            "key|keys|token|tokens|password|passwords|secret|secrets|credentials ... (github"
            "|public|repo"
            "|repository|pastebin|forum|logs|log file|screenshot|url|source code|javascript"
            "|bundle)",
            "leaked|leak|leaks|leaking|exposed|exposes|exposing ((?!in|on|from|of)\\w+"
            " )?(customer|personal"
            "|private|user|our"
            "|your|data|passwords?|credentials?|api|details|information|email)",
            "data|password|credential|information leak(s|ed|age)?",
            "data|files|records|documents|details|names (was|were|is|are|got|has been|have been)"
            " (leaked|exposed|stolen)",
            f"pasted|posted|published|committed|pushed|exposed|leaked|disclosed ... {KEYS}",
            f"contains|contain|shows|show|logs ... (live|plain|clear)\\w*( text)? {KEYS}",
            "live (api|secret) key",
            "ex|former|fired|dismissed|removed|deleted|deactivated|offboarded|terminated"
            " (employees?|colleagues?|admins?|users?|contractors?|accounts?|staff|members?)"
            " ... (still|log in|login|access|get in)",
            "left (the company|us|in \\w+|last \\w+) ... (still|can log)",
            "still|can log|get|see|open|access ... (after|although|even though) ... (removed|left"
            "|deactivated|revoked|fired)",
            "leaver|leavers ... (still|log in|access)",
            "employee ... can still (log|sign|get|see|access|open)",
            "still has|have|had access",
            "shouldn't be able to (do|see|delete|access|read|open|edit|change|view|use)",
            "should|must not be able to (do|see|delete|access|read|open|edit|change|view|use)",
            "reset|magic|invitation link ... (works twice|still works|still lets|lets me|again)",
            "session|sessions|cookie|token|link ... (stays|remains|still|is) (valid|alive"
            "|works|active)"
            " ... (logout|logging out|log out|sign out|reset|used|revoked)",
            "without (being )?(logged|signed) in (i|we|you|one|anyone|everyone|anybody) (can"
            "|could)",
            "anyone|anybody|everyone|everybody (who|with) ... (can|could) (see|read|open"
            "|download|delete)",
            "never made it public",
        ),
    ),
    Group(
        Sign.SECURITY,
        "What a researcher, a tester or an auditor calls it.",
        (
            "vulnerability|vulnerabilities|vulnerable|exploit|exploitable|exploited|xss|csrf"
            "|xsrf|ssrf",
            "rce|idor|clickjacking|cve|owasp|backdoor|backdoored",
            "cross site (scripting|request)",
            "sql|code|command|script|html|header|ldap|xml|xpath|template injection",
            "remote code|command execution",
            "remote attack\\w*",
            "denial of service",
            "dos|ddos attack\\w*",
            "man in the middle",
            "privilege|privileges escalation",
            "path|directory traversal",
            "buffer overflow\\w*",
            "session fixation|hijacking|hijack",
            "pen|penetration (test|tests|tester) (finding|found|result|report|shows?|flagged)",
            "pen|penetration test ... (found|finding|shows?|flagged)",
            "bug bounty",
            "responsible|coordinated disclosure",
            "security (hole|issue|flaw|bug|vulnerabilit\\w+|risk|weakness|incident|problem|threat"
            "|concern|leak|exposure|alert)s?",
            "plain|clear text (password|credential|secret)\\w*",
            "password|passwords|credentials ((is|are|was|were|being) )?(stored|sent|shown?"
            "|logged|printed"
            "|visible|written) ... (plain|clear|log|logs|text|url)",
        ),
    ),
)
