"""What people can do in the incident room. Every action writes its line into the timeline and tells its event.

One module per noun: `declare`, `course` (how it goes on), `roles`, `tasks`, `ledger` (facts, decisions, promises),
`notes`.
"""
