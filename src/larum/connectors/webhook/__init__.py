"""The webhook: any program may send us posts, and be sent our statements, as the post format has them.

Takes lines of JSON; gives arrivals. Posts a statement to an address of your choice, signed. Start here: `connector.py`.
"""
