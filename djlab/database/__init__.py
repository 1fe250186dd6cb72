"""Database connections, the catalogue, pages of rows and the embedded server."""
