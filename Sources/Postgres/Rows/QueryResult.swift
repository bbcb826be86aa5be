internal import CLibPQ

/// A libpq result that is cleared when it goes out of scope.
@safe struct QueryResult: ~Copyable {
  private let pointer: OpaquePointer

  /// Takes ownership of a result libpq returned.
  @unsafe init(_ pointer: OpaquePointer) {
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    unsafe PQclear(pointer)
  }

  var status: ExecStatusType { unsafe PQresultStatus(pointer) }
  var rowCount: Int { unsafe Int(PQntuples(pointer)) }

  /// Rows a command changed; 0 for one that changes none.
  var affectedRows: Int {
    unsafe Int(String(cString: PQcmdTuples(pointer))) ?? 0
  }

  /// The command the server carried out, such as `COMMIT` or `INSERT 0 3`.
  var command: String { unsafe String(cString: PQcmdStatus(pointer)) }

  func withRow<Value>(_ index: Int, _ body: (borrowing Row) throws -> Value) rethrows -> Value {
    let row = unsafe Row(result: pointer, index: Int32(index))
    return try body(row)
  }

  /// The server's error, field by field.
  var serverError: ServerError {
    ServerError(
      sqlState: field("C") ?? "", message: field("M") ?? "unknown error", detail: field("D"),
      hint: field("H"), constraint: field("n"), table: field("t"), column: field("c"),
      context: field("W"))
  }

  /// An error field by the letter the protocol gives it.
  private func field(_ letter: Unicode.Scalar) -> String? {
    guard let text = unsafe PQresultErrorField(pointer, Int32(letter.value)) else { return nil }
    return unsafe String(cString: text)
  }
}
