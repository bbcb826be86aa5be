internal import Billing

extension Table {
  package static let billingRecords = Table(
    "billing_records",
    "What a booking owes: one record a booking.",
    columns: [
      Column("id", .integer),
      Column("booking_id", .integer, references: "bookings"),
      Column("user_id", .integer, references: "users"),
      Column("test_ids", .jsonb, meaning: "In item order, each once (R3)."),
    ] + Amounts.Part.allCases.map { Column($0.column, .money) } + [
      Column("billing_date", .date, meaning: "R7."),
      Column("billing_period", .text, meaning: "The month of the billing date."),
      Column("status", .text, choices: RecordStatus.names),
      Column("invoice_number", .text, nullable: true),
      Column("invoice_date", .date, nullable: true),
      Column("paid_date", .date, nullable: true),
      Column("created_at", .instant),
      Column("updated_at", .instant),
      Column("pricing", .jsonb, meaning: "What the amounts came from (R9)."),
      Column("fingerprint", .text, meaning: "The same one means nothing changed (R9)."),
      Column(
        "run_id", .bigint, references: "billing_runs",
        meaning: "The run that last wrote this record."),
      Column("invoice_series_id", .integer, nullable: true, references: "billing_number_series"),
      Column("invoice_sequence", .bigint, nullable: true),
      Column(
        "issued_names", .jsonb, nullable: true,
        meaning: "What the invoice calls its customer, pet and tests; nil while it has no number."),
    ],
    naturalKey: ["invoice_number"], searched: ["invoice_number"])

  package static let billingRecordEvents = Table(
    "billing_record_events",
    "One step of a booking's record: which run took it, and the amounts as they were then. A draft is written over; this is where its earlier amounts stay. A record that was drafted and finalized in one step has the row of the latter.",
    columns: [
      Column("booking_id", .integer, meaning: "May name a booking that is no more."),
      Column("run_id", .bigint),
      Column("event", .text, choices: RecordEventKind.names),
      Column("happened_at", .instant),
      Column("billing_date", .date),
    ] + Amounts.Part.allCases.map { Column($0.column, .money) },
    identity: ["booking_id", "run_id", "event"])

  package static let billingAdjustments = Table(
    "billing_adjustments",
    "A credit or debit note: how a finalized record is corrected.",
    columns: [
      Column("adjustment_id", .bigint),
      Column("record_id", .integer, references: "billing_records"),
      Column("kind", .text, choices: AdjustmentKind.names),
      Column("adjustment_number", .text),
      Column("series_id", .integer, references: "billing_number_series"),
      Column("sequence", .bigint),
      Column("adjustment_date", .date),
      Column("billing_period", .text, meaning: "The open period it was posted into."),
      Column("amount", .money, meaning: "Positive in both kinds."),
      Column("reason", .text),
      Column("pricing_before", .jsonb),
      Column("pricing_after", .jsonb),
      Column("run_id", .bigint, references: "billing_runs"),
      Column("created_at", .instant),
    ],
    naturalKey: ["adjustment_number"],
    searched: ["adjustment_number", "reason"])

  package static let billingPayments = Table(
    "billing_payments",
    "A payment that was matched to an invoice by its number.",
    columns: [
      Column("payment_id", .bigint),
      Column("record_id", .integer, references: "billing_records"),
      Column("gateway_reference", .text),
      Column("amount", .money),
      Column("fee", .money, nullable: true, meaning: "What the gateway kept, where it says so."),
      Column("method", .text, nullable: true),
      Column("paid_on", .date),
      Column("run_id", .bigint, references: "billing_runs"),
      Column("created_at", .instant),
    ],
    naturalKey: ["gateway_reference"], searched: ["gateway_reference"])

  package static let billingNumberSeries = Table(
    "billing_number_series",
    "Where a series of document numbers stands: one for each kind, financial year and format.",
    columns: [
      Column("series_id", .integer),
      Column("kind", .text, choices: NumberSeriesKind.names),
      Column("fiscal_year", .text, meaning: "As it is written in a number, such as 25-26."),
      Column("number_format", .text),
      Column("last_sequence", .bigint, meaning: "The last number given; 0 is none yet."),
      Column(
        "year_start", .date, nullable: true,
        meaning:
          "The first day of its financial year; nil where the series was begun before this was kept, until the next run that numbers."
      ),
    ])

  package static let billingSeriesAdvances = Table(
    "billing_series_advances",
    "A stretch of a series' numbers that was passed over on purpose: no document of this database has them, and none will.",
    columns: [
      Column("advance_id", .bigint),
      Column("series_id", .integer, references: "billing_number_series"),
      Column("first_sequence", .bigint),
      Column("last_sequence", .bigint),
      Column("reason", .text),
      Column(
        "run_id", .bigint, nullable: true, references: "billing_runs",
        meaning: "no value where the series was begun beyond 1 before advances were recorded."),
      Column("advanced_at", .instant),
    ])
}

extension Table {
  package static let billingDaySummary = summary(
    "billing_day_summary", by: Column("billing_date", .date), of: "billing date")

  package static let billingMonthSummary = summary(
    "billing_month_summary", by: Column("billing_period", .text), of: "billing period")

  private static func summary(_ name: String, by key: Column, of what: String) -> Table {
    Table(
      name,
      "The records of one \(what): how many of each status, and their sums, as of the last refresh.",
      columns: [key]
        + ["records", "drafts", "finalized", "invoiced", "paid"].map { Column($0, .bigint) }
        + Amounts.Part.allCases.map { Column($0.column, .number) })
  }
}
