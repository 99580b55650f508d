"""The texts an operator starts with. They bind nobody until the operator has read, changed and dated them."""

from __future__ import annotations

_TERMS = """
These terms apply between you and the organisation that runs this portal. They say what you may expect of the
portal and what is expected of you.

Your account is yours alone. Keep your password and your second factor to yourself, and tell the team at once
if somebody else may have used them.

What you write and upload stays yours. You let the team, and the reviewers and mentors it appoints, read it in
order to run the programme. They keep it confidential.

What you state in an application must be true as far as you know. An offer or a grant that rests on a false
statement can be withdrawn.

The team may suspend an account that is misused. You can close yours whenever no obligation of a running
programme stands against it.
"""

_PRIVACY = """
This notice says which data about you the portal keeps, why, and for how long.

We keep your name, your email address, your language and time zone, what you write and upload, and a record of
who did what and when. We need these to run the programme, to decide fairly and to account for money.

Reviewers, mentors and partners see only what their part in the programme needs. We sell nothing and show no
advertising.

We keep applications and decisions for as long as the programme must account for them, and delete drafts that
were never submitted.

You may ask for a copy of your data, for a correction, or for deletion. Write to the team at the address at
the foot of any email from us.
"""


def starting_terms() -> str:
    return _flowing(_TERMS)


def starting_privacy() -> str:
    return _flowing(_PRIVACY)


def _flowing(text: str) -> str:
    """Paragraphs as one line each, as people type them."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
