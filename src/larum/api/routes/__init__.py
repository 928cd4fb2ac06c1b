"""One file, one kind of thing: it exposes `router`."""
