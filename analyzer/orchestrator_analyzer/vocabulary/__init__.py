"""Words that people write in specs, in eleven languages: tables, and nothing that acts."""
