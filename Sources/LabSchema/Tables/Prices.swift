internal import Billing

extension Table {
  package static let offers = Table(
    "offers",
    "A discount for everybody or, where it has coupons, for those who redeem one (R5).",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("name", .text),
      Column("description", .text, nullable: true),
      Column("discount_type", .text, choices: DiscountType.names),
      Column(
        "discount_value", .money, range: .atLeast("0"),
        meaning: "A percentage or an amount; any value is let in, an unusable one is `bad_offer`."),
      Column("start_date", .date),
      Column("end_date", .date, meaning: "The last day."),
      Column("is_active", .boolean, filling: .value("true")),
      Column("event_tag", .text, nullable: true, meaning: "What it is for, such as Christmas."),
      Column(
        "applicable_tests", .text, nullable: true,
        meaning:
          "`all`, or a JSON array of test ids as numbers or strings; nil is every test. Any text is let in, a malformed one is `bad_offer`."
      ),
      Column("minimum_order_value", .money, nullable: true, range: .atLeast("0")),
      Column("created_at", .instant, filling: .created),
      Column(
        "created_by_admin_id", .integer, nullable: true, references: "staff", filling: .creator),
      Column("updated_at", .instant, filling: .changed),
    ],
    naturalKey: ["name"], searched: ["name", "description", "event_tag"],
    rules: [
      .inOrder("start_date", "end_date"),
      .atMost(
        "discount_value", "100", where: "discount_type", is: DiscountType.percentage.rawValue),
    ])

  package static let coupons = Table(
    "coupons",
    "A code that redeems an offer, or stands alone (R5).",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("code", .text),
      Column("offer_id", .integer, nullable: true, references: "offers"),
      Column("start_date", .instant),
      Column("end_date", .instant),
      Column("is_active", .boolean, filling: .value("true")),
      Column(
        "max_uses", .integer, nullable: true, range: .atLeast("0"),
        meaning: "Uses by all users together; nil is no limit."),
      Column(
        "current_uses", .integer, filling: .value("0"), range: .atLeast("0"), isCounted: true,
        meaning: "The app's counter; redemptions are judged by counting them instead."),
      Column("max_uses_per_user", .integer, filling: .value("1"), range: .atLeast("0")),
      Column("created_at", .instant, filling: .created),
      Column(
        "created_by_admin_id", .integer, nullable: true, references: "staff", filling: .creator),
    ],
    naturalKey: ["code"], searched: ["code"], rules: [.inOrder("start_date", "end_date")])

  package static let couponRedemptions = Table(
    "coupon_redemptions",
    "A coupon redeemed for a booking: what the customer was promised (R5).",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("coupon_id", .integer, references: "coupons"),
      Column("booking_id", .integer, references: "bookings"),
      Column("user_id", .integer, references: "users"),
      Column(
        "discount_amount", .money, range: .atLeast("0"),
        meaning: "Honoured as it is; a negative one is the finding `bad_redemption`."),
      Column("redemption_date", .instant),
    ])

  package static let distancePricingConfigs = Table(
    "distance_pricing_configs",
    "What a home visit costs by distance, from a date to a date (R4).",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("base_charge", .money, range: .atLeast("0")),
      Column(
        "charge_per_km", .money, range: .atLeast("0"),
        meaning: "For each kilometre beyond the free ones."),
      Column(
        "max_free_distance_km", .numeric(precision: 9, scale: 3), range: .atLeast("0"),
        meaning: "Up to here, this distance included, a visit is free."),
      Column("effective_from", .date),
      Column(
        "effective_until", .date, nullable: true, meaning: "The last day in force; nil is open."),
      Column("is_active", .boolean, filling: .value("true")),
      Column(
        "updated_by_admin_id", .integer, nullable: true, references: "staff", filling: .changer),
      Column("updated_at", .instant, filling: .changed),
      Column("created_at", .instant, filling: .created),
    ],
    rules: [.inOrder("effective_from", "effective_until")])

  package static let clinicInfo = Table(
    "clinic_info",
    "How to reach the lab; there is at most one row.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column(
        "whatsapp_number", .text, isPhone: true, form: .phoneWithCountryCode,
        meaning: "With its country code."),
      Column(
        "whatsapp_link", .text, generated: true, meaning: "Made from the number by the database."),
      Column("clinic_address", .text),
      Column("google_maps_link", .text, form: .mapLink),
      Column(
        "latitude", .numeric(precision: 9, scale: 6), nullable: true, range: .between("-90", "90")),
      Column(
        "longitude", .numeric(precision: 9, scale: 6), nullable: true,
        range: .between("-180", "180")),
      Column("opening_time", .time, nullable: true),
      Column("closing_time", .time, nullable: true),
      Column(
        "updated_by_admin_id", .integer, nullable: true, references: "staff", filling: .changer),
      Column("updated_at", .instant, filling: .changed),
    ],
    searched: ["clinic_address"], rules: [.inOrder("opening_time", "closing_time")])
}
