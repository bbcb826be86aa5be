internal import Billing

extension Table {
  private static func counts(_ columns: [CountColumn]) -> [Column] {
    columns.map { Column($0.name, .bigint) }
  }

  package static let billingRuns = Table(
    "billing_runs",
    "One run of a job: what it was to do, and what came of it.",
    columns: [
      Column("run_id", .bigint),
      Column("job", .text),
      Column("business_date", .date, meaning: "What \"today\" was for this run."),
      Column(
        "through_date", .date, nullable: true,
        meaning: "The last service date this run was to bill."),
      Column("state", .text, choices: RunState.names),
      Column("started_at", .instant),
      Column("finished_at", .instant, nullable: true),
      Column("chunks_planned", .integer),
      Column("chunks_done", .integer),
    ] + counts(CountColumn.ofRuns) + [
      Column("error", .text, nullable: true),
      Column("person", .text, nullable: true, meaning: "Who asked for it, where somebody did."),
      Column("os_user", .text, nullable: true),
      Column("host", .text, nullable: true),
      Column("pid", .integer, nullable: true),
      Column("program_version", .text, nullable: true),
      Column("arguments", .textArray),
      Column(
        "result_written_at", .instant, nullable: true,
        meaning: "When what it found was told; nil where nobody was told."),
      Column(
        "package_digest", .text, nullable: true,
        meaning: "SHA-256 of the manifest that it was about to seal."),
      Column(
        "exports_folder", .text, nullable: true,
        meaning: "Where it wrote its packages, from the root."),
      Column("exported_periods", .textArray, meaning: "The months whose packages it wrote."),
    ])

  package static let billingRunChunks = Table(
    "billing_run_chunks",
    "What a run that is at work has to do, a row for each transaction. None of a run that has ended.",
    columns: [
      Column("run_id", .bigint, references: "billing_runs"),
      Column("place", .integer, meaning: "Its place in the order in which chunks are taken."),
      Column(
        "service_date", .date, nullable: true,
        meaning: "The day whose bookings it is; nil for named ones."),
      Column("first_booking_id", .integer, nullable: true),
      Column("last_booking_id", .integer, nullable: true),
      Column(
        "booking_ids", .textArray, nullable: true, meaning: "The bookings, where it names them."),
      Column(
        "worker", .integer, nullable: true,
        meaning: "Which of the run's workers has done it; nil while it is to be done."),
    ] + counts(CountColumn.ofChunks), identity: ["run_id", "place"])

  package static let billingFindings = Table(
    "billing_findings",
    "What a run found that somebody should know (R8).",
    columns: [
      Column("finding_id", .bigint),
      Column("kind", .text, choices: FindingKind.names),
      Column("severity", .text, choices: FindingSeverity.names),
      Column(
        "booking_id", .integer, nullable: true, meaning: "May name a booking that is no more."),
      Column("offer_id", .integer, nullable: true),
      Column("service_date", .date, nullable: true),
      Column("billing_period", .text, nullable: true),
      Column("detail", .text),
      Column("opened_run_id", .bigint, references: "billing_runs"),
      Column("opened_on", .date, meaning: "Business date of the run that opened it."),
      Column(
        "closed_run_id", .bigint, nullable: true, references: "billing_runs",
        meaning: "The run that found it gone; nil while it is open."),
      Column("closed_on", .date, nullable: true),
      Column("released_at", .instant, nullable: true),
      Column("released_by", .text, nullable: true),
      Column("release_reason", .text, nullable: true),
      Column(
        "released_fingerprint", .text, nullable: true,
        meaning: "What was released: a record that changed since is held again."),
      Column("accepted_at", .instant, nullable: true),
      Column("accepted_by", .text, nullable: true),
      Column("accept_reason", .text, nullable: true),
      Column(
        "accepted_fingerprint", .text, nullable: true,
        meaning: "What was accepted: a booking that changed since brings the finding back."),
    ])

