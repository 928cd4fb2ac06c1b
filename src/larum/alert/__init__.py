"""Puts what is unusual before people: one crisis, one alert, with its reasons; and calls them until somebody answers.

Takes signals; gives alerts. Start here: `model.py`, `stage.py`, `lifecycle.py`.
"""
