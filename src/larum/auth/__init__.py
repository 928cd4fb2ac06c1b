"""Who may do what: people, roles, invitations, sessions, tokens, and the one way to declare an action.

Start here: `action.py`.
"""
