internal import LabSchema

/// What the sheets of one package share, read before the first of them is written.
struct PackageContent {
  var scope: ExportScope
  var look: SheetLook
  var timeZone: String
  var days: [DayFigures]
  var figures: ScopeFigures
  var bookings: BookingCounts
  var records: Int
  var totals: RecordAmounts
  var tieOut: TieOut

  var title: String { "Billing \(scope)" }

  /// `1 to 31 January 2025`.
  var span: String {
    let first = scope.first.components
    let last = scope.last.components
    let month = "\(Self.months[first.month - 1]) \(first.year)"
    return first.day == last.day ? "\(first.day) \(month)" : "\(first.day) to \(last.day) \(month)"
  }

  /// What every sheet says under its title.
  var subtitle: String {
    "\(span) · service dates in \(timeZone) · amounts in \(look.money.currency)"
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}

extension Sheet {
  /// Writes the title and what the amounts are in, in the first two rows.
  mutating func writeHeading(
    _ title: String, _ subtitle: String
  ) throws(SpreadsheetError) {
    try setHeight(24, row: 0)
    try write(title, row: 0, column: 0, format(SheetLook.title))
    try write(subtitle, row: 1, column: 0, format(SheetLook.subtitle))
  }
}
