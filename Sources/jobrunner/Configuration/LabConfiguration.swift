internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema

/// The whole configuration, read and checked before anything is done with it.
struct LabConfiguration {
  /// A libpq connection string, `embedded`, or nil for libpq's own conventions.
  var databaseURL: String?
  var embeddedFolder: String?
  var schema: String
  var naiveTimeZone: String
  /// How soon a server that does not answer any more is found to be gone; 0 leaves it to the system.
  var keepaliveSeconds: Int
  var billing: BillingSettings
  var exports: ExportSettings
  /// Hours without a booking written the old way, before the contract.
  var contractQuietHours: Int
  /// Who is told of a night.
  var notices: NoticeSettings

  init(_ reader: ConfigurationReader, schema: String?) throws {
    databaseURL = reader.text(ConfigurationKey.databaseURL.rawValue)
    embeddedFolder = try reader.path(.databaseEmbeddedFolder)
    self.schema = try Self.checkedSchema(
      schema ?? reader.text(.databaseSchema), isOption: schema != nil)
    naiveTimeZone = reader.text(.databaseNaiveTimeZone)
    keepaliveSeconds = try reader.count(.databaseKeepaliveSeconds, within: 0...600)
    let timeZone = reader.text(.billingTimeZone)
    let rules = try Self.rules(reader)
    let startDate: CalendarDate? = try reader.value(
      .billingStartDate, takes: "a date", example: "2025-01-01"
    ) { $0.isEmpty ? .some(nil) : CalendarDate($0).map(Optional.some) }
    billing = BillingSettings(
      startDate: startDate, timeZone: timeZone, rules: rules,
      windowMonths: try reader.count(.billingWindowMonths, within: 1...24),
      lateLookbackMonths: try reader.count(.billingLateLookbackMonths, within: 0...120),
      numberFormat: try Self.format(reader, .invoicingNumberFormat),
      fiscalYearStart: try reader.value(
        .invoicingFiscalYearStart, takes: "a month and a day", FiscalYearStart.init),
      graceDays: try reader.count(.invoicingGraceDays, within: 0...90),
      noteFormats: NoteFormats(
        creditNote: try Self.format(reader, .invoicingCreditNoteFormat),
        debitNote: try Self.format(reader, .invoicingDebitNoteFormat)),
      autoCloseAfterDay: try Self.autoCloseDay(reader), maxGapDays: try Self.maxGapDays(reader))
    try Self.checkFormatsDiffer(billing)
    exports = try Self.exports(
      reader, schema: self.schema, timeZone: timeZone, rules: rules, startDate: startDate)
    contractQuietHours = try reader.count(.migrationsContractQuietHours, within: 0...720)
    notices = NoticeSettings { reader.text($0) }
    notices.metricsFile = try reader.path(.notifyMetricsFile)
    if let fault = notices.faults.first { throw fault }
  }

  /// What cannot be a schema's name is not repeated: a URL in the wrong place has a password.
  private static func checkedSchema(_ name: String, isOption: Bool) throws -> String {
    let isName =
      (1...63).contains(name.utf8.count) && !name.contains("://") && name.harmless == name
    guard !isName else { return name }
    let problem = "takes the name of a schema, at most 63 bytes long"
    guard isOption else {
      throw ConfigurationError(
        "database.schema", problem, line: ConfigurationReader.line(.databaseSchema))
    }
    throw RequestError(
      exitStatus: .badRequest, message: "--lab \(problem)", remedy: "write: --lab public")
  }

  private static func rules(_ reader: ConfigurationReader) throws -> BillingRules {
    let combine = try reader.value(
      .discountsCombine, takes: "one of coupon_or_offer, best, both",
      DiscountCombination.init(rawValue:))
    let distance = try reader.value(
      .checksMaxDistance, takes: "a distance in kilometres"
    ) { text -> Distance? in
      guard case .distance(let distance) = DistanceReading(text.utf8.span) else { return nil }
      return distance
    }
    let billable = reader.list(.billingBillableStatuses)
    let excluded = reader.list(.billingExcludedStatuses)
    let rules = BillingRules(
      billableStatuses: billable, excludedStatuses: excluded, combine: combine,
      maxDistance: distance, severities: try severities(reader))
    guard !rules.billableStatuses.isEmpty, !rules.billableStatuses.contains("") else {
      throw ConfigurationError(
        "billing.billable_statuses", "holds no status, so nothing would be billed",
        line: "billable_statuses: [completed]")
    }
    if let both = rules.billableStatuses.intersection(rules.excludedStatuses).first {
      throw ConfigurationError(
        "billing.excluded_statuses", "\"\(both)\" is billable and excluded at once",
        line: "excluded_statuses: [cancelled]")
    }
    return rules
  }

