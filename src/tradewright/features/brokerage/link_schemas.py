"""What the routes of linking read and answer. Nothing of a secret is ever answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

from tradewright.domain.trading.ports.broker import Capabilities
from tradewright.domain.trading.ports.linking import (
    AuthKind,
    Credential,
    Inspection,
    VenueEnvironment,
    VenueFacts,
)
from tradewright.features.brokerage.inspecting import Door, refusal_of
from tradewright.features.brokerage.schemas import Label, PermissionOut, StrictInput, TimeZone
from tradewright.features.brokerage.verbs.link_account import LinkAsked
from tradewright.kernel.secret import Secret
from tradewright.platform.http import DecimalOut

SECRET_LENGTH_MAX = 8000
"""A private key of 4096 bits in PEM has 3300 characters."""


class _SecretText:
    """Reads a text into a Secret, so that no model's repr shows it."""

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        text = core_schema.str_schema(min_length=1, max_length=SECRET_LENGTH_MAX, strip_whitespace=True)
        return core_schema.no_info_after_validator_function(Secret, text)

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": SECRET_LENGTH_MAX, "writeOnly": True}


SecretText = Annotated[Secret, _SecretText()]
KeyId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
BaseUrl = Annotated[str, StringConstraints(max_length=200, pattern=r"^http://")]


class CredentialInput(StrictInput):
    key_id: KeyId = Field(examples=["PKFAKE0000000000EXAMPLE"])
    secret: SecretText

    def credential(self) -> Credential:
        return Credential("keys", self.key_id, self.secret)


class DoorInput(StrictInput):
    environment: VenueEnvironment
    base_url: BaseUrl | None = Field(
        default=None, description="rehearsal: where the fake venue answers on this machine"
    )

    def door(self, broker: str) -> Door:
        return Door(broker, self.environment, self.base_url)


class LinkInput(DoorInput):
    label: Label = Field(examples=["Alpaca paper"])
    timezone: TimeZone = "UTC"
    credential: CredentialInput

    def asked(self, broker: str) -> LinkAsked:
        return LinkAsked(self.door(broker), self.label, self.timezone, self.credential.credential())


class CheckInput(DoorInput):
    """The same as for linking; label and timezone may be left out."""

    label: Label | None = None
    timezone: TimeZone = "UTC"
    credential: CredentialInput


class OAuthInput(DoorInput):
    label: Label = Field(examples=["Alpaca paper"])
    timezone: TimeZone = "UTC"


class RelinkInput(StrictInput):
    credential: CredentialInput


class ConsentOut(BaseModel):
    url: str = Field(description="The venue's page where the trader agrees")


class MoneyOut(BaseModel):
    currency: str
    cash: DecimalOut
    equity: DecimalOut


class RefusalOut(BaseModel):
    code: str
    words: str


class InspectionOut(BaseModel):
    permissions: list[PermissionOut]
    can_trade: bool
    account: MoneyOut
    refusal: RefusalOut | None = Field(description="Why this key cannot be linked")

    @classmethod
    def of(cls, inspection: Inspection) -> InspectionOut:
        refusal = refusal_of(inspection)
        money = inspection.account
        return cls(
            permissions=[
                PermissionOut(name=one.name, granted=one.granted, words=one.words)
                for one in inspection.permissions
            ],
            can_trade=inspection.can_trade,
            account=MoneyOut(currency=money.currency, cash=money.cash, equity=money.equity),
            refusal=None if refusal is None else RefusalOut(code=refusal.code, words=refusal.detail),
        )


class CapabilitiesOut(BaseModel):
    bracket: bool
    oco: bool
    order_types: list[str]
    times_in_force: list[str]
    post_only: bool
    extended_hours: bool
    reduce_only: Literal["flag", "implicit", "none"]
    replace: Literal["in_place", "new_id", "none"]
    short: bool
    by_market: dict[str, CapabilitiesOut]

    @classmethod
    def of(cls, capabilities: Capabilities) -> CapabilitiesOut:
        return cls(
            bracket=capabilities.bracket,
            oco=capabilities.oco,
            order_types=sorted(capabilities.order_types),
            times_in_force=sorted(capabilities.times_in_force),
            post_only=capabilities.post_only,
            extended_hours=capabilities.extended_hours,
            reduce_only=capabilities.reduce_only,
            replace=capabilities.replace,
            short=capabilities.short,
            by_market={name: cls.of(special) for name, special in capabilities.by_market},
        )


class FieldOut(BaseModel):
    name: str
    title: str
    is_secret: bool
    hint: str


class VenueOut(BaseModel):
    broker: str
    title: str
    environments: list[VenueEnvironment]
    auth: list[AuthKind]
    fields: list[FieldOut]
    capabilities: CapabilitiesOut

    @classmethod
    def of(cls, facts: VenueFacts, *, has_rehearsals: bool, has_oauth: bool) -> VenueOut:
        """Return the venue as this installation offers it."""
        return cls(
            broker=facts.broker,
            title=facts.title,
            environments=[one for one in facts.environments if one != "rehearsal" or has_rehearsals],
            auth=[one for one in facts.auth if one != "oauth" or has_oauth],
            fields=[
                FieldOut(name=one.name, title=one.title, is_secret=one.is_secret, hint=one.hint)
                for one in facts.fields
            ],
            capabilities=CapabilitiesOut.of(facts.capabilities),
        )
