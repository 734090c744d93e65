"""What happens to accounts: names that the outbox carries."""

USER_CREATED = "accounts.user_created"
USER_CHANGED = "accounts.user_changed"
USER_DEACTIVATED = "accounts.user_deactivated"
USER_REACTIVATED = "accounts.user_reactivated"
