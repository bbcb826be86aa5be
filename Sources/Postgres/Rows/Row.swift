internal import CLibPQ
internal import PlainText

/// One row of a result, readable while the closure that was given it runs. Columns are counted
/// from zero.
@safe package struct Row: ~Copyable {
  /// A libpq result, which the caller keeps alive.
  private let result: OpaquePointer
  private let index: Int32

  @unsafe init(result: OpaquePointer, index: Int32) {
    unsafe self.result = result
    self.index = index
  }

  /// The bytes of a column, which live as long as the result; nil where it is null.
  @usableFromInline func field(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
    let column = Int32(column)
    if unsafe PQgetisnull(result, index, column) == 1 { return nil }
    let length = unsafe Int(PQgetlength(result, index, column))
    let start = unsafe UnsafeRawPointer(PQgetvalue(result, index, column)!)
    return unsafe UnsafeBufferPointer(
      start: start.assumingMemoryBound(to: UInt8.self), count: length)
  }

  /// Calls `body` with the bytes of a column, or with nil where it is null.
  @inlinable @inline(__always) func withField<Value, Failure: Error>(
    _ column: Int, _ body: (Span<UInt8>?) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let buffer = unsafe field(column) else { return try body(nil) }
    return try unsafe body(Span(_unsafeElements: buffer))
  }

  /// What a column is called, for messages.
  @usableFromInline func name(of column: Int) -> String {
    if let name = unsafe PQfname(result, Int32(column)) { return unsafe String(cString: name) }
    return "\(column)"
  }

  package func isNull(_ column: Int) -> Bool {
    withField(column) { $0 == nil }
  }

  /// The column's value. Always inlined, so that each target reads its own types without looking them up: the
  /// optimizer by itself leaves the look-up of a type for each value, which is a seventh of what a CSV file costs.
  ///
  /// - Throws: `PostgresError.decoding` where it is null or not of that type.
  @inlinable @inline(__always)
  package func decode<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value {
    guard let value = try decodeOptional(column, as: type) else {
      throw .decoding(column: name(of: column), problem: "is null")
    }
    return value
  }

  /// The column's value, or nil where it is null.
  @inlinable @inline(__always)
  package func decodeOptional<Value: PostgresDecodable>(
    _ column: Int, as type: Value.Type = Value.self
  ) throws(PostgresError) -> Value? {
    do throws(DecodingFailure) {
      return try withField(column) { (text: Span<UInt8>?) throws(DecodingFailure) -> Value? in
        guard let text else { return nil }
        return try Value(postgres: text)
      }
    } catch {
      throw failure(error, in: column)
    }
  }

  @usableFromInline func failure(_ failure: DecodingFailure, in column: Int) -> PostgresError {
    guard failure.isTooWide else {
      return .decoding(column: name(of: column), problem: failure.problem)
    }
    let value = withText(column) { text in if let text { String(utf8: text) } else { "" } }
    return .tooWide(column: name(of: column), value: value)
  }

  /// Calls `body` with the column's text, or nil where it is null, without copying it.
  @inlinable
  package func withText<Value>(_ column: Int, _ body: (Span<UInt8>?) -> Value) -> Value {
    withField(column, body)
  }

  /// The same for what is read a million times: no type has to be looked up for it.
  package func readText(_ column: Int, _ body: (Span<UInt8>?) -> Void) {
    withField(column, body)
  }
}

/// Short forms for the types that every query reads.
extension Row {
  package func int32(_ column: Int) throws(PostgresError) -> Int32 { try decode(column) }
  package func int64(_ column: Int) throws(PostgresError) -> Int64 { try decode(column) }
  package func int(_ column: Int) throws(PostgresError) -> Int { try decode(column) }
  package func bool(_ column: Int) throws(PostgresError) -> Bool { try decode(column) }
  package func string(_ column: Int) throws(PostgresError) -> String { try decode(column) }
  package func double(_ column: Int) throws(PostgresError) -> Double { try decode(column) }

  package func optionalInt32(_ column: Int) throws(PostgresError) -> Int32? {
    try decodeOptional(column)
  }
  package func optionalInt64(_ column: Int) throws(PostgresError) -> Int64? {
    try decodeOptional(column)
  }
  package func optionalInt(_ column: Int) throws(PostgresError) -> Int? {
    try decodeOptional(column)
  }
  package func optionalBool(_ column: Int) throws(PostgresError) -> Bool? {
    try decodeOptional(column)
  }
  package func optionalString(_ column: Int) throws(PostgresError) -> String? {
    try decodeOptional(column)
  }
}
