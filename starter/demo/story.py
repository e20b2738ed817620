"""A working week of the support team of a company that sells invoicing software, as data."""

from escalation.actions import Button
from escalation.terms import Severity, Tier
from starter.demo.acts import (
    Act,
    Answers,
    Arrives,
    Commands,
    Comments,
    Fills,
    MovesIssue,
    Presses,
    Raises,
    Solves,
    Tags,
    Ticket,
    Writes,
)
from starter.demo.briefs import INVOICES_TWICE

CHLOE, ANA, BEN, DEV = "agent-1", "agent-7", "agent-8", "eng-1"
HIRO, INES, KARIN = "sec-1", "pm-1", "head-of-support"
L1, L2, ENGINEERING, PRODUCT, SECURITY, LEADERSHIP = Tier

ENDS_AT = "+Mon 10:00"  # the Monday after: by then the last one has closed itself

UNANSWERED = Ticket(
    4711, "Northwind Freight", "Maya Lindgren", ends=("closed", L2), severity=Severity.HIGH,
    acts=(  # nobody answers: after an hour it climbs by itself
        Act("Mon 09:30", Arrives("The export of March is empty", "The file has no rows. Our "
            "accountants need it today.", "high")),
        Act("Mon 10:42", Presses(ANA, Button.ACKNOWLEDGE, L2)),
        Act("Mon 10:50", Answers(ANA, "Sorry for the wait. We are looking into your export now.")),
        Act("Mon 13:30", Commands(ANA, "note", {"text": "Exports over 50,000 rows time out"})),
        Act("Mon 14:00", Answers(ANA, "Large exports time out. We are raising the limit for you.")),
        Act("Mon 15:30", Commands(ANA, "resolve", {"resolution": "raised the export limit"})),
        Act("Tue 09:40", Writes("All rows are there now, thank you!")),
        Act("Tue 09:45", Presses(ANA, Button.CONFIRM, L2)),
    ),
)  # fmt: skip
UNCONFIRMED = Ticket(
    4712, "Okapi Learning", "Jude Mensah", ends=("closed", L2), severity=Severity.MEDIUM,
    acts=(  # solved, and never confirmed: a reminder, then it closes itself
        Act("Mon 09:05", Arrives("How do we rename an API key?", "There is no button for it.",
            "normal")),
        Act("Mon 09:15", Answers(CHLOE, "Good question, let me ask a colleague.")),
        Act("Mon 09:20", Tags(CHLOE, "escalate_l2")),
        Act("Mon 09:24", Presses(ANA, Button.ACKNOWLEDGE, L2)),
        Act("Mon 09:48", Answers(ANA, "We renamed it for you; the button comes next month.")),
        Act("Mon 09:50", Fills(ANA, Button.RESOLVE, L2, {"resolution": "renamed by hand"})),
    ),
)  # fmt: skip
SECURITY_REPORT = Ticket(
    4713, "Quillon Law", "Ruth Abara", ends=("closed", SECURITY), severity=Severity.MEDIUM,
    acts=(  # a security word: straight to security, and nobody else reads it
        Act("Mon 10:05", Arrives("Invoices of another company", "Is this a data leak? Under "
            "Archive I see invoices that are not ours.", "normal")),
        Act("Mon 10:20", Presses(HIRO, Button.ACKNOWLEDGE, SECURITY)),
        Act("Mon 10:40", Answers(CHLOE, "Thank you. Our security team is looking at it already.")),
        Act("Mon 11:30", Commands(HIRO, "note", {"text": "Shared link guessed; links revoked"})),
        Act("Mon 11:32", Commands(HIRO, "set_severity", {"severity": "medium",
            "reason": "the hole is closed"})),
        Act("Mon 14:20", Answers(CHLOE, "The links are revoked. We are reading the access logs.")),
        Act("Tue 10:00", Answers(CHLOE, "We have read half of the logs, and found nobody yet.")),
        Act("Tue 10:30", Commands(HIRO, "note", {"text": "Logs: one visitor, the reporter"})),
        Act("Wed 09:40", Answers(CHLOE, "Nobody but you has seen them. A full report follows.")),
        Act("Wed 10:00", Commands(HIRO, "note", {"text": "Links are signed from now on"})),
        Act("Wed 15:00", Commands(HIRO, "resolve", {"resolution": "links are signed and expire",
            "root_cause": "share links could be guessed"})),
        Act("Wed 16:00", Writes("Thank you for the quick and honest report.")),
        Act("Wed 16:10", Presses(HIRO, Button.CONFIRM, SECURITY)),
    ),
)  # fmt: skip
DONE_IN_LINEAR = Ticket(
    4714, "Atelier Lumen", "Inès Caron", ends=("closed", ENGINEERING), severity=Severity.MEDIUM,
    acts=(  # asked by tag; done in Linear is not the end: the customer is told first
        Act("Mon 11:15", Arrives("Wrong tax for the Canary Islands", "The API answers 21 % where "
            "it should be 7 %.", "normal")),
        Act("Mon 11:40", Answers(CHLOE, "You are right. I am passing this to our engineers.")),
        Act("Mon 13:00", Tags(CHLOE, "escalate_engineering")),
        Act("Mon 14:10", Presses(DEV, Button.ACKNOWLEDGE, ENGINEERING)),
        Act("Tue 10:31", MovesIssue(DEV, "In Progress")),
        Act("Tue 11:00", Answers(CHLOE, "Our engineers are correcting the tax table.")),
        Act("Wed 10:15", MovesIssue(DEV, "Done")),
        Act("Wed 10:40", Commands(ANA, "update_customer",
            {"text": "The tax table is corrected. Invoices since Monday will be issued again."})),
        Act("Wed 10:50", Commands(ANA, "resolve", {"resolution": "tax table corrected"})),
        Act("Thu 09:15", Writes("7 % everywhere. Perfect.")),
        Act("Thu 09:30", Presses(ANA, Button.CONFIRM, ENGINEERING)),
    ),
)  # fmt: skip
LATE_UPDATE = Ticket(
    4715, "Harbor & Pine Hotels", "Leo Castellano", ends=("closed", L2), severity=Severity.HIGH,
    acts=(  # the word promised to the customer is forgotten: a breach, and the lead hears of it
        Act("Mon 14:00", Arrives("The dashboard takes a minute to load", "For all 300 users, since "
            "this morning.", "high")),
        Act("Mon 14:20", Answers(CHLOE, "We see it too and are looking for the cause.")),
        Act("Mon 14:32", Tags(CHLOE, "escalate_l2")),
        Act("Mon 14:45", Presses(BEN, Button.ACKNOWLEDGE, L2)),
        Act("Mon 17:00", Commands(BEN, "note", {"text": "One query reads the whole year"})),
        Act("Tue 09:50", Commands(BEN, "update_customer",
            {"text": "Sorry for our silence. A slow query is the cause; a fix is in test."})),
        Act("Tue 12:30", Commands(BEN, "resolve", {"resolution": "the query has an index"})),
        Act("Wed 09:20", Writes("Fast again.")),
        Act("Wed 09:40", Presses(BEN, Button.CONFIRM, L2)),
    ),
)  # fmt: skip
NOT_FIXED = Ticket(
    4716, "Fernhill Farms", "Tom Ashby", ends=("closed", L2), severity=Severity.HIGH,
    acts=(  # resolved, but not for the customer: the same people take it up again
        Act("Mon 16:00", Arrives("The import turns ü into a box", "Every supplier name is broken.",
            "high")),
        Act("Mon 16:15", Answers(CHLOE, "Thank you for the sample file, that helps a lot.")),
        Act("Mon 16:40", Presses(BEN, Button.ACKNOWLEDGE, L2)),
        Act("Tue 10:50", Commands(BEN, "resolve", {"resolution": "the import detects UTF-8"})),
        Act("Tue 14:00", Writes("Still boxes in the file from our old system.")),
        Act("Tue 14:10", Presses(BEN, Button.REOPEN, L2)),
        Act("Tue 14:15", Presses(BEN, Button.ACKNOWLEDGE, L2)),
        Act("Tue 16:30", Answers(BEN, "Your old system writes Latin-1. We are teaching it that.")),
        Act("Wed 11:00", Commands(BEN, "resolve", {"resolution": "the import detects Latin-1"})),
        Act("Thu 10:00", Writes("Now every name is right!")),
        Act("Thu 10:05", Presses(BEN, Button.CONFIRM, L2)),
    ),
)  # fmt: skip
OUTAGE = Ticket(
    4717, "Brightwater Clinics", "Amara Diallo", ends=("closed", ENGINEERING),
    severity=Severity.CRITICAL,
    acts=(  # an outage for many, at night: straight to engineering's roster that is always on
        Act("Tue 02:14", Arrives("Nobody can print invoices", "All 40 clinics get an error 503.",
            "urgent")),
        Act("Tue 02:25", Answers(BEN, "We see the outage and are working on it.")),
        Act("Tue 02:28", Presses(DEV, Button.ACKNOWLEDGE, ENGINEERING)),
        Act("Tue 03:10", Comments(DEV, "The disk of the print queue is full; moving it.")),
        Act("Tue 03:40", Commands(DEV, "resolve", {"resolution": "the print queue has a new disk",
            "root_cause": "its disk was full", "learned": "alert at 80 %"})),
        Act("Tue 08:30", Writes("Printing works in every clinic. Thank you for the night shift!")),
        Act("Tue 08:45", Presses(BEN, Button.CONFIRM, ENGINEERING)),
    ),
)  # fmt: skip
WORKAROUND = Ticket(
    4718, "Cobalt Studios", "Nina Petrova", ends=("closed", L1), severity=Severity.MEDIUM,
    acts=(  # engineering hands it back with a workaround, which the customer is told
        Act("Tue 10:03", Arrives("Our logo is missing on invoices", "Since we have a new one.",
            "normal")),
        Act("Tue 10:20", Answers(CHLOE, "The upload looks fine, so I am asking our engineers.")),
        Act("Tue 11:10", Tags(CHLOE, "escalate_engineering")),
        Act("Tue 11:35", Presses(DEV, Button.ACKNOWLEDGE, ENGINEERING)),
        Act("Tue 14:30", Commands(DEV, "de_escalate", {"to": "l1", "category": "workaround",
            "reason": "SVG logos need a font we do not have", "workaround": "upload a PNG",
            "customer_text": "Please upload the logo as a PNG: that prints. SVG will follow."})),
        Act("Wed 09:30", Solves(CHLOE)),
    ),
)  # fmt: skip
WAITS = Ticket(
    4719, "Marlow Robotics", "Sanjay Iyer", ends=("closed", L2), severity=Severity.MEDIUM,
    acts=(  # waits for the customer; their reply sets the clocks going again
        Act("Tue 13:15", Arrives("Single sign-on sends us in circles", "Login, login, login.",
            "normal")),
        Act("Tue 13:35", Answers(CHLOE, "That should not happen. We are looking at your set-up.")),
        Act("Tue 13:45", Tags(CHLOE, "escalate_l2")),
        Act("Tue 14:05", Presses(ANA, Button.ACKNOWLEDGE, L2)),
        Act("Tue 14:33", Answers(ANA, "Could you send us a recording of one login?")),
        Act("Tue 14:36", Fills(ANA, Button.PAUSE, L2, {"reason": "waiting_for_customer"})),
        Act("Thu 10:10", Writes("Here is the recording.")),
        Act("Thu 11:30", Commands(ANA, "resolve", {"resolution": "the cookie has its domain"})),
        Act("Fri 09:30", Writes("We are in.")),
        Act("Fri 09:45", Presses(ANA, Button.CONFIRM, L2)),
    ),
)  # fmt: skip
RAISED = Ticket(
    4720, "Tamarind Foods", "Olu Bankole", ends=("closed", ENGINEERING),
    severity=Severity.CRITICAL,
    acts=(  # an agent raises the priority: clocks are re-aimed, owners asked again
        Act("Wed 09:32", Arrives("Some invoices went out twice", "Three of our shops called.",
            "normal")),
        Act("Wed 09:45", Answers(CHLOE, "We are checking which ones.")),
        Act("Wed 10:02", Tags(CHLOE, "escalate_l2")),
        Act("Wed 10:12", Presses(ANA, Button.ACKNOWLEDGE, L2)),
        Act("Wed 11:20", Raises(CHLOE, "urgent")),
        Act("Wed 11:25", Presses(ANA, Button.ACKNOWLEDGE, L2)),
        Act("Wed 11:40", Fills(ANA, Button.ESCALATE, L2, INVOICES_TWICE)),
        Act("Wed 11:50", Presses(DEV, Button.ACKNOWLEDGE, ENGINEERING)),
        Act("Wed 12:10", Answers(ANA, "We have stopped all sending until we know the cause.")),
        Act("Wed 12:50", Comments(DEV, "A retry ran beside the first try; one of them is gone.")),
        Act("Wed 13:10", Commands(DEV, "resolve", {"resolution": "each invoice is sent once",
            "root_cause": "two workers took the same batch"})),
        Act("Wed 14:00", Writes("No more calls. Thank you.")),
        Act("Wed 14:10", Presses(ANA, Button.CONFIRM, ENGINEERING)),
    ),
)  # fmt: skip
COMES_BACK = Ticket(
    4721, "Solstice Energy", "Pia Nyström", ends=("closed", L1), severity=Severity.LOW,
    acts=(  # solved at first line; two days later the customer writes again: the next run
        Act("Wed 13:42", Arrives("Where are last year's invoices?", "I see only this one.", "low")),
        Act("Wed 13:55", Answers(CHLOE, "Under Archive, top right.")),
        Act("Wed 14:03", Solves(CHLOE)),
        Act("Fri 10:00", Writes("Found it. And the year before?")),
        Act("Fri 10:20", Answers(CHLOE, "Choose “All years” in the same place.")),
        Act("Fri 10:30", Solves(CHLOE)),
    ),
)  # fmt: skip
A_WISH = Ticket(
    4722, "Juniper Trading", "Carl Olsen", ends=("closed", L1), severity=Severity.LOW,
    acts=(  # a wish: product says when, and the customer is told
        Act("Thu 09:20", Arrives("Change tax rates of many items at once", "We have 4,000 items.",
            "low")),
        Act("Thu 09:40", Answers(CHLOE, "Not yet possible. I am asking those who plan it.")),
        Act("Thu 10:20", Tags(CHLOE, "escalate_product")),
        Act("Thu 11:00", Presses(INES, Button.ACKNOWLEDGE, PRODUCT)),
        Act("Thu 15:00", Commands(INES, "de_escalate", {"to": "l1", "reason": "planned already",
            "customer_text": "This is planned for the spring. We will write when it is there."})),
        Act("Thu 16:00", Solves(CHLOE)),
    ),
)  # fmt: skip
NOBODY_THERE = Ticket(
    4723, "Vela Airways", "Hana Suzuki", ends=("closed", L2), severity=Severity.CRITICAL,
    acts=(  # nobody acknowledges: every step, three rounds, then the alarm and leadership
        Act("Thu 14:00", Arrives("All card payments are declined", "At every counter.", "urgent")),
        Act("Thu 14:06", Answers(CHLOE, "We are on it and write again within two hours.")),
        Act("Thu 15:52", Presses(KARIN, Button.ACKNOWLEDGE, LEADERSHIP)),
        Act("Thu 15:57", Presses(BEN, Button.ACKNOWLEDGE, L2)),
        Act("Thu 15:59", Commands(BEN, "note", {"text": "The card network had let a key expire"})),
        Act("Thu 16:03", Answers(BEN, "The card network renews a key. We are watching it.")),
        Act("Thu 16:33", Commands(BEN, "resolve", {"resolution": "the network renewed its key"})),
        Act("Thu 17:10", Writes("Payments go through.")),
        Act("Thu 17:20", Presses(BEN, Button.CONFIRM, L2)),
    ),
)  # fmt: skip

WEEK = (
    UNANSWERED, UNCONFIRMED, SECURITY_REPORT, DONE_IN_LINEAR, LATE_UPDATE, NOT_FIXED, OUTAGE,
    WORKAROUND, WAITS, RAISED, COMES_BACK, A_WISH, NOBODY_THERE,
)  # fmt: skip
