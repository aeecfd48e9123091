"""Tea, made by the clock."""
