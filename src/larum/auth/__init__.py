"""Who may do what: people, roles, invitations, sessions, tokens, and the one way to declare an action.

Takes a password, a cookie or a token; gives the `Actor` everything else is done as. Start here: `action.py` (who may),
`model.py` (what is kept), `identify.py` (who is asking), `signin.py` (the one way in).
"""
