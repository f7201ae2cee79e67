"""The AWS calls that deploying needs, against a region of AWS or against ministack on this machine."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.aws import CannotGoOn

if TYPE_CHECKING:
    from shared.auth.secrets import Secrets

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
_MOVING = "_IN_PROGRESS"


@dataclass(frozen=True)
class Cloud:
    """Where stacks are made. `endpoint` is empty for AWS itself; `poll_s` is how long to wait between looks."""

    region: str
    endpoint: str = ""
    poll_s: float = 5.0

    def client(self, name: str) -> Any:
        """A boto3 client. Raises CannotGoOn where no credentials are found."""
        # Imported here: the commands that only check and build need no SDK.
        import boto3

        if not self.endpoint:
            return boto3.client(name, region_name=self.region)  # type: ignore[call-overload]
        # ministack wants credentials of any kind, and real ones must not be sent to it.
        made = {"aws_access_key_id": "local", "aws_secret_access_key": "local", "endpoint_url": self.endpoint}
        return boto3.client(name, region_name=self.region, **made)  # type: ignore[call-overload]

    def address(self, said: str, api: str, path: str) -> str:
        """Where a REST API answers: as its template `said`, except that ministack has no host names of its own."""
        return f"{self.endpoint}/_aws/execute-api/{api}/{path}" if self.endpoint else said

    def upload(self, path: Path, bucket: str, key: str) -> None:
        """Put a file into a bucket."""
        self.client("s3").upload_file(str(path), bucket, key)

    def package_bucket(self, stack: str) -> str:
        """The bucket packages are handed over in, made where there is none yet."""
        account = self.client("sts").get_caller_identity()["Account"]
        bucket = f"{stack}-packages-{account}-{self.region}".lower()
        s3 = self.client("s3")
        if bucket not in {one["Name"] for one in s3.list_buckets()["Buckets"]}:
            # us-east-1 is the one region that refuses to be named here.
            place = {"CreateBucketConfiguration": {"LocationConstraint": self.region}}
            s3.create_bucket(Bucket=bucket, **({} if self.region == "us-east-1" else place))
            s3.put_public_access_block(
                Bucket=bucket,
                PublicAccessBlockConfiguration=dict.fromkeys(
                    ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True
                ),
            )
        return bucket

    def make_stack(self, name: str, template_url: str, parameters: Mapping[str, str]) -> dict[str, str]:
        """Create or update a stack, wait, and give its outputs. Raises CannotGoOn with the reasons of a failure."""
        from botocore.exceptions import ClientError

        formation = self.client("cloudformation")
        asked: dict[str, Any] = {
            "StackName": name,
            "TemplateURL": template_url,
            "Capabilities": _CAPABILITIES,
            "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        }
        try:
            if self._stack(name) is None:
                formation.create_stack(**asked)
            else:
                formation.update_stack(**asked)
        except ClientError as error:
            if "No updates are to be performed" not in str(error):
                raise CannotGoOn(f"stack {name}: {error.response['Error']['Message']}") from error
        return self._outputs_once_done(name)

    def outputs(self, name: str) -> dict[str, str]:
        """The outputs of a stack that is there. Raises CannotGoOn where it is not."""
        stack = self._stack(name)
        if stack is None:
            raise CannotGoOn(f"there is no stack {name} in {self.region}: look at --stack and --region")
        return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", [])}

    def first_secrets(self, arn: str) -> "Secrets":
        """The installation's secrets. That of a new installation is filled in; one that has a value keeps it."""
        from shared.auth.secrets import Secrets

        manager = self.client("secretsmanager")
        text = manager.get_secret_value(SecretId=arn)["SecretString"]
        if json.loads(text) == {}:
            text = Secrets.fresh().to_json()
            manager.put_secret_value(SecretId=arn, SecretString=text)
        return Secrets.from_json(text)

    def _stack(self, name: str) -> dict[str, Any] | None:
        from botocore.exceptions import ClientError

        try:
            (stack,) = self.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        if stack["StackStatus"] == "ROLLBACK_COMPLETE":
            raise CannotGoOn(f"stack {name} could not be made last time: delete it, then deploy again")
        found: dict[str, Any] = stack
        return found

    def _outputs_once_done(self, name: str) -> dict[str, str]:
        while (stack := self._stack(name)) is not None and stack["StackStatus"].endswith(_MOVING):
            time.sleep(self.poll_s)
        if stack is None or stack["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            raise CannotGoOn(f"stack {name} could not be made:\n{self._reasons(name)}")
        return self.outputs(name)

    def _reasons(self, name: str) -> str:
        events = self.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
        failed = [e for e in reversed(events) if "FAILED" in e["ResourceStatus"]]
        lines = [f"  {e['LogicalResourceId']}: {e.get('ResourceStatusReason', e['ResourceStatus'])}" for e in failed]
        return "\n".join(lines)
