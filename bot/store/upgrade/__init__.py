"""A file of an earlier schema, brought up to this one."""
