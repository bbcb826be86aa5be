/// All the numbers that a format writes in one financial year.
package struct NumberPattern: Sendable {
  private let prefix: [UInt8]
  private let suffix: [UInt8]
  private let width: Int

  /// - Parameter fiscalYear: as it is written in a number, such as 25-26.
  package init(_ format: InvoiceNumberFormat, fiscalYear: String) {
    prefix = Self.withoutCase(format.prefix(fiscalYearLabel: fiscalYear))
    suffix = Self.withoutCase(format.suffix(fiscalYearLabel: fiscalYear))
    width = format.sequenceWidth
  }

  /// Whether some text is a number of both. Numbers compare without case: people type them, and tax
  /// portals take `pl/1` and `PL/1` for one.
  package func meets(_ other: NumberPattern) -> Bool {
    (1...InvoiceNumberFormat.maximumLength).contains { length in
      guard let places = places(length), let others = other.places(length) else { return false }
      return zip(places, others).allSatisfy { $0.overlaps($1) }
    }
  }

  /// What can stand at each place of a number of this length; nil where there is none so long. A
  /// running number that has outgrown its width begins with no zero.
  private func places(_ length: Int) -> [ClosedRange<UInt8>]? {
    let digits = length - prefix.count - suffix.count
    guard digits >= width else { return nil }
    let first = UInt8(ascii: digits > width ? "1" : "0")
    return prefix.map { $0...$0 } + [first...UInt8(ascii: "9")]
      + Array(repeating: UInt8(ascii: "0")...UInt8(ascii: "9"), count: digits - 1)
      + suffix.map { $0...$0 }
  }

  private static func withoutCase(_ text: String) -> [UInt8] { Array(text.uppercased().utf8) }
}
