"""Reaches our own people, through whatever channel they chose: e-mail, Slack, Teams, Discord, ntfy, SMS gateways.

Takes calls; gives deliveries, each tried until it goes out or is called off. Start here: `model.py`, `deliver.py`.
"""
