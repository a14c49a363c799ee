"""Did life get better: assessments and reviews."""
