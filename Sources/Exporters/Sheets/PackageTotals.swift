internal import LabSchema

/// What a package comes to, wherever it says so: in the manifest, in the workbook's sheets.
struct PackageTotals {
  var bookings: BookingCounts
  var records: Int
  var amounts: RecordAmounts

  /// One of its figures.
  enum Figure: String {
    case bookings, billed, excluded, waiting, quarantined, records
    case base, discount, distance, final, paid, outstanding

    /// A value as the figure is written: `61`, `1234.50`.
    func text(_ value: Money) -> String {
      switch self {
      case .bookings, .billed, .excluded, .waiting, .quarantined, .records:
        let text = "\(value)"
        return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
      case .base, .discount, .distance, .final, .paid, .outstanding: return "\(value)"
      }
    }
  }

  /// A figure as a cell's number: counts are whole ones.
  func value(_ figure: Figure) -> Money {
    func count(_ number: Int) -> Money { Money(minorUnits: Int64(number) * 100) }
    return switch figure {
    case .bookings: count(bookings.total)
    case .billed: count(bookings.billed)
    case .excluded: count(bookings.excluded)
    case .waiting: count(bookings.waiting)
    case .quarantined: count(bookings.quarantined)
    case .records: count(records)
    case .base: amounts.base
    case .discount: amounts.discount
    case .distance: amounts.distance
    case .final: amounts.final
    case .paid: amounts.paid
    case .outstanding: amounts.outstanding
    }
  }
}

extension PackageTotals {
  init(_ content: PackageContent) {
    self.init(bookings: content.bookings, records: content.records, amounts: content.totals)
  }

  /// nil where the manifest's amounts are none.
  init?(_ manifest: Manifest) {
    guard let amounts = manifest.totals.amounts else { return nil }
    var bookings = BookingCounts()
    bookings.billed = manifest.bookings.billed
    bookings.excluded = manifest.bookings.excluded
    bookings.waiting = manifest.bookings.waiting
    bookings.quarantined = manifest.bookings.quarantined
    self.init(bookings: bookings, records: manifest.totals.records, amounts: amounts)
  }
}
