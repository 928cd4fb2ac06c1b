"""The staff pages: made on the server, whole without script, live where it helps, in Polish and English.

Takes what stores read and what people press; gives HTML. A page is a file in `pages/`
(docs/contributing/pages.md). Start here: `app.py`, `shell.py`, `doors.py`.
"""
