"""The plan's tables, as a team makes them that reads the plan and has made some of them already."""

import enum
from datetime import date, datetime, time

from sqlalchemy import JSON, Boolean, Date, Float, Integer, Text, Time
from sqlalchemy.orm import Mapped, mapped_column

from choices import Base, Id, Moment, Money, Words, kind, made, now, reference, stored


class ReportStatus(enum.Enum):
    PENDING = "pending"
    GENERATED = "generated"
    VERIFIED = "verified"
    DELIVERED = "delivered"


class StaffRole(enum.Enum):
    ADMIN = "admin"
    COLLECTOR = "collector"
    LAB_TECH = "lab_tech"
    ANALYST = "analyst"


class DiscountType(enum.Enum):
    PERCENTAGE = "percentage"
    FIXED_AMOUNT = "fixed_amount"


def owned(column: str, **options) -> Mapped[int]:
    return reference(column, ondelete="CASCADE", index=True, **options)


class Stamped:
    created_at: Mapped[datetime] = mapped_column(Moment, default=now)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)


if made("pets"):

    class Pet(Stamped, Base):
        __tablename__ = "pets"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        user_id: Mapped[int] = owned("users.id")
        name: Mapped[str] = mapped_column(Words, index=True)
        species: Mapped[str] = mapped_column(Words)
        breed: Mapped[str | None] = mapped_column(Words)
        age_years: Mapped[float | None] = mapped_column(Float)
        weight_kg: Mapped[float | None] = mapped_column(Float)
        medical_history: Mapped[str | None] = mapped_column(Text)
        is_active: Mapped[bool] = mapped_column(Boolean, default=True)


if made("test_batch_groups"):

    class TestBatchGroup(Stamped, Base):
        __tablename__ = "test_batch_groups"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        booking_id: Mapped[int] = owned("bookings.id")
        batch_name: Mapped[str | None] = mapped_column(Words)
        description: Mapped[str | None] = mapped_column(Text)


if made("test_reports"):

    class TestReport(Stamped, Base):
        __tablename__ = "test_reports"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        booking_item_id: Mapped[int] = owned("booking_items.id", unique=True)
        pet_id: Mapped[int] = owned("pets.id")
        test_id: Mapped[int] = owned("tests.id")
        batch_group_id: Mapped[int | None] = reference("test_batch_groups.id")
        report_file_url: Mapped[str | None] = mapped_column(Words)
        findings: Mapped[str | None] = mapped_column(Text)
        status: Mapped[str] = mapped_column(
            kind(ReportStatus), default=stored(ReportStatus.PENDING)
        )
        generated_at: Mapped[datetime | None] = mapped_column(Moment)
        delivered_at: Mapped[datetime | None] = mapped_column(Moment)


if made("staff"):

    class Staff(Stamped, Base):
        __tablename__ = "staff"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        name: Mapped[str] = mapped_column(Words, index=True)
        phone: Mapped[str] = mapped_column(Words, unique=True, index=True)
        email: Mapped[str | None] = mapped_column(Words, unique=True)
        hashed_password: Mapped[str] = mapped_column(Words)
        role: Mapped[str] = mapped_column(kind(StaffRole), index=True)
        is_active: Mapped[bool] = mapped_column(Boolean, default=True)
        assigned_area: Mapped[str | None] = mapped_column(Words)


if made("token_blacklist"):

    class BlacklistedToken(Base):
        __tablename__ = "token_blacklist"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        token: Mapped[str] = mapped_column(Words, unique=True, index=True)
        user_id: Mapped[int] = reference("users.id")
        created_at: Mapped[datetime] = mapped_column(Moment, default=now)
        expires_at: Mapped[datetime] = mapped_column(Moment)


if made("offers"):

    class Offer(Stamped, Base):
        __tablename__ = "offers"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        name: Mapped[str] = mapped_column(Words, unique=True, index=True)
        description: Mapped[str | None] = mapped_column(Text)
        discount_type: Mapped[str] = mapped_column(kind(DiscountType))
        discount_value: Mapped[float] = mapped_column(Money)
        start_date: Mapped[date] = mapped_column(Date, index=True)
        end_date: Mapped[date] = mapped_column(Date, index=True)
        is_active: Mapped[bool] = mapped_column(Boolean, default=True)
        event_tag: Mapped[str | None] = mapped_column(Words)
        applicable_tests: Mapped[str | None] = mapped_column(Text)
        minimum_order_value: Mapped[float | None] = mapped_column(Money)
        created_by_admin_id: Mapped[int | None] = reference("staff.id")


