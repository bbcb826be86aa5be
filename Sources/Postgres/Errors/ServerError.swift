/// What the server said about a statement it refused, field by field.
package struct ServerError: Error, Sendable, Equatable {
  /// The five-character SQLSTATE, such as `23505` for a unique violation.
  package var sqlState: String
  /// The primary message, in the server's language.
  package var message: String
  package var detail: String?
  package var hint: String?
  /// The constraint, table and column the error is about, where the server names them.
  package var constraint: String?
  package var table: String?
  package var column: String?
  /// The call stack inside the server: the function or trigger that raised the error.
  package var context: String?

  package init(
    sqlState: String, message: String, detail: String? = nil, hint: String? = nil,
    constraint: String? = nil, table: String? = nil, column: String? = nil,
    context: String? = nil
  ) {
    self.sqlState = sqlState
    self.message = message
    self.detail = detail
    self.hint = hint
    self.constraint = constraint
    self.table = table
    self.column = column
    self.context = context
  }
}

extension ServerError: CustomStringConvertible {
  package var description: String {
    var text = "\(message) (SQLSTATE \(sqlState))"
    if let detail, !Self.quotingRow.contains(sqlState) { text += "; \(detail)" }
    if let hint { text += "; hint: \(hint)" }
    return text
  }
}

extension ServerError {
  /// States whose detail is the failing row, which can be a customer's: it is not repeated to whoever keeps
  /// a log, or is told elsewhere.
  private static let quotingRow: Set<String> = [notNullViolation, checkViolation, "44000"]

  /// Whether the server itself is in trouble: out of disk, memory or connections, or its files cannot
  /// be read. Nothing that is sent can help.
  package var isServerTrouble: Bool {
    sqlState.hasPrefix("53") || sqlState.hasPrefix("58")
      || [Self.databaseDropped, Self.idleSessionTimeout].contains(sqlState)
  }

  /// Whether other sessions were in the way, or somebody cancelled the statement: the same may pass
  /// when it is tried again.
  package var isContention: Bool {
    [
      Self.lockNotAvailable, Self.serializationFailure, Self.queryCanceled, Self.deadlockDetected,
      Self.objectInUse, Self.foreignKeyViolation,
    ].contains(sqlState)
  }
}

/// Every SQLSTATE that the program tells apart, by the name that PostgreSQL gives it.
extension ServerError {
  package static let restrictViolation = "23001"
  package static let notNullViolation = "23502"
  package static let foreignKeyViolation = "23503"
  package static let uniqueViolation = "23505"
  package static let checkViolation = "23514"
  package static let exclusionViolation = "23P01"
  package static let readOnlyTransaction = "25006"
  package static let serializationFailure = "40001"
  package static let deadlockDetected = "40P01"
  package static let insufficientPrivilege = "42501"
  package static let undefinedColumn = "42703"
  package static let undefinedTable = "42P01"
  package static let duplicateDatabase = "42P04"
  package static let invalidColumnReference = "42P10"
  package static let objectNotInPrerequisiteState = "55000"
  package static let objectInUse = "55006"
  package static let lockNotAvailable = "55P03"
  package static let queryCanceled = "57014"
  package static let databaseDropped = "57P04"
  package static let idleSessionTimeout = "57P05"
}
