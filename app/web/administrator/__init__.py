"""The room of the administrator: who there is, what each may do, and who comes in or goes."""