  package static let billingDayFingerprints = Table(
    "billing_day_fingerprints",
    "What was in force on a service date when a night last looked: another one means that something changed since.",
    columns: [
      Column("service_date", .date),
      Column("fingerprint", .text),
      Column("run_id", .bigint, references: "billing_runs", meaning: "The night that looked."),
    ])

  package static let billingBlockFingerprints = Table(
    "billing_block_fingerprints",
    "Which lines and redemptions a block of bookings had when a night last looked: another one means that something changed since.",
    columns: [
      Column("block", .integer, meaning: "The ids of its bookings, divided by 256."),
      Column("fingerprint", .text),
      Column("run_id", .bigint, references: "billing_runs", meaning: "The night that looked."),
    ])

  package static let billingChangeMark = Table(
    "billing_change_mark",
    "Up to where the last good night has seen what changed, by the numbers of the server's transactions: the one row of its table.",
    columns: [
      Column(
        "facts_before", .bigint,
        meaning:
          "What transactions below this number wrote into the app's tables was there to be read."),
      Column(
        "records_before", .bigint,
        meaning: "What they wrote into records and findings was there when the night tied out."),
      Column(
        "written_in", .bigint,
        meaning: "The transaction that wrote the row: in a restored database it is another one."),
      Column("redemptions", .bigint, meaning: "How many of them were written before facts_before."),
      Column("pricing_terms", .text, meaning: "Whatever decides about an amount and is no row."),
      Column("plan_terms", .text, meaning: "Whatever else decides about a booking and is no row."),
      Column("run_id", .bigint, references: "billing_runs", meaning: "The night that looked."),
    ], identity: ["run_id"])

  package static let billingPeriods = Table(
    "billing_periods",
    "Whether a month can still be posted into; a month without a row is open (R7).",
    columns: [
      Column("period", .text),
      Column("state", .text, choices: PeriodState.names),
      Column("closed_at", .instant, nullable: true),
      Column("closed_by_run_id", .bigint, nullable: true, references: "billing_runs"),
      Column("note", .text, nullable: true),
    ])

  package static let billingPeriodSeals = Table(
    "billing_period_seals",
    "What a closed month was sealed with, chained to the sealed month before (docs/closing.md).",
    columns: [
      Column("seal_id", .bigint),
      Column("period", .text),
      Column(
        "seal", .text,
        meaning: "SHA-256 of the manifest of the month's package, in hexadecimal digits."),
      Column("previous_period", .text, nullable: true),
      Column("previous_seal", .text, nullable: true),
      Column("sealed_at", .instant),
      Column("run_id", .bigint, references: "billing_runs"),
      Column(
        "reopened_at", .instant, nullable: true,
        meaning: "When the month was reopened; nil while the seal holds."),
      Column("reopened_run_id", .bigint, nullable: true, references: "billing_runs"),
      Column("reopen_reason", .text, nullable: true),
    ])

  package static let billingExportAdoptions = Table(
    "billing_export_adoptions",
    "A package that this lab may write over because somebody said so.",
    columns: [
      Column("adoption_id", .bigint),
      Column("period", .text),
      Column(
        "manifest_digest", .text,
        meaning:
          "SHA-256 of the package's manifest, in hexadecimal digits: no other package is meant."),
      Column(
        "package_lab_id", .uuid, nullable: true,
        meaning: "The lab that the package names; nil where it names none."),
      Column("was_sealed", .boolean),
      Column("reason", .text),
      Column("run_id", .bigint, references: "billing_runs"),
      Column("adopted_at", .instant),
    ])

  package static let billingPackageStamps = Table(
    "billing_package_stamps",
    "What the package of an open month was made from, when a run last wrote it or found it unchanged.",
    columns: [
      Column("period", .text),
      Column(
        "manifest_digest", .text,
        meaning: "SHA-256 of the package's manifest, in hexadecimal digits."),
      Column(
        "stamp", .text,
        meaning:
          "Over all that the package shows: another one means that it may have changed."),
      Column("run_id", .bigint, references: "billing_runs", meaning: "The run that looked."),
    ])
}
