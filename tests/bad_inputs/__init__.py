"""Hostile and odd inputs held against the running program, one check for each row of `bad_inputs.json`."""
