"""The only writers of what cms owns."""