  private static func severities(_ reader: ConfigurationReader) throws -> FindingSeverities {
    var choices: [FindingKind: FindingSeverity?] = [:]
    for kind in FindingKind.allCases {
      let key = "checks.severity.\(kind.rawValue)"
      guard let text = reader.text(key) else { continue }
      guard !kind.quarantines else {
        throw ConfigurationError(
          message: "\(key): what quarantines a booking cannot be changed",
          remedy: "take the line out")
      }
      switch text {
      case "off", "false": choices[kind] = .some(nil)
      case "warn": choices[kind] = .warn
      case "hold": choices[kind] = .hold
      default:
        throw ConfigurationError(
          key, "\"\(text)\" is not one of off, warn, hold", line: "\(kind.rawValue): warn")
      }
    }
    return FindingSeverities(choices)
  }

  private static func format(
    _ reader: ConfigurationReader, _ key: ConfigurationKey
  ) throws -> InvoiceNumberFormat {
    let pattern = reader.text(key)
    do {
      return try InvoiceNumberFormat(pattern)
    } catch {
      throw ConfigurationError(
        key.rawValue, "\"\(pattern)\": \(error)", line: ConfigurationReader.line(key))
    }
  }

  /// A number must name one document: no two kinds may write the same, whatever its case.
  private static func checkFormatsDiffer(_ billing: BillingSettings) throws {
    let formats = [
      (ConfigurationKey.invoicingNumberFormat, billing.numberFormat),
      (.invoicingCreditNoteFormat, billing.noteFormats.creditNote),
      (.invoicingDebitNoteFormat, billing.noteFormats.debitNote),
    ]
    let year = FiscalYear(
      containing: CalendarDate(dayNumber: 20_000), startingOn: billing.fiscalYearStart
    ).label
    for (place, (key, format)) in formats.enumerated() {
      let pattern = NumberPattern(format, fiscalYear: year)
      guard
        let other = formats[..<place].first(where: {
          NumberPattern($0.1, fiscalYear: year).meets(pattern)
        })
      else { continue }
      throw ConfigurationError(
        key.rawValue,
        "\(format.pattern) can write the same numbers as \(other.0.rawValue), \(other.1.pattern): "
          + "numbers compare without case",
        line: ConfigurationReader.line(key))
    }
  }

  private static func autoCloseDay(_ reader: ConfigurationReader) throws -> Int? {
    let day = try reader.count(.closingAutoAfterDay, within: 0...28)
    return day == 0 ? nil : day
  }

  private static func maxGapDays(_ reader: ConfigurationReader) throws -> Int? {
    let days = try reader.count(.checksMaxGapDays, within: 0...3660)
    return days == 0 ? nil : days
  }

  private static func exports(
    _ reader: ConfigurationReader, schema: String, timeZone: String, rules: BillingRules,
    startDate: CalendarDate?
  ) throws -> ExportSettings {
    ExportSettings(
      folder: try reader.path(.exportsFolder, default: ExportsFolderName.standard(schema: schema)),
      temporaryFolder: try reader.path(.exportsTemporaryFolder)
        ?? FileManager.default.temporaryDirectory.path,
      lineEnding: try reader.value(
        .exportsCSVLineEnding, takes: "lf or crlf"
      ) { ["lf": LineEnding.lf, "crlf": .crlf][$0.lowercased()] },
      byteOrderMark: try reader.value(
        .exportsCSVByteOrderMark, takes: "true or false"
      ) { ["true": true, "false": false][$0.lowercased()] },
      currency: try reader.value(
        .billingCurrency, takes: "a currency code of three capitals", Currency.init),
      timeZone: timeZone, billableStatuses: rules.billableStatuses.sorted(),
      excludedStatuses: rules.excludedStatuses.sorted(), firstServiceDate: startDate)
  }
}
