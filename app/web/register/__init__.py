"""The room of the public register: its list, its data for programs, its feeds and its badges."""
