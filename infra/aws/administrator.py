"""The first administrator of an installation: a link that signs them in, printed to the operator and told to nobody."""

from pydantic import TypeAdapter

from infra.aws import CannotGoOn
from infra.aws.cloud import Cloud
from infra.aws.names import FRONT_STAGE
from services.applications.commands.people import Challenged, bootstrap_administrator
from services.applications.model.people import AlreadyAdministered
from shared.auth.actor import service_actor
from shared.auth.secrets import Secrets
from shared.clock import SystemClock
from shared.ids import new_id
from shared.store.dynamodb import DynamoStore
from shared.work import Cause, perform


def administrator_link(cloud: Cloud, stack: str) -> str:
    """The link, good once. Raises CannotGoOn once the first administrator can be sent links themselves."""
    platform = cloud.outputs(f"{stack}-platform")
    table = cloud.outputs(f"{stack}-applications")["TableName"]
    stored = cloud.client("secretsmanager").get_secret_value(SecretId=platform["SecretArn"])["SecretString"]
    key = new_id()
    try:
        challenged = perform(
            DynamoStore(table, cloud.client("dynamodb")),
            SystemClock(),
            bootstrap_administrator,
            by=service_actor("operator"),
            cause=Cause(f"aws/{key}", key, key),
            answers=TypeAdapter(Challenged),
        )
    except AlreadyAdministered:
        raise CannotGoOn(f"{stack} has an administrator: ask them to invite you on the page 人员") from None
    token = Secrets.from_json(stored).derive("sign-in", challenged.challenge_id)
    address = cloud.address(platform["BaseUrl"], platform["FrontId"], FRONT_STAGE)
    return f"{address}/applications/sign-in/{challenged.challenge_id}/{token}"
