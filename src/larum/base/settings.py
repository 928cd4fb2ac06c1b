"""Every setting there is: its default, its unit, one line of help, secret or not. Read once, in `bootstrap`.

Each can be given as an environment variable `LARUM_<NAME>` or in the file `larum.toml` of the data folder.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource


class Settings(BaseSettings):
    """What the person who runs Larum can choose."""

    model_config = SettingsConfigDict(env_prefix="LARUM_", extra="forbid")

    data: Path = Field(Path("larum-data"), description="Folder that holds the embedded database, uploads and settings.")
    database: SecretStr = Field(
        SecretStr(""),
        description="Address of a PostgreSQL database; empty means the embedded SQLite file in the data folder.",
    )
    host: str = Field("127.0.0.1", description="Address the pages are served on.")
    port: int = Field(8400, ge=0, le=65535, description="Port the pages are served on; 0 takes a free one.")
    public_url: str = Field("", description="Address people reach Larum by, such as https://larum.example.org.")
    language: str = Field("en", pattern="^(pl|en)$", description="Language of a new account and of the first page.")
    time_zone: str = Field("Europe/Warsaw", description="Time zone of a new account (IANA name).")
    private_networks: bool = Field(
        False, description="Let sources and channels reach addresses inside private networks and this machine."
    )
    keep_unmatched_for: int = Field(
        30, ge=0, description="Days for which posts that no monitor caught are kept, where a source keeps them."
    )
    keep_minutes_for: int = Field(7, ge=1, description="Days for which minute windows are kept; hours and days stay.")
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="How much is written to the log."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Values given by the caller come first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file(init_settings()))

    @property
    def database_url(self) -> str:
        """The address to open, whichever kind was chosen."""
        given = self.database.get_secret_value()
        return given or f"sqlite:///{self.data / 'larum.db'}"


def _file(given: Mapping[str, object]) -> Path:
    """The settings file lies in the data folder, which only the caller or the environment can move."""
    return Path(str(given.get("data") or os.environ.get("LARUM_DATA", "larum-data"))) / "larum.toml"
