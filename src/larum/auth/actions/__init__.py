"""What people can do about accounts, a file for each kind: claim, invite, people, session, account, token.

A secret an action makes comes back once, as `Issued`; what is kept is its fingerprint.
"""
