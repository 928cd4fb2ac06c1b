"""The crisis page as the public sees it: fast, light, without script, without session.

Takes what was published, gives plain HTML and a feed; what people write goes through `engage/actions/ask.py`. It knows
nothing of the staff's pages. Start here: `app.py`.
"""
