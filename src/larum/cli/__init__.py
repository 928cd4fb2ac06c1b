"""The command line: a file in `commands/` is a command. Start here: `main.py`."""
