"""What the account routes read and answer. Inputs refuse unknown keys; answers have every field, always."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from tradewright.features.accounts.legal import LegalDocument
from tradewright.features.accounts.store import ApiKey, Trader
from tradewright.platform.context import Scope

_EMAIL = "ada@example.com"
PREFERENCES_MAX = 100


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("not an IANA time zone such as Europe/Berlin")
    return name


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("only printable characters")
    return text


TimeZone = Annotated[str, AfterValidator(_zone), Field(examples=["Europe/Berlin"])]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=100), AfterValidator(_printable)
]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_printable)
]
# Loose on purpose: self-hosted people have addresses such as ada@desk.local, and only a letter proves a mailbox.
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*$"),
    AfterValidator(_printable),
]
# NUL is no text for PostgreSQL, and passwords are measured by the verb, which says more than "too long".
Password = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
PreferenceKey = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_.:-]{1,64}$")]
PreferenceText = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_printable)]
PreferenceNumber = Annotated[int, Field(ge=-(2**53), le=2**53, strict=True)]
Preference = bool | PreferenceNumber | PreferenceText | None
Preferences = Annotated[
    dict[PreferenceKey, Preference | Annotated[list[PreferenceText], Field(max_length=200)]],
    Field(max_length=PREFERENCES_MAX, examples=[{"theme": "dark"}]),
]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AcceptanceInput(_Input):
    document: Literal["risk_disclaimer", "terms"]
    version: Annotated[str, StringConstraints(max_length=40), AfterValidator(_printable)] = Field(
        examples=["2026-11-01"]
    )


class LiveTradingInput(_Input):
    """The trader has read the notice of live trading and accepts it."""

    document: Literal["live_trading"]
    version: Annotated[str, StringConstraints(max_length=40), AfterValidator(_printable)] = Field(
        examples=["2026-11-21"]
    )


class SignUpInput(_Input):
    email: Email = Field(examples=[_EMAIL])
    password: Password = Field(examples=["correct horse battery staple"])
    display_name: ShortText = ""
    timezone: TimeZone = "UTC"
    accepted: list[AcceptanceInput] = Field(max_length=10)


class SignInInput(_Input):
    email: Annotated[str, StringConstraints(max_length=254), AfterValidator(_printable)] = Field(
        examples=[_EMAIL]
    )
    password: Password = Field(examples=["correct horse battery staple"])


class TraderChange(_Input):
    display_name: ShortText | None = None
    timezone: TimeZone | None = None
    preferences: Preferences | None = None


class ApiKeyInput(_Input):
    name: Name = Field(examples=["my script"])
    scopes: list[Scope] = Field(min_length=1, max_length=3, examples=[["read"]])


class LegalDocumentOut(BaseModel):
    document: Literal["risk_disclaimer", "terms"]
    version: str
    title: str
    text: str

    @classmethod
    def of(cls, document: LegalDocument) -> LegalDocumentOut:
        return cls.model_validate(document, from_attributes=True)


class LiveTradingOut(BaseModel):
    """The notice to accept before the first account with real money."""

    document: Literal["live_trading"]
    version: str
    title: str
    text: str

    @classmethod
    def of(cls, document: LegalDocument) -> LiveTradingOut:
        return cls.model_validate(document, from_attributes=True)


class LegalDocuments(BaseModel):
    documents: list[LegalDocumentOut]
    live_trading: LiveTradingOut


class TraderOut(BaseModel):
    user_id: UUID
    email: str
    display_name: str
    timezone: str
    preferences: dict[str, bool | int | str | list[str] | None]
    is_demo: bool
    acknowledged_risk_at: datetime | None = Field(
        description="When the present notice of live trading was accepted; null before"
    )
    created_at: datetime

    @classmethod
    def of(cls, trader: Trader) -> TraderOut:
        return cls(
            user_id=trader.user_id,
            email=trader.email,
            display_name=trader.display_name,
            timezone=trader.timezone,
            preferences=trader.preferences,
            is_demo=trader.is_demo,
            acknowledged_risk_at=trader.acknowledged_risk_at,
            created_at=trader.created_at,
        )


class ApiKeyOut(BaseModel):
    api_key_id: UUID
    name: str
    prefix: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, key: ApiKey) -> ApiKeyOut:
        return cls(
            api_key_id=key.api_key_id,
            name=key.name,
            prefix=key.prefix,
            scopes=list(key.scopes),
            created_at=key.created_at,
            last_used_at=key.last_used_at,
        )


class NewApiKeyOut(ApiKeyOut):
    key: str = Field(description="The key itself. It is shown this once and never again.")

    @classmethod
    def made(cls, key: ApiKey, text: str) -> NewApiKeyOut:
        return cls(**ApiKeyOut.of(key).model_dump(), key=text)
