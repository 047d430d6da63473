"""The remembering room: tables, queries and the only commit in the product."""
