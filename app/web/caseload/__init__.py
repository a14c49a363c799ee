"""The caseload: who is stuck, due or silent."""
