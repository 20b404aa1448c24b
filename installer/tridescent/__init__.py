"""What `python -m tridescent` finds once the program is installed; the program itself is in `main`, `engine` and `gui`."""
