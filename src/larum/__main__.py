"""`python -m larum` is `larum`."""

from larum.cli.main import main

if __name__ == "__main__":
    main()
