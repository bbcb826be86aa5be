internal import Billing

/// Text that comes from data or from what somebody typed, as it may go to a terminal.
extension String {
  /// The same with what moves a terminal, breaks a line or turns the direction of writing round
  /// written out, such as `\u001b` for an escape. In the strings of a JSON document, where these
  /// are the same characters, it is the same document.
  var harmless: String {
    guard unicodeScalars.contains(where: Self.isControl) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      guard Self.isControl(scalar) else {
        text.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      default:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return text
  }

  /// Controls (C0, DEL, C1), separators of lines and paragraphs, and what sets the direction.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: false
    case ..<0x20, 0x7F...0x9F: true
    case 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
