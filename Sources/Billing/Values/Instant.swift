internal import PlainText

/// A point in time, as `timestamptz` keeps it. On which day it falls is resolved by Postgres, which
/// knows the time zones.
package struct Instant: Hashable, Comparable, Sendable {
  /// Microseconds since 1 January 1970, UTC.
  package let microseconds: Int64

  package init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// What `infinity` and `-infinity` read as.
  package static let distantFuture = Instant(microseconds: .max)
  package static let distantPast = Instant(microseconds: .min)

  /// How long before it another instant was; below 0 where that is later.
  package func since(_ earlier: Instant) -> Duration {
    .microseconds(microseconds - earlier.microseconds)
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }
}

extension Instant {
  /// Reads `2025-01-15 09:30:00.5+05:30`, the offset in hours, minutes and seconds as needed.
  package init?(iso text: Span<UInt8>) {
    guard text.count > 19, text[10] == UInt8(ascii: " "),
      let date = CalendarDate(iso: text.extracting(0..<10))
    else { return nil }
    var offsetStart = 19
    while offsetStart < text.count, text[offsetStart] != UInt8(ascii: "+"),
      text[offsetStart] != UInt8(ascii: "-")
    {
      offsetStart += 1
    }
    guard let time = TimeOfDay(iso: text.extracting(11..<offsetStart)),
      let offset = Self.offset(text.extracting(offsetStart...))
    else { return nil }
    microseconds =
      Int64(date.dayNumber) * TimeOfDay.microsecondsADay + time.microseconds - offset * 1_000_000
  }

  /// Seconds east of UTC of `+05`, `-03:30` or `+05:53:28`.
  private static func offset(_ text: Span<UInt8>) -> Int64? {
    guard text.count == 3 || text.count == 6 || text.count == 9 else { return nil }
    var seconds = 0
    var unit = 3600
    for start in stride(from: 1, to: text.count, by: 3) {
      guard start == 1 || text[start - 1] == UInt8(ascii: ":"),
        let part = parseDigits(text.extracting(start..<(start + 2)))
      else { return nil }
      seconds += part * unit
      unit /= 60
    }
    return Int64(text[0] == UInt8(ascii: "-") ? -seconds : seconds)
  }
}

extension Instant: PlainValue {
  /// Appends the instant in UTC, `2025-01-15 04:00:00.500000+00`.
  package func append(to bytes: inout [UInt8]) {
    guard self != .distantFuture, self != .distantPast else {
      bytes += (self == .distantFuture ? "infinity" : "-infinity").utf8
      return
    }
    var (day, rest) = microseconds.quotientAndRemainder(dividingBy: TimeOfDay.microsecondsADay)
    if rest < 0 {
      day -= 1
      rest += TimeOfDay.microsecondsADay
    }
    CalendarDate(dayNumber: Int32(clamping: day)).append(to: &bytes)
    bytes.append(UInt8(ascii: " "))
    TimeOfDay(microseconds: rest).append(to: &bytes)
    bytes += "+00".utf8
  }
}
