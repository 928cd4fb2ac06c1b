"""Ask a model. `plain` needs no model server; `local` and `remote` join it later under the same contract.

Start here: `contract.py`.
"""
