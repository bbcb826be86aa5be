import Billing
import BillingJobs
import Exporters
import Foundation
import Testing

@testable import jobrunner

/// What is read from the configuration, and what is refused with what to write instead.
@Suite("The configuration")
struct ConfigurationTests {
  private func read(
    _ text: String? = nil, environment: [String: String] = [:], schema: String? = nil
  ) throws -> LabConfiguration {
    var file: ConfigurationFile?
    if let text {
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("jobrunner-\(UUID().uuidString).yaml").path
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      defer { try? FileManager.default.removeItem(atPath: path) }
      file = try ConfigurationFile(path: path)
    }
    return try LabConfiguration(
      ConfigurationReader(file: file, environment: environment), schema: schema)
  }

  @Test("what nothing is said of has its default")
  func defaults() throws {
    let read = try read()
    #expect(read.databaseURL == nil && read.schema == "public" && read.naiveTimeZone == "UTC")
    #expect(read.keepaliveSeconds == 30 && read.contractQuietHours == 24)
    let billing = read.billing
    #expect(billing.startDate == nil && billing.timeZone == "Asia/Kolkata")
    #expect(billing.rules.billableStatuses == ["completed"])
    #expect(billing.rules.excludedStatuses == ["cancelled"])
    #expect(billing.rules.combine == .couponOrOffer)
    #expect(billing.rules.maxDistance == Distance(thousandths: 100_000))
    #expect(billing.windowMonths == 2 && billing.lateLookbackMonths == 12 && billing.graceDays == 3)
    #expect(billing.numberFormat.pattern == "PL/{fy}/{seq:07}")
    #expect(billing.noteFormats == .standard && billing.fiscalYearStart.description == "04-01")
    #expect(billing.autoCloseAfterDay == nil && billing.maxGapDays == 62)
    #expect(read.exports.currency == .rupee && !read.exports.byteOrderMark)
    #expect(read.exports.folder.hasSuffix("/exports"))
    #expect(try self.read(schema: "north").exports.folder.hasSuffix("/exports-north"))
  }

  @Test("the environment goes before the file, the file before the default, and empty is not said")
  func layers() throws {
    let text = "billing:\n  window_months: 5\n  time_zone: Asia/Dubai\n  start_date:\n"
    let read = try read(
      text, environment: ["BILLING_WINDOW_MONTHS": "7", "BILLING_TIME_ZONE": ""])
    #expect(read.billing.windowMonths == 7)
    #expect(read.billing.timeZone == "Asia/Dubai")
    #expect(read.billing.startDate == nil)
    #expect(try self.read("database:\n  schema: north\n", schema: "south").schema == "south")
  }

  @Test("a list is written in YAML or with commas, and an empty one is empty")
  func lists() throws {
    let text = "billing:\n  billable_statuses: [Done, \" paid \"]\n  excluded_statuses: []\n"
    let read = try read(text)
    #expect(read.billing.rules.billableStatuses == ["done", "paid"])
    #expect(read.billing.rules.excludedStatuses.isEmpty)
    let given = try self.read(text, environment: ["BILLING_EXCLUDED_STATUSES": "void,cancelled"])
    #expect(given.billing.rules.excludedStatuses == ["void", "cancelled"])
  }

  @Test("0 turns off what can be turned off, and a finding's severity is what is written")
  func choices() throws {
    let read = try read(
      "closing:\n  auto_after_day: 0\nchecks:\n  max_gap_days: 0\n  severity:\n"
        + "    zero_amount: warn\n    drift: off\n    price_fallback: hold\n")
    #expect(read.billing.autoCloseAfterDay == nil && read.billing.maxGapDays == nil)
    let severities = read.billing.rules.severities
    #expect(severities[.zeroAmount] == .warn && severities[.drift] == nil)
    #expect(severities[.priceFallback] == .hold)
  }

