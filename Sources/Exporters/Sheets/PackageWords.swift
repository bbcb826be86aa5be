internal import Billing
internal import LabSchema

/// What the sheets call the package, its span and its lab.
extension PackageContent {
  /// `Billing March 2025`, or `Billing 15 March 2025` for a day.
  var title: String { "Billing \(Self.name(of: scope))" }

  static func name(of scope: ExportScope) -> String {
    switch scope {
    case .period(let period): "\(months[period.month - 1]) \(period.year)"
    case .day(let date): long(date)
    }
  }

  /// `1 to 31 March 2025`.
  var span: String {
    switch scope {
    case .period: "\(scope.first.components.day) to \(Self.long(scope.last))"
    case .day(let date): Self.long(date)
    }
  }

  /// What the lab is called: its address begins with it, as the app keeps no name beside it.
  var labName: String {
    let address = facts.clinicAddress ?? ""
    let name = address.split(whereSeparator: { $0 == "," || $0.isNewline }).first.map(String.init)
    let trimmed = name.map { $0.drop(while: \.isWhitespace) } ?? ""
    // A footer holds 255 characters, the document's properties as many.
    guard trimmed.utf16.count > Self.longestName else { return String(trimmed) }
    var kept = ""
    for character in trimmed {
      if kept.utf16.count + character.utf16.count >= Self.longestName { break }
      kept.append(character)
    }
    return kept + "…"
  }

  private static let longestName = 60

  /// What every sheet says under its title.
  var subtitle: String {
    let words = [
      labName, span, "service dates in \(terms.serviceDates.billingZone)",
      "amounts in \(look.money.currency)",
    ]
    return words.filter { !$0.isEmpty }.joined(separator: " · ")
  }

  /// Which invoices the sheet *Outstanding* is about.
  var outstandingInvoices: String {
    switch scope {
    case .period: "all invoices to the end of the period, its own and earlier ones"
    case .day: "the invoices of this day only"
    }
  }

  var footer: String { labName.isEmpty ? title : "\(labName) · \(title)" }

  static func long(_ date: CalendarDate) -> String {
    let (year, month, day) = date.components
    return "\(day) \(months[month - 1]) \(year)"
  }

  /// `31 Mar`, where the year goes without saying, kept together in a line.
  static func short(_ date: CalendarDate) -> String {
    let (_, month, day) = date.components
    return "\(day)\u{A0}\(months[month - 1].prefix(3))"
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
}

extension BillingScope {
  /// The month or day before.
  var before: BillingScope {
    switch self {
    case .period(let period): .period(period.previous)
    case .day(let date): .day(date.addingDays(-1))
    }
  }
}

extension Sheet {
  /// Writes the sheet's title and, under it, the lab, the span and what amounts are in.
  mutating func writeHeading(
    _ content: PackageContent, _ name: String? = nil, note: String? = nil
  ) throws(SpreadsheetError) {
    try setHeight(24, row: 0)
    let title = name.map { "\($0) · \(content.title)" } ?? content.title
    try write(title, row: 0, column: 0, format(SheetLook.title))
    let subtitle = note.map { "\(content.subtitle) · \($0)" } ?? content.subtitle
    try write(subtitle, row: 1, column: 0, format(SheetLook.subtitle))
  }

  /// Writes a sentence about the sheet. Under a table there is a row between them, or programs would
  /// take it for one of the table's.
  mutating func writeNote(_ text: String, row: Int) throws(SpreadsheetError) {
    try write(text, row: row, column: 0, format(SheetLook.subtitle))
  }

  /// What all sheets have in common: no grid, and A4 with the period in the footer.
  mutating func finish(
    _ content: PackageContent, headerRows: ClosedRange<Int>?, onOnePage: Bool = false
  ) throws(SpreadsheetError) {
    hideGridlines()
    try setPrinting(headerRows: headerRows, footer: content.footer, onOnePage: onOnePage)
  }
}
