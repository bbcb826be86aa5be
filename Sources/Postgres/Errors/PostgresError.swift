/// Everything that can go wrong between this program and a Postgres server.
package enum PostgresError: Error, Sendable {
  /// No connection, or it broke. The message is libpq's, without any password.
  case connection(String)
  /// A pooler stands between, and gives each transaction another session: what is set in one, and
  /// its locks, would be other clients'. Nothing was set.
  case pooledByTransaction
  /// The server refused a statement.
  case server(ServerError)
  /// A value did not have the shape the reader expected.
  case decoding(column: String, problem: String)
  /// A whole number is wider than what the reader keeps of it, such as an id of an app's that has
  /// 64 bits.
  case tooWide(column: String, value: String)
  /// A value cannot be sent, such as a text that holds a NUL byte.
  case encoding(String)
  /// A signal arrived that ends the program: the statement was cancelled and its transaction rolled back.
  case interrupted(signal: Int32)
  /// A table that a snapshot was to read could not be locked in time: another session is changing it.
  case tableHeld(ServerError)
  /// The transaction was ended because another session waited to rewrite a table of its snapshot,
  /// and everybody else behind that session.
  case gaveWay
  /// More than one thing failed around a transaction; none of the causes is lost.
  case transaction(TransactionFailure)
  /// The connection was used in a way it does not offer, such as a transaction in a transaction.
  case misuse(String)

  /// The SQLSTATE, where the server gave one.
  package var sqlState: String? {
    switch self {
    case .server(let error), .tableHeld(let error): error.sqlState
    case .transaction(let failure): (failure.body as? PostgresError)?.sqlState
    default: nil
    }
  }
}

extension PostgresError {
  /// Whether the session is gone, so that only a new one can go on.
  package var isLostConnection: Bool {
    switch self {
    case .connection: true
    case .transaction(let failure):
      [failure.commit, failure.rollback, failure.body].contains {
        ($0 as? PostgresError)?.isLostConnection ?? false
      }
    default: false
    }
  }

  /// Whether it broke while a commit was on its way: the server may have committed.
  package var isCommitUnknown: Bool {
    if case .transaction(let failure) = self { failure.commit != nil } else { false }
  }

  /// The signal behind it, also where the roll-back failed after it.
  package var interruptingSignal: Int32? {
    switch self {
    case .interrupted(let signal): signal
    case .transaction(let failure): (failure.body as? PostgresError)?.interruptingSignal
    default: nil
    }
  }
}

/// What failed around a transaction when it was more than its body.
package struct TransactionFailure: Error, Sendable {
  /// What the body threw, if it did.
  package var body: (any Error)?
  /// Why the roll-back that followed failed.
  package var rollback: (any Error)?
  /// Why the commit failed when the connection broke during it: whether the server committed is
  /// then unknown until it is asked.
  package var commit: (any Error)?
}

extension PostgresError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .connection(let message): message
    case .pooledByTransaction:
      "a pooler in transaction mode stands between jobrunner and the database"
    case .server(let error): error.description
    case .tableHeld(let error): "another session is changing a table that is to be read: \(error)"
    case .decoding(let column, let problem): "column \(column): \(problem)"
    case .tooWide(let column, let value):
      "column \(column) holds \(value), which is more than 32 bits: billing keeps no such number"
    case .encoding(let problem): problem
    case .interrupted(let signal): "interrupted by signal \(signal)"
    case .gaveWay: "another session waited to change a table that this one was reading"
    case .transaction(let failure): failure.description
    case .misuse(let problem): problem
    }
  }
}

extension TransactionFailure: CustomStringConvertible {
  package var description: String {
    var parts: [String] = []
    if let body { parts.append("\(body)") }
    if let rollback { parts.append("the roll-back failed: \(rollback)") }
    if let commit { parts.append("the connection broke during commit: \(commit)") }
    return parts.joined(separator: "; ")
  }
}
