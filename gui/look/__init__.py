"""How everything looks: theme, stylesheet, numbers, ticks, map styles."""
