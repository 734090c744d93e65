"""What happens every night: the index is compared with the database and set right."""

import logging

from search import consistency, lifecycle
from search.consistency import Difference
from search.engines.base import EngineUnavailable
from search.generations import current, is_rebuilding, writing

log = logging.getLogger(__name__)

JOB = "search.check"
SHOWN = 20


def check_and_repair() -> Difference | None:
    """What differed and is right now; None where the index was made anew, or is being made.

    A difference is an effect that got lost: it is logged as an error, though it is mended.
    """
    if is_rebuilding():
        return None
    try:
        engine = current()
        difference = consistency.compare(engine)
        if difference.keys:
            with writing():
                consistency.repair(engine, difference)
    except EngineUnavailable as error:
        log.warning("The index cannot be used and is built anew: %s", error)
        lifecycle.rebuild()
        return None
    for name in ("missing", "stale", "extra"):
        keys = getattr(difference, name)
        if keys:
            log.error("Index: %s %s, repaired: %s", len(keys), name, " ".join(keys[:SHOWN]))
    return difference