if made("coupons"):

    class Coupon(Base):
        __tablename__ = "coupons"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        code: Mapped[str] = mapped_column(Words, unique=True, index=True)
        offer_id: Mapped[int | None] = reference("offers.id", ondelete="CASCADE")
        start_date: Mapped[datetime] = mapped_column(Moment, index=True)
        end_date: Mapped[datetime] = mapped_column(Moment, index=True)
        is_active: Mapped[bool] = mapped_column(Boolean, default=True)
        max_uses: Mapped[int | None] = mapped_column(Integer)
        current_uses: Mapped[int] = mapped_column(Integer, default=0)
        max_uses_per_user: Mapped[int] = mapped_column(Integer, default=1)
        created_at: Mapped[datetime] = mapped_column(Moment, default=now)
        created_by_admin_id: Mapped[int | None] = reference("staff.id")


if made("coupon_redemptions"):

    class CouponRedemption(Base):
        __tablename__ = "coupon_redemptions"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        coupon_id: Mapped[int] = owned("coupons.id")
        booking_id: Mapped[int] = owned("bookings.id")
        user_id: Mapped[int] = owned("users.id")
        discount_amount: Mapped[float] = mapped_column(Money)
        redemption_date: Mapped[datetime] = mapped_column(Moment, default=now, index=True)


if made("distance_pricing_configs"):

    class DistancePricingConfig(Stamped, Base):
        __tablename__ = "distance_pricing_configs"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        base_charge: Mapped[float] = mapped_column(Money)
        charge_per_km: Mapped[float] = mapped_column(Money)
        max_free_distance_km: Mapped[float] = mapped_column(Float)
        effective_from: Mapped[date] = mapped_column(Date, index=True)
        effective_until: Mapped[date | None] = mapped_column(Date)
        is_active: Mapped[bool] = mapped_column(Boolean, default=True)
        updated_by_admin_id: Mapped[int | None] = reference("staff.id")


if made("prescription_uploads"):

    class PrescriptionUpload(Base):
        __tablename__ = "prescription_uploads"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        booking_id: Mapped[int] = owned("bookings.id")
        user_id: Mapped[int] = owned("users.id")
        file_url: Mapped[str] = mapped_column(Words)
        file_name: Mapped[str] = mapped_column(Words)
        file_type: Mapped[str] = mapped_column(Words)
        file_size_bytes: Mapped[int] = mapped_column(Integer)
        uploaded_at: Mapped[datetime] = mapped_column(Moment, default=now, index=True)
        verified_by_admin_id: Mapped[int | None] = reference("staff.id")
        verification_notes: Mapped[str | None] = mapped_column(Text)


if made("clinic_info"):

    class ClinicInfo(Base):
        __tablename__ = "clinic_info"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        whatsapp_number: Mapped[str] = mapped_column(Words)
        whatsapp_link: Mapped[str] = mapped_column(Words)
        clinic_address: Mapped[str] = mapped_column(Text)
        google_maps_link: Mapped[str] = mapped_column(Words)
        latitude: Mapped[float | None] = mapped_column(Float)
        longitude: Mapped[float | None] = mapped_column(Float)
        opening_time: Mapped[time | None] = mapped_column(Time)
        closing_time: Mapped[time | None] = mapped_column(Time)
        updated_by_admin_id: Mapped[int | None] = reference("staff.id")
        updated_at: Mapped[datetime] = mapped_column(Moment, default=now, onupdate=now)


if made("billing_records"):

    class BillingRecord(Stamped, Base):
        __tablename__ = "billing_records"

        id: Mapped[int] = mapped_column(Id, primary_key=True)
        booking_id: Mapped[int] = owned("bookings.id")
        user_id: Mapped[int] = owned("users.id")
        test_ids: Mapped[list] = mapped_column(JSON)
        base_amount: Mapped[float] = mapped_column(Money)
        discount_amount: Mapped[float] = mapped_column(Money, default=0)
        distance_charge: Mapped[float] = mapped_column(Money, default=0)
        final_amount: Mapped[float] = mapped_column(Money)
        billing_date: Mapped[date] = mapped_column(Date, index=True)
        billing_period: Mapped[str] = mapped_column(Words)
        status: Mapped[str] = mapped_column(Words, default="draft")
        invoice_number: Mapped[str | None] = mapped_column(Words, unique=True)
        invoice_date: Mapped[datetime | None] = mapped_column(Moment)
        paid_date: Mapped[datetime | None] = mapped_column(Moment)
