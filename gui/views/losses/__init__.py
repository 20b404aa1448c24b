"""The loss curves, one panel per lane or all in one."""
