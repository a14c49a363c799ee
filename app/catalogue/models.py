"""Providers, their services, and the offers on top: what one unit costs and how it is bought."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalogue.vocabulary import PriceKind, ProviderState, VatCategory
from app.kernel import clock
from app.kernel.columns import Word
from app.kernel.db import Base
from app.kernel.money import Money


class Provider(Base):
    """An organisation or sole trader that offers something."""

    __tablename__ = "provider"
    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(String(80))
    source_id: Mapped[str] = mapped_column(String(120))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(String(40), default="")
    """sole_trader, small, charity, college, company, council, …"""
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    vat_number: Mapped[str | None] = mapped_column(String(20))
    self_billing_from: Mapped[date | None]
    self_billing_until: Mapped[date | None]
    """A running self-billing agreement lets us write the provider's invoices; at most 12 months."""
    state: Mapped[ProviderState] = mapped_column(Word(ProviderState), default=ProviderState.APPROVED)
    identifiers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Numbers in public registers, by scheme: charity, company, the directory's own code."""
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The record as it came, word for word."""
    payload_digest: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    __table_args__ = (UniqueConstraint("feed", "source_id"), Index("ix_provider_name", "name", "id"))


class Service(Base):
    """Something a provider does."""

    __tablename__ = "service"
    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    feed: Mapped[str] = mapped_column(String(80))
    source_id: Mapped[str] = mapped_column(String(120))
    name: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    needs: Mapped[list[Any]] = mapped_column(default=list)
    """Slugs of the needs list of providers_catalog."""
    kinds: Mapped[list[Any]] = mapped_column(default=list)
    delivery_modes: Mapped[list[Any]] = mapped_column(default=list)
    for_whom: Mapped[str] = mapped_column(default="")
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    areas: Mapped[list[Any]] = mapped_column(default=list)
    times: Mapped[list[Any]] = mapped_column(default=list)
    """When it happens, in words."""
    activities: Mapped[list[Any]] = mapped_column(default=list)
    tags: Mapped[list[Any]] = mapped_column(default=list)
    """Other labels of the directory, as written."""
    url: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    """The last day it can be chosen."""
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The record as it came, word for word; but never where a withheld place is."""
    payload_digest: Mapped[str] = mapped_column(String(64), default="")
    is_listed: Mapped[bool] = mapped_column(default=True)
    """False once it vanished from its feed, or was withdrawn."""
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    provider: Mapped[Provider] = relationship(lazy="joined")
    offers: Mapped[list[Offer]] = relationship(
        lazy="selectin",
        order_by="Offer.id",
        primaryjoin="and_(Offer.service_id == Service.id, Offer.is_current)",
        viewonly=True,
    )
    """Those on sale now, in the directory's order."""
    places: Mapped[list[Place]] = relationship(lazy="selectin", order_by="Place.id")
    __table_args__ = (UniqueConstraint("feed", "source_id"), Index("ix_service_name", "name", "id"))


class ServiceNeed(Base):
    """Which needs a service meets, one row each, to browse by."""

    __tablename__ = "service_need"
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    need: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class Place(Base):
    """Where a service happens."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    town: Mapped[str] = mapped_column(default="")
    area: Mapped[str] = mapped_column(default="", index=True)
    """District part of the postcode."""
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    access: Mapped[str] = mapped_column(default="")
    """How easy it is to get in and about, in words."""
    is_withheld: Mapped[bool] = mapped_column(default=False)
    """Told only to the person who books; then there is no address, area or position here."""


class Offer(Base):
    """One way to buy a service: a unit and its price. Never edited: a change is a new row, and ends the old one."""

    __tablename__ = "offer"
    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    source_id: Mapped[str] = mapped_column(String(120))
    revision: Mapped[int] = mapped_column(default=1)
    """Counts up each time the directory changes this offer."""
    is_current: Mapped[bool] = mapped_column(default=True)
    """False once another row took its place, or it vanished from its directory."""
    title: Mapped[str] = mapped_column(default="")
    price_kind: Mapped[PriceKind] = mapped_column(Word(PriceKind))
    price: Mapped[Money | None]
    """What one unit costs with VAT, as a person would pay it; None when unknown. The lowest of several."""
    price_to: Mapped[Money | None]
    """The highest, for a range."""
    unit: Mapped[str] = mapped_column(String(40), default="item")
    unit_words: Mapped[str] = mapped_column(default="")
    """The unit as the provider says it, such as "for ten swims"."""
    vat_category: Mapped[VatCategory] = mapped_column(Word(VatCategory), default=VatCategory.OUTSIDE)
    vat_rate_bp: Mapped[int] = mapped_column(default=0)
    """Basis points: 2000 is 20 %."""
    routes: Mapped[list[Any]] = mapped_column(default=list)
    """FundingRoute words this offer can be paid by, the best first."""
    lead_time_days: Mapped[int | None]
    min_quantity: Mapped[int] = mapped_column(default=1)
    max_quantity: Mapped[int | None]
    cancellation: Mapped[str] = mapped_column(default="")
    notes: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    __table_args__ = (
        CheckConstraint("price IS NULL OR price >= 0", name="not_negative"),
        UniqueConstraint("service_id", "source_id", "revision"),
    )


class CatalogueImport(Base):
    """One run of the importer, with its report."""

    __tablename__ = "catalogue_import"
    id: Mapped[int] = mapped_column(primary_key=True)
    feed: Mapped[str] = mapped_column(String(80), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    report: Mapped[dict[str, Any]]
