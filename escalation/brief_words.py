"""How people say what a brief needs: the headings of their templates, and plain prose.

English and German. Every pattern is read against one sentence of bounded length, and repeats
nothing without a bound: no text, whoever wrote it, keeps a reading for long.
"""

import re

_NAMES: dict[str, str] = {  # a field, or `since` beside them → its headings, `|` between
    "summary": "summary|problem|issue|zusammenfassung",
    "steps": "steps|steps to reproduce|reproduction|reproduction steps|how to reproduce|"
    "to reproduce|repro|repro steps|schritte|schritte zur reproduktion|reproduktion|"
    "schritte zum reproduzieren|schritte zum nachstellen|vorgehen",
    "expected": "expected|expected behavior|expected behaviour|expected result|expected results|"
    "expected outcome|what should happen|what i expected|erwartet|erwartetes verhalten|"
    "erwartetes ergebnis|erwartung",
    "actual": "actual|actual behavior|actual behaviour|actual result|actual results|"
    "current behavior|current behaviour|observed|observed behavior|what happens|"
    "what happens instead|what happened|tatsächlich|tatsächliches verhalten|"
    "tatsächliches ergebnis|aktuelles verhalten",
    "environment": "environment|env|setup|platform|system|umgebung|systemumgebung",
    "browser": "browser",
    "os": "os|operating system|betriebssystem",
    "version": "version|app version|build|versionsnummer",
    "device": "device|gerät",
    "impact": "impact|business impact|affected users|who is affected|scope|auswirkung|"
    "auswirkungen|betroffene|wer ist betroffen",
    "since": "since|since when|started|seit|seit wann",
    "tried": "tried|already tried|what i tried|what we tried|what i have tried|"
    "what we have tried|what was tried|troubleshooting|troubleshooting steps|ruled out|"
    "tried and ruled out|versucht|bereits versucht|was wir versucht haben|ausgeschlossen",
    "evidence": "evidence|error|error message|errors|log|logs|stack trace|traceback|"
    "screenshot|screenshots|fehler|fehlermeldung|protokoll",
    "needed": "needed|what is needed|what we need|request|gebraucht|was wir brauchen",
    "by_when": "by when|needed by|deadline|frist|bis wann",
    "use_case": "use case|anwendungsfall",
    "frequency": "frequency|how often|reproducibility|häufigkeit|wie oft",
    "business_context": "business context|geschäftlicher hintergrund",
    "revenue_at_risk": "revenue at risk|gefährdeter umsatz",
    "decision_asked": "decision|decision asked|entscheidung",
    "seen": "seen|what was seen|was gesehen wurde",
    "affected": "affected|affected systems|betroffen|betroffene systeme",
    "containment": "containment|mitigation|eindämmung",
}
HEADINGS = {name: field for field, names in _NAMES.items() for name in names.split("|")}
PARTS_OF_ENVIRONMENT = ("browser", "os", "version", "device")

