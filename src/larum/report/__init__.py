"""What people read afterwards: figures, the after-action review as a page and as a PDF, exports. Changes nothing.

Takes what all stations keep; gives pages, pictures and files. Start here: `after_action.py`, `figures.py`.
"""
