internal import Billing
internal import LabSchema

/// How amounts of a currency are written in a sheet.
struct MoneyLook: Sendable {
  var currency: Currency

  /// A spreadsheet format has two conditions at most, too few to group lakh and crore on both
  /// sides of zero, and programs disagree about the sign under a condition: so the format of a
  /// negative amount, or of one beyond 100 crore, is chosen by its size and has none.
  func numberFormat(for amount: Money) -> String {
    guard groupsInLakhs else { return "#,##0.00" }
    switch amount.minorUnits.magnitude {
    case 100_000_000_000...:
      return #"##\,##\,##\,##\,##0.00;-##\,##\,##\,##\,##0.00"#
    case _ where !amount.isNegative:
      return #"[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00;#,##0.00"#
    case 1_000_000_000...: return #"##\,##\,##\,##0.00;-##\,##\,##\,##0.00"#
    case 10_000_000...: return #"##\,##\,##0.00;-##\,##\,##0.00"#
    default: return "#,##0.00"
    }
  }

  /// How a total is written that a filter makes anything, beside `#,##0.00`.
  var sizeFormats: [SizeFormat] {
    groupsInLakhs
      ? [
        SizeFormat(from: 1_000_000_000, numberFormat: #"##\,##\,##\,##\,##0.00"#),
        SizeFormat(from: 10_000_000, numberFormat: #"##\,##\,##\,##0.00"#),
        SizeFormat(from: 100_000, numberFormat: #"##\,##\,##0.00"#),
      ] : []
  }

  static let plainFormat = "#,##0.00"

  /// For cells of a table in which nothing is the usual thing.
  static let dashFormat = #"#,##0.00;-#,##0.00;"–""#

  /// The same without decimals, for a chart of values up to one.
  func chartFormat(upTo largest: Money) -> String {
    guard groupsInLakhs else { return "#,##0" }
    // An axis that goes beyond 100 crore has no marks below a crore but 0.
    return largest.minorUnits >= 100_000_000_000
      ? #"[>=1000000000]##\,##\,##\,##\,##0;[>=10000000]##\,##\,##\,##0;#,##0"#
      : #"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;#,##0"#
  }

  /// Digits after the thousands in pairs, as in 12,34,567.00.
  private var groupsInLakhs: Bool { currency.grouping == .lakhs }

  /// The width of a column that shows the amount in bold, in characters of the standard font.
  func width(of amount: Money) -> Double {
    let digits = String(amount.minorUnits.magnitude / 100).count
    let commas = currency.grouping.commas(inDigits: digits)
    let shown =
      String(repeating: "0", count: digits + 2) + String(repeating: ",", count: commas)
      + (amount.isNegative ? "-." : ".")
    return max(9.5, SheetLook.boldText.columns(for: shown) + 1.6)
  }
}
