"""What the lab's app does to its database, in sessions of its own.

Usage: app.py create | fill | book | book-new | expect
"""

import json
import sys
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import CITEXT
from sqlalchemy.orm import Session

import made_rows
from choices import Mail, now, stored
from database import engine
from models import Address, Base, Booking, BookingItem, BookingStatus, Category, FeatureFlag
from models import Test, User

# Ten in the morning, in UTC, of the day whose night is billed.
FIRST = now().replace(year=2025, month=1, day=15, hour=10, minute=0, second=0, microsecond=0)


def create() -> None:
    """The tables, as SQLAlchemy makes them."""
    with engine.begin() as connection:
        if Mail is CITEXT:
            connection.execute(text("create extension citext"))
        Base.metadata.create_all(connection)


def fill() -> None:
    """Customers, some with a booking: of each status, with none to three tests, and in the past."""
    with Session(engine) as session, session.begin():
        blood, urine = Category(name="Blood"), Category(name="Urine")
        session.add_all([blood, urine, FeatureFlag(name="whatsapp_booking", is_on=True)])
        users = [
            User(phone=f"+91 98 0000 {n:04}", email=f"user{n}@example.org", hashed_password="x")
            for n in range(12)
        ]
        session.add_all(users)
        session.flush()
        tests = [
            Test(
                category_id=(blood, urine)[n % 2].id,
                name=f"Test {n}",
                price=100 + n * 12.5,
                discounted_price=90 + n * 12 if n % 3 == 0 else None,
                report_time_hours=(None, 24, 6)[n % 3],
            )
            for n in range(6)
        ]
        session.add_all(tests)
        session.add_all(
            Address(user_id=user.id, address_line1="MG Road", city="Bengaluru", postal_code="1")
            for user in users[:4]
        )
        session.flush()
        bookings = [
            Booking(
                user_id=users[n % 9].id,
                booking_date=FIRST + timedelta(minutes=n),
                status=stored(list(BookingStatus)[(2, 2, 0, 3, 1)[n % 5]]),
                address="Somewhere",
                items=[BookingItem(test_id=tests[(n + i) % 6].id) for i in range(n % 4)],
                created_at=FIRST - timedelta(days=1),
                updated_at=FIRST - timedelta(days=1),
            )
            for n in range(40)
        ]
        session.add_all(bookings)
        session.flush()
        made_rows.fill(session, users, tests, bookings)


def book() -> None:
    """A booking with two tests, of a version that knows nothing of pets."""
    with Session(engine) as session, session.begin():
        user, tests = session.scalars(select(User)).first(), session.scalars(select(Test)).all()
        session.add(
            Booking(
                user_id=user.id,
                booking_date=FIRST,
                status=stored(BookingStatus.COMPLETED),
                items=[BookingItem(test_id=test.id) for test in tests[:2]],
            )
        )


def book_new() -> None:
    """A booking for a pet, at a price that is kept, of the version with the generated models."""
    import generated as lab

    # Generated models keep an enumeration's values as the words they are in the database.
    completed = getattr(stored(BookingStatus.COMPLETED), "name", BookingStatus.COMPLETED.value)
    with Session(engine) as session, session.begin():
        user = session.scalars(select(lab.Users)).first()
        test = session.scalars(select(lab.Tests)).first()
        pet = lab.Pets(user_id=user.id, name="Bruno", species="Dog", age_years=2.5)
        session.add(pet)
        session.flush()
        item = lab.BookingItems(test_id=test.id, quantity=2, unit_price=Decimal("80.50"))
        session.add(
            lab.Bookings(
                user_id=user.id,
                pet_id=pet.id,
                booking_date=FIRST,
                status=completed,
                created_at=now(),
                updated_at=now(),
                booking_items=[item],
            )
        )
        session.flush()
        session.add(lab.TestReports(booking_item_id=item.id, pet_id=pet.id, test_id=test.id))


def expect() -> None:
    """What each completed booking comes to, reckoned anew once jobrunner's columns are there: as JSON."""
    with engine.connect() as connection:
        due = connection.scalar(
            text(
                """
                with reckoned as (
                  select
                    i.booking_id,
                    sum(i.quantity * coalesce(i.unit_price, t.discounted_price, t.price)::numeric(12, 2))
                      as base,
                    (select sum(discount_amount::numeric) from coupon_redemptions r where r.booking_id = i.booking_id)
                      as redeemed
                  from booking_items i
                  join bookings b on b.id = i.booking_id
                  join tests t on t.id = i.test_id
                  where lower(b.status::text) = 'completed'
                  group by i.booking_id
                ), percentage as (
                  select coalesce(max(discount_value)::numeric, 0) / 100 as off from offers
                )
                select
                  json_object_agg(
                    booking_id, (base - coalesce(redeemed, base * off))::numeric(12, 2)::text
                  )
                from reckoned
                cross join percentage
                """
            )
        )
    print(json.dumps(due))


if __name__ == "__main__":
    for command in sys.argv[1:]:
        {"create": create, "fill": fill, "book": book, "book-new": book_new, "expect": expect}[command]()
