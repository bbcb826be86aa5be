internal import CLibPQ

extension Connection {
  /// Runs a `COPY … TO STDOUT` in text format and hands each row to `body`; returns how many there
  /// were. COPY takes no parameters: what varies must be written with `unescaped`, from values that
  /// the program itself made. Where `body` throws, the COPY is cancelled.
  @discardableResult
  package func copyOut(
    _ statement: Statement, _ body: (borrowing Row) throws -> Void
  ) throws -> Int {
    let opened = try run(statement)
    guard opened.status == PGRES_COPY_OUT else {
      throw PostgresError.misuse("not a COPY TO STDOUT: \(statement.sql)")
    }
    var line = CopyLine()
    do {
      while true {
        var buffer: UnsafeMutablePointer<CChar>?
        let length = unsafe PQgetCopyData(handle, &buffer, 0)
        guard length > 0, let buffer = unsafe buffer else {
          if length == -2 { throw connectionError }
          break
        }
        defer { unsafe PQfreemem(buffer) }
        unsafe line.split(UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)))
        let row = unsafe Row(
          copied: UnsafeRawBufferPointer(start: buffer, count: Int(length)), ranges: line.ranges)
        try body(row)
      }
    } catch {
      cancel()
      drain()
      throw error
    }
    return try finishCopy()
  }
}

/// Splits a line of COPY text into fields, taking the escapes out in place.
struct CopyLine {
  /// Where each field lies in the line once it is unescaped; nil for null.
  private(set) var ranges: [Range<Int>?] = []

  /// - Parameter line: one row as libpq returns it, with its closing newline; overwritten.
  @unsafe mutating func split(_ line: UnsafeMutableRawBufferPointer) {
    ranges.removeAll(keepingCapacity: true)
    var read = 0
    var write = 0
    var start = 0
    var isNull = false
    while read < line.count {
      let byte = unsafe line[read]
      read += 1
      switch byte {
      case UInt8(ascii: "\t"), UInt8(ascii: "\n"):
        ranges.append(isNull ? nil : start..<write)
        start = write
        isNull = false
      case UInt8(ascii: "\\"):
        let escaped = unsafe line[read]
        read += 1
        if escaped == UInt8(ascii: "N") {
          isNull = true
        } else {
          unsafe line[write] = Self.character(escaped)
          write += 1
        }
      default:
        unsafe line[write] = byte
        write += 1
      }
    }
  }

  /// The byte that a backslash and this letter stand for.
  private static func character(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "v"): 11
    default: letter
    }
  }
}
