"""The room that is open to everyone: a certificate's page, and checking a number or a file."""
