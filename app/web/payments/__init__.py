"""Payment runs and bank details."""
