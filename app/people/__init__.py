"""Service users, staff, teams, who works with whom, and what must be known before anything is sent."""
