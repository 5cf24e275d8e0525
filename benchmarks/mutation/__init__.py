"""Mutation of the trusted code: small changes that let something wrong through, each caught by a test."""
