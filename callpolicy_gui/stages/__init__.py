"""The states of the running program: the log open, locked, or not to be opened. One window each."""
