internal import CLibPQ
internal import PlainText

/// Writes the rows of a `COPY … FROM STDIN`. It lives as long as the closure it is given to, so
/// that a COPY cannot be left open.
package struct CopyWriter: ~Copyable {
  private let connection: Connection
  private var fields = CopyFields()
  /// Rows leave for the server in pieces of about this many bytes.
  private static let pieceSize = 64 * 1024

  init(_ connection: Connection) {
    self.connection = connection
    fields.bytes.reserveCapacity(Self.pieceSize + 4096)
  }

  /// Writes one row: the fields `body` appends, in the order of the COPY's columns.
  package mutating func row(_ body: (inout CopyFields) throws -> Void) throws {
    fields.isFirst = true
    try body(&fields)
    fields.bytes.append(UInt8(ascii: "\n"))
    if fields.bytes.count >= Self.pieceSize { try flush() }
  }

  mutating func flush() throws(PostgresError) {
    guard !fields.bytes.isEmpty else { return }
    try connection.checkInterruption()
    let sent = unsafe fields.bytes.withUnsafeBytes { buffer in
      unsafe PQputCopyData(
        connection.handle, buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
        Int32(buffer.count))
    }
    fields.bytes.removeAll(keepingCapacity: true)
    guard sent == 1 else { throw connection.connectionError }
  }
}

/// The fields of one COPY row in text format.
package struct CopyFields {
  var bytes: [UInt8] = []
  var isFirst = true
  /// Storage for a value before its characters are escaped, used again for the next.
  private var scratch: [UInt8] = []

  private mutating func separate() {
    if !isFirst { bytes.append(UInt8(ascii: "\t")) }
    isFirst = false
  }

  package mutating func null() {
    separate()
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: "N"))
  }

  package mutating func int(_ number: Int) {
    separate()
    appendDecimal(number, to: &bytes)
  }

  package mutating func text(_ text: String) {
    var text = text
    separate()
    text.withUTF8 { unsafe Self.append($0.span, to: &bytes) }
  }

  /// Bytes of UTF-8 text.
  package mutating func text(_ text: [UInt8]) {
    separate()
    Self.append(text.span, to: &bytes)
  }

  package mutating func value(_ value: some PostgresEncodable) {
    separate()
    var text: [UInt8] = []
    swap(&text, &scratch)
    text.removeAll(keepingCapacity: true)
    value.encode(into: &text)
    Self.append(text.span, to: &bytes)
    swap(&text, &scratch)
  }

  package mutating func value(_ value: (some PostgresEncodable)?) {
    if let value { self.value(value) } else { null() }
  }

  /// Stretches that need no escape, which is nearly all of them, go over as they are.
  private static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
    var start = 0
    for index in text.indices {
      let escaped: UInt8
      switch text[index] {
      case UInt8(ascii: "\\"), UInt8(ascii: "\t"): escaped = text[index]
      case UInt8(ascii: "\n"): escaped = UInt8(ascii: "n")
      case UInt8(ascii: "\r"): escaped = UInt8(ascii: "r")
      default: continue
      }
      bytes.append(text.extracting(start..<index))
      bytes.append(UInt8(ascii: "\\"))
      bytes.append(escaped)
      start = index + 1
    }
    bytes.append(text.extracting(start..<text.count))
  }
}

extension Connection {
  /// Runs a `COPY … FROM STDIN` in text format with the rows that `body` writes, and returns how
  /// many the server took. Where `body` throws, nothing of it is kept.
  @discardableResult
  package func copyIn(
    _ statement: Statement, _ body: (inout CopyWriter) throws -> Void
  ) throws -> Int {
    let opened = try run(statement)
    guard opened.status == PGRES_COPY_IN else {
      throw PostgresError.misuse("not a COPY FROM STDIN: \(statement.sql)")
    }
    var writer = CopyWriter(self)
    do {
      try body(&writer)
      try writer.flush()
    } catch {
      unsafe PQputCopyEnd(handle, "abandoned by the client")
      drain()
      throw error
    }
    guard unsafe PQputCopyEnd(handle, nil) == 1 else { throw connectionError }
    return try finishCopy()
  }

  /// Reads the result that closes a COPY; returns how many rows it moved.
  func finishCopy() throws(PostgresError) -> Int {
    guard let pointer = unsafe PQgetResult(handle) else { throw connectionError }
    let result = unsafe QueryResult(pointer)
    drain()
    try check(result)
    return result.affectedRows
  }
}
