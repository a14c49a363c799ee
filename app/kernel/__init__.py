"""What every part of Citronella shares: money, time, the database, the unit of work and the outbox."""
