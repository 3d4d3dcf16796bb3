"""The corpus of real reports: what is known of it, fetching it, checking it."""
