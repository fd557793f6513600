"""Commands that a newsroom types."""
