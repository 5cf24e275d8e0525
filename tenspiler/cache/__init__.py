"""What earlier runs have found, on disk: by the content of the source, the options and the versions."""
