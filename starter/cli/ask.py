"""`open` and `send`: what people ask of an escalation."""

import json
import uuid
from dataclasses import asdict
from typing import Annotated, Any

import typer

import settings
from escalation.commands import Command, Open
from escalation.references import Ticket
from escalation.terms import Severity, Tier
from integrations.envelope import Malformed, parse
from starter.cli import printed
from starter.cli.options import AsJson, AskedWrongly, Id, reached
from starter.escalations import How, Refused
from starter.series import may_begin

_FREE = {"allow_extra_args": True, "ignore_unknown_options": True}


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command("open")(open_one)
    app.command("send", context_settings=_FREE)(send)


def open_one(
    ticket: Annotated[str, typer.Argument(help="Helpdesk and ticket: zendesk-4711")],
    subject: Annotated[str, typer.Option(help="What is broken, in the customer's words")] = "",
    severity: Annotated[Severity, typer.Option(help="How bad it is")] = Severity.MEDIUM,
    tier: Annotated[Tier, typer.Option(help="Who is accountable first")] = Tier.L1,
    as_json: AsJson = False,
) -> None:
    """Begin an escalation for a ticket; a second time changes nothing."""
    helpdesk, _, number = ticket.partition("-")
    if not helpdesk or not number or not may_begin(ticket):
        raise AskedWrongly(f"{ticket!r} is no ticket; write helpdesk-number: zendesk-4711")
    opening = Open(
        escalation=ticket,
        actor=settings.load().actor,
        command_id=f"open:{ticket}",
        ticket=Ticket(helpdesk, number, subject=subject),
        severity=severity,
        tier=tier,
    )
    told = reached(lambda escalations: escalations.tell(ticket, [], opening))
    if told.how == How.IGNORED:
        raise Refused(f"{told.escalation} is closed; handrail send {ticket} reopen --reason …")
    printed.answer(as_json, {"escalation": told.escalation}, f"{told.escalation} is open")


def send(
    context: typer.Context,
    id_: Id,
    type_: Annotated[str, typer.Argument(metavar="TYPE", help="escalate, note, pause, …")] = "",
    json_command: Annotated[
        str, typer.Option(metavar="JSON", help="The whole command, in place of TYPE and fields")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Send one command: `handrail send zendesk-4711 escalate --to engineering --reason "…"`.

    Every field of the command is an option: see docs/cli.md.
    """
    said = _object(json_command) if json_command else {"type": type_, **_fields(context.args)}
    raw = {
        "actor": settings.load().actor,
        "command_id": uuid.uuid4().hex,  # typed twice is asked twice
        **said,
        "escalation": id_,
    }
    command = _command(raw)
    receipt = reached(lambda escalations: escalations.ask(id_, command))
    printed.answer(as_json, asdict(receipt), printed.receipt(receipt))


def _command(raw: dict[str, Any]) -> Command:
    try:
        parsed = parse(raw)
    except Malformed as error:
        raise AskedWrongly(str(error)) from None
    if parsed.unknown:
        names = ", ".join(parsed.unknown)
        raise AskedWrongly(f"{parsed.command.type} has no field {names}; see docs/cli.md")
    return parsed.command


def _fields(args: list[str]) -> dict[str, Any]:
    """Read `--to engineering --keep-engaged`: an option without a value is true."""
    fields: dict[str, Any] = {}
    name = ""
    for word in args:
        if word.startswith("--"):
            name, has_value, value = word.removeprefix("--").partition("=")
            name = name.replace("-", "_")
            fields[name] = _value(value) if has_value else True
        elif name and fields[name] is True:
            fields[name] = _value(word)
        else:
            raise AskedWrongly(f"{word!r} belongs to no option; write --field value, in quotes")
    return fields


def _value(word: str) -> Any:
    try:
        return json.loads(word) if word[:1] in ("{", "[") else word
    except ValueError:
        return word  # a text that begins with a bracket


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise AskedWrongly(f"--json-command is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise AskedWrongly('--json-command is no JSON object; write {"type": "note", …}')
    return found
