"""The words of the security trade, which show a report only when they weigh enough together.

Reports of weaknesses seldom say "vulnerability": they speak of permissions, encryption, security
managers. One such word is everyday business. Weights are few and round, and by general knowledge:
a word that programmers use for nothing else weighs 3, a word of security 2, a companion 1.
"""

# The words of the trade by weight. Stems stand anywhere: `SecurityManager` is one word to a
# programmer. Certificates and log-ins weigh least, everybody has them.
STEMS = {
    3.0: "accesscontrolexception|securityexception|securitymanager|security manager|malicious"
    "|privileged block|privilege block|privileged action|spoof|brute force|tamper|setuid",
    2.0: "authentic|authentif|authorization|authorisation|privilege|permission|encrypt|decrypt"
    "|kerberos|krb5|keytab|ldap|cipher|jaas|keystore|truststore|sanitiz|credential|impersonat"
    "|revoke|sessionid|session id|private key|securit|unauthoriz|unauthoris|denied"
    "|circumvent|bypass|untrusted|password|passwd|spnego|external entit|open redirect"
    "|world readable|sensitive data|sensitive information|access control|access right",
    1.0: "login|logout|sftp|certificate|restrict|username|user name|superuser|nonce|oauth"
    "|openid|saml|plain text|plaintext|clear text|whitelist|blacklist|chmod|sudo|anonymous"
    "|principal|cookie|owner|security policy|policy file",
    0.5: "policy|digest|deserializ|hashing",
}
# Stems that stand in other words too (`lossless`), with the pattern that tells them apart.
SHAPED: tuple[tuple[float, str, str], ...] = (
    (2.0, "ssl", r"\bssl"),
    (2.0, "tls", r"\btls\b"),
    (2.0, "secure", r"secured? (?:cluster|mode|server|connection)"),
    (2.0, "acl", r"\bacls?\b"),
    (2.0, "grant", r"\bgrant"),
    (1.0, "auth", r"\bauth\b"),
    (2.0, "escap", r"(?:escap\w+ (?:html|markup|xml|output)|html escap)"),
    (1.0, "secure", r"\bsecure\b"),
    (1.0, "https", r"\bhttps\b"),
    (1.0, "sandbox", r"\bsandbox"),
    (1.0, "session", r"\bsession"),
    (1.0, "remote", r"\bremote"),
    (1.0, "trust", r"\btrust"),
    (0.5, "access", r"\baccess"),
    (0.5, "key", r"\bkey\b"),
    (1.0, "ssh", r"\bssh\b"),
    (1.0, "role", r"\broles?\b"),
    (1.0, "root", r"\broot (?:user|password|access)|\bas root\b"),
    (1.0, "user id", r"\buser id\b"),
)
# How programmers write, whatever the case of letters: names with dots, calls, files of code.
TECHNICAL = (
    r"\w\.\w+\.\w|\w\(\)|\w/\w+/\w|\w_\w|::|\.(?:java|xml|cfg|conf|properties|jar|php|py|js"
    r"|sh)\b|"
    r"\bjunit|exception\b|\bstack ?trace|\b(?:class|method|classpath|jvm|jdk|java|jar"
    r"|regression|patch"
    r"|api|sql|trunk|cluster|daemon|component|thread|config|default|implementation|test|tests"
    r"|attribute|parameters?|endpoint|header|script|install)\b"
)
# Customers say these as well, of their own log-ins: in a heading of theirs they count once.
EVERYDAY = (
    "permission login logout password credential authentic denied unauthoriz unauthoris"
    " certificate"
    " secure role username owner policy grant revoke cookie https session remote access key"
)
# Somebody writes to somebody; a report of a fault does without.
PERSONAL = "my me our us your i'm we're"
# Words in an address are nobody's words.
ADDRESS = r"\bhttps?://\S+"
# "Security" in the names of everyday things says nothing about security.
HARMLESS = (
    r"social security|3d secure|(?:two|multi|2)[- ]?factor authentication|authenticat(?:or"
    r"|ion) (?:app|code)s?"
    r"|security (?:check|verification|deposit|question(?:naire)?|review|document(?:ation)?|code"
    r"|guard|number|"
    r"white ?paper|page|team|settings?|training|audit|assessment|form|officer"
    r"|address|"
    r"department|standards?|certificat\w+|compliance|overview|update newsletter)s?"
)
