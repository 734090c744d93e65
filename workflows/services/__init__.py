"""The only writers of reviews: keyword-only, one verb and one transaction each, rights checked inside."""