_WHO = r"(?:i|we|you|they|users?|people|customers?|someone|anyone|staff|agents?)"
_DOES = (
    r"(?:click|open|press|go|try|log|sign|upload|select|choose|export|import|save|submit|enter|"
    r"type|run|print|send|add|delete|create|start|navigate|tap|scan|refresh|reload|load|use|edit|"
    r"search|download|change|switch|pay|call|attempt)"
)
_TUT = r"(?:ich|wir|man|jemand|benutzer|nutzer|kunden)"
STEPS = re.compile(
    rf"\b(?:when(?:ever)?|if|as soon as|after|once|every time|each time) {_WHO} "
    rf"(?:\w{{1,15}} )?{_DOES}|\b(?:wenn|sobald|falls|nachdem|immer wenn) {_TUT}\b|"
    r"\bbeim (?:klick|öffnen|speichern|drucken|export|import|anmelden|laden|senden|hochladen)",
    re.I,
)
EXPECTED = re.compile(
    r"\bexpect(?:ed|ing)?\b|\b(?:it|this|that|which|there|page|button|report|export|list|file) "
    r"should\b|\berwarte(?:te|t|n)?\b|\b(?:es|das|seite|liste|datei) sollten?\b",
    re.I,
)
BUT = re.compile(
    r",? (?:but|however|yet|instead)\b(?! of)[ ,]{0,2}|,? (?:aber|sondern|stattdessen)\b ?", re.I
)
ACTUAL = re.compile(
    r"\b(?:nothing happens|instead of|keeps? getting|fail(?:s|ed|ing)|crash(?:es|ed|ing)|"
    r"hangs|freezes|froze|time[sd] out|stopped working|not working|(?:does not|doesn't|won't) "
    r"(?:work|load|open|start|print|show|save|send|respond))\b|"
    r"\b(?:is|are|was|were|stays?|remains?|comes? up) (?:\w{1,15} )?"
    r"(?:blank|empty|down|missing|stuck|broken|wrong|unreachable)\b|"
    r"\b(?:get|gets|got|see|sees|getting|shows?|receive) (?:an?|the|this|only) |"
    r"\b(?:funktioniert|geht|lädt|startet|öffnet|druckt|speichert)\b.{0,20} nicht\b|"
    r"\bstürzt\b.{0,30} ab\b|\bpassiert nichts\b|\bbleibt (?:leer|hängen|weiß)\b|"
    r"\b(?:bekomme|bekommen|erhalte|erhalten|erscheint|sehe|sehen)\b",
    re.I,
)
TRIED = re.compile(
    r"\b(?:tried(?! to\b)|trying(?! to\b)|rebooted|restarted|reinstalled|cleared|ruled out|"
    r"re-?installed|logged out and|(?:have|has|had|already|i|we) (?:\w{1,15} )?"
    r"(?:checked|tested|verified|updated|upgraded|disabled|reset))\b|"
    r"\b(?:bereits|schon|haben?|hat)\b.{0,60}\b(?:versucht|probiert|getestet|geprüft|geleert|"
    r"neu gestartet|gelöscht|installiert|ausgeschlossen|zurückgesetzt)\b|\bausgeschlossen\b",
    re.I,
)
_NUMBER = (
    r"(?:\d[\d.,]{0,9}|two|three|four|five|ten|dozens? of|hundreds of|thousands of|several|many)"
)
_THOSE = (
    r"(?:users?|customers?|people|employees|staff|agents|clinics|stores|shops|sites|teams?|seats|"
    r"accounts|tenants|locations|offices|students|patients|orders|invoices|colleagues|branches)"
)
IMPACT = re.compile(
    rf"\b(?:all|every|each|none|most|half|{_NUMBER})(?:\s?%| percent)?(?: of)?"
    rf"(?: (?:our|the|my|us))?(?: \d{{1,7}})? (?:\w{{1,20}} )?{_THOSE}\b|"
    r"\b(?:everyone|everybody|nobody|no one|none of us) (?:can|is|has|at|in|on)\b|"
    r"\b(?:whole|entire) (?:team|company|office|organi[sz]ation|department|business)\b|"
    r"\b(?:affects|affecting|impacts|impacting|blocks|blocking) (?!the (?:page|button))|"
    r"\b(?:alle|jeder|jede|sämtliche|keiner|niemand|mehrere|viele|\d{1,7})\b.{0,20} "
    r"(?:benutzer|nutzer|kunden|mitarbeiter|kollegen|filialen|standorte|praxen|konten|niemand)|"
    r"\b(?:niemand|keiner) (?:kann|kommt)\b|\b(?:betrifft|betroffen)\b|"
    r"\bganze[sn]? (?:team|firma|abteilung|unternehmen)\b",
    re.I,
)
SINCE = re.compile(
    r"\b(?:since|seit) [^.,;!?()\n]{3,60}|"
    r"\b(?:started|began) (?:at|on|around|this|yesterday|last|after|today) ?[^.,;!?()\n]{0,60}|"
    r"\bfor (?:the (?:last|past) )?(?:\d{1,3}|two|three|several|a few) "
    r"(?:minutes|hours|days|weeks)\b",
    re.I,
)
NEEDED = re.compile(
    r"\b(?:please|can you|could you|need you to|want you to|we need to have)\b.{0,40}\b"
    r"(?:fix|investigate|look into|restore|refund|approve|decide|enable|disable|unlock|reset|"
    r"correct|explain|delete|provide|credit|confirm|increase|remove|recover|check)\b|"
    r"\bbitte\b.{0,80}\b(?:beheben|prüfen|korrigieren|wiederherstellen|freischalten|erstatten|"
    r"untersuchen|löschen|zurücksetzen|klären|beheben sie|prüfen sie)\b",
    re.I,
)
_DAY = (
    r"(?:(?:end of|ende) (?:the |der |des )?(?:day|week|month|today|woche|monats|tages)|today|"
    r"tonight|tomorrow|noon|midnight|eod|eob|heute|morgen|übermorgen|(?:next )?(?:mon|tues|"
    r"wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"\d{4}-\d\d-\d\d|\d{1,2}:\d\d|\d{1,2} ?(?:am|pm|uhr|o'clock)|\d{1,2}\.\d{1,2}\.)"
)
BY_WHEN = re.compile(
    rf"\b(?:by|before|until|no later than|latest|bis|vor|spätestens)(?: the| zum| am)? {_DAY}"
    r"[^.,;!?()\n]{0,40}|\b(?:within|innerhalb von) (?:the next )?(?:\d{1,3}|two|an?) "
    r"(?:hours?|days?|stunden|tagen)\b",
    re.I,
)
FREQUENCY = re.compile(
    r"\b(?:always|every time|each time|sometimes|occasionally|intermittent(?:ly)?|sporadic(?:ally)?"
    r"|randomly|rarely|daily|weekly|every (?:day|week|hour|morning|evening|month)|"
    r"(?:\d{1,3}|several|many|two|three) times (?:a|per|every) \w{1,10}|immer|jedes mal|manchmal|"
    r"gelegentlich|sporadisch|ab und zu|täglich|wöchentlich|jeden (?:tag|morgen))\b",
    re.I,
)
USE_CASE = re.compile(
    r"\b(?:so that|so we can|in order to|use case|(?:need|want|use) (?:it|this|that) (?:to|for)|"
    r"rely on (?:it|this|that)|damit wir|wir brauchen das)\b",
    re.I,
)
_MONEY = (
    r"(?:[$€£] ?\d[\d.,]{0,14}|\d[\d.,]{0,14} ?(?:k|m|million|eur|usd|gbp|€|\$|dollars?|euros?)\b)"
)
REVENUE = re.compile(
    rf"{_MONEY}.{{0,60}}\b(?:risk|lose|losing|lost|churn|renewal|revenue|contract|umsatz|verlust)|"
    rf"\b(?:risk|lose|losing|lost|renewal|revenue|contract|umsatz|verlieren).{{0,60}}{_MONEY}",
    re.I,
)
ERROR = re.compile(
    r"\b(?:http|status|code|error|fehler) ?(?:code ?)?#?:? ?[45]\d\d\b|\berr_\w{2,40}|"
    r"\b\w{0,40}(?:exception|error): |\btraceback\b|\bfile \".{1,100}\", line \d|"
    r"\bat [\w.$]{3,80}\([\w.]{1,60}:\d{1,6}\)|"
    r"\b(?:errors?|messages?|fehler(?:meldung)?|meldung|says|said|reads)\b.{0,30}[\"“„«'‘].{3,200}",
    re.I,
)
ADDRESS = re.compile(r"https?://[^\s<>\"')\]]{1,300}", re.I)

_DIGITS = r"\d{1,4}(?:\.\d{1,6}){0,3}"
MACHINES = re.compile(  # what stands in the environment, wherever it is named
    rf"\b(?:google )?(?:chrome|firefox|safari|edge|opera|brave) (?:version |v\.? ?)?{_DIGITS}\b|"
    rf"\b(?:windows|mac ?os(?: x)?|os x|ios|ipados|android|ubuntu|debian|fedora|rhel|centos|"
    rf"chromeos) (?:server |version |v)?{_DIGITS}(?: (?:pro|home|enterprise|lts))?\b|"
    r"\b(?:on|in|with|using|mit|unter|im|auf) (?:google )?(?:chrome|firefox|safari|edge|macos|ios|"
    rf"android|linux|ubuntu|windows|iphone|ipad)\b(?: (?:version |v)?{_DIGITS}\b)?"
    r"(?: (?:pro|home|enterprise|lts)\b)?|"
    r"\b(?:iphone|ipad|pixel|galaxy) (?:\w{1,4}\d{0,3}|\d{1,3})(?: (?:pro|max|plus|ultra))?\b|"
    r"\b(?:version|release|v) ?\d{1,5}(?:\.\d{1,6}){1,3}(?:[-+][\w.]{1,20})?\b|"
    r"\bbuild #?\d{2,8}\b|\b(?:us|eu|ap|sa|ca|af|me)-(?:north|south|east|west|central)\w{0,5}-\d\b",
    re.I,
)
