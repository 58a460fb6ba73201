"""WorkerSettings, read from the environment once."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from logistics.contracts.agents import AgentName
from logistics.kit.mailbox import one_sender
from logistics.kit.number_fields import PLAIN_WHOLE, PlainFloat
from logistics.kit.settings import Settings


def _one_sender(text: str) -> str:
    one_sender(text)
    return text


Sender = Annotated[str, AfterValidator(_one_sender)]


class WorkerSettings(Settings):
    """How one worker process is set up."""

    database_url: str = Field(alias="ORDERS_DATABASE_URL", repr=False)
    order_api_url: str = Field(default="http://127.0.0.1:8000", alias="ORDER_API_URL")
    transport_api_url: str = Field(default="http://127.0.0.1:3000/api", alias="TRANSPORT_API_URL")
    orchestrator_url: str = Field(default="http://127.0.0.1:8081", alias="ORCHESTRATOR_AGENT_URL")
    api_key: str = Field(alias="LOGISTICS_API_KEY", repr=False)
    agent_secret: str | None = Field(default=None, alias="LOGISTICS_AGENT_SECRET", repr=False)
    model: str = Field(default="rules", alias="LOGISTICS_MODEL")
    outbox_dir: Path = Field(alias="LOGISTICS_OUTBOX_DIR")
    smtp_url: str | None = Field(default=None, alias="SMTP_URL", repr=False)
    mail_from: Sender = Field(default="Logistics Manager <no-reply@localhost>", alias="LOGISTICS_MAIL_FROM")
    concurrency: Annotated[int, PLAIN_WHOLE] = Field(default=10, alias="LOGISTICS_WORKER_CONCURRENCY", ge=1, le=50)
    heartbeat_s: PlainFloat = Field(default=2, alias="LOGISTICS_WORKER_HEARTBEAT_S", gt=0)
    stalled_after_s: PlainFloat = Field(default=10, alias="LOGISTICS_WORKER_STALLED_AFTER_S", gt=0)

    def agent_urls(self) -> dict[AgentName, str]:
        """Where the one agent that the worker asks answers."""
        return {"orchestrator": self.orchestrator_url}
