"""The first billing as a program of SQLAlchemy's object-relational mapper: read, price, add, commit.

orm.py URL RUN_ID
"""

import hashlib
import json
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from models import Booking, Coupon, DistancePricing, Item, Offer, Record, Redemption, User
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, selectinload

FIRST, LAST = date(2025, 1, 1), date(2025, 1, 31)
PAISA, METRE, ZERO = Decimal("0.01"), Decimal("0.001"), Decimal("0.00")
LARGEST = Decimal("9999999999.99")


def rounded(amount):
    return amount.quantize(PAISA, ROUND_HALF_UP)


class UsableOffer:
    """An offer whose own data can be used, and the tests it is for."""

    def __init__(self, offer):
        self.row = offer
        tests = json.loads(offer.applicable_tests) if offer.applicable_tests else None
        if isinstance(tests, str) and tests != "all":
            raise ValueError("no list of tests")
        self.tests = {int(test) for test in tests} if isinstance(tests, list) and tests else None

    def eligible(self, lines):
        return sum(
            (amount for item, _, amount in lines if self.tests is None or item.test_id in self.tests), ZERO)

    def is_reached(self, base):
        return base >= (self.row.minimum_order_value or 0)

    def gives(self, eligible):
        if self.row.discount_type == "percentage":
            return rounded(eligible * self.row.discount_value / 100)
        return min(self.row.discount_value, eligible)


class Book:
    """What prices depend on, beside the bookings themselves."""

    def __init__(self, session):
        self.offers = {}
        for offer in session.scalars(select(Offer).options(selectinload(Offer.coupons)).order_by(Offer.id)):
            try:
                self.offers[offer.id] = UsableOffer(offer)
            except ValueError:
                pass
        self.automatic = [
            offer for offer in self.offers.values() if offer.row.is_active and not offer.row.coupons]
        self.pricings = session.scalars(select(DistancePricing)).all()
        self.users = set(session.scalars(select(User.id)))
        self.beyond = self.uses(session)

    def uses(self, session):
        """For each redemption whether it was beyond its coupon's uses, and beyond those by a user."""
        limits = {coupon.id: coupon for coupon in session.scalars(select(Coupon))}
        all_uses, uses_by_user, beyond = Counter(), Counter(), {}
        rows = session.execute(
            select(Redemption.id, Redemption.coupon_id, Redemption.user_id)
            .order_by(Redemption.redemption_date, Redemption.id))
        for number, coupon, user in rows:
            all_uses[coupon] += 1
            uses_by_user[coupon, user] += 1
            limit = limits[coupon]
            beyond[number] = (
                limit.max_uses is not None and all_uses[coupon] > limit.max_uses,
                uses_by_user[coupon, user] > limit.max_uses_per_user)
        return beyond

    def pricing(self, day):
        in_force = [
            pricing for pricing in self.pricings
            if pricing.is_active and pricing.effective_from <= day
            and (pricing.effective_until is None or day <= pricing.effective_until)]
        return max(in_force, key=lambda pricing: (pricing.effective_from, pricing.id), default=None)


def record(booking, book, run):
    """The record of a completed booking; None where it cannot be billed."""
    day = booking.booking_date.date()
    lines, document = priced(booking.items)
    if lines is None or booking.user_id not in book.users:
        return None
    base = sum((amount for _, _, amount in lines), ZERO)
    distance = charged(booking, book.pricing(day))
    if distance is False or any(use.discount_amount < 0 for use in booking.redemptions):
        return None
    charge = Decimal(distance["charge"]) if distance else ZERO
    offers, best = considered(book, lines, base, day, bool(booking.redemptions))
    redemptions = [honoured(use, booking, book, lines, base) for use in booking.redemptions]
    promised = sum((use.discount_amount for use in booking.redemptions), ZERO) if redemptions else best
    discount = min(promised, base)
    final = base - discount + charge
    if final > LARGEST:
        return None
    pricing = {
        "version": 1, "booking": booking.id, "user": booking.user_id, "service_date": str(day),
        "billing_date": str(day), "lines": document, "base": str(base),
        **({"distance": distance} if distance else {}), "offers": offers, "redemptions": redemptions,
        "discount": {
            "source": "coupon" if redemptions else "offer" if best > 0 else "none",
            "promised": str(promised), "amount": str(discount)},
        "final": str(final)}
    return Record(
        booking_id=booking.id, user_id=booking.user_id,
        test_ids=list(dict.fromkeys(item.test_id for item, _, _ in lines)), base_amount=base,
        discount_amount=discount, distance_charge=charge, final_amount=final, billing_date=day,
        billing_period="2025-01", status="draft", pricing=pricing,
        fingerprint=hashlib.sha256(json.dumps(pricing).encode()).hexdigest(), run_id=run)


