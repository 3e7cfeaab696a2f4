"""Plain Stripe objects become frozen values here, once; what is broken is named with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, dataclass_transform

from pydantic import (
    AliasChoices,
    AliasPath,
    BeforeValidator,
    ConfigDict,
    Field,
    SkipValidation,
    TypeAdapter,
    ValidationError,
)
from pydantic.dataclasses import dataclass as validated_dataclass

Plain = Annotated[Mapping[str, Any], SkipValidation()]
"""A Stripe object as it came over the wire; where it is kept beside a value it is that very object, and no copy."""

T = TypeVar("T")


class BrokenObjectError(ValueError):
    """A Stripe object that cannot be read: which one, where in it, and what is wrong there."""

    def __init__(self, object_id: str, place: str, fault: str) -> None:
        self.object_id = object_id
        self.place = place
        self.fault = fault
        super().__init__(f"{object_id}: {place}: {fault}")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(Field,))
def stripe_object(cls: type[T]) -> type[T]:
    """Make a class a frozen value that is read from Stripe's own field names or built with ours."""
    config = ConfigDict(validate_by_name=True, validate_by_alias=True, extra="ignore")
    made: type[T] = validated_dataclass(cls, frozen=True, kw_only=True, config=config)  # type: ignore[assignment]  # pydantic returns its protocol of the same class
    return made


def at(*paths: str) -> AliasChoices:
    """Where a field stands: the first of these dotted paths that the object has, newest shape first."""
    return AliasChoices(*(AliasPath(*path.split(".")) for path in paths))


def _id_of(value: object) -> object:
    """An expandable field holds an id, or the object with that id."""
    return value["id"] if isinstance(value, dict) and "id" in value else value


def _members_of(value: object) -> object:
    """A nested list comes as an envelope, or plain; absent is empty."""
    if value is None:
        return ()
    members = value["data"] if isinstance(value, dict) and "data" in value else value
    if not members or not isinstance(members, list | tuple):
        return members
    return [{**member, "plain": member} if isinstance(member, dict) else member for member in members]


def _empty_if_none(value: object) -> object:
    return {} if value is None else value


Id = Annotated[str, BeforeValidator(_id_of)]
"""The id of another object, expanded or not."""

ListOf = Annotated[tuple[T, ...], BeforeValidator(_members_of)]
"""The members of a nested list."""

Metadata = Annotated[Mapping[str, str], BeforeValidator(_empty_if_none)]
"""An object's metadata; absent is empty."""


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(cls: type[T]) -> TypeAdapter[T]:
    """The reader of a class, made once."""
    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]


def parse(cls: type[T], plain: Plain) -> T:
    """Read a plain object as `cls`, keeping the plain one beside it for mappings and explanations.

    Raises BrokenObjectError naming the first place that cannot be read.
    """
    try:
        return _adapter(cls).validate_python({**plain, "plain": plain})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "object"
        raise BrokenObjectError(str(plain.get("id", cls.__name__)), place, first["msg"]) from error
