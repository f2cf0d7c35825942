"""Pictures as shapes, and what is written of them: SVG and PNG of the same shapes."""
