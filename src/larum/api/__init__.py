"""The JSON API: what machines can read and do, under `/api/v1`, with a token that acts for its person.

Takes requests with `Authorization: Bearer …`; gives JSON, and for everything it refuses the one shape of `errors.py`.
A file in `routes/` is a part of it. Start here: `app.py`.
"""
