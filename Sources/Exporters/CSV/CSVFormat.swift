/// The form of the CSV files: UTF-8 as RFC 4180 has it, with what the reader's program wants.
struct CSVFormat: Sendable {
  var lineEnding = LineEnding.lf
  /// Whether the file begins with the bytes that tell Excel it is UTF-8.
  var byteOrderMark = false

  static let byteOrderMarkBytes: [UInt8] = [0xEF, 0xBB, 0xBF]
}
