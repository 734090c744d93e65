"""Whether the index can be read. Without it the database answers, slower: the site is degraded, not down."""

from common.health import Finding
from search.generations import current


def index() -> Finding:
    """Raises EngineUnavailable where there is no index to use."""
    current()
    return Finding()
