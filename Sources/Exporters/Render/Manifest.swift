internal import Billing
internal import Foundation
internal import LabSchema

/// `manifest.json`: what a package consists of and what it comes to. It holds no clock's time and
/// no host's name: the same data gives the same bytes.
struct Manifest: Codable, Equatable, Sendable {
  /// Raised where the meaning of a field changes, and by a column or sheet that says since which version
  /// packages have it. Packages of every version stay valid for ever.
  static let version =
    ([2] + PackageFiles.all.map { $0.since } + PackageSheets.all.map { $0.since }).max()!
  static let versions = 1...version

  var version = Self.version
  var scope: String
  /// The lab it is of, by its id; since version 2.
  var lab: String?
  /// Of a month, whether it was sealed with this package; a day is sealed with its month. Since
  /// version 2.
  var sealed: Bool?
  var firstServiceDate: String
  var lastServiceDate: String
  var timeZone: String
  var currency: String
  var files: [File]
  var bookings: Bookings
  var totals: Totals
  var tieOut: [Check]
  /// The series that its documents are in, each with its highest number here; since version 2.
  var series: [Series]?
  /// Of a month, the days on which something happened; a day has none.
  var days: [Day]?
  /// The sealed month before; null where there is none, and for a day.
  var previous: Nullable<Previous> = Nullable(nil)

  struct File: Codable, Equatable, Sendable {
    var name: String
    var rows: Int
    var bytes: Int
    var sha256: String
  }

  /// `total`, and how many bookings had each outcome.
  struct Bookings: Equatable, Sendable {
    var total: Int
    var counts: BookingCounts
  }

  /// The records, and what they come to.
  struct Totals: Equatable, Sendable {
    var records: Int
    /// nil where one of the amounts is none.
    var balance: Balance?
  }

  /// What the CSV files in a day's folder have to be (SHA-256): they have the month's own rows.
  struct Day: Equatable, Sendable {
    var date: String
    /// By what the file is, such as `reconciliation`.
    var files: [String: String]
  }

  struct Previous: Codable, Equatable, Sendable {
    var period: String
    var seal: String
  }

  struct Series: Codable, Equatable, Sendable {
    var kind: String
    var fiscalYear: String
    var numberFormat: String
    var lastNumber: String
    var lastSequence: Int
    /// The booking of the document that has it.
    var lastBooking: Int
  }

  struct Check: Codable, Equatable, Sendable {
    var name: String
    var expected: String
    var actual: String
    var tied: Bool
  }

  var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.keyEncodingStrategy = .convertToSnakeCase
      return Array(try encoder.encode(self)) + [0x0A]
    }
  }
}

extension Manifest {
  /// Decodes it; nil where the text is no manifest that this version reads.
  init?(json: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let manifest = try? decoder.decode(Manifest.self, from: Data(json)) else { return nil }
    self = manifest
  }

  /// The manifest's bytes in a package's folder; nil where there is no such file, or one far beyond
  /// what a manifest can be.
  static func bytes(in folder: String) throws(SystemFailure) -> [UInt8]? {
    try InputFile.contents(folder + "/" + ExportScope.manifestName, limit: 1 << 24)
  }
}

/// A value whose absence is written as null: the key is always there.
struct Nullable<Value: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
  var value: Value?

  init(_ value: Value?) {
    self.value = value
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

extension Manifest.Previous {
  init(_ link: SealLink) {
    self.init(period: "\(link.period)", seal: link.seal)
  }
}

extension Manifest.Series {
  init(_ series: SeriesFigures) {
    self.init(
      kind: series.kind.rawValue, fiscalYear: series.fiscalYear,
      numberFormat: series.numberFormat, lastNumber: series.lastNumber,
      lastSequence: series.lastSequence, lastBooking: Int(series.lastBookingID.rawValue))
  }
}

extension Manifest.Check {
  init(_ check: TieOut.Check) {
    switch check.comparison {
    case .counts(let expected, let actual):
      self.init(
        name: check.name, expected: "\(expected)", actual: "\(actual)", tied: check.isTied)
    case .amounts(let expected, let actual):
      self.init(
        name: check.name, expected: "\(expected)", actual: "\(actual)", tied: check.isTied)
    }
  }
}
