extension Table {
  package static let bookings = Table(
    "bookings",
    "One visit: the tests booked together by a user for a pet.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column(
        "user_id", .integer, nullable: true, references: "users",
        meaning: "Nil is the finding `no_user` (R3)."),
      Column(
        "booking_date", .instant, nullable: true,
        meaning: "When the sample is collected; nil is the finding `no_date` (R1)."),
      Column(
        "status", .text, nullable: true, isWord: true,
        meaning: "The app's own word, compared trimmed and case-insensitively (R2)."),
      Column("address", .text, filling: .value("''")),
      Column("address_link", .text, filling: .value("''")),
      Column("created_at", .instant, filling: .created),
      Column("updated_at", .instant, filling: .changed),
      Column(
        "pet_id", .integer, nullable: true, references: "pets",
        meaning: "Nil until the app names the pet of each booking."),
      Column("collection_staff_id", .integer, nullable: true, references: "staff"),
      Column("notes", .text, nullable: true),
      Column(
        "estimated_distance_km", .number, nullable: true, range: .atLeast("0"),
        meaning: "How far the visit is: any value is let in, and judged by R4."),
    ],
    searched: ["address", "notes"])

  package static let bookingItems = Table(
    "booking_items",
    "A test of a booking: one line of its bill (R3).",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("booking_id", .integer, references: "bookings"),
      Column("test_id", .integer, references: "tests"),
      Column(
        "quantity", .integer, nullable: true, filling: .value("1"), range: .atLeast("1"),
        meaning: "Nil or below 1 is the finding `bad_quantity`."),
      Column(
        "unit_price", .numeric(precision: 10, scale: 2), nullable: true, range: .atLeast("0"),
        meaning: "The price at the time of booking; nil for a line older than the column."),
      Column(
        "status", .text, nullable: true,
        choices: ["pending", "collected", "processing", "completed"], filling: .value("'pending'")),
    ])

  package static let pets = Table(
    "pets",
    "An animal of a user.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("user_id", .integer, references: "users"),
      Column("name", .text),
      Column(
        "species", .text,
        meaning: "Dog, Cat, Bird …; Unknown for a pet made up from an old booking."),
      Column("breed", .text, nullable: true),
      Column(
        "age_years", .numeric(precision: 12, scale: 2), nullable: true, range: .atLeast("0"),
        meaning: "With a fraction: three months are 0.25."),
      Column("weight_kg", .numeric(precision: 6, scale: 2), nullable: true, range: .above("0")),
      Column("medical_history", .text, nullable: true, visibility: .medical),
      Column("is_active", .boolean, filling: .value("true")),
      Column("created_at", .instant, filling: .created),
      Column("updated_at", .instant, filling: .changed),
    ],
    searched: ["name", "species", "breed"])

  package static let prescriptionUploads = Table(
    "prescription_uploads",
    "A prescription that a customer uploaded while booking.",
    columns: [
      Column("id", .integer, filling: .identity),
      Column("booking_id", .integer, references: "bookings"),
      Column("user_id", .integer, references: "users"),
      Column("file_url", .text),
      Column("file_name", .text),
      Column("file_type", .text, meaning: "MIME type."),
      Column("file_size_bytes", .bigint, range: .atLeast("0")),
      Column("uploaded_at", .instant, filling: .created),
      Column("verified_by_admin_id", .integer, nullable: true, references: "staff"),
      Column("verification_notes", .text, nullable: true),
    ],
    searched: ["file_name", "verification_notes"])
}
