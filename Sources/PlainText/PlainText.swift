/// A value with one plain text, which is its own in a database column, a CSV file and a JSON document:
/// digits and signs, such as `-1234.50` or `2025-01-15`.
package protocol PlainText {
  /// Appends the text as ASCII, without making a `String` of it.
  func append(to bytes: inout [UInt8])
}

// Each says it itself, so that each has code of its own.

extension Int: PlainText {
  package func append(to bytes: inout [UInt8]) { appendDecimal(self, to: &bytes) }
}

extension Int32: PlainText {
  package func append(to bytes: inout [UInt8]) { appendDecimal(self, to: &bytes) }
}

extension Int64: PlainText {
  package func append(to bytes: inout [UInt8]) { appendDecimal(self, to: &bytes) }
}

extension [UInt8] {
  /// A copy of a text.
  package init(_ text: Span<UInt8>) {
    self = unsafe text.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// Appends a text as a whole.
  package mutating func append(_ text: Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
