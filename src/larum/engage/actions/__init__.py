"""What the public and the team do with the crisis page."""
