"""The desk and the public record for scripts: every verb an endpoint, in JSON."""
