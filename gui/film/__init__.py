"""Pictures of the views, with or without a screen."""
