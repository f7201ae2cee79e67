"""The secrets of a home on AWS: read when they are needed, once, and only when deploying has made them."""

import boto3
import pytest
from moto import mock_aws

from shared import home
from shared.auth.secrets import Secrets

pytestmark = pytest.mark.aws


@pytest.fixture
def manager(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        manager = boto3.client("secretsmanager")
        arn = manager.create_secret(Name="tepai", SecretString="{}")["ARN"]
        told = {"TEPAI_HOME": "aws", "TEPAI_TABLE": "t", "TEPAI_BUS": "b", "TEPAI_SECRET_ARN": arn}
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(home, "_homes", {})
        yield manager


def test_secrets_of_a_placeholder_say_what_to_do_and_are_not_made_here(manager):
    at_home = home.home_of("matching")
    with pytest.raises(RuntimeError, match=r"tepai.*make deploy"):
        _ = at_home.secrets
    assert manager.get_secret_value(SecretId="tepai")["SecretString"] == "{}"


def test_secrets_are_read_at_first_use_and_kept(manager):
    at_home = home.home_of("matching")
    made = Secrets.fresh()
    manager.put_secret_value(SecretId="tepai", SecretString=made.to_json())
    assert at_home.secrets == made
    manager.put_secret_value(SecretId="tepai", SecretString=Secrets.fresh().to_json())
    assert at_home.secrets == made
