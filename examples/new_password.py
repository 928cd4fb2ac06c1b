"""Makes a link with which somebody chooses a new password: for whoever runs the machine, when no owner can sign in.

LARUM_DATA=/srv/larum/data .venv/bin/python examples/new_password.py ola@example.org
"""

import sys

from larum.auth.actions.invite import invitation_url, offer_new_password
from larum.auth.store import people
from larum.base.actor import SYSTEM
from larum.base.settings import Settings
from larum.db.migrate import open_database


def main(email: str) -> int:
    """Print the link; 1 where nobody active has this e-mail."""
    settings = Settings()
    database = open_database(settings)
    try:
        with database.working(SYSTEM) as work:
            found = [one for one in people(work.session, only_active=True) if one.email.casefold() == email.casefold()]
            if not found:
                print(f"Nobody active has the e-mail {email}.", file=sys.stderr)
                return 1
            secret = offer_new_password(work, found[0].id).secret
    finally:
        database.close()
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    print(invitation_url(address, secret))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
