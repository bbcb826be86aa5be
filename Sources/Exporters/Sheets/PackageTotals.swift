internal import Billing
internal import LabSchema

/// What a package comes to, wherever it says so: in the manifest, in the workbook's sheets, in the rows
/// of its files.
struct PackageTotals {
  var bookings: BookingCounts
  var records: Int
  var balance: Balance

  /// One of its figures.
  enum Figure: Hashable, CaseIterable {
    case bookings
    case outcome(BookingOutcome)
    case records
    case balance(Balance.Figure)

    static let allCases: [Figure] =
      [.bookings] + BookingOutcome.allCases.map { .outcome($0) } + [.records]
      + amounts.map { .balance($0) }

    /// What notes change is no total of a package: they are posted where they are dated.
    static let amounts = Balance.Figure.allCases.filter { $0 != .adjusted }

    var name: String {
      switch self {
      case .bookings: "bookings"
      case .outcome(let outcome): outcome.rawValue
      case .records: "records"
      case .balance(.part(.distance)): "distance"
      case .balance(let figure): figure.name
      }
    }

    /// A value as the figure is written: `61`, `1234.50`.
    func text(_ value: Money) -> String {
      if case .balance = self { return "\(value)" }
      let text = "\(value)"
      return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
    }
  }

  /// A figure as a cell's number: counts are whole ones.
  func value(_ figure: Figure) -> Money {
    func count(_ number: Int) -> Money { Money(minorUnits: Int64(number) * 100) }
    return switch figure {
    case .bookings: count(bookings.total)
    case .outcome(let outcome): count(bookings[outcome])
    case .records: count(records)
    case .balance(let figure): balance[figure]
    }
  }
}

extension PackageTotals {
  init(_ content: PackageContent) {
    self.init(bookings: content.bookings, records: content.records, balance: content.totals)
  }

  /// nil where the manifest's amounts are none.
  init?(_ manifest: Manifest) {
    guard let balance = manifest.totals.balance else { return nil }
    self.init(
      bookings: manifest.bookings.counts, records: manifest.totals.records, balance: balance)
  }
}
