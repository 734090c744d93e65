"""Text to tokens, the same for documents and questions and for every engine.

Three streams come from one normalised text: `w` words, `b` bigrams, `u` single characters. Words rank,
bigrams make sure that nothing is missed whatever the dictionary thinks a word is.
"""

# Part of the index's name: raise it whenever the same text would give other tokens.
ANALYSIS_VERSION = 1
