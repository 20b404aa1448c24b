"""One file per view; `table.py` lists them. A view takes frames, draws, and changes nothing."""
