"""The lab's tables as a web application maps them, as far as billing needs them."""

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from datetime import date, datetime
from decimal import Decimal


class Base(DeclarativeBase):
    type_annotation_map = {Decimal: Numeric, dict: JSONB, list: JSONB}


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)


class Test(Base):
    __tablename__ = "tests"
    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[Decimal]
    discounted_price: Mapped[Decimal | None]


class Booking(Base):
    __tablename__ = "bookings"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    # As the session's time zone has it: naive, in the lab's own.
    booking_date: Mapped[datetime | None]
    status: Mapped[str | None]
    estimated_distance_km: Mapped[Decimal | None]
    items: Mapped[list["Item"]] = relationship(order_by="Item.id")
    redemptions: Mapped[list["Redemption"]] = relationship(order_by="Redemption.id")


class Item(Base):
    __tablename__ = "booking_items"
    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    test_id: Mapped[int] = mapped_column(ForeignKey("tests.id"))
    quantity: Mapped[int | None]
    unit_price: Mapped[Decimal | None]
    test: Mapped[Test] = relationship()


class Offer(Base):
    __tablename__ = "offers"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    discount_type: Mapped[str]
    discount_value: Mapped[Decimal]
    start_date: Mapped[date]
    end_date: Mapped[date]
    is_active: Mapped[bool]
    applicable_tests: Mapped[str | None]
    minimum_order_value: Mapped[Decimal | None]
    coupons: Mapped[list["Coupon"]] = relationship(back_populates="offer")


class Coupon(Base):
    __tablename__ = "coupons"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"))
    start_date: Mapped[datetime]
    end_date: Mapped[datetime]
    is_active: Mapped[bool]
    max_uses: Mapped[int | None]
    max_uses_per_user: Mapped[int]
    offer: Mapped[Offer | None] = relationship(back_populates="coupons")


class Redemption(Base):
    __tablename__ = "coupon_redemptions"
    id: Mapped[int] = mapped_column(primary_key=True)
    coupon_id: Mapped[int] = mapped_column(ForeignKey("coupons.id"))
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"))
    user_id: Mapped[int]
    discount_amount: Mapped[Decimal]
    redemption_date: Mapped[datetime]
    coupon: Mapped[Coupon] = relationship()


class DistancePricing(Base):
    __tablename__ = "distance_pricing_configs"
    id: Mapped[int] = mapped_column(primary_key=True)
    base_charge: Mapped[Decimal]
    charge_per_km: Mapped[Decimal]
    max_free_distance_km: Mapped[Decimal]
    effective_from: Mapped[date]
    effective_until: Mapped[date | None]
    is_active: Mapped[bool]


class Record(Base):
    __tablename__ = "billing_records"
    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int]
    user_id: Mapped[int]
    test_ids: Mapped[list]
    base_amount: Mapped[Decimal]
    discount_amount: Mapped[Decimal]
    distance_charge: Mapped[Decimal]
    final_amount: Mapped[Decimal]
    billing_date: Mapped[date]
    billing_period: Mapped[str]
    status: Mapped[str]
    pricing: Mapped[dict]
    fingerprint: Mapped[str]
    run_id: Mapped[int]
