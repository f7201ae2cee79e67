"""What a service keeps: typed records with a key, a version and the indexes they are found by."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict

MOST_INDEXES = 3
"""A DynamoDB table here has three index slots, shared by all kinds of record in it."""

R = TypeVar("R", bound="Record")

STORED = {"stored": True}
"""The validation context of what comes out of a store: it was checked when it came in, by the rules of that day."""


@dataclass(eq=False)
class Index(Generic[R]):
    """One way to list a kind of record: a partition to ask for and an order within it.

    `partition` answers None for a record that is not to be listed. Reads of an index may lag behind the records in
    both homes, so nothing that must be unique or bounded is ever decided by one.
    """

    partition: Callable[[R], str | None]
    sort: Callable[[R], str]
    name: str = field(default="", init=False)
    slot: int = field(default=0, init=False)
    owner: type[R] = field(init=False, repr=False)

    def place(self, record: R) -> tuple[str, str] | None:
        """Where `record` stands in this index: (partition, sort), or None when it is not listed."""
        partition = self.partition(record)
        return None if partition is None else (partition, self.sort(record))


class Record(BaseModel):
    """One stored thing. Immutable: a change is a copy (`changed`), put through the store at the version it was read.

    `version` counts its commits; 0 says it is not stored yet. A subclass's name is its kind in the table; declare
    indexes as class variables: `by_status: ClassVar[Index["Application"]] = Index(partition=..., sort=...)`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    kind: ClassVar[str] = ""
    indexes: ClassVar[tuple[Index[Any], ...]] = ()
    audited: ClassVar[bool] = False
    """Whether each of its versions has an entry in the audit chain."""

    id: str
    version: int = 0
    audit_head: str = ""
    """The hash of the record's latest audit entry; empty where the kind is not audited."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.kind = cls.__name__
        cls.indexes = tuple(value for value in vars(cls).values() if isinstance(value, Index))
        if len(cls.indexes) > MOST_INDEXES:
            raise TypeError(f"{cls.__name__} declares {len(cls.indexes)} indexes; a table has {MOST_INDEXES} slots")
        for slot, index in enumerate(cls.indexes, start=1):
            index.slot, index.owner = slot, cls
        for name, value in vars(cls).items():
            if isinstance(value, Index):
                value.name = name
        if cls.audited and cls.keep_until is not Record.keep_until:
            raise TypeError(f"{cls.__name__} is audited: without the record, nothing says where its chain ends")

    @property
    def keep_until(self) -> datetime | None:
        """After this moment the store may forget the record; None: never. A kind that ends overrides it.

        It is asked at each commit of the record, so a change may let it end later, or never. The store forgets in its
        own time, a minute later on one machine and some days on AWS, and nobody is told: until then the record is found
        as before. So no rule may take its being there for its being good; each checks the time it means by itself.
        Records stored before their kind had an end get one with their next change. Audited kinds have none.
        """
        return None

    def changed(self, **fields: Any) -> Self:
        """A copy with `fields` replaced, still at the version this one was read at."""
        return self.model_copy(update=fields)


class Projection(Record):
    """A copy of what another service said, as of the version it was said at.

    Events arrive reordered: a projection takes only what is newer than itself, and a deletion leaves it as a tombstone
    (`gone`) so that a late older event cannot bring it back.
    """

    source_version: int = 0
    gone: bool = False
