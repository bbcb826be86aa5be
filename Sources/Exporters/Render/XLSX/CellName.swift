internal import Billing

/// Names of cells as formulas write them, such as `E12`. Rows and columns are counted from zero.
enum CellName {
  static func name(row: Int, column: Int) -> String {
    "\(columnName(column))\(row + 1)"
  }

  /// `E5:E35`, a range down one column.
  static func range(column: Int, rows: ClosedRange<Int>) -> String {
    name(row: rows.lowerBound, column: column) + ":" + name(row: rows.upperBound, column: column)
  }

  /// A formula for what a cell of a row is more than another: of cents, whose binary fractions would
  /// leave a speck where there is no difference.
  static func difference(row: Int, of column: Int, minus other: Int) -> String {
    "=ROUND(\(name(row: row, column: column))-\(name(row: row, column: other)),2)"
  }

  static func columnName(_ column: Int) -> String {
    var letters: [Character] = []
    var rest = column + 1
    while rest > 0 {
      rest -= 1
      letters.append(Character(Unicode.Scalar(UInt8(ascii: "A") + UInt8(rest % 26))))
      rest /= 26
    }
    return String(letters.reversed())
  }

  /// The row and column a name stands for; nil for anything else.
  static func parse(_ name: String) -> (row: Int, column: Int)? { parse(name.utf8.span) }

  static func parse(_ name: Span<UInt8>) -> (row: Int, column: Int)? {
    var column = 0
    var row = 0
    var digits = 0
    for index in name.indices {
      let byte = name[index]
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where digits == 0 && column < 16_384:
        column = column * 26 + Int(byte - UInt8(ascii: "A")) + 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where digits < 7:
        row = row * 10 + Int(byte - UInt8(ascii: "0"))
        digits += 1
      default:
        return nil
      }
    }
    guard row > 0, column > 0 else { return nil }
    return (row - 1, column - 1)
  }
}
