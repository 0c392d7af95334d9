"""Programs that run in the validators' environments, one a client; nothing here is imported by us."""
