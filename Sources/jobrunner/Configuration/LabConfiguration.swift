internal import Billing
internal import BillingJobs
internal import Exporters
internal import Foundation
internal import LabSchema
internal import Postgres

/// The whole configuration, read and checked before anything is done with it.
struct LabConfiguration {
  /// A libpq connection string, `embedded`, or nil for libpq's own conventions.
  var databaseURL: String?
  /// The database user's password, where a file or a credential has it.
  var databasePassword: Password?
  var embeddedFolder: String?
  var schema: String
  var naiveTimeZone: String
  /// How soon a server that does not answer any more is found to be gone; 0 leaves it to the system.
  var keepaliveSeconds: Int
  var billing: BillingSettings
  var exports: ExportSettings
  /// Months after which the packages of a month that is still open are listed as old; 0 lists none.
  var exportsKeepMonths: Int
  /// Hours without a booking written the old way, before the contract.
  var contractQuietHours: Int
  /// Who is told of a night.
  var notices: NoticeSettings
  /// Where each key's value comes from, for errors that only the database can tell.
  private var sources: [String: ConfigurationSource]
  /// What a person should know of and nothing stops at.
  let warnings: [ConfigurationFault]

  /// - Parameter schema: the option `--lab`.
  /// - Throws: ``ConfigurationError`` with all that is wrong; ``RequestError`` where `--lab` is.
  init(_ reader: ConfigurationReader, schema: String?) throws {
    (databaseURL, databasePassword) = Self.database(reader)
    embeddedFolder = reader.path(.databaseEmbeddedFolder)
    self.schema = try Self.schema(reader, option: schema)
    naiveTimeZone = reader.text(.databaseNaiveTimeZone)
    keepaliveSeconds = reader.count(.databaseKeepaliveSeconds)
    let timeZone = reader.text(.billingTimeZone)
    let rules = Self.rules(reader)
    let startDate: CalendarDate? = reader.value(.billingStartDate, example: "2025-01-01") {
      $0.isEmpty ? .some(nil) : CalendarDate($0).map(Optional.some)
    }
    billing = Self.billing(reader, startDate: startDate, timeZone: timeZone, rules: rules)
    exports = Self.exports(
      reader, schema: self.schema, timeZone: timeZone, rules: rules, startDate: startDate)
    exportsKeepMonths = reader.count(.exportsKeepMonths)
    contractQuietHours = reader.count(.migrationsContractQuietHours)
    notices = NoticeSettings(reader)
    let faults = reader.faults
    guard faults.isEmpty else { throw ConfigurationError(faults) }
    warnings = reader.readableSecrets
    sources = Dictionary(
      uniqueKeysWithValues: ConfigurationKey.allNames.compactMap { key in
        reader.written(key).map { (key, $0.source) }
      })
  }

  /// What is wrong with a value that only the database can judge.
  func error(
    _ key: ConfigurationKey, _ problem: String, example: String? = nil
  ) -> ConfigurationError {
    ConfigurationError(
      ConfigurationFault(
        source: sources[key.rawValue], key: key.rawValue, problem: problem,
        remedy: "write: \(ConfigurationReader.line(key, example))"))
  }

  private static func database(_ reader: ConfigurationReader) -> (String?, Password?) {
    let url = reader.text(ConfigurationKey.databaseURL.rawValue)
    var urlHasPassword = false
    if let url, url != "embedded" {
      do {
        urlHasPassword = try DatabaseURL(url).hasPassword
      } catch PostgresError.connection(let problem) {
        reader.refuse(.databaseURL, problem, example: "postgresql://user@host:5432/database")
      } catch {
        reader.refuse(.databaseURL, "\(error)", example: "postgresql://user@host:5432/database")
      }
    }
    guard let path = reader.path(.databasePasswordFile) else { return (url, nil) }
    guard !urlHasPassword else {
      reader.refuse(
        ConfigurationKey.databasePasswordFile.rawValue, "database.url has a password too",
        remedy: "take it out of database.url, or leave this file away")
      return (url, nil)
    }
    do throws(SecretFile.Fault) {
      return (url, Password(try SecretFile(path: path).read()))
    } catch {
      reader.refuse(
        ConfigurationKey.databasePasswordFile.rawValue, error.problem, remedy: error.remedy)
      return (url, nil)
    }
  }

