"""Finds commands by looking into a package: a file is a command, a folder is a group."""

import importlib
import pkgutil

import typer


def fill(app: typer.Typer, package_name: str) -> typer.Typer:
    """Register every module of `package_name` on `app`: `command` as a command, `app` as a group."""
    package = importlib.import_module(package_name)
    for found in sorted(pkgutil.iter_modules(package.__path__), key=lambda module: module.name):
        module = importlib.import_module(f"{package_name}.{found.name}")
        name = found.name.rstrip("_").replace("_", "-")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.command)
    return app
