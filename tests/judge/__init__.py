"""An independent judge of our Pine: a public transpiler and a public Pine runtime, each in its own environment."""
