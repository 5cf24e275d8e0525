"""The backend plug-in API: what a backend is given, what it answers, and how backends are found."""
