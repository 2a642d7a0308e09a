"""The observatory as a website: server-rendered pages, figures to download, and an API."""
