"""The words that are worth knowing in a language we do not otherwise read: security and outage.

They are looked for in every text: none of them is a word of English that means something else.
"""

from escalation.triage.lexicon import Group
from escalation.triage.words import Sign

FOREIGN = (
    Group(
        Sign.SECURITY,
        "Accounts taken over, data exposed, mails that rob: German, French, Spanish.",
        (
            "gehackt|gehacked|hackerangriff|datenleck|datenpanne|sicherheitslücke|schwachstelle",
            "identitätsdiebstahl|schadsoftware|betrüger|betrugsversuch",
            "passwort|zugangsdaten|konto ... (gestohlen|geändert|geklaut|entwendet|missbraucht)",
            "fremde|unbefugte|unbekannte (zugriff|zugriffe|daten|rechnungen|anmeldung|personen)",
            "piraté|piratée|piratage|hameçonnage|usurpation|vulnérabilité",
            "fuite de données",
            "faille de sécurité",
            "mot de passe volé",
            "hackeado|hackeada|hackearon|suplantación|vulnerabilidad|brecha",
            "robado|robada|robaron ... (contraseña|cuenta|datos)",
            "fuga de datos",
            "fallo de seguridad",
        ),
        negatable=False,
    ),
    Group(
        Sign.OUTAGE,
        "Nothing works for anybody: German, French, Spanish.",
        (
            "totalausfall|serverausfall|systemausfall|betriebsausfall|ausgefallen|störung",
            "nicht erreichbar",
            "geht|funktioniert|läuft (gar )?nichts|nichts mehr",
            "niemand kann",
            "en panne",
            "hors service",
            "panne (générale|totale|de)",
            "personne ne peut",
            "caído|caída|caídos",
            "fuera de servicio",
            "nadie puede",
        ),
        negatable=False,
    ),
)
