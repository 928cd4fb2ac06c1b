"""Staff pages. A module here that exposes `router` is a page, found by looking; `NAV` puts it in the rail, `COMMANDS`
in the command palette. How to write one: docs/contributing/pages.md.
"""
