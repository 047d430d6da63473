"""The room that meets people: HTTP and HTML, in their language."""
