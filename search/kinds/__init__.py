"""One file for each searchable kind."""
