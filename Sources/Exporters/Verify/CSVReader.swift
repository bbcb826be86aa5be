internal import Billing

/// Reads an RFC 4180 file record by record through one buffer, whatever its size.
struct CSVReader: ~Copyable {
  /// Where a file is not one that this program writes.
  struct Malformed: Error {
    var line: Int
    var reason: String
  }

  /// Bytes of a record; no export writes a longer one, and none is held in memory.
  private static let longestRecord = 1 << 26
  /// Fields of a record; no file has as many columns.
  private static let mostFields = 64

  private let file: InputFile
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private var filled = 0
  private var next = 0
  private var offset = 0
  private var line = 1
  /// The fields of the record that was read last, one after the other, and where each ends.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  /// The record that was read last as it stands in the file, its line ending included; the first
  /// has the byte order mark before it.
  private(set) var record: [UInt8] = []

  init(path: String) throws(SystemFailure) {
    file = try InputFile(path: path)
  }

  var fieldCount: Int { ends.count }

  func text(_ field: Int) -> String {
    String(decoding: bytes[range(field)], as: UTF8.self)
  }

  func bytes(_ field: Int) -> [UInt8] { Array(bytes[range(field)]) }

  /// Calls `body` with a field's bytes.
  func withField<Value>(_ field: Int, _ body: (Span<UInt8>) throws -> Value) rethrows -> Value {
    let range = range(field)
    return try body(bytes.span.extracting(range))
  }

  private func range(_ field: Int) -> Range<Int> {
    (field == 0 ? 0 : ends[field - 1])..<ends[field]
  }

  /// Reads the next record; false at the end of the file.
  mutating func read() throws -> Bool {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    record.removeAll(keepingCapacity: true)
    if offset == 0 { try skipMark() }
    guard var byte = try take() else { return false }
    while true {
      if byte == UInt8(ascii: "\"") {
        try quoted()
        guard let after = try take() else { throw Malformed(line: line, reason: "no end of line") }
        byte = after
      } else {
        while byte != UInt8(ascii: ","), byte != 0x0A, byte != 0x0D {
          bytes.append(byte)
          guard let following = try take() else {
            throw Malformed(line: line, reason: "no end of line")
          }
          byte = following
        }
      }
      ends.append(bytes.count)
      guard ends.count <= Self.mostFields else {
        throw Malformed(line: line, reason: "it has more than \(Self.mostFields) fields")
      }
      switch byte {
      case UInt8(ascii: ","):
        guard let following = try take() else {
          throw Malformed(line: line, reason: "no end of line")
        }
        byte = following
      case 0x0D:
        guard try take() == 0x0A else { throw Malformed(line: line, reason: "a lone return") }
        line += 1
        return true
      case 0x0A:
        line += 1
        return true
      default:
        throw Malformed(line: line, reason: "text after a quoted field")
      }
    }
  }

  private mutating func skipMark() throws(SystemFailure) {
    try fill()
    let mark = CSVFormat.byteOrderMarkBytes
    if filled >= mark.count, Array(buffer[..<mark.count]) == mark {
      next = mark.count
      record += mark
    }
  }

  /// What stands between quotes, up to the one that ends it.
  private mutating func quoted() throws {
    while true {
      guard let byte = try take() else { throw Malformed(line: line, reason: "an open quote") }
      if byte == 0x0A { line += 1 }
      if byte == UInt8(ascii: "\"") {
        guard try peek() == UInt8(ascii: "\"") else { return }
        _ = try take()
      }
      bytes.append(byte)
    }
  }

  private mutating func take() throws -> UInt8? {
    guard let byte = try peek() else { return nil }
    guard record.count < Self.longestRecord else {
      throw Malformed(line: line, reason: "it has more than \(Self.longestRecord) bytes")
    }
    next += 1
    record.append(byte)
    return byte
  }

  private mutating func peek() throws(SystemFailure) -> UInt8? {
    if next == filled { try fill() }
    return next < filled ? buffer[next] : nil
  }

  private mutating func fill() throws(SystemFailure) {
    filled = try file.read(into: &buffer, at: offset)
    offset += filled
    next = 0
  }
}
