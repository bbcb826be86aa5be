internal import Billing
internal import BillingJobs

/// One key of the configuration, its name and its default. What it means is written in
/// `Config/jobrunner.yaml`, which a test holds to both.
enum ConfigurationKey: String, CaseIterable {
  case databaseURL = "database.url"
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

  /// Whether it takes a list; every other key takes one value.
  var isList: Bool { self == .billingBillableStatuses || self == .billingExcludedStatuses }

  /// What it is where nobody sets it, as it is written; empty where that is nothing, or depends.
  var standard: String {
    switch self {
    case .databaseURL, .databaseEmbeddedFolder, .billingStartDate, .exportsFolder,
      .exportsTemporaryFolder, .notifyURLStart, .notifyURLSuccess, .notifyURLAttention,
      .notifyURLFailure, .notifyMetricsFile, .hooksOnSuccess, .hooksOnAttention, .hooksOnFailure:
      ""
    case .databaseSchema: "public"
    case .databaseNaiveTimeZone: "UTC"
    case .databaseKeepaliveSeconds: "30"
    case .billingTimeZone: "Asia/Kolkata"
    case .billingCurrency: Currency.rupee.description
    case .billingBillableStatuses: "completed"
    case .billingExcludedStatuses: "cancelled"
    case .billingWindowMonths: "2"
    case .billingLateLookbackMonths: "12"
    case .discountsCombine: DiscountCombination.couponOrOffer.rawValue
    case .invoicingNumberFormat: "PL/{fy}/{seq:07}"
    case .invoicingCreditNoteFormat: NoteFormats.standard.creditNote.pattern
    case .invoicingDebitNoteFormat: NoteFormats.standard.debitNote.pattern
    case .invoicingFiscalYearStart: "04-01"
    case .invoicingGraceDays: "3"
    case .closingAutoAfterDay: "0"
    case .checksMaxDistance: "100"
    case .checksMaxGapDays: "62"
    case .exportsCSVLineEnding: "lf"
    case .exportsCSVByteOrderMark: "false"
    case .migrationsContractQuietHours: "24"
    case .notifyTimeoutSeconds: "10"
    case .hooksTimeoutSeconds: "60"
    }
  }
}
