internal import CLibPQ

/// What a transaction sees of others.
package enum IsolationLevel: Sendable {
  /// Each statement sees what was committed when it began.
  case readCommitted
  /// All statements see one moment. These tables and views are locked against being rewritten before
  /// that moment is chosen: a snapshot older than a table's rewrite (a changed type, a new column
  /// with a volatile default, `truncate`) sees that table empty, and the server says nothing.
  case snapshot(of: [String])
  /// All statements see the moment that another session's transaction sees, as ``Connection/beside()`` has
  /// it named.
  case moment(String)

  var sql: String {
    switch self {
    case .readCommitted: "read committed"
    case .snapshot, .moment: "repeatable read"
    }
  }
}

/// Whether a transaction may write.
package enum AccessMode: Sendable {
  /// Where the session may. Nothing makes a session write that was made, or whose server was made,
  /// read-only.
  case readWrite
  case readOnly
}

/// What becomes of what a transaction wrote whose body has returned.
package enum TransactionOutcome: Sendable {
  case committed
  /// Nothing stays but that numbers of identity columns are not given again. What the database looks at
  /// when a transaction ends is looked at all the same.
  case rolledBack
}

extension Connection {
  /// Runs `body` in a transaction: ended as asked where it returns, rolled back where it throws.
  ///
  /// - Throws: what `body` threw; `PostgresError.transaction` where the roll-back failed too or the
  ///   connection broke during the commit, with every cause; `PostgresError.tableHeld` and
  ///   `.gaveWay` where another session was rewriting a table of the snapshot, or waited to.
  @discardableResult
  package func transaction<Value>(
    _ isolation: IsolationLevel = .readCommitted, access: AccessMode = .readWrite,
    _ outcome: TransactionOutcome = .committed, _ body: () throws -> Value
  ) throws -> Value {
    guard !isInTransaction else {
      throw PostgresError.misuse("a transaction is already open on this connection")
    }
    let mode = access == .readOnly ? " read only" : ""
    try execute("begin isolation level \(unescaped: isolation.sql)\(unescaped: mode)")
    isInTransaction = true
    if case .snapshot = isolation { isReadingMoment = access == .readOnly }
    defer { (isInTransaction, isReadingMoment) = (false, false) }
    let value: Value
    do {
      switch isolation {
      case .readCommitted: break
      case .snapshot(let tables):
        guard !tables.isEmpty else { break }
        try lock(tables)
        yielding?.begin(for: self)
      case .moment(let name): try execute("set transaction snapshot '\(unescaped: name)'")
      }
      defer { yielding?.end() }
      value = try body()
      if outcome == .rolledBack { try execute("set constraints all immediate") }
      try checkInterruption()
    } catch {
      try rollback(after: error)
      throw error
    }
    switch outcome {
    case .committed: try commit()
    case .rolledBack: _ = try send("rollback")
    }
    return value
  }

  /// Locks tables against being rewritten; whoever only reads and writes rows goes on.
  private func lock(_ tables: [String]) throws(PostgresError) {
    let names = tables.map(Self.quoted).joined(separator: ", ")
    do throws(PostgresError) {
      try execute("lock table \(unescaped: names) in access share mode")
    } catch {
      if case .server(let refusal) = error, refusal.sqlState == ServerError.lockNotAvailable {
        throw .tableHeld(refusal)
      }
      throw error
    }
  }

  private func rollback(after cause: any Error) throws {
    do {
      _ = try send("rollback")
    } catch {
      throw PostgresError.transaction(TransactionFailure(body: cause, rollback: error))
    }
  }

  private func commit() throws {
    do throws(PostgresError) {
      let result = try send("commit")
      // An aborted transaction answers a commit with a roll-back, and no error.
      guard result.command == "COMMIT" else {
        throw .misuse("the transaction was aborted by a failed statement and rolled back")
      }
    } catch {
      if case .connection = error {
        throw PostgresError.transaction(TransactionFailure(commit: error))
      }
      throw error
    }
  }
}

extension Connection {
  /// Runs statements that must still be said after an interruption, such as how a run ended.
  package func afterInterruption(_ body: () -> Void) {
    mayFinish = true
    defer { mayFinish = false }
    body()
  }
}
