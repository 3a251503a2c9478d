"""The environment, read once: defaults, refusals, and the secret that is kept."""

import pytest

from core.settings import BadSettings, Settings


def test_an_empty_environment_gives_the_home_below_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({})
    assert (settings.home, settings.port, settings.database_url) == (tmp_path / ".xuefa", 8000, None)
    assert settings.home.is_dir()


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path):
    env = {"XUEFA_HOME": str(tmp_path)}
    first = Settings.from_env(env).secret_key
    assert len(first) >= 60
    assert Settings.from_env(env).secret_key == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_given_secret_is_not_written_down(tmp_path):
    settings = Settings.from_env({"XUEFA_HOME": str(tmp_path), "SECRET_KEY": "0123456789abcdef"})
    assert settings.secret_key == "0123456789abcdef"
    assert not list(tmp_path.iterdir())


def test_printing_the_settings_shows_no_secret(tmp_path):
    env = {
        "XUEFA_HOME": str(tmp_path),
        "SECRET_KEY": "0123456789abcdef",
        "DATABASE_URL": "postgresql://owner:pass-word@db/xuefa",
    }
    shown = repr(Settings.from_env(env))
    assert "0123456789abcdef" not in shown
    assert "pass-word" not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("PORT", "８０"),
        ("DATABASE_URL", "mysql://x"),
        ("APP_DATABASE_URL", "sqlite:///x"),
        ("FILES_URL", "https://files.example.cn"),
        ("FILES_URL", "s3://"),
        ("FILES_LIMITS", "lesson/video"),
        ("FILES_LIMITS", "lesson/video=-1"),
        ("FILES_INTERNAL", "kept"),
        ("S3_STYLE", "odd"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "0123456789abcde"),
    ],
)
def test_an_unusable_value_is_refused_by_its_name(tmp_path, name, value):
    with pytest.raises(BadSettings, match=name):
        Settings.from_env({"XUEFA_HOME": str(tmp_path), name: value})


def test_a_home_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadSettings, match="XUEFA_HOME"):
        Settings.from_env({"XUEFA_HOME": str(tmp_path / "file" / "home")})


def test_files_lie_in_the_home_unless_a_bucket_is_named(tmp_path):
    home = {"XUEFA_HOME": str(tmp_path)}
    assert Settings.from_env(home).files.bucket == ""
    env = {
        "FILES_URL": "s3://law-files/xuefa/",
        "S3_ENDPOINT": "https://s3.example.cn",
        "S3_SECRET_KEY": "hidden-key",
    }
    settings = Settings.from_env(home | env)
    assert (settings.files.bucket, settings.files.prefix) == ("law-files", "xuefa")
    assert "hidden-key" not in repr(settings)


def test_sizes_of_files_are_read_by_purpose_and_family(tmp_path):
    env = {"XUEFA_HOME": str(tmp_path), "FILES_LIMITS": "lesson/video=800 tenant=5000"}
    assert Settings.from_env(env).files.limits == {"lesson/video": 800, "tenant": 5000}
