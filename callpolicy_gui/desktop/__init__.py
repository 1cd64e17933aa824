"""The operating system: notifications, tray, one instance, the clock that sleeps."""
