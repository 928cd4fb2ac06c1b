"""Lets the public read, ask and help: the crisis page, questions and answers, problems people report.

Takes what people write on the crisis page; gives answers, and events on which others may react. Start here: `model.py`,
then `actions/ask.py` (what anybody may do) and `actions/answer.py` (what the team does with it).
"""
