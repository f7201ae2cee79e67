"""The secrets of an installation on AWS: one value in Secrets Manager, which deploying makes."""

from shared.auth.secrets import Secrets


def secrets_from_manager(arn: str) -> Secrets:
    """Read the installation's secrets. Raises RuntimeError while the secret still holds its template's placeholder."""
    import boto3

    text = boto3.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    try:
        return Secrets.from_json(text)
    except ValueError as error:
        raise RuntimeError(f"secret {arn} holds no keys yet: run `make deploy` again, which makes them") from error
