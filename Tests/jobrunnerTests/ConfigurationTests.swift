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
    try LabConfiguration(
      ConfigurationReader(file: try text.map(Self.file), environment: environment), schema: schema)
  }

  private static func file(_ text: String) throws -> ConfigurationFile {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("jobrunner-\(UUID().uuidString).yaml").path
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return ConfigurationFile(path: path)
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
    #expect(error.message.contains(".yaml:2: \(key): "), "\(error.message)")
    #expect(error.message.contains(problem), "\(error.message)")
    #expect(error.remedy == "write: \(line)")
    #expect(error.exitStatus == .notConfigured)
  }

  @Test(
    "a file that is not as it should be is refused, with what to do",
    arguments: [
      ("billing:\n  timezone: x\n", "yaml:2: unknown key billing.timezone", "mean time_zone?"),
      ("billing:\n  whatever: x\n", "unknown key billing.whatever", "the keys of billing are: "),
      ("biling:\n  a: x\n", "unknown key biling", "did you mean billing?"),
      ("billing:\n  grace_days: 3\n", "billing.grace_days", "did you mean invoicing.grace_days?"),
      ("url: postgresql:///x\n", "unknown key url", "database.url? Write it indented below"),
      ("database:\n  billing:\n", "database.billing", "begin it at the start of its line"),
      ("checks:\n  severity:\n    drfit: warn\n", "severity.drfit", "did you mean drift?"),
      ("billing:\n\ttime_zone: x\n", "yaml:2: a tab stands before a key", "two spaces"),
      (
        "billing:\n  time_zone: UTC\n   currency: INR\n", "yaml:3: this line is indented",
        "each of its keys with two spaces"
      ),
      (
        "billing:\n  time_zone: UTC\n window_months: 2\n", "yaml:3: this line is indented",
        "each of its keys with two spaces"
      ),
      ("notify:\n  url_start: s3cret\n", "takes a URL of http or https", "hc-ping.com"),
      ("billing:\n  currency: a: b\n", "yaml:2: this is not YAML", "put the value into quotes"),
      ("shop:\n  a: 1\n", "unknown key shop", "the sections are: billing, checks, closing"),
      ("billing: 5\n", "billing: holds no keys", "Config/jobrunner.yaml"),
      ("- a\n", "holds no keys", "Config/jobrunner.yaml"),
      ("billing: [\n", "this is not YAML", "Config/jobrunner.yaml"),
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

  @Test("all that is wrong is told at once, of the file by line, and of the environment by name")
  func everyFault() throws {
    let text = """
      billing:
        window_months: 0
        timezone: Asia/Kolkata
        window_months: 3
      invoicing:
        grace_days: soon
        number_format: PL
      billing:
        currency: inr
      """
    let error = try #require(throws: ConfigurationError.self) {
      try read(
        text,
        environment: [
          "BILLING_TIMEZONE": "UTC", "CHECKS_MAX_GAP_DAYS": "x", "EXPORT_FOLDER": "/x",
          "JOBRUNNER_CONFIGURATION": "/x", "NOTIFY_SOCKET": "/run/systemd/notify",
          "DATABASE_USER": "app", "DATABASE_NAME": "app", "HISTFILE": "x", "JOBRUNNER_GOLDEN": "1",
          "DATABASE_URI": "",
        ])
    }
    let told = error.faults.map { fault in
      fault.message.replacing(/^.*\.yaml/, with: "file")
    }
    #expect(
      told == [
        "file:3: unknown key billing.timezone",
        "file:4: billing.window_months: stands twice: the first time in line 2",
        "file:6: invoicing.grace_days: \"soon\" is not a whole number from 0 to 90",
        "file:7: invoicing.number_format: \"PL\": \(try formatProblem("PL"))",
        "file:8: billing: stands twice: the first time in line 1",
        "file:9: billing.currency: \"inr\" is not a currency code of three capitals",
        "$BILLING_TIMEZONE: no such variable is read",
        "$EXPORT_FOLDER: no such variable is read",
        "$JOBRUNNER_CONFIGURATION: no such variable is read",
        "$CHECKS_MAX_GAP_DAYS: checks.max_gap_days: \"x\" is not a whole number from 0 to 3660",
      ])
    #expect(error.message == "the configuration has 10 faults" && error.details.count == 10)
    #expect(error.details[6].contains("did you mean BILLING_TIME_ZONE?"))
    #expect(error.details[8].contains("did you mean JOBRUNNER_CONFIG?"))
  }

  @Test("a line that is no YAML hides no fault of another section, and no URL that a night calls")
  func brokenSection() throws {
    let file = try Self.file(
      "billing:\n  window_months: 0\n  currency: a: b\nnotify:\n  url_failure: https://h/x\n"
        + "checks:\n  max_gapdays: 3\n")
    let reader = ConfigurationReader(file: file, environment: [:])
    #expect(NoticeSettings(reader).pings[.failure]?.url.shown == "https://h/***")
    let error = try #require(throws: ConfigurationError.self) {
      try LabConfiguration(reader, schema: nil)
    }
    #expect(error.faults.count == 2, "\(error.details)")
    #expect(error.faults.last?.message.contains(".yaml:7: unknown key checks.max_gapdays") == true)
  }

  private func formatProblem(_ pattern: String) throws -> String {
    do {
      _ = try InvoiceNumberFormat(pattern)
      return ""
    } catch { return "\(error)" }
  }

  @Test("a number of a key's range is taken, one beside it is not, and so with words")
  func ranges() throws {
    func accepts(_ key: ConfigurationKey, _ value: String) -> Bool {
      (try? read(environment: [key.variable: value])) != nil
    }
    for key in ConfigurationKey.allCases {
      switch key.facts.values {
      case .count(let range):
        #expect(accepts(key, "\(range.lowerBound)") && accepts(key, "\(range.upperBound)"))
        #expect(
          !accepts(key, "\(range.lowerBound - 1)") && !accepts(key, "\(range.upperBound + 1)"))
      case .words(let words):
        for word in words { #expect(accepts(key, word), "\(key.rawValue): \(word)") }
        #expect(!accepts(key, words.joined()), "\(key.rawValue)")
      default: continue
      }
    }
  }
}
