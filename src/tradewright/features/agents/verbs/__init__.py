"""What a trader can do with agents and alerts; one file a verb or a family of one."""
