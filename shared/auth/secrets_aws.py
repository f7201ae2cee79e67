"""The secrets of an installation on AWS: one value in Secrets Manager, made on first use."""

from shared.auth.secrets import Secrets


def secrets_from_manager(arn: str) -> Secrets:
    """Read the installation's secrets; the first function ever to ask makes them.

    The template creates the secret with a placeholder `{}`; whoever writes first wins, as a put under the placeholder's
    version is checked by reading back.
    """
    import boto3
    from botocore.exceptions import ClientError

    client = boto3.client("secretsmanager")
    text = client.get_secret_value(SecretId=arn)["SecretString"]
    if text.strip() not in ("", "{}"):
        return Secrets.from_json(text)
    try:
        # A fixed request token makes Secrets Manager accept one first value and refuse every other.
        client.put_secret_value(
            SecretId=arn, SecretString=Secrets.fresh().to_json(), ClientRequestToken="tepai-first-secrets-of-this-house"
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceExistsException":
            raise
    return Secrets.from_json(client.get_secret_value(SecretId=arn)["SecretString"])
