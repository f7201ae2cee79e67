"""What a function is told about its own invocation."""

import time
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LambdaContext:
    """The context object of Lambda, as far as Chalice and Powertools read it."""

    function_name: str
    aws_request_id: str
    seconds: float
    began: float = field(default_factory=time.monotonic)
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 1024

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:local:000000000000:function:{self.function_name}"

    @property
    def log_group_name(self) -> str:
        return f"/aws/lambda/{self.function_name}"

    @property
    def log_stream_name(self) -> str:
        return "local"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the home stops waiting."""
        return max(0, int((self.began + self.seconds - time.monotonic()) * 1000))
