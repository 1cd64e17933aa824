"""Campaigns: what is thrown at a log, and that nothing acknowledged is lost by it.

`python -m tests.reliability NAME --n N` runs one; `test_campaigns` runs each in its short form.
"""
