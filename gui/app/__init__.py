"""How the program starts and ends: one instance, screens, crash reports."""
