"""What the README claims about speed, re-runnable: `python -m benchmarks.deadlines`."""
