internal import PlainText

/// A time on the clock, in no time zone: microseconds since midnight.
package struct TimeOfDay: Hashable, Comparable, Sendable {
  package let microseconds: Int64

  package static let microsecondsADay: Int64 = 86_400_000_000

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
    left.microseconds < right.microseconds
  }

  /// Reads `09:30:00` with up to six decimals of a second; nil for anything else. `24:00:00`, the
  /// end of a day, is one.
  package init?(iso text: Span<UInt8>) {
    guard text.count >= 8, text[2] == UInt8(ascii: ":"), text[5] == UInt8(ascii: ":"),
      let hours = parseDigits(text.extracting(0..<2)),
      let minutes = parseDigits(text.extracting(3..<5)),
      let seconds = parseDigits(text.extracting(6..<8)),
      minutes < 60, seconds < 60
    else { return nil }
    var fraction = 0
    if text.count > 8 {
      guard text[8] == UInt8(ascii: "."), text.count <= 15,
        let digits = parseDigits(text.extracting(9...))
      else { return nil }
      fraction = digits
      for _ in text.count..<15 { fraction *= 10 }
    }
    microseconds = Int64(((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction)
    guard microseconds <= Self.microsecondsADay else { return nil }
  }
}

extension TimeOfDay: PlainValue {
  package func append(to bytes: inout [UInt8]) {
    let seconds = Int(microseconds / 1_000_000)
    appendTwoDigits(seconds / 3600, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendTwoDigits(seconds / 60 % 60, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendTwoDigits(seconds % 60, to: &bytes)
    let fraction = Int(microseconds % 1_000_000)
    guard fraction > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    appendTwoDigits(fraction / 10_000, to: &bytes)
    appendTwoDigits(fraction / 100 % 100, to: &bytes)
    appendTwoDigits(fraction % 100, to: &bytes)
  }
}
