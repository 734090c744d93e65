"""The personal answers to the questions of a category, with their questions."""

import json

from exchange.models import CategoryQuestion


def readable_answers(stored: str) -> list[tuple[str, str]]:
    """Question and answer, of what is kept as JSON: the question's id to the text."""
    given: dict[str, str] = json.loads(stored) if stored else {}
    questions = CategoryQuestion.objects.filter(pk__in=[int(key) for key in given])
    return [(question.text, given[str(question.pk)]) for question in questions if given[str(question.pk)]]
