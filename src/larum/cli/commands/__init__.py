"""One file, one command (or group): it exposes `command`, or `app` for a group."""
