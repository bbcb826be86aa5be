internal import Billing
internal import BillingJobs

/// One key of the configuration. What it takes and its default are its facts; what it means is written in
/// `Config/jobrunner.yaml` and docs/configuration.md, which tests hold to them.
enum ConfigurationKey: String, CaseIterable {
  case databaseURL = "database.url"
  case databasePasswordFile = "database.password_file"
  case databaseEmbeddedFolder = "database.embedded_folder"
  case databaseSchema = "database.schema"
  case databaseNaiveTimeZone = "database.naive_time_zone"
  case databaseKeepaliveSeconds = "database.keepalive_seconds"
  case billingStartDate = "billing.start_date"
  case billingTimeZone = "billing.time_zone"
  case billingCurrency = "billing.currency"
  case billingBillableStatuses = "billing.billable_statuses"
  case billingExcludedStatuses = "billing.excluded_statuses"
  case billingWindowMonths = "billing.window_months"
  case billingLateLookbackMonths = "billing.late_lookback_months"
  case billingWorkers = "billing.workers"
  case discountsCombine = "discounts.combine"
  case invoicingNumberFormat = "invoicing.number_format"
  case invoicingCreditNoteFormat = "invoicing.credit_note_format"
  case invoicingDebitNoteFormat = "invoicing.debit_note_format"
  case invoicingFiscalYearStart = "invoicing.fiscal_year_start"
  case invoicingGraceDays = "invoicing.grace_days"
  case closingAutoAfterDay = "closing.auto_after_day"
  case checksMaxDistance = "checks.max_distance_km"
  case checksMaxGapDays = "checks.max_gap_days"
  case exportsFolder = "exports.folder"
  case exportsTemporaryFolder = "exports.temporary_folder"
  case exportsCSVLineEnding = "exports.csv_line_ending"
  case exportsCSVByteOrderMark = "exports.csv_bom"
  case exportsKeepMonths = "exports.keep_months"
  case migrationsContractQuietHours = "migrations.contract_quiet_hours"
  case notifyURLStart = "notify.url_start"
  case notifyURLSuccess = "notify.url_success"
  case notifyURLAttention = "notify.url_attention"
  case notifyURLFailure = "notify.url_failure"
  case notifyTimeoutSeconds = "notify.timeout_seconds"
  case notifyMetricsFile = "notify.metrics_file"
  case hooksOnSuccess = "hooks.on_success"
  case hooksOnAttention = "hooks.on_attention"
  case hooksOnFailure = "hooks.on_failure"
  case hooksTimeoutSeconds = "hooks.timeout_seconds"

