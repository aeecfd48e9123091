"""What a markdown document says. Pure: text in, values out."""
