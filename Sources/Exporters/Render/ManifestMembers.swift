internal import Billing
internal import LabSchema

// The members of a manifest that follow from other lists: the outcomes of bookings, the amounts of a bill,
// the files of a package.

extension MemberName {
  /// A member that a list names in the manifest's own spelling, `base_amount`: encoder and decoder go
  /// between it and `baseAmount`.
  fileprivate init(_ name: String) {
    let words = name.split(separator: "_")
    self.init(
      stringValue: words[0]
        + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined())
  }
}

extension Manifest.Bookings: Codable {
  private static let total = MemberName("total")

  init(_ counts: BookingCounts) {
    self.init(total: counts.total, counts: counts)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: MemberName.self)
    total = try container.decode(Int.self, forKey: Self.total)
    counts = BookingCounts()
    for outcome in BookingOutcome.allCases {
      counts[outcome] = try container.decode(Int.self, forKey: MemberName(outcome.rawValue))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MemberName.self)
    try container.encode(total, forKey: Self.total)
    for outcome in BookingOutcome.allCases {
      try container.encode(counts[outcome], forKey: MemberName(outcome.rawValue))
    }
  }
}

/// Amounts are decimal text: a JSON number is a binary fraction to most who read it.
extension Manifest.Totals: Codable {
  private static let records = MemberName("records")

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: MemberName.self)
    records = try container.decode(Int.self, forKey: Self.records)
    var texts: [Balance.Figure: String] = [:]
    for figure in PackageTotals.Figure.amounts {
      texts[figure] = try container.decode(String.self, forKey: MemberName(figure.column))
    }
    balance = Self.balance(texts)
  }

  private static func balance(_ texts: [Balance.Figure: String]) -> Balance? {
    struct NoAmount: Error {}
    func amount(_ figure: Balance.Figure) throws -> Money {
      guard let text = texts[figure], let amount = Money(text.utf8.span) else { throw NoAmount() }
      return amount
    }
    return try? Balance(
      amounts: try Amounts { try amount(.part($0)) }, paid: try amount(.paid),
      outstanding: try amount(.outstanding))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MemberName.self)
    try container.encode(records, forKey: Self.records)
    for figure in PackageTotals.Figure.amounts {
      try container.encode(
        balance.map { "\($0[figure])" } ?? "", forKey: MemberName(figure.column))
    }
  }
}

extension Manifest.Day: Codable {
  private static let date = MemberName("date")

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: MemberName.self)
    date = try container.decode(String.self, forKey: Self.date)
    files = [:]
    for file in PackageFiles.all {
      files[file.resource] = try container.decode(
        String.self, forKey: MemberName(file.resource))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: MemberName.self)
    try container.encode(date, forKey: Self.date)
    for (resource, digest) in files { try container.encode(digest, forKey: MemberName(resource)) }
  }
}