  var facts: ConfigurationFacts {
    switch self {
    case .databaseURL: .secret(.other("a libpq URL or connection string, or embedded"))
    case .databasePasswordFile, .databaseEmbeddedFolder: .unset(.path)
    case .databaseSchema: .value(.other("the name of a schema, at most 63 bytes long"), "public")
    case .databaseNaiveTimeZone: .value(.timeZone, "UTC")
    case .databaseKeepaliveSeconds: .value(.count(0...600), "30")
    case .billingStartDate: .unset(.other("a date"))
    case .billingTimeZone: .value(.timeZone, "Asia/Kolkata")
    case .billingCurrency:
      .value(.other("a currency code of three capitals"), Currency.rupee.description)
    case .billingBillableStatuses: .value(.list, "completed")
    case .billingExcludedStatuses: .value(.list, "cancelled")
    case .billingWindowMonths: .value(.count(1...24), "2")
    case .billingLateLookbackMonths: .value(.count(0...120), "12")
    case .billingWorkers: .value(.count(1...64), "1")
    case .discountsCombine:
      .value(
        .words(["coupon_or_offer", "best", "both"]), DiscountCombination.couponOrOffer.rawValue)
    case .invoicingNumberFormat: .value(.numberFormat, "PL/{fy}/{seq:07}")
    case .invoicingCreditNoteFormat:
      .value(.numberFormat, NoteFormats.standard.creditNote.pattern)
    case .invoicingDebitNoteFormat: .value(.numberFormat, NoteFormats.standard.debitNote.pattern)
    case .invoicingFiscalYearStart: .value(.other("a month and a day"), "04-01")
    case .invoicingGraceDays: .value(.count(0...90), "3")
    case .closingAutoAfterDay: .value(.count(0...28), "0")
    case .checksMaxDistance: .value(.other("a distance in kilometres"), "100")
    case .checksMaxGapDays: .value(.count(0...3660), "62")
    case .exportsFolder, .exportsTemporaryFolder: .unset(.path)
    case .exportsCSVLineEnding: .value(.words(["lf", "crlf"]), "lf")
    case .exportsCSVByteOrderMark: .value(.words(["true", "false"]), "false")
    case .exportsKeepMonths: .value(.count(0...1200), "24")
    case .migrationsContractQuietHours: .value(.count(0...720), "24")
    case .notifyURLStart, .notifyURLSuccess, .notifyURLAttention, .notifyURLFailure:
      .secret(.other("a URL of http or https"))
    case .notifyMetricsFile: .unset(.path)
    case .notifyTimeoutSeconds: .value(.count(1...30), "10")
    case .hooksOnSuccess, .hooksOnAttention, .hooksOnFailure:
      .unset(.other("a command for /bin/sh"))
    case .hooksTimeoutSeconds: .value(.count(1...600), "60")
    }
  }

  /// What it is where nobody sets it, as it is written; empty where that is nothing, or depends.
  var standard: String { facts.standard }

  /// Whether it takes a list; every other key takes one value.
  var isList: Bool { facts.values == .list }

  /// Whether its value is a secret, or holds one, so that it is never shown as it is.
  var isSecret: Bool { facts.isSecret }

  /// The environment variable that sets it, such as `BILLING_TIME_ZONE`.
  var variable: String { Self.variable(rawValue) }

  static func variable(_ key: String) -> String {
    key.uppercased().replacing(".", with: "_")
  }

  /// The systemd credential that sets a secret, such as `database-url`.
  var credential: String {
    rawValue.replacing(".", with: "-").replacing("_", with: "-")
  }

  var section: String { Self.section(of: rawValue) }

  static func section(of key: String) -> String { String(key.prefix { $0 != "." }) }

  /// The keys of severities, one for each kind of finding that can be changed.
  static let severities: [String] = FindingKind.allCases.filter { !$0.quarantines }.map {
    severityKey(of: $0)
  }

  static func severityKey(of kind: FindingKind) -> String { "checks.severity.\(kind.rawValue)" }

  /// Every name that a value can be set by: the keys, and a severity for each kind of finding.
  static let allNames: [String] = allCases.map(\.rawValue) + severities
}

/// What is true of a key.
struct ConfigurationFacts {
  var values: ConfigurationValues
  var standard = ""
  var isSecret = false

  fileprivate static func value(_ values: ConfigurationValues, _ standard: String) -> Self {
    Self(values: values, standard: standard)
  }

  /// A key that is nothing where nobody sets it, or depends.
  fileprivate static func unset(_ values: ConfigurationValues) -> Self { Self(values: values) }

  fileprivate static func secret(_ values: ConfigurationValues) -> Self {
    Self(values: values, isSecret: true)
  }
}

/// What a key takes; in words as messages and documents say it.
enum ConfigurationValues: Equatable, CustomStringConvertible {
  case count(ClosedRange<Int>)
  case words([String])
  case list
  case path
  case timeZone
  case numberFormat
  case other(String)

  var description: String {
    switch self {
    case .count(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .words(let words) where words.count == 2: words.joined(separator: " or ")
    case .words(let words): "one of \(words.joined(separator: ", "))"
    case .list: "a list of values without commas"
    case .path: "a path"
    case .timeZone: "the name of a time zone"
    case .numberFormat: "a format of numbers with {fy} and {seq:07}"
    case .other(let what): what
    }
  }
}
