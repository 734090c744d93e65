"""The API: how often programs may ask, and who reads its documentation."""

from config.env import read

API_RATE_TOKEN = read("API_RATE_TOKEN")
API_RATE_ANONYMOUS = read("API_RATE_ANONYMOUS")
API_DOCS_PUBLIC = read("API_DOCS_PUBLIC")
# Tests and trials on one machine alone: programs may be told over http and at private addresses.
WEBHOOKS_PRIVATE = False