  @Test(
    "what cannot be used is refused: which key, why, and the line to write",
    arguments: [
      ("database.keepalive_seconds", "601", "whole number from 0 to 600", "keepalive_seconds: 30"),
      ("billing.start_date", "2025-02-30", "is not a date", "start_date: 2025-01-01"),
      ("billing.start_date", "2025-+1-01", "is not a date", "start_date: 2025-01-01"),
      ("billing.window_months", "0", "from 1 to 24", "window_months: 2"),
      ("billing.window_months", "25", "from 1 to 24", "window_months: 2"),
      ("billing.late_lookback_months", "121", "from 0 to 120", "late_lookback_months: 12"),
      ("billing.currency", "inr", "three capitals", "currency: INR"),
      ("billing.billable_statuses", "\" \"", "holds no status", "billable_statuses: [completed]"),
      (
        "billing.excluded_statuses", "[Completed]", "billable and excluded",
        "excluded_statuses: [cancelled]"
      ),
      (
        "discounts.combine", "most", "one of coupon_or_offer, best, both",
        "combine: coupon_or_offer"
      ),
      ("invoicing.number_format", "PL/{seq:07}", "needs {fy}", "number_format: PL/{fy}/{seq:07}"),
      (
        "invoicing.credit_note_format", "pl/{fy}/{seq:05}",
        "the same numbers as invoicing.number_format",
        "credit_note_format: CN/{fy}/{seq:05}"
      ),
      (
        "invoicing.debit_note_format", "CN/{fy}/{seq:05}",
        "the same numbers as invoicing.credit_note_format",
        "debit_note_format: DN/{fy}/{seq:05}"
      ),
      ("invoicing.fiscal_year_start", "02-29", "a month and a day", "fiscal_year_start: 04-01"),
      ("invoicing.grace_days", "soon", "from 0 to 90", "grace_days: 3"),
      ("closing.auto_after_day", "29", "from 0 to 28", "auto_after_day: 0"),
      ("checks.max_distance_km", "-1", "a distance in kilometres", "max_distance_km: 100"),
      ("checks.max_gap_days", "3661", "from 0 to 3660", "max_gap_days: 62"),
      ("exports.csv_line_ending", "cr", "lf or crlf", "csv_line_ending: lf"),
      ("exports.csv_bom", "maybe", "true or false", "csv_bom: false"),
      ("exports.folder", "~nobody/x", "names a home folder", "folder: /srv/lab"),
      ("migrations.contract_quiet_hours", "721", "from 0 to 720", "contract_quiet_hours: 24"),
      ("database.schema", "\"\\e[2J\"", "takes the name of a schema", "schema: public"),
    ])
  func refused(key: String, value: String, problem: String, line: String) throws {
    let parts = key.split(separator: ".")
    let error = try #require(
      throws: ConfigurationError.self
    ) { try read("\(parts[0]):\n  \(parts[1]): \(value)\n") }
    #expect(error.message.hasPrefix("\(key): "), "\(error.message)")
    #expect(error.message.contains(problem), "\(error.message)")
    #expect(error.remedy == "write: \(line)")
    #expect(error.exitStatus == .notConfigured)
  }

  @Test(
    "a file that is not as it should be is refused, with what to do",
    arguments: [
      ("billing:\n  timezone: x\n", "unknown key billing.timezone", "the keys of billing are: "),
      ("shop:\n  a: 1\n", "unknown key shop", "the sections are: billing, checks, closing"),
      ("billing: 5\n", "billing holds no keys", "Config/jobrunner.yaml"),
      ("- a\n", "the file holds no keys", "Config/jobrunner.yaml"),
      ("billing: [\n", "is not YAML", "Config/jobrunner.yaml"),
      ("billing:\n  currency: [INR]\n", "takes one value", "behind the colon"),
      ("billing:\n  billable_statuses: [\"a,b\"]\n", "without commas", "[one, another]"),
      ("checks:\n  severity:\n    bad_price: warn\n", "cannot be changed", "take the line out"),
      (
        "checks:\n  severity:\n    drift: maybe\n", "not one of off, warn, hold",
        "write: drift: warn"
      ),
      ("postgres://u:s3cret@host/lab: 1\n", "here stands what is no key", "the sections are"),
    ])
  func file(text: String, problem: String, remedy: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try read(text) }
    #expect(error.message.contains(problem), "\(error.message)")
    #expect(error.remedy.contains(remedy), "\(error.remedy)")
    #expect(!error.description.contains("s3cret"))
  }

  @Test("each key is in the file that is shipped, and that file says the defaults")
  func shipped() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Config/jobrunner.yaml").path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for key in ConfigurationKey.allCases {
      let name = key.rawValue.split(separator: ".")[1]
      #expect(text.contains("\n  \(name):"), "\(key.rawValue)")
    }
    let (shipped, standard) = (try read(text), try read())
    #expect(shipped.schema == standard.schema && shipped.databaseURL == nil)
    #expect(shipped.billing.numberFormat == standard.billing.numberFormat)
    #expect(shipped.billing.windowMonths == standard.billing.windowMonths)
    #expect(shipped.billing.graceDays == standard.billing.graceDays)
    #expect(shipped.billing.maxGapDays == standard.billing.maxGapDays)
    #expect(shipped.billing.rules.severities == standard.billing.rules.severities)
    #expect(shipped.exports.currency == standard.exports.currency)
  }
}