  /// What cannot be a schema's name is not repeated: a URL in the wrong place has a password.
  private static func schema(_ reader: ConfigurationReader, option: String?) throws -> String {
    let name = option ?? reader.text(.databaseSchema)
    let isName =
      (1...63).contains(name.utf8.count) && !name.contains("://") && name.harmless == name
    guard !isName else { return name }
    let problem = "takes \(ConfigurationKey.databaseSchema.facts.values)"
    guard option == nil else {
      throw RequestError(
        exitStatus: .badRequest, message: "--lab \(problem)", remedy: "write: --lab public")
    }
    reader.refuse(.databaseSchema, problem)
    return ConfigurationKey.databaseSchema.standard
  }

  private static func rules(_ reader: ConfigurationReader) -> BillingRules {
    let combine = reader.value(.discountsCombine, DiscountCombination.init(rawValue:))
    let distance = reader.value(.checksMaxDistance) { text -> Distance? in
      guard case .distance(let distance) = DistanceReading(text.utf8.span) else { return nil }
      return distance
    }
    let rules = BillingRules(
      billableStatuses: reader.list(.billingBillableStatuses),
      excludedStatuses: reader.list(.billingExcludedStatuses), combine: combine,
      maxDistance: distance, severities: severities(reader))
    if rules.billableStatuses.isEmpty || rules.billableStatuses.contains("") {
      reader.refuse(
        .billingBillableStatuses, "holds no status, so nothing would be billed",
        example: "[completed]")
    }
    if let both = rules.billableStatuses.intersection(rules.excludedStatuses).sorted().first {
      reader.refuse(
        .billingExcludedStatuses, "\"\(both)\" is billable and excluded at once",
        example: "[cancelled]")
    }
    return rules
  }

  private static func severities(_ reader: ConfigurationReader) -> FindingSeverities {
    var choices: [FindingKind: FindingSeverity?] = [:]
    for kind in FindingKind.allCases {
      let key = ConfigurationKey.severityKey(of: kind)
      guard let text = reader.text(key) else { continue }
      guard !kind.quarantines else {
        reader.refuse(
          key, "what quarantines a booking cannot be changed", remedy: "take the line out")
        continue
      }
      switch text {
      case "off", "false": choices[kind] = .some(nil)
      case "warn": choices[kind] = .warn
      case "hold": choices[kind] = .hold
      default:
        reader.refuse(
          key, "\"\(text)\" is not one of off, warn, hold", remedy: "write: \(kind.rawValue): warn")
      }
    }
    return FindingSeverities(choices)
  }

  private static func billing(
    _ reader: ConfigurationReader, startDate: CalendarDate?, timeZone: String, rules: BillingRules
  ) -> BillingSettings {
    let numbering = NumberingKeys(reader)
    let (autoCloseDay, maxGapDays) = (
      reader.count(.closingAutoAfterDay), reader.count(.checksMaxGapDays)
    )
    return BillingSettings(
      startDate: startDate, timeZone: timeZone, rules: rules,
      windowMonths: reader.count(.billingWindowMonths),
      lateLookbackMonths: reader.count(.billingLateLookbackMonths),
      numberFormat: numbering.invoice, fiscalYearStart: numbering.fiscalYearStart,
      graceDays: reader.count(.invoicingGraceDays), noteFormats: numbering.notes,
      autoCloseAfterDay: autoCloseDay == 0 ? nil : autoCloseDay,
      maxGapDays: maxGapDays == 0 ? nil : maxGapDays, program: builtProgram,
      workers: reader.count(.billingWorkers))
  }

  private static func exports(
    _ reader: ConfigurationReader, schema: String, timeZone: String, rules: BillingRules,
    startDate: CalendarDate?
  ) -> ExportSettings {
    ExportSettings(
      folder: reader.exportsFolder(schema: schema), temporaryFolder: reader.temporaryFolder,
      lineEnding: reader.value(.exportsCSVLineEnding) {
        ["lf": LineEnding.lf, "crlf": .crlf][$0.lowercased()]
      },
      byteOrderMark: reader.value(.exportsCSVByteOrderMark) {
        ["true": true, "false": false][$0.lowercased()]
      },
      currency: reader.value(.billingCurrency, Currency.init),
      timeZone: timeZone, billableStatuses: rules.billableStatuses.sorted(),
      excludedStatuses: rules.excludedStatuses.sorted(), firstServiceDate: startDate,
      program: builtProgram)
  }
}
