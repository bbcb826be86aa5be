"""The lab's app, as its team has it: the plan's "what exists", with those columns of the plan that the
team has made by itself already."""

import enum
from datetime import datetime

from sqlalchemy import Boolean, Float, Integer, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from choices import Base, Mail, Moment, Money, Phone, Words, key, kind, made, now, reference, stored


class Role(enum.Enum):
    USER = "USER"
    ADMIN = "ADMIN"


class BookingStatus(enum.Enum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ItemStatus(enum.Enum):
    PENDING = "pending"
    COLLECTED = "collected"
    PROCESSING = "processing"
    COMPLETED = "completed"


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = key()
    phone: Mapped[str] = mapped_column(Phone, unique=True, index=True)
    email: Mapped[str] = mapped_column(Mail, unique=True, index=True)
    hashed_password: Mapped[str] = mapped_column(Words)
    full_name: Mapped[str | None] = mapped_column(Words)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    is_superuser: Mapped[bool] = mapped_column(Boolean, default=False)
    is_verified: Mapped[bool] = mapped_column(Boolean, default=False)
    role: Mapped[str] = mapped_column(kind(Role), default=stored(Role.USER))
    created_at: Mapped[datetime | None] = mapped_column(Moment, default=now)
    # Of the app alone.
    referral_source: Mapped[str | None] = mapped_column(Words)

    if made("users.last_login"):
        last_login: Mapped[datetime | None] = mapped_column(Moment)
    if made("users.login_attempts"):
        login_attempts: Mapped[int] = mapped_column(Integer, default=0)
    if made("users.is_locked"):
        is_locked: Mapped[bool] = mapped_column(Boolean, default=False)


class Address(Base):
    __tablename__ = "addresses"

    id: Mapped[int] = key()
    user_id: Mapped[int] = reference("users.id")
    address_line1: Mapped[str] = mapped_column(Words)
    city: Mapped[str] = mapped_column(Words)
    postal_code: Mapped[str] = mapped_column(Words)
    is_default: Mapped[bool | None] = mapped_column(Boolean, default=False)


class Category(Base):
    __tablename__ = "categories"

    id: Mapped[int] = key()
    name: Mapped[str] = mapped_column(Words, unique=True)


class Test(Base):
    __tablename__ = "tests"

    id: Mapped[int] = key()
    category_id: Mapped[int] = reference("categories.id")
    name: Mapped[str] = mapped_column(Words)
    description: Mapped[str | None] = mapped_column(Text)
    price: Mapped[float] = mapped_column(Money)
    discounted_price: Mapped[float | None] = mapped_column(Money)
    sample_type: Mapped[str | None] = mapped_column(Words)
    report_time_hours: Mapped[int | None] = mapped_column(Integer)
    is_active: Mapped[bool | None] = mapped_column(Boolean, default=True)

    if made("tests.tube_type"):
        tube_type: Mapped[str | None] = mapped_column(String(100))
    if made("tests.sample_quantity_ml"):
        sample_quantity_ml: Mapped[float | None] = mapped_column(Float)
    if made("tests.sample_collection_instructions"):
        sample_collection_instructions: Mapped[str | None] = mapped_column(Text)
    if made("tests.tat_hours"):
        tat_hours: Mapped[int | None] = mapped_column(Integer)
    if made("tests.created_at"):
        created_at: Mapped[datetime | None] = mapped_column(Moment, default=now)
    if made("tests.updated_at"):
        updated_at: Mapped[datetime | None] = mapped_column(Moment, default=now, onupdate=now)


class Booking(Base):
    __tablename__ = "bookings"

    id: Mapped[int] = key()
    user_id: Mapped[int | None] = reference("users.id")
    booking_date: Mapped[datetime | None] = mapped_column(Moment)
    status: Mapped[str | None] = mapped_column(
        kind(BookingStatus), default=stored(BookingStatus.PENDING)
    )
    address: Mapped[str | None] = mapped_column(Words)
    address_link: Mapped[str | None] = mapped_column(Words)
    created_at: Mapped[datetime | None] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime | None] = mapped_column(Moment, default=now, onupdate=now)
    items: Mapped[list["BookingItem"]] = relationship()

    if made("bookings.pet_id"):
        pet_id: Mapped[int | None] = reference("pets.id", ondelete="CASCADE", index=True)
    if made("bookings.collection_staff_id"):
        collection_staff_id: Mapped[int | None] = reference("staff.id", ondelete="SET NULL")
    if made("bookings.notes"):
        notes: Mapped[str | None] = mapped_column(Text)
    if made("bookings.estimated_distance_km"):
        estimated_distance_km: Mapped[float | None] = mapped_column(Float)


class BookingItem(Base):
    __tablename__ = "booking_items"

    id: Mapped[int] = key()
    booking_id: Mapped[int] = reference("bookings.id")
    test_id: Mapped[int] = reference("tests.id")

    if made("booking_items.quantity"):
        quantity: Mapped[int | None] = mapped_column(Integer, default=1)
    if made("booking_items.unit_price"):
        unit_price: Mapped[float | None] = mapped_column(Numeric(10, 2))
    if made("booking_items.status"):
        status: Mapped[str | None] = mapped_column(
            kind(ItemStatus), default=stored(ItemStatus.PENDING)
        )


class FeatureFlag(Base):
    """Of the app alone."""

    __tablename__ = "app_feature_flags"

    name: Mapped[str] = mapped_column(Words, primary_key=True)
    is_on: Mapped[bool] = mapped_column(Boolean)


# The tables of the plan that the team has made.
import made_tables  # noqa: E402, F401
