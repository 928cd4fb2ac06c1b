"""The demo: an invented brand, a small team, and a crisis that unfolds now, faster than life.

Everything goes the product's own way: posts come from the `sample` connector along the path, people do what they do
through actions. Start here: `setting.py` (who and what there is), `conductor.py` (who acts when), `theatre.py` (the
server). Why it lives here: docs/decisions/0020.
"""