def priced(items):
    lines, document = [], []
    for item in items:
        source, price = next(
            (source, price)
            for source, price in (
                ("booked", item.unit_price), ("discounted", item.test.discounted_price),
                ("list", item.test.price))
            if price is not None)
        if (item.quantity or 0) < 1 or price < 0:
            return None, None
        lines.append((item, price, item.quantity * price))
        document.append({
            "item": item.id, "test": item.test_id, "quantity": item.quantity, "unit_price": str(price),
            "price_source": source, "amount": str(item.quantity * price)})
    return (lines, document) if lines else (None, None)


def charged(booking, pricing):
    """None without a home visit, False where it cannot be charged."""
    if booking.estimated_distance_km is None:
        return None
    if pricing is None or not 0 <= booking.estimated_distance_km < 1e9:
        return False
    distance = booking.estimated_distance_km.quantize(METRE, ROUND_HALF_UP)
    beyond = distance - pricing.max_free_distance_km
    charge = rounded(pricing.base_charge + beyond * pricing.charge_per_km) if beyond > 0 else ZERO
    return {
        "km": plain(distance), "config": pricing.id, "base_charge": str(pricing.base_charge),
        "free_km": plain(pricing.max_free_distance_km), "per_km": str(pricing.charge_per_km),
        "charge": str(charge)}


def considered(book, lines, base, day, is_redeemed):
    offers, best, best_gives = [], None, ZERO
    for offer in book.automatic:
        if not offer.row.start_date <= day <= offer.row.end_date:
            continue
        eligible, gives, verdict = ZERO, ZERO, "below_minimum"
        if offer.is_reached(base):
            eligible = offer.eligible(lines)
            gives = offer.gives(eligible)
            verdict = "gives_less" if gives > 0 else "gives_nothing"
        offers.append({
            "offer": offer.row.id, "name": offer.row.name, "eligible": str(eligible), "gives": str(gives),
            "verdict": verdict})
        if gives > best_gives:
            best, best_gives = offers[-1], gives
    if best:
        best["verdict"] = "replaced_by_coupon" if is_redeemed else "applied"
    return offers, best_gives


def honoured(use, booking, book, lines, base):
    coupon, problems = use.coupon, []
    offer = book.offers.get(coupon.offer_id)
    if not coupon.is_active:
        problems.append("the coupon is inactive")
    if not coupon.start_date <= use.redemption_date <= coupon.end_date:
        problems.append("outside the coupon's dates")
    is_beyond, is_beyond_by_user = book.beyond[use.id]
    if is_beyond:
        problems.append("beyond the coupon's uses")
    if is_beyond_by_user:
        problems.append("beyond the coupon's uses by a user")
    if use.user_id != booking.user_id:
        problems.append(f"redeemed by user {use.user_id}, not the booking's")
    entry = {"redemption": use.id, "coupon": coupon.code, "amount": str(use.discount_amount)}
    if offer:
        if not offer.row.is_active:
            problems.append("its offer is inactive")
        if not offer.row.start_date <= use.redemption_date.date() <= offer.row.end_date:
            problems.append("outside its offer's dates")
        entry["expected"] = str(offer.gives(offer.eligible(lines)) if offer.is_reached(base) else ZERO)
    elif coupon.offer_id is not None:
        problems.append("its offer is unusable")
    return entry | {"problems": problems}


def plain(number):
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def main(url, run):
    engine = create_engine(url, connect_args={"options": "-c timezone=Asia/Kolkata"})
    with Session(engine) as session:
        book = Book(session)
    day = FIRST
    while day <= LAST:
        with Session(engine) as session, session.begin():
            bookings = session.scalars(
                select(Booking)
                .where(Booking.booking_date >= datetime.combine(day, datetime.min.time()))
                .where(Booking.booking_date < datetime.combine(day + timedelta(1), datetime.min.time()))
                .options(
                    selectinload(Booking.items).joinedload(Item.test),
                    selectinload(Booking.redemptions).joinedload(Redemption.coupon))
                .order_by(Booking.id))
            completed = (
                booking for booking in bookings
                if (booking.status or "").strip().lower() == "completed" and booking.user_id)
            session.add_all(filter(None, (record(booking, book, run) for booking in completed)))
        day += timedelta(1)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
