internal import CLibPQ

extension Connection {
  /// Runs a statement and returns how many rows it changed.
  @discardableResult
  package func execute(_ statement: Statement) throws(PostgresError) -> Int {
    try run(statement).affectedRows
  }

  /// Runs a query and returns what `read` makes of each row, in order.
  package func query<Value>(
    _ statement: Statement, _ read: (borrowing Row) throws -> Value
  ) throws -> [Value] {
    let result = try run(statement)
    var values: [Value] = []
    values.reserveCapacity(result.rowCount)
    for index in 0..<result.rowCount {
      values.append(try result.withRow(index, read))
    }
    return values
  }

  /// Runs a query and returns what `read` makes of its first row, or nil where there is none.
  package func first<Value>(
    _ statement: Statement, _ read: (borrowing Row) throws -> Value
  ) throws -> Value? {
    let result = try run(statement)
    return result.rowCount == 0 ? nil : try result.withRow(0, read)
  }

  /// Runs a query and hands its rows to `body` as they arrive, holding one at a time. Where `body`
  /// throws, the query is cancelled and the connection can be used again.
  package func forEach(
    _ statement: Statement, _ body: (borrowing Row) throws -> Void
  ) throws {
    try checkInterruption()
    try statement.parameters.check()
    let sent = unsafe statement.parameters.withPointers { values in
      unsafe PQsendQueryParams(
        handle, statement.sql, Int32(statement.parameters.count), nil, values, nil, nil, 0)
    }
    guard sent == 1 else { throw connectionError }
    unsafe PQsetSingleRowMode(handle)
    do {
      while let pointer = unsafe PQgetResult(handle) {
        let result = unsafe QueryResult(pointer)
        try check(result)
        for index in 0..<result.rowCount { try result.withRow(index, body) }
      }
    } catch {
      cancel()
      drain()
      throw error
    }
  }

  /// Runs several statements without parameters, such as a migration file. Outside a transaction
  /// the server runs them as one.
  package func run(script: String) throws(PostgresError) {
    try checkInterruption()
    guard !script.utf8.contains(0) else { throw .encoding("the script holds a NUL byte") }
    guard let pointer = unsafe PQexec(handle, script) else { throw connectionError }
    try check(unsafe QueryResult(pointer))
  }

  func run(_ statement: Statement) throws(PostgresError) -> QueryResult {
    try checkInterruption()
    return try send(statement)
  }

  /// Runs a statement even after an interruption: what ends a transaction must still be said.
  func send(_ statement: Statement) throws(PostgresError) -> QueryResult {
    try statement.parameters.check()
    let pointer = unsafe statement.parameters.withPointers { values in
      unsafe PQexecParams(
        handle, statement.sql, Int32(statement.parameters.count), nil, values, nil, nil, 0)
    }
    guard let pointer = unsafe pointer else { throw connectionError }
    let result = unsafe QueryResult(pointer)
    try check(result)
    return result
  }

  /// Throws what a result says went wrong.
  func check(_ result: borrowing QueryResult) throws(PostgresError) {
    switch result.status {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_COPY_IN, PGRES_COPY_OUT,
      PGRES_EMPTY_QUERY:
      return
    default:
      let error = result.serverError
      if error.sqlState == ServerError.queryCanceled {
        if let signal = interruption?.signal { throw .interrupted(signal: signal) }
        if isInTransaction { try yielding?.check() }
      }
      // An error without a SQLSTATE was made by libpq itself: the server went away.
      if error.sqlState.isEmpty || error.sqlState.hasPrefix("57P0") { throw connectionError }
      throw .server(error)
    }
  }

  /// Why libpq could not go on.
  var connectionError: PostgresError {
    .connection(unsafe Self.tidied(String(cString: PQerrorMessage(handle))))
  }

  /// Reads what is left of a statement's results, so that the next one can be sent.
  func drain() {
    while let pointer = unsafe PQgetResult(handle) {
      let result = unsafe QueryResult(pointer)
      if result.status == PGRES_COPY_IN {
        unsafe PQputCopyEnd(handle, "abandoned")
      } else if result.status == PGRES_COPY_OUT {
        discardCopyData()
      }
    }
  }

  private func discardCopyData() {
    while true {
      var buffer: UnsafeMutablePointer<CChar>?
      let length = unsafe PQgetCopyData(handle, &buffer, 0)
      if let buffer = unsafe buffer { unsafe PQfreemem(buffer) }
      if length < 0 { return }
    }
  }
}
