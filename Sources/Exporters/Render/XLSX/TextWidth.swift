internal import Billing

/// How much room a text takes in the font of the sheets: nobody measures text for the writer of a
/// file, and not every program makes a row as high as its wrapped text or a column as wide.
///
/// Advance widths are those of Arial, which its stand-ins on other systems share.
struct TextWidth: Sendable {
  /// Of the printable ASCII characters, in thousandths of the font's size.
  private let ascii: [Int32] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]
  /// Points.
  private let size: Double
  /// What bold letters take more.
  private let stretch: Double

  /// Points between the baselines of two lines of 9 points, as spreadsheets set them.
  static let lineHeight = 12.0

  init(size: Double = 9, bold: Bool = false) {
    self.size = size
    stretch = bold ? 1.08 : 1
  }

  /// The width of a column that shows the text in a line, in the characters that columns are counted
  /// in: of 7 pixels at 96 to the inch.
  func columns(for text: String) -> Double {
    var units: Int32 = 0
    for scalar in text.unicodeScalars { units += width(of: scalar) }
    return Double(units) / Double(unitsPerColumn) + 0.8
  }

  /// How many lines a text takes in a column of this width when it is wrapped between words. Screens
  /// round the widths of letters, so a twentieth of the column is left to them.
  func lines(_ text: String, width columns: Double) -> Int {
    let room = max(1000, Int32(columns * 0.95 * Double(unitsPerColumn)))
    var lines = 1
    // Of the line so far, and of its last word, which may have to go to the next.
    var (line, word): (Int32, Int32) = (0, 0)
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        lines += 1
        (line, word) = (0, 0)
        continue
      }
      let width = width(of: scalar)
      line += width
      word = scalar == " " ? 0 : word + width
      // A space at the end of a line hangs over.
      guard line > room, scalar != " " else { continue }
      lines += 1
      // A word longer than a line is broken anywhere.
      line = word < line ? word : width
      if line > room { line = width }
      word = line
    }
    return lines
  }

  /// Thousandths of the font's size in a column's character.
  private var unitsPerColumn: Int32 { Int32(7 * 0.75 / (size * stretch) * 1000) }

  private func width(of scalar: Unicode.Scalar) -> Int32 {
    switch scalar.value {
    case 0x20..<0x7F: ascii[Int(scalar.value) - 0x20]
    case ..<0x20: 0
    // Letters with marks, Greek, Cyrillic, Hebrew, Arabic.
    case ..<0x700: 667
    // The scripts of India: many letters are made of several characters.
    case ..<0x1100: 750
    // Dashes, quotes, the ellipsis and such.
    case 0x2000..<0x2070: 600
    default: 1000
    }
  }
}
