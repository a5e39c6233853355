"""A program with the client that openapi-python-client makes: it sends a mail to its owner, reads it and flags it."""

import base64
import os
import time
import uuid

from gatepost_client import AuthenticatedClient
from gatepost_client.api.emails import get_email, list_emails, set_emails
from gatepost_client.api.mailboxes import list_mailboxes
from gatepost_client.api.sending import create_submission
from gatepost_client.api.settings import get_settings
from gatepost_client.api.tokens import create_token
from gatepost_client.models import Draft, EmailAddress, EmailPatch, NewToken, ProblemType, SetEmails, SetEmailsUpdate, TokenScope

NODE = os.environ["GATEPOST"]
ME = os.environ["ME"]


def token() -> str:
    """The one request that needs the password."""
    password = base64.b64encode(f"{os.environ['LOGIN']}:{os.environ['PASSWORD']}".encode()).decode()
    owner = AuthenticatedClient(base_url=NODE, prefix="Basic", token=password)
    scopes = [TokenScope.MAIL_READ, TokenScope.MAIL_MODIFY, TokenScope.MAIL_SEND]
    return create_token.sync(client=owner, body=NewToken(name="A program", scopes=scopes, expires_in=600)).token


def newest(api: AuthenticatedClient, subject: str):
    """The email with this subject, once it has arrived."""
    inbox = next(mailbox.id for mailbox in list_mailboxes.sync(client=api).list_ if mailbox.role == "inbox")
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        rows = list_emails.sync(inbox, client=api, position=0, limit=10).list_
        if rows and rows[0].subject == subject:
            return rows[0]
        time.sleep(0.2)
    raise AssertionError("the mail did not arrive")


def main() -> None:
    api = AuthenticatedClient(base_url=NODE, token=token(), raise_on_unexpected_status=True)
    me = EmailAddress(email=ME)
    draft = Draft(from_=me, to=[me], subject="From Python", text_body="Grüße")
    sent = create_submission.sync_detailed(client=api, body=draft, idempotency_key=str(uuid.uuid4()))
    assert sent.status_code == 200, sent.content

    row = newest(api, "From Python")
    email = get_email.sync(row.id, client=api)
    assert "Grüße" in [body.value.strip() for body in email.body_values.additional_properties.values()], email

    patch = EmailPatch.from_dict({"keywords/$flagged": True})
    update = SetEmailsUpdate.from_dict({})
    update.additional_properties[row.id] = patch
    assert set_emails.sync(client=api, body=SetEmails(update=update)).updated == [row.id]
    assert newest(api, "From Python").keywords["$flagged"] is True

    refused = get_settings.sync(client=api)
    assert refused.type_ == ProblemType.URNGATEPOSTERRORFORBIDDEN, refused
    print("Sent, read and flagged.")


main()
