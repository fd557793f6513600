"""From settled verdicts to the public record: gate, manifest, pages, versions."""
