"""The conditions of the shipped flows, by what they are about."""
