"""`python -m tridescent` is `python main.py`."""

import runpy

runpy.run_module("main", run_name="__main__", alter_sys=True)
