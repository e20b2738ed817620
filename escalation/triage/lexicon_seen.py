"""What shows security in the words of people who do not know that it is: what they saw happen.

Security is absolute, so each phrase names whose it is or what was done, not a word of the trade.
"""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

SOMEBODY_ELSES = (
    "((someone|somebody|anyone|anybody) else's|strangers?'s?|(another|other|different|wrong) (\\w+"
    " )?(person|customer|patient|client|user|guest|company|famil(y|ies)|member|pupil|student"
    "|tenant|employee|people|household|business|school|account)s?('s)?|neighbou?r'?s)"
)
PRIVATE = (
    "(payslips?|bills?|bank details|address(es)?|photos?|pictures|bookings?|results?|records?"
    "|invoices?|orders?|statements?|letters?|mails?|e-?mails?|messages?|names?|numbers?|cards?"
    "|data|details|documents?|files?|account|accounts|contracts?|salar(y|ies)|chats?|history"
    "|prescriptions?|appointments?|passports?|medical|contacts?|profiles?|policy|policies|claims?"
    "|reports?|transactions?|balances?|purchases?|tickets?|calendars?|notes?)"
)
TAKEN = "(changed|swapped|replaced|reset|switched|ported|turned off|disabled|removed|added|altered)"

SEEN = (
    Group(
        Sign.SECURITY,
        "Somebody else's things in my account, mine in theirs, a stranger's name in greeting.",
        (
            "someone|somebody|stranger|strangers|stranger's|another|other|neighbour|neighbor"
            f"|neighbour's (else('s)? )?(\\w+('s)? ){{0,3}}{PRIVATE} ... (in|on|under|inside|into|"
            "from|instead of|with) (my|our) (\\w+ )?(account|inbox|app|profile|portal|screen|list"
            "|dashboard|login|log-?in|history|page|folder|name|phone|workspace|mailbox)",
            f"see|seeing|saw|seen|found|shows|showed|showing|got|received|opened ..."
            f" {SOMEBODY_ELSES} (\\w+ ){{0,2}}{PRIVATE}(?!\\W+(tab|column|field|button|page|view"
            f"|type|format))(?![^.!\\n]*\\?)",
            f"my|our (\\w+ )?{PRIVATE} (\\w+ ){{0,3}}(in|under|inside|on) {SOMEBODY_ELSES}",
            "logged|log|signed|landed|ended|let|opened|opens|takes|took|dropped ... (in|into|up in"
            f"|me (in|into|to)|on) (to )?{SOMEBODY_ELSES}('s)? (account|profile|inbox|portal|page"
            "|session|dashboard|workspace)",
            "welcome|hello|hi|greets|greeted (\\w+ ){0,4}\\w+\\W{1,4}((but|and|only|except)"
            " )?((i'm|i am|that's|that is|my name is) not|not my name)",
            "not my (name|account|data|profile|order history|details|booking|child"
            "|records)(?!\\W+(manager|rep|executive|any ?more|yet))",
            f"meant|intended|addressed (for|to) {SOMEBODY_ELSES}",
            "sent|emailed|mailed|forwarded|disclosed|gave|given|handed (?![^.!?\\n]*(money|pay"
            "|transfer|fund))... to (the wrong (person|customer|patient|address|family|household"
            "|company)|a (complete |total )?stranger|strangers|my ex)",
            "cc'd|copied ... (everyone|all (the|your|other)|\\d+ (other|people|customers))",
            "everyone's|everybody's|other people's (\\w+ )?(address\\w*|e-?mails?|names?|numbers?"
            "|data|details|salar\\w+|results?|photos?)(?!\\W+(column|field))",
        ),
    ),
    Group(
        Sign.SECURITY,
        "Somebody was in: from elsewhere, at night, changed what opens the door, acted as us.",
        (
            "logins|log|sign|signins|sessions|accessed|attempts (ins )?(\\w+ )?from ((?!the\\b"
            "|my\\b|our\\b|your\\b|any\\b|all\\b|home\\b|mobile\\b|chrome\\b|safari\\b|firefox\\b"
            "|edge\\b)[\\w]+ ){1,3}(at \\d|which|where|though|while|last night|overnight|and"
            " nobody|and none|but (i|we|nobody|none))",
            "three|two|four|several|some|strange|weird|odd|multiple|dozens|failed (of )?(\\w+"
            " )?(logins|log-?ins|sign-?ins|attempts|sessions) from (?!the\\b|my\\b|our\\b|your\\b"
            "|home\\b|chrome\\b|safari\\b|firefox\\b|different browsers)",
            "phone|device|laptop|computer|browser|session (that )?(i|we) (don't|do not|didn't"
            "|never|have never) (recogni[sz]e|know|own|owned|added|seen)",
            f"email|mail|phone|number|password|pin|sim|iban|payout|recovery|bank|address|2fa|mfa"
            f"|factor|authenticator (\\w+ ){{0,4}}(was|were|got|has been|have been|been|is|had"
            f" been|gets) (suddenly |all |just )?{TAKEN} (to (an?|some"
            "|something|one|gmail|hotmail)|by (someone|somebody|a|who)|without (my|our|me|us"
            "|asking|any)|overnight|last night|and (it wasn't|i didn't|not by))",
            "two|2fa|mfa (factor|step)?( \\w+){0,2} (was|got|has been|had been|is) (suddenly"
            " )?(turned off|disabled|removed|switched off)(?!\\W+by (me|us|our))",
            "changed|swapped|replaced|ported|disabled|removed (my|our|his|her|their) (\\w+"
            " )?(email|e-?mail|password|phone|number|sim|recovery|payout|bank details|iban"
            "|pin)(?!\\W+and (now|can't|it)) ... (someone|somebody|without|stranger|wasn't|not me"
            "|locked me out|nobody)",
            "someone|somebody|stranger|whoever|thief|thieves|scammers ... (using|used|changed"
            "|accessed|got into|gets into|logged|logging|opened|ordered|bought|posting|posted|sent"
            "|sending|emptied|reading|read|moved|withdrew|cloned|signed|took over|has) (in |into "
            "|on |with |to |from |things |stuff |as |out )?((in|with|from|to) )?(my|our) (\\w+"
            " )?(account|profile|password|e-?mails?|mailbox|inbox|login|card|name|identity|details"
            "|wallet|number|money|messages|workspace|api key)",
            "sim (\\w+ ){0,2}(swapp?(ed)?|cloned|ported|hijacked|moved)",
            "sim|card (swap|swapping|cloned|skimmed)",
            "emptied|drained|cleaned|cleared ... (my|our|her|his) (\\w+ )?(account|wallet|balance"
            "|savings|card)(?!\\W+(filter|history))",
            "crypto|savings|wallet (is|was|were|are) (gone|emptied|drained)",
            "orders|purchases|bookings|messages|posts|mails|emails|transfers|withdrawals|tweets"
            "|invites ... (i|we|nobody here|no one here|none of us) (never|didn't|did not) (sent"
            "|send|wrote|write|placed?|made|make|post(ed)?|booked|ordered|opened?|created?"
            "|written)",
            "sent|sending|posting|posted|goes|going|went (\\w+ ){0,3}(from|in|under) (my|our)"
            " (name|account|address|number|email|domain)(?!\\W+(settings|to|is|and it)) ... (i|we"
            "|nobody|not|didn't|never|without|someone|spam)",
            "mails|mail|messages|emails|posts|orders|ordered|loan|loans|credit|contract|sent"
            "|sending|writes|writing|opened|acting|shopping|invoices|calls|calling ... in (my|our"
            "|your) (company's )?name(?!\\W+(is|field|and))",
            "someone|somebody|stranger|man|voice|person ... (watching|watched|listening|talking"
            "|speaking|looking) (\\w+ ){0,3}(through|on|via|from|over) (the|our|my) (\\w+"
            " )?(camera|monitor|speaker|doorbell|webcam)",
            "demand|demands|demanding|want|wants ... (bitcoins?|btc|ransom)",
            "encrypted (all )?(our|my|every|the) ... (bitcoin|ransom|note|readme|pay|files)",
            "trojan|keylogger|rootkit|skimmer",
            "intrusion|intruders|burgled|data theft",
        ),
    ),
    Group(
        Sign.SECURITY,
        "People are robbed by somebody who looks like us.",
        (
            "looks|look|looking (exactly |just |a lot |very much )?like (yours|your (real |own"
            " )?(site|page|log-?in|website|mail|logo|app|bank))",
            "identical|same to|as (yours|your (site|page|login|website))",
            "clone|replica|imitation of your (site|page|log-?in|website|app|shop)",
            "typed|gave|entered|put|filled|handed|told|read (him |them |her |it |in )?(my|her|his"
            "|their|our) (\\w+ )?(card|pin|password|bank|code|login|details|account number) ..."
            " (link|page|site|caller|phone|fake|form|scam|them|him|stranger|before)",
            "asking|asks|asked|wants|wanted|telling|told|tells|demanding (\\w+ ){0,3}(to )?(pay"
            "|transfer|send money|wire|deposit)( \\w+){0,2} (again |money )?(to|into|on)"
            " (an)?(other|different|new|foreign|account)",
            "pay|paid again to (an)?(other|different|new) account",
            "someone|somebody|man|woman|caller|guy|people|lady ... (pretend\\w* (to be|they)"
            "|pos(es|ed|ing) as|impersonat\\w+|claim\\w+ to be|claim\\w+ (he|she) (is|was) from"
            "|said (he|she) (is|was) from)",
            "text|sms|mail|email|message|call|letter from your (bank|company|security|fraud"
            "|support) ...(link|asking|asks|pin|password|card)",
            "fraudster|fraudsters|conman|conmen|swindled|swindler|defrauded|fraudulent|catfished",
            "smishing|vishing|spoofing",
            "using|use|uses|used|with|misusing|abusing your (logo|name|brand|domain) ... (to|ask"
            "|phish|steal|fake|scam|money)(?!\\W+(our|my|partner|on))",
            "guests|customers|clients|members|people ... (tricked|conned|duped|defrauded)",
        ),
    ),
    Group(
        Sign.SECURITY,
        "Open to the world, kept by who left, or opened by a trick that anybody can do.",
        (
            "openly|freely|publicly|world (accessible|available|readable|visible|viewable"
            "|downloadable|exposed|searchable|writable)",
            "google|bing has|have|had|already|'s (already )?(indexed|cached|found|listed)",
            "indexed|cached|findable|searchable|show|shows|appear|appears|come|comes|turn|turns"
            " (up )?(by|on|in|via|through) google",
            "link|page|dashboard|folder|bucket|server|database|endpoint|url|portal|file|files"
            "|report|backup|drive|camera ... (has|have|with|needs|need|asks for|requires|required)"
            " (no|not any|zero) (login|log-?in|password|authentication|auth"
            "|protection)(?!\\W+(button|link|field|form|option|screen|page))",
            "no (login|password|authentication|auth|log-?in) (on (it|that)|at all|check"
            "|whatsoever)",
            "anyone|anybody|strangers|public|outsiders (\\w+ ){0,5}(can|could|able to|is able to)"
            " (\\w+ )?(see|read|open|download|view|access|edit|delete|get into|log into|find"
            "|browse) (\\w+ ){0,3}(data|records?|files?|invoices?|contracts?|salar\\w+|address\\w*"
            "|names?|passports?|documents?|results?|photos?|orders?|accounts?|notes|numbers?|mail"
            "|everything|customers?|details)(?!\\W*\\?)",
            "open|visible|accessible|exposed to (the )?(whole|entire|public internet|world|anyone"
            "|anybody|internet|strangers|outsiders)(?!\\W+(in|with|who has|in the team|on (our"
            "|the) team)|\\W*\\?)",
            "database|data|records|list|source|dump|customers ... (for sale|being sold|sold on|on"
            " the dark|on pastebin|on a forum|on telegram|leaked)",
            "dark web|net",
            "nurse|employee|employees|colleague|contractor|developer|admin|intern|manager|someone"
            "|somebody|guy|staff|accountant|teacher|man|woman|volunteer|partner ... (left|quit"
            "|fired|resigned|retired|sacked|laid off|dismissed) ... (still|yet) (\\w+ )?(log|logs"
            "|open|opens|see|sees|access|accesses|has access|have access|read|reads|download"
            "|downloads|in|logged|logging)",
            "left|quit|fired|resigned|sacked (us|the \\w+|in|last|months|weeks|years) ... (can"
            " still|still (has|logs|opens|sees|works|gets in))",
            "i'm|am now (the )?(admin|administrator|owner|root|superuser)(?=[.!]|$)",
            "role (?<=[=:])(admin|owner|superuser|root)",
            "viewer|guest|intern|user|student|tenant|customer (\\w+ ){0,3}(can|could|able to"
            "|becomes?) (\\w+ )?(become (an )?(admin|owner)|escalate (his|her|their)|promote"
            " (himself|herself|themselves|itself)|see (other|another)|grant (himself|herself"
            "|themselves))(?![^.!\\n]*\\?)",
            "change|changing|changed|swap|edit|increment|guess|guessing|tampering|replace"
            "|replacing ... (id|number|digit|digits|url|parameter|token|cookie|link) ... (see|get"
            "|gets|shows|opens|read) (someone|somebody|another|other|the next|any"
            "|strangers?)(?!\\W*\\?)",
            "pushed|posted|pasted|published|committed|uploaded|leaked|shared|printed|put|checked"
            "|left ... (keys?|tokens?|passwords?|credentials?|secrets?|logins?|certificate) ..."
            " (public|github|gitlab|repo\\w*|slack|forum|internet|stack ?overflow|twitter|pastebin"
            "|online|video|screenshot|website|train|bus|taxi|by (mistake|accident))",
            "revoke|rotate|kill|invalidate|disable|deactivate ... (it|them|that|this|the|our|my"
            "|key|token) ... (leaked|public|exposed|stolen)",
            "lost|stolen|stole|missing|left (my|our|a|the|his|her) (\\w+ )?(laptop|badge|keycard"
            "|usb|tablet|notebook|stick) ... (customer|patient|data|logged in|wipe|remotely|train"
            "|taxi|bus)",
            "article 33|34 (of )?(the )?gdpr",
            "breach notification",
            "user|admin|account|device|rule|forwarding|webhook|key|session (\\w+ ){0,3}(none of us"
            "|nobody|no one|we never|we didn't|i never|i didn't) (\\w+ )?(created?|added?|made|set"
            " up|invited?)",
            "invoice|bill|supplier ... (new|different|changed|other|another) (bank|iban|account)"
            " (details|number)(?=[.!,;]| and| but| in| asking)",
            "ex|stalker|husband ... (reading|reads|tracking|tracks|knows where|spying|see where"
            "|can see my|still sees)(?!\\W*\\?)",
            "caller|man|woman|he|she knew (my|all my|everything|the last|our) (\\w+ )?(name"
            "|address|order|card|balance|account|number|date|about)",
            "asked me (for|to) (give |tell |read |send )?(\\w+ )?(my|the) (full |whole )?(pin|cvv"
            "|one-time)",
            "sequential|guessable|predictable (id|ids|numbers?|urls?|links?|tokens?)",
            "codes|code|otp|resets|mails (\\w+ ){0,3}(i|we) (never|didn't|did not|haven't) (ask"
            "|request|trigger)\\w*",
            "read|see|open|hear|download (everyone|everybody|all the other|other people|other"
            " customers|other patients|strangers)('s|s')? (\\w+ )?(data|names?|address\\w*|mails?"
            "|messages?|invoices?|orders?|results?|photos?|details|salar\\w+"
            "|records?)(?![^.!\\n]*\\?)",
            "personal data (was|were|has|have|is|are) ... (affected|exposed|among|accessible"
            "|leaked|breached|compromised|visible|lost|disclosed)",
            "whether|if ... (personal|our|patient|customer|employee) data ... (affected|exposed"
            "|among|accessible|leaked|breached|compromised)",
            "bypass|bypasses|bypassed|bypassing|circumvent (the |your |our )?(\\w+ )?(login"
            "|log-?in|authentication|2fa|mfa|password|paywall|permission\\w*)(?![^.!\\n]*\\?)",
        ),
        score=0.9,
    ),
)
