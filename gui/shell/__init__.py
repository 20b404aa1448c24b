"""The main window around the views: actions, form, toolbar, transport."""
