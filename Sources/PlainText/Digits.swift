/// Appends a whole number in decimal digits. Inlinable, as is what reads one: each target makes its own of
/// it, for the types that it writes.
@inlinable
package func appendDecimal(_ number: some BinaryInteger, to bytes: inout [UInt8]) {
  var magnitude = UInt64(number.magnitude)
  if number < 0 { bytes.append(UInt8(ascii: "-")) }
  let start = bytes.count
  repeat {
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude % 10))
    magnitude /= 10
  } while magnitude > 0
  bytes[start...].reverse()
}

/// Appends a number below 100 in two digits.
package func appendTwoDigits(_ number: Int, to bytes: inout [UInt8]) {
  bytes.append(UInt8(ascii: "0") + UInt8(number / 10))
  bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
}

/// Reads an optional sign and decimal digits; nil for anything else or where it does not fit.
@inlinable
package func parseDecimal<Number: FixedWidthInteger>(
  _ text: Span<UInt8>, as type: Number.Type
) -> Number? {
  var index = 0
  var negative = false
  if text.count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
    negative = text[0] == UInt8(ascii: "-")
    index = 1
  }
  guard index < text.count else { return nil }
  var number: Number = 0
  while index < text.count {
    let digit = text[index] &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    let (tens, tensOverflow) = number.multipliedReportingOverflow(by: 10)
    let step = Number(digit)
    let (sum, sumOverflow) =
      negative ? tens.subtractingReportingOverflow(step) : tens.addingReportingOverflow(step)
    if tensOverflow || sumOverflow { return nil }
    number = sum
    index += 1
  }
  return number
}

/// Reads decimal digits alone, without a sign; nil for anything else, and for more than 18 of them.
package func parseDigits(_ text: Span<UInt8>) -> Int? {
  guard (1...18).contains(text.count) else { return nil }
  var number = 0
  for index in 0..<text.count {
    let digit = text[index] &- UInt8(ascii: "0")
    guard digit < 10 else { return nil }
    number = number * 10 + Int(digit)
  }
  return number
}

extension String {
  /// A copy of UTF-8 text; malformed bytes are repaired.
  package init(utf8 text: Span<UInt8>) {
    self = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
