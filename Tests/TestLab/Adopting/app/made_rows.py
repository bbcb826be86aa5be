"""What the app keeps in the columns and tables of the plan that its team has made by itself."""

from datetime import date

import made_tables as plan
from choices import made, now, stored


def fill(session, users, tests, bookings) -> None:
    """Adds to the customers, tests and bookings that are there already."""
    if made("users.login_attempts"):
        users[0].login_attempts, users[0].is_locked = 5, made("users.is_locked") or None
    if made("tests.tat_hours"):
        tests[0].tat_hours = 12
    if made("tests.tube_type"):
        tests[0].tube_type = "EDTA"
    if made("tests.sample_quantity_ml"):
        tests[0].sample_quantity_ml = 2.5
    if made("bookings.notes"):
        bookings[0].notes = "Ring twice"
    if made("pets"):
        pets = [plan.Pet(user_id=user.id, name="Rex", species="Dog") for user in users[:3]]
        session.add_all(pets)
        session.flush()
        if made("bookings.pet_id"):
            bookings[0].pet_id, bookings[1].pet_id = pets[0].id, pets[1].id
    for item in [item for booking in bookings[:12] for item in booking.items]:
        if made("booking_items.quantity"):
            item.quantity = 2
        if made("booking_items.unit_price"):
            item.unit_price = 99.5
    if made("test_reports"):
        session.flush()
        item = bookings[1].items[0]
        group = plan.TestBatchGroup(booking_id=bookings[1].id, batch_name="Wellness Panel")
        session.add(group)
        session.flush()
        session.add(
            plan.TestReport(
                booking_item_id=item.id, pet_id=pets[1].id, test_id=item.test_id,
                batch_group_id=group.id, status=stored(plan.ReportStatus.GENERATED),
            )
        )
    if made("staff"):
        session.add(
            plan.Staff(
                name="Meera", phone="+91 80 1", hashed_password="x",
                role=stored(plan.StaffRole.COLLECTOR),
            )
        )
        session.flush()
    if made("token_blacklist"):
        session.add(plan.BlacklistedToken(token="t", user_id=users[0].id, expires_at=now()))
    if made("offers"):
        # Ten per cent off whatever is booked that month without a coupon.
        session.add(
            plan.Offer(
                name="January", discount_type=stored(plan.DiscountType.PERCENTAGE),
                discount_value=10, start_date=date(2025, 1, 1), end_date=date(2025, 1, 31),
                applicable_tests="all",
            )
        )
    if made("coupons"):
        coupon = plan.Coupon(code="TWENTY", start_date=now().replace(year=2024), end_date=now())
        session.add(coupon)
        session.flush()
        if made("coupon_redemptions"):
            session.add(
                plan.CouponRedemption(
                    coupon_id=coupon.id, booking_id=bookings[1].id, user_id=users[1].id,
                    discount_amount=20, redemption_date=bookings[1].booking_date,
                )
            )
    if made("distance_pricing_configs"):
        session.add(
            plan.DistancePricingConfig(
                base_charge=50, charge_per_km=5, max_free_distance_km=2,
                effective_from=date(2024, 1, 1),
            )
        )
    if made("prescription_uploads"):
        session.add(
            plan.PrescriptionUpload(
                booking_id=bookings[0].id, user_id=users[0].id, file_url="s3://a", file_name="a",
                file_type="application/pdf", file_size_bytes=1,
            )
        )
    if made("clinic_info"):
        session.add(
            plan.ClinicInfo(
                whatsapp_number="+91 98", whatsapp_link="https://wa.me/9198", clinic_address="A",
                google_maps_link="https://maps",
            )
        )
