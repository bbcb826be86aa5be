/// What ends a line of a CSV file.
package enum LineEnding: String, Sendable, CaseIterable {
  case lf
  case crlf

  var bytes: [UInt8] {
    switch self {
    case .lf: [0x0A]
    case .crlf: [0x0D, 0x0A]
    }
  }
}
