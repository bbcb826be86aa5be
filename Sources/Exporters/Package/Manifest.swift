internal import Foundation
internal import LabSchema

/// `manifest.json`: what a package consists of and what it comes to. It holds no clock's time and
/// no host's name: the same data gives the same bytes.
struct Manifest: Codable, Equatable {
  /// Raised where the meaning of a field changes.
  var version = 1
  var scope: String
  var firstServiceDate: String
  var lastServiceDate: String
  var timeZone: String
  var currency: String
  var files: [File]
  var bookings: Bookings
  var totals: Totals
  var tieOut: [Check]
  /// The sealed month before; null where there is none, and for a day.
  var previous: Nullable<Previous> = Nullable(nil)

  struct File: Codable, Equatable {
    var name: String
    var rows: Int
    var bytes: Int
    var sha256: String
  }

  struct Bookings: Codable, Equatable {
    var total: Int
    var billed: Int
    var excluded: Int
    var waiting: Int
    var quarantined: Int
  }

  /// Amounts are decimal text: a JSON number is a binary fraction to most who read it.
  struct Totals: Codable, Equatable {
    var records: Int
    var baseAmount: String
    var discountAmount: String
    var distanceCharge: String
    var finalAmount: String
    var paidAmount: String
    var outstandingAmount: String
  }

  struct Previous: Codable, Equatable {
    var period: String
    var seal: String
  }

  struct Check: Codable, Equatable {
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

/// A value whose absence is written as null: the key is always there.
struct Nullable<Value: Codable & Equatable>: Codable, Equatable {
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

extension Manifest.Bookings {
  init(_ counts: BookingCounts) {
    self.init(
      total: counts.total, billed: counts.billed, excluded: counts.excluded,
      waiting: counts.waiting, quarantined: counts.quarantined)
  }
}

extension Manifest.Totals {
  init(records: Int, _ amounts: RecordAmounts) {
    self.init(
      records: records, baseAmount: "\(amounts.base)", discountAmount: "\(amounts.discount)",
      distanceCharge: "\(amounts.distance)", finalAmount: "\(amounts.final)",
      paidAmount: "\(amounts.paid)", outstandingAmount: "\(amounts.outstanding)")
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
